"""The streams of a PDF, instruction by instruction: read quickly where they are plain, and always rightly."""

import io
from collections.abc import Iterable
from decimal import Decimal

import pikepdf
import pytest

from issuepress import lay_out, load_issue, load_theme, render
from issuepress.pdf.joining import painted
from issuepress.pdf.press.instructions import LINE, PATH, PICTURE, Instruction, by_lines, instructions

_POINTS = {*"mlcvyh"}


def _numbers(operands: Iterable[object]) -> list[float]:
    return [float(part) for part in operands if isinstance(part, int | float | Decimal)]


def _told_apart(read: list[Instruction]) -> list[tuple[str, list[float]]]:
    """Give operators and numbers, the points of a path as one, as read by us."""
    return [one for each in read for one in (_of_line(each) if each.operator == LINE else [_plain(each)])]


def _plain(read: Instruction) -> tuple[str, list[float]]:
    return read.operator, _numbers(read.operands)


def _of_line(read: Instruction) -> list[tuple[str, list[float]]]:
    matrix, size, _, text = read.operands
    return [
        ("BT", []),
        ("Tm", matrix),
        ("Tf", [size]),
        *[("TJ", list[float]())] * text.count(b"TJ"),
        ("ET", []),
    ]


def _parsed(stream: pikepdf.Object | pikepdf.Page) -> list[tuple[str, list[float]]]:
    """Give the same as pikepdf reads it."""
    found: list[tuple[str, list[float]]] = []
    for instruction in pikepdf.parse_content_stream(stream):
        operator, numbers = str(instruction.operator), _numbers(instruction.operands)
        if operator in {"BMC", "BDC", "EMC"}:  # for a screen, not for a press
            continue
        if operator in _POINTS and found and found[-1][0] == PATH:
            found[-1][1].extend(numbers)
        else:
            found.append((PATH if operator in _POINTS else operator, numbers))
    return found


@pytest.mark.parametrize("name", ["sample", "stress"])
def test_what_the_engine_writes_is_read_line_by_line_as_a_parser_reads_it(
    name: str, request: pytest.FixtureRequest
) -> None:
    """Else every build would be slower: the engine would have begun to write in another way."""
    unread = {"d", "M", "J", "j"}
    issue = load_issue(request.getfixturevalue(name).source)
    layout = lay_out(render(issue, load_theme(issue.theme, issue.folder)))
    for part in layout.parts:
        for made in (part.galley, part.furniture):
            with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
                for page in pdf.pages:
                    read = _told_apart(list(by_lines(painted(page))))
                    ours = [each for each in read if each[0] not in unread]
                    assert ours == [each for each in _parsed(page) if each[0] not in unread]


@pytest.mark.parametrize(
    "content",
    [
        b"q 1 0 0 1 5 5 cm",
        b"1 0 0 rg 0 0 9 9 re f",
        b"(a string) Tj",
        b"/A#20B gs",
        b"0 0 m % a comment",
        b"1 0\n0 rg",
        b"/Span <</ActualText (a)>> BDC",
        b"0 0 0 rg\n5 w 1 j",
    ],
)
def test_what_is_written_otherwise_goes_through_the_parser(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the line has, it is told by its class alone
        list(by_lines(content + b"\n"))
    with pikepdf.new() as pdf:
        stream = pdf.make_stream(content)
        assert _told_apart(instructions(stream)) == _parsed(stream)


def test_a_line_of_text_is_read_at_once() -> None:
    content = b"BT\n1 0 0 -1 5 7.5 Tm\n/AB 9.5 Tf\n[<0001> -20<0002>] TJ\n[<03>0] TJ\nET\n"
    (line,) = by_lines(content)
    assert line == (LINE, [[1, 0, 0, -1, 5, 7.5], 9.5, content[:31], content[32:-1]], content[:-1])
    assert [each.operator for each in by_lines(content.replace(b"[<03>", b"3 Tr\n[<03>"))] == [
        *("BT", "Tm", "Tf", "TJ", "Tr", "TJ", "ET")
    ]


def test_an_instruction_is_written_as_it_was_read() -> None:
    content = b"q\n0.10 0 0 rg\n1 2 m\n3.50 4 l\nh\nf\n[<0001> -20<0002>] TJ\n/a1.0 gs\nQ\n"
    assert b"".join(each.written + b"\n" for each in by_lines(content)) == content


def test_a_picture_within_a_stream_is_told() -> None:
    with pikepdf.new() as pdf:
        stream = pdf.make_stream(b"q\nBI /W 1 /H 1 /IM true /D [1 0] ID \x00\nEI\nQ")
        assert [each.operator for each in instructions(stream)] == ["q", PICTURE, "Q"]
