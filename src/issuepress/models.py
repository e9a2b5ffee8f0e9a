"""Models: the checking of records, for which Pydantic is slow to import."""

from functools import partial
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

import pydantic
from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, TypeAdapter
from pydantic_core import CoreSchema, core_schema

from issuepress.record import Key, Record, Said

_CONFIG = ConfigDict(extra="forbid", str_strip_whitespace=True)
_Record = TypeVar("_Record", bound=Record)
_adapters: dict[type[Record], TypeAdapter[Any]] = {}
_models: dict[type[Record], type[BaseModel]] = {}


def validated(record: type[_Record], written: object, context: dict[str, Any] | None) -> _Record:
    """Read a record of what is written; raises ValidationError."""
    return cast("_Record", _adapter(record).validate_python(written, context=context))


def json_schema(record: type[Record]) -> dict[str, Any]:
    """Give the JSON Schema of what may be written."""
    return _adapter(record).json_schema(mode="validation")


def schema_of(record: type[Record], handler: GetCoreSchemaHandler) -> CoreSchema:
    """Tell how a record is read: what is one already stays as it is."""
    return core_schema.no_info_wrap_validator_function(
        partial(_read, record), handler.generate_schema(_model(record))
    )


def _read(record: type[Record], written: object, read: core_schema.ValidatorFunctionWrapHandler) -> Record:
    if isinstance(written, record):
        return written
    for change in record.before:
        written = getattr(record, change)(written)
    model: BaseModel = read(written)
    found = record.model_construct(**vars(model))
    vars(found)["_said"] = frozenset(model.model_fields_set)
    for check in record.after:
        getattr(found, check)()
    return found


def _adapter(record: type[Record]) -> TypeAdapter[Any]:
    if record not in _adapters:
        _adapters[record] = TypeAdapter(record)
    return _adapters[record]


def _model(record: type[Record]) -> type[BaseModel]:
    """Make Pydantic's model of a record's keys, once."""
    if record not in _models:
        _models[record] = _model_of(record)
    return _models[record]


def _model_of(record: type[Record]) -> type[BaseModel]:
    keys = {name: (_made(key.annotation), _field(key)) for name, key in record.model_fields.items()}
    return cast(
        "type[BaseModel]",
        pydantic.create_model(
            record.__name__, __config__=_CONFIG, __doc__=record.__doc__, __module__=record.__module__, **keys
        ),  # type: ignore[call-overload] # its keys are any
    )


def _field(key: Key) -> object:
    return pydantic.Field(**key.said) if key.said else ...


def _made(annotation: Any) -> Any:  # noqa: ANN401 - whatever stands behind a colon
    """Make Pydantic's own of what is said of a type, and of those inside it."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return Annotated[(_made(args[0]), *(_said(each) for each in args[1:]))]
    if not args or str(origin) == "typing.Literal":
        return annotation
    inner = tuple(each if each is ... else _made(each) for each in args)
    return origin[inner] if isinstance(origin, type) and origin in {tuple, dict, list} else Union[inner]  # noqa: UP007


def _said(each: object) -> object:
    if not isinstance(each, Said):
        return each
    named = dict(each.named)
    if "json_schema_input_type" in named:
        named["json_schema_input_type"] = _made(named["json_schema_input_type"])
    return getattr(pydantic, type(each).__name__.lstrip("_"))(*each.args, **named)
