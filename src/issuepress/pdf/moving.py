"""Moving: the cross-references of a PDF that was written, when something in it takes more room than it did.

They are a stream (ISO 32000-1, 7.5.8) of rows of one length, each less the one above it (7.4.4.4).
"""

import re
import zlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final

_HEAD: Final = re.compile(
    rb"(\d+ 0 obj\n<< /Type /XRef )/Length (\d+) (/Filter /FlateDecode /DecodeParms << /Columns )(\d+)"
    rb"( /Predictor 12 >> /W \[ 1 )(\d+) (\d+)( \].*? >>\nstream\n)",
    re.DOTALL,
)
"""How qpdf begins them."""
_ELSEWHERE: Final = 1
"""The type of a row that tells where in the file an object stands."""


def cross_references(
    written: bytes, start: int, growth: Sequence[tuple[int, int]], moved_to: Mapping[int, int]
) -> bytes:
    """Give what a file ends with, from its cross-references at `start` on, for one that has grown.

    `growth` names places in the file as it was written, in their order, and by how many bytes each grew;
    `moved_to` tells of objects that begin elsewhere now, by where they began.
    """
    places, sums = [place for place, _ in growth], [0, *accumulate(by for _, by in growth)]

    def moved(offset: int) -> int:
        return moved_to.get(offset, offset + sums[bisect_left(places, offset)])

    found = _HEAD.match(written, start)
    assert found  # noqa: S101 - its form is qpdf's, whose version is pinned with pikepdf's
    length, columns, wide, narrow = (int(found[at]) for at in (2, 4, 6, 7))
    rows = _rows(zlib.decompress(written[found.end() : found.end() + length]), columns)
    entries = [(row[0], int.from_bytes(row[1 : 1 + wide]), row[1 + wide :]) for row in rows]
    entries = [(kind, moved(where) if kind == _ELSEWHERE else where, rest) for kind, where, rest in entries]
    wide = max((where.bit_length() + 7) // 8 for _, where, _ in entries)
    table = [bytes((kind,)) + where.to_bytes(wide) + rest for kind, where, rest in entries]
    packed = zlib.compress(_differences(table))
    head = b"%b/Length %d %b%d%b%d %d%b" % (
        found[1], len(packed), found[3], 1 + wide + narrow, found[5], wide, narrow, found[8],
    )  # fmt: skip
    return b"%b%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (head, packed, moved(start))


def _rows(table: bytes, columns: int) -> list[bytes]:
    """Add up a table whose rows each tell by how much they are more than the one above."""
    rows, above = [], bytes(columns)
    for at in range(0, len(table), columns + 1):
        above = bytes((one + other) & 0xFF for one, other in zip(above, table[at + 1 :], strict=False))
        rows.append(above)
    return rows


def _differences(rows: Sequence[bytes]) -> bytes:
    """Do the opposite: 2 before each row says that it is less the one above (PNG, 9.2)."""
    pairs = zip([bytes(len(rows[0])), *rows], rows, strict=False)
    return b"".join(
        b"\2" + bytes((one - other) & 0xFF for other, one in zip(*pair, strict=True)) for pair in pairs
    )
