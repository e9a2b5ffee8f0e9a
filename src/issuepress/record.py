"""Records: what staff write, as frozen values that know their keys.

What checks them, Pydantic, is slow to import, and is when something is checked: a build from the cache checks
nothing. What is said of a key has Pydantic's names.
"""

from collections.abc import Callable, Iterator
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Final,
    Literal,
    NamedTuple,
    Self,
    TypeVar,
    dataclass_transform,
)

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_NOTHING: Final = object()
_Method = TypeVar("_Method")


class Said:
    """What is said of a key, or of its type in `Annotated`."""

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - as Pydantic's own take it
        """Note it for Pydantic's class of the same name."""
        self.args, self.named = args, named


class AfterValidator(Said):
    """Checks a value that was read."""


class BeforeValidator(Said):
    """Changes a value before it is read."""


class WithJsonSchema(Said):
    """Tells the JSON Schema of a type."""


class _Field(Said):
    """Tells the limits of a value, and what it is where nothing is written."""


def Field(**named: Any) -> Any:  # noqa: ANN401, N802 - stands where a value of any type does
    """Tell `default` or `default_factory`, `validate_default`, `exclude`, `repr`, and a value's limits."""
    return _Field(**named)


def model_validator(*, mode: Literal["before", "after"]) -> Callable[[_Method], _Method]:
    """Let a method change what is written before a record is read of it, or check one that was."""

    def mark(method: _Method) -> _Method:
        vars(getattr(method, "__func__", method))["_mode"] = mode
        return method

    return mark


class Key(NamedTuple):
    """A key of a record."""

    annotation: Any
    """The type of its value, with what is said of it."""
    said: dict[str, Any]
    """As `Field` takes it."""

    @property
    def exclude(self) -> bool:
        """Whether it is for ourselves, and never shown."""
        return bool(self.said.get("exclude"))

    def is_required(self) -> bool:
        """Tell whether it must be written."""
        return not {"default", "default_factory"} & self.said.keys()

    def default(self) -> Any:  # noqa: ANN401 - of the value's type
        """Give its value where nothing is written, unchecked."""
        return self.said["default_factory"]() if "default_factory" in self.said else self.said["default"]


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(Field,))
class Record:
    """A frozen record that knows its keys."""

    model_fields: ClassVar[dict[str, Key]] = {}
    """The keys in their order, those of the records that it is made from first."""
    before: ClassVar[tuple[str, ...]] = ()
    """The methods that change what is written."""
    after: ClassVar[tuple[str, ...]] = ()
    """The methods that check what was read."""

    def __init_subclass__(cls) -> None:
        """Find the keys, and the methods that check."""
        stands = dict(vars(cls))
        own = {name: _key(said, stands.get(name, _NOTHING)) for name, said in cls.__annotations__.items()}
        cls.model_fields = {**cls.model_fields, **own}
        for name in own.keys() & stands.keys():
            delattr(cls, name)
        modes = {name: getattr(getattr(each, "__func__", each), "_mode", "") for name, each in stands.items()}
        cls.before += tuple(name for name, mode in modes.items() if mode == "before")
        cls.after += tuple(name for name, mode in modes.items() if mode == "after")

    def __init__(self, **written: Any) -> None:  # noqa: ANN401 - it is checked
        """Read a record; raises Pydantic's ValidationError."""
        vars(self).update(vars(self.model_validate(written)))

    @classmethod
    def model_validate(cls, written: object, *, context: dict[str, Any] | None = None) -> Self:
        """Read a record, its values checked; raises Pydantic's ValidationError."""
        from issuepress.models import validated  # noqa: PLC0415 - see above

        return validated(cls, written, context)

    @classmethod
    def model_construct(cls, **said: Any) -> Self:  # noqa: ANN401 - see below
        """Make a record of values that need not be checked."""
        record = cls.__new__(cls)
        keys = cls.model_fields.items()
        values = {
            name: said[name] if name in said else key.default()
            for name, key in keys
            if name in said or not key.is_required()
        }
        vars(record).update(values, _said=frozenset(said))
        return record

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Tell Pydantic how a record is read."""
        from issuepress.models import schema_of  # noqa: PLC0415 - see above

        return schema_of(cls, handler)

    @property
    def model_fields_set(self) -> frozenset[str]:
        """The keys that were written."""
        said: frozenset[str] = vars(self)["_said"]
        return said

    def model_copy(self, *, update: dict[str, Any]) -> Self:
        """Copy the record with some values changed, which are not checked."""
        copy = type(self).__new__(type(self))
        vars(copy).update(vars(self), **update, _said=self.model_fields_set | update.keys())
        return copy

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Give the keys and their values."""
        values = vars(self)
        return ((name, values[name]) for name in self.model_fields)

    def __eq__(self, other: object) -> bool:
        """Compare the values."""
        return type(self) is type(other) and dict(self) == dict(other)

    def __hash__(self) -> int:
        """Give a number that equal records have in common."""
        return hash(tuple(self))

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse to change."""
        raise AttributeError(f"a {type(self).__name__} can't be changed")

    def __delattr__(self, name: str) -> None:
        """Refuse to change."""
        raise AttributeError(f"a {type(self).__name__} can't be changed")

    def _told(self) -> Iterator[str]:
        return (f"{name}={value!r}" for name, value in self if self.model_fields[name].said.get("repr", True))

    def __repr__(self) -> str:
        """Write all values."""
        return f"{type(self).__name__}({', '.join(self._told())})"

    def __str__(self) -> str:
        """Write all values."""
        return " ".join(self._told())


def _key(annotation: object, value: object) -> Key:
    if isinstance(value, _Field):
        return Key(annotation, value.named)
    return Key(annotation, {} if value is _NOTHING else {"default": value})
