"""YAML as text, with the line of each value: no value of it becomes anything else, or makes an object."""

import re
from typing import Any, cast

import yaml

from issuepress.errors import Finding, Place
from issuepress.records import Path, Written

_NULL = "tag:yaml.org,2002:null"
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 forbids or discourages (2.2), apart from tab and line feed."""

_DEEPEST, _MOST_VALUES = 12, 20_000


def read(text: str, file: str, first_line: int) -> Written:
    """Read a YAML mapping; see `issuepress.records.read_yaml`."""
    reader = _Reader(file, first_line)
    try:
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        hint = "put quotes around a text that holds a colon, and indent with spaces"
        return reader.failed(f"not valid YAML: {error.problem}", mark.line if mark else 0, hint)
    except RecursionError:
        return reader.failed("the record is nested too deeply or holds too many values")
    except yaml.YAMLError as error:
        return reader.failed(f"not valid YAML: {error}")
    if not isinstance(node, yaml.MappingNode):
        return reader.failed("expected keys and values such as 'title: …'")
    values = reader.record(node, ())
    return Written(file, values, reader.lines, tuple(reader.findings))


class _Reader:
    """Turns YAML's nodes into plain values and keeps the line of each."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.lines: dict[Path, int] = {(): first_line}
        self.findings: list[Finding] = []

    def failed(self, message: str, line: int = 0, hint: str | None = None) -> Written:
        finding = Finding(message, Place(self.file, self.first_line + line), hint)
        return Written(self.file, {}, {}, (finding,))

    def record(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        record: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._find("a key must be a word", key)
                continue
            name = key.value
            if name in record:
                self._find(f"the key '{name}' stands twice", key)
            record[name] = self._value(value, (*path, name), key)
        return record

    def _value(self, node: yaml.Node, path: Path, start: yaml.Node) -> object:
        self.lines[path] = self.first_line + start.start_mark.line
        if len(path) > _DEEPEST or len(self.lines) > _MOST_VALUES:
            # Aliases can make a few lines stand for more values than any machine can hold.
            if not self.findings:
                self._find("the record is nested too deeply or holds too many values", node)
            return None
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*path, at), item) for at, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self.record(node, path)
        scalar = cast("yaml.ScalarNode", node)
        if match := _UNSEEN.search(scalar.value):
            self._find(f"the control character U+{ord(match[0]):04X} can't be set", node)
        return None if scalar.tag == _NULL and not scalar.style else scalar.value

    def _find(self, message: str, node: yaml.Node) -> None:
        self.findings.append(Finding(message, Place(self.file, self.first_line + node.start_mark.line)))
