"""Records with a PDF, as the cache holds them: the record as JSON, behind its length, then the PDF."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from pydantic import TypeAdapter

from issuepress import cache


@dataclass(frozen=True, slots=True, kw_only=True)
class WithPdf:
    """What is told of some pages, with these pages."""

    pdf: bytes = field(repr=False, default=b"")


_Record = TypeVar("_Record", bound=WithPdf)


def store(kind: str, key: str, adapter: TypeAdapter[_Record], made: _Record) -> None:
    """Keep a record and its PDF under a digest."""
    record = adapter.dump_json(replace(made, pdf=b""))
    cache.keep(kind, key, b"%d\n%b%b" % (len(record), record, made.pdf))


def stored(kind: str, key: str, adapter: TypeAdapter[_Record]) -> _Record | None:
    """Find what was kept under a digest."""
    entry = cache.find(kind, key)
    if entry is None:
        return None
    length, _, rest = entry.partition(b"\n")
    return replace(adapter.validate_json(rest[: int(length)]), pdf=rest[int(length) :])
