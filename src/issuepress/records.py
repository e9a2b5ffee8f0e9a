"""Records written as YAML: read into the models, with every fault at its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, cast, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from issuepress.errors import Finding, Place, nearest
from issuepress.fields import Record

Path = tuple[str | int, ...]
_NULL = "tag:yaml.org,2002:null"
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 forbids or discourages (2.2), apart from tab and line feed."""

_DEEPEST, _MOST_VALUES = 12, 20_000
_KEYS, _LIST = "keys and values of its own", "a list, each entry after '- '"
_NEEDED = {
    "string_type": "a text",
    "string_too_short": "a text",
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
    "dict_type": _KEYS,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "too_short": "one entry at least",
}
"""What a value of the wrong shape should have been, by pydantic's name of the error."""
Model = TypeVar("Model", bound=Record)


@dataclass(frozen=True, slots=True)
class Written:
    """A YAML record as written: plain values, all scalars as text, and the line of each."""

    file: str
    values: dict[str, Any]
    lines: dict[Path, int]
    findings: tuple[Finding, ...] = ()

    def place(self, path: Path = ()) -> Place:
        """Find the line of a value, or of the nearest record around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return Place(self.file, self.lines.get(path, 1))


def read_yaml(text: str, file: str, first_line: int = 1) -> Written:
    """Read a YAML mapping; scalars stay text, so that `no`, `2020` and `1.10` mean what they say."""
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


def validate(
    model: type[Model], written: Written, context: dict[str, Any]
) -> tuple[Model | None, tuple[Finding, ...]]:
    """Turn a written record into its model, or say all that is wrong with it."""
    try:
        return model.model_validate(written.values, context=context), ()
    except ValidationError as error:
        details = error.errors()
        return None, tuple(_finding(model, written, each) for each in details if not _follows(each, details))


def _follows(detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Tell whether a list is found empty only because what it holds is wrong."""
    loc = detail["loc"]
    return detail["type"] == "too_short" and any(
        other["loc"][: len(loc)] == loc for other in details if other is not detail
    )


def _finding(model: type[Record], written: Written, detail: ErrorDetails) -> Finding:
    path: Path = tuple(part for part in detail["loc"] if not _is_marker(part))
    name, where = _named(path), written.place(path)
    match detail["type"]:
        case "extra_forbidden":
            message, hint = f"unknown key '{path[-1]}'", nearest(str(path[-1]), _keys(model, path[:-1]))
        case "missing":
            message, hint = f"the key '{name}' is missing", None
        case "literal_error" | "enum":
            expected = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
            given = str(detail["input"])
            message, hint = f"'{given}' is not a valid '{name}'", nearest(given, expected)
        case "value_error":
            message, _, hint = str(detail["ctx"]["error"]).partition("\n")
        case kind if kind in _NEEDED:
            message, hint = f"the key '{name}' needs {_NEEDED[kind]}", None
        case _:
            message, hint = f"'{name}': {detail['msg'][0].lower()}{detail['msg'][1:]}", None
    return Finding(message, where, hint or None)


def _named(path: Path) -> str:
    """Name the key that a value belongs to; an entry of a list has its list's name."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _is_marker(part: object) -> bool:
    """Tell the names of validators, which pydantic puts into a location, from keys."""
    return isinstance(part, str) and ("[" in part or "(" in part)


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    for part in path:
        if isinstance(part, str) and part in model.model_fields:
            model = next(_models(model.model_fields[part].annotation), model)
    return list(model.model_fields)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
