"""Records written as YAML: read into the models, with every fault at its line."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from issuepress.errors import Finding, Place, nearest
from issuepress.fields import Record

Path = tuple[str | int, ...]
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


class Written(NamedTuple):
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
    from issuepress import yaml_nodes  # noqa: PLC0415 - not needed for what was read before

    return yaml_nodes.read(text, file, first_line)


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
