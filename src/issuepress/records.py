"""Records written as YAML: read into the models, with every fault at its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, cast, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from issuepress.errors import Finding, Place, nearest
from issuepress.issue import Record

Path = tuple[str | int, ...]
_NULL = "tag:yaml.org,2002:null"
_DEEPEST, _MOST_VALUES = 12, 20_000
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
    except (yaml.YAMLError, RecursionError) as error:
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
            name = str(key.value)
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
        return None, tuple(_finding(model, written, detail) for detail in error.errors())


def _finding(model: type[Record], written: Written, detail: ErrorDetails) -> Finding:
    path: Path = tuple(part for part in detail["loc"] if not _is_marker(part))
    name = path[-1] if path else ""
    where = written.place(path)
    match detail["type"]:
        case "extra_forbidden":
            return Finding(f"unknown key '{name}'", where, nearest(str(name), _keys(model, path[:-1])))
        case "missing":
            return Finding(f"the key '{name}' is missing", where)
        case "literal_error" | "enum":
            expected = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
            given = str(detail["input"])
            return Finding(f"'{given}' is not a valid '{name}'", where, nearest(given, expected))
        case "string_type" | "string_too_short":
            return Finding(f"the key '{_named(path)}' needs a text", where)
        case "model_type" | "model_attributes_type" | "dict_type":
            return Finding(f"the key '{_named(path)}' needs keys and values of its own", where)
        case "tuple_type" | "list_type":
            return Finding(f"the key '{_named(path)}' needs a list", where, "begin each entry with '- '")
        case "too_short":
            return Finding(f"the key '{_named(path)}' needs one entry at least", where)
        case "value_error":
            message, _, hint = str(detail["ctx"]["error"]).partition("\n")
            return Finding(message, where, hint or None)
    return Finding(f"'{_named(path)}': {detail['msg'][0].lower()}{detail['msg'][1:]}", where)


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
