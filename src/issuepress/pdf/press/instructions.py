"""The instructions of a content stream (PDF 2.0, 7.8.2): operands, an operator, and how they are written.

The engine writes one instruction on a line, and nothing in it that needs a lexer; such a stream is read
line by line, a path or a line of text at once, some twenty times as fast as by a parser for all streams there
may be. A stream with a single line of another form goes through that parser from its start.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pikepdf

from issuepress.pdf.joining import painted

PATH: Final = "path"
"""Stands for a run of `m`, `l`, `c`, `v`, `y` and `h`; the operands are all their numbers, x before y."""
LINE: Final = "line"
"""Stands for a line of text: `BT`, `Tm`, `Tf`, what is shown, and `ET`.

The operands are the numbers of the matrix, the size, what precedes the text, and the text.
"""
PICTURE: Final = "picture"
"""Stands for a picture within the stream, the only operand."""


class Instruction(NamedTuple):
    """One instruction; numbers are floats and names begin with a slash."""

    operator: str
    operands: list[Any]
    written: bytes


def instructions(stream: pikepdf.Object | pikepdf.Page) -> list[Instruction]:
    """Read the instructions of a page, a form, a tile or a glyph in order."""
    try:
        return list(by_lines(painted(stream)))
    except ValueError:
        return list(_parsed(stream))


class _IrregularError(ValueError):
    """A line that is not one instruction in the engine's way of writing."""


_TOKEN: Final = re.compile(
    rb"((?:(?:-?[\d.]++ )++[mlcvy]\n|h\n)++)"  # a path
    rb"|(BT\n((?:-?[\d.]++ ){6})Tm\n/[^\s#()<>\[\]{}/%]++ (-?[\d.]++) Tf)\n"  # a line of text
    rb"((?:\[[0-9A-Fa-f<>. -]*+\] TJ\n)++ET)\n"
    rb"|(?:/\w+\n(?:<<[^\n]*>>\n)?B[DM]C|EMC)\n"  # a mark, its operands on lines of their own
    rb"|([^\n]*+)\n"
)
_PATH_LETTERS: Final = b"mlcvyh"


def by_lines(content: bytes) -> Iterator[Instruction]:
    """Read a stream whose every line is one instruction, or marks content for screen readers (PDF 2.0, 14.6).

    Raises ValueError at the first line that is not.
    """
    for path, set_up, matrix, size, text, line in _TOKEN.findall(content):
        if set_up:
            numbers = [float(number) for number in matrix.split()]
            yield Instruction(LINE, [numbers, float(size), set_up, text], b"%b\n%b" % (set_up, text))
        elif path:
            numbers = [float(number) for number in path.translate(None, _PATH_LETTERS).split()]
            yield Instruction(PATH, numbers, path[:-1])
        elif line:
            written, _, operator = line.rpartition(b" ")
            read = _READERS.get(operator)
            if read is None:
                raise _IrregularError
            yield Instruction(operator.decode(), read(written), line)


# What may precede an operator on its line. Each reader raises for anything else.


def _nothing(written: bytes) -> list[Any]:
    if written:
        raise _IrregularError
    return []


def _numbers(count: int) -> Callable[[bytes], list[Any]]:
    def read(written: bytes) -> list[Any]:
        numbers = [float(number) for number in written.split()]
        if len(numbers) != count:
            raise _IrregularError
        return numbers

    return read


_NAME: Final = re.compile(rb"/[^\s#()<>\[\]{}/%]+")


def _names_and_numbers(written: bytes) -> list[Any]:
    return [_name(part) if part.startswith(b"/") else float(part) for part in written.split()]


def _name(written: bytes) -> str:
    if not _NAME.fullmatch(written):
        raise _IrregularError
    return written.decode()


def _unread(form: bytes) -> Callable[[bytes], list[Any]]:
    """Leave operands that nothing here depends on as they are, once they are seen to be of a form."""
    pattern = re.compile(form)

    def read(written: bytes) -> list[Any]:
        if not pattern.fullmatch(written):
            raise _IrregularError
        return []

    return read


_NUMBER: Final = rb"-?[\d.]+"
_HEX: Final = rb"<[0-9A-Fa-f]*+>"
_READERS: Final[dict[bytes, Callable[[bytes], list[Any]]]] = {
    operator.encode(): reader
    for operators, reader in (
        ("q Q f F f* S s B B* b b* n W W* BT ET T*", _nothing),
        ("w g G Tr", _numbers(1)),
        ("rg RG", _numbers(3)),
        ("k K re", _numbers(4)),
        ("cm Tm", _numbers(6)),
        ("gs Do cs CS sh sc SC scn SCN Tf", _names_and_numbers),
        ("J j M i Tc Tw Tz TL Ts Td TD", _unread(rb"(?:%b ?)+" % _NUMBER)),
        ("d", _unread(rb"\[(?:%b ?)*\] %b" % (_NUMBER, _NUMBER))),
        ("TJ", _unread(rb"\[(?:%b|%b| )*+\]" % (_HEX, _NUMBER))),
        ("Tj", _unread(_HEX)),
    )
    for operator in operators.split()
}


_MARKING: Final = frozenset(("BMC", "BDC", "EMC", "MP", "DP"))


def _parsed(stream: pikepdf.Object | pikepdf.Page) -> Iterator[Instruction]:
    for instruction in pikepdf.parse_content_stream(stream):
        if (
            not isinstance(instruction, pikepdf.ContentStreamInlineImage)
            and str(instruction.operator) in _MARKING
        ):
            continue
        written = pikepdf.unparse_content_stream([instruction])
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            yield Instruction(PICTURE, [instruction.iimage], written)
            continue
        operator, operands = str(instruction.operator), [_plain(part) for part in instruction.operands]
        yield Instruction(PATH if operator in {*"mlcvyh"} else operator, operands, written)


def _plain(operand: object) -> object:
    """Give a number as a float and a name as a text; strings and arrays are left for nobody to read."""
    if isinstance(operand, pikepdf.Name):
        return str(operand)
    return float(operand) if isinstance(operand, (int, float, Decimal)) else operand
