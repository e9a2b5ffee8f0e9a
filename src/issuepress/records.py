"""Records written as YAML: read into the models, with every fault at its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from issuepress.errors import Finding, Place, nearest
from issuepress.issue import Record

Path = tuple[str | int, ...]
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
    try:
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        hint = "put quotes around a text that holds a colon, and indent with spaces"
        return Written(file, {}, {}, (Finding(f"not valid YAML: {error.problem}", Place(file, line), hint),))
    except yaml.YAMLError as error:
        return Written(file, {}, {}, (Finding(f"not valid YAML: {error}", Place(file, first_line)),))
    if not isinstance(node, yaml.MappingNode):
        return Written(
            file, {}, {}, (Finding("expected keys and values such as 'title: …'", Place(file, first_line)),)
        )
    lines: dict[Path, int] = {(): first_line}
    findings: list[Finding] = []
    values = _plain(node, (), file, first_line, lines, findings)
    return Written(file, values, lines, tuple(findings))


def validate(
    model: type[Model], written: Written, context: dict[str, Any]
) -> tuple[Model | None, tuple[Finding, ...]]:
    """Turn a written record into its model, or say all that is wrong with it."""
    try:
        return model.model_validate(written.values, context=context), ()
    except ValidationError as error:
        return None, tuple(_finding(model, written, detail) for detail in error.errors())


def _plain(
    node: yaml.Node,
    path: Path,
    file: str,
    first_line: int,
    lines: dict[Path, int],
    findings: list[Finding],
) -> Any:
    if len(path) > 12:
        findings.append(Finding("nested too deeply", Place(file, first_line + node.start_mark.line)))
        return None
    if isinstance(node, yaml.SequenceNode):
        items = []
        for at, item in enumerate(node.value):
            lines[(*path, at)] = first_line + item.start_mark.line
            items.append(_plain(item, (*path, at), file, first_line, lines, findings))
        return items
    if isinstance(node, yaml.MappingNode):
        record: dict[str, Any] = {}
        for key, value in node.value:
            name, line = str(key.value), first_line + key.start_mark.line
            if name in record:
                findings.append(Finding(f"the key '{name}' stands twice", Place(file, line)))
            lines[(*path, name)] = line
            record[name] = _plain(value, (*path, name), file, first_line, lines, findings)
        return record
    return None if node.tag.endswith(":null") and not node.style else node.value


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
            return Finding(f"the key '{name}' needs a text", where)
        case "value_error":
            message, _, hint = str(detail["ctx"]["error"]).partition("; ")
            return Finding(message, where, hint or None)
    return Finding(f"'{name}': {detail['msg'][0].lower()}{detail['msg'][1:]}", where)


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
