"""The JSON Schema of what staff write, with the docstrings of the fields as descriptions.

Pydantic could take the docstrings in itself, but would read the sources on every start.
"""

import ast
from collections.abc import Iterator
from inspect import getsource
from itertools import pairwise
from textwrap import dedent
from typing import Any

from issuepress.fields import Record


def json_schema(model: type[Record]) -> dict[str, Any]:
    """Give the schema of a record and of all that it holds (JSON Schema 2020-12)."""
    schema = model.model_json_schema(mode="validation")
    told = {record.__name__: dict(_docstrings(record)) for record in _records(Record)}
    for name, definition in ((model.__name__, schema), *schema.get("$defs", {}).items()):
        for field, described in definition.get("properties", {}).items():
            if words := told.get(name, {}).get(field):
                described["description"] = words
    return schema


def _records(base: type[Record]) -> Iterator[type[Record]]:
    for record in base.__subclasses__():
        yield record
        yield from _records(record)


def _docstrings(record: type[Record]) -> Iterator[tuple[str, str]]:
    """Give the string under each field of a record, those of the records it is made from first."""
    for base in reversed(record.__mro__):
        if issubclass(base, Record):
            yield from _own_docstrings(base)


def _own_docstrings(record: type[Record]) -> Iterator[tuple[str, str]]:
    (definition,) = ast.parse(dedent(getsource(record))).body
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    for field, below in pairwise(body):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(words))),
            ):
                yield name, words.strip()
