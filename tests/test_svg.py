"""SVG pictures keep what draws and lose what runs, fetches or grows without end."""

import time

import pytest
from lxml import etree

from issuepress.svg import clean_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'
PIXEL = "data:image/png;base64,iVBORw0KGgo="


def clean(content: str) -> tuple[str, tuple[str, ...]]:
    markup, messages = clean_svg(f"{HEAD}{content}</svg>".encode())
    return markup.decode(), messages


@pytest.mark.parametrize(
    "content",
    [
        "<title>A</title><desc>B</desc>",
        '<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs>',
        '<g transform="scale(2)" fill="url(#g)"><path d="M0 0L9 9z" stroke-width="2"/></g>',
        '<clipPath id="c"><rect width="9" height="9"/></clipPath><circle r="3" clip-path="url(#c)"/>',
        '<text x="1">A <tspan font-style="italic">b</tspan> c</text>',
        '<symbol id="s" viewBox="0 0 1 1"><rect width="1" height="1"/></symbol><use href="#s"/>',
        f'<image href="{PIXEL}" width="1" height="1"/>',
        '<style>.a{fill:red} .b{fill:url(#g)}</style><rect class="a" width="1" style="opacity:.5"/>',
        '<filter id="f"><feGaussianBlur stdDeviation="2"/></filter><rect filter="url(#f)"/>',
    ],
)
def test_what_draws_stays_as_it_is(content: str) -> None:
    markup, messages = clean(content)
    assert messages == ()
    assert content in markup


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<script>alert(1)</script>", "<script> is not allowed"),
        ('<rect onclick="x()"/>', "'onclick' is not allowed on <rect>"),
        ("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>", "<foreignObject>"),
        ('<rect><animate attributeName="x" to="9"/></rect>', "<animate>"),
        ('<rect><set attributeName="href" to="javascript:x"/></rect>', "<set>"),
        ('<a href="javascript:x"><rect/></a>', "<a> is not allowed"),
        ('<use href="https://host/a.svg#x"/>', "may only refer to an id in the same file"),
        ('<use xlink:href="a.svg#x"/>', "may only refer to an id in the same file"),
        ('<image href="https://host/a.png"/>', "may only refer to a PNG or JPEG inside the file"),
        ('<image href="file:///etc/passwd"/>', "may only refer to a PNG or JPEG inside the file"),
        ('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>', "may only refer to a PNG or JPEG"),
        ('<rect fill="url(https://host/a.svg#x)"/>', "outside the picture"),
        ("<rect style=\"fill:url('//host/x')\"/>", "the style of <rect> holds a url()"),
        ("<style>@import '//host/x.css';</style>", "<style> holds '@'"),
        ("<style>@font-face{src:url(//host/x)}</style>", "<style> holds"),
        ("<style>a{b:expression(alert(1))}</style>", "expression"),
        ("<style>a{fill:\\75rl(//host)}</style>", "<style> holds"),
        ("<style>a{x:/**/url(//host)}</style>", "<style> holds"),
        ("<lineargradient/>", "did you mean 'linearGradient'?"),
        ("<g>loose words</g>", "text stands outside <text>"),
        ('<rect xmlns:x="http://x.example/" x:y="1"/>', "'y' of <rect> is from another format"),
    ],
)
def test_what_runs_or_fetches_goes_and_is_named(content: str, message: str) -> None:
    markup, messages = clean(content)
    assert len(messages) >= 1
    assert message in "\n".join(messages)
    for word in ("script", "host", "alert", "onclick", "foreignObject", "passwd", "animate", "svg+xml"):
        assert word not in markup


def test_what_editing_programs_leave_goes_without_a_word() -> None:
    markup, messages = clean(
        "<!-- c --><?x y?><metadata>m</metadata>"
        '<sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/"/>'
        '<rect xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:label="l" data-n="n"/>'
    )
    assert messages == ()
    assert "<rect/>" in markup
    for word in ("inkscape", "sodipodi", "metadata", "data-n", "<!--", "<?x "):
        assert word not in markup


def bomb(levels: int, copies: int) -> str:
    parts = ['<g id="a0"><rect/></g>']
    parts += [f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * copies + "</g>" for n in range(1, levels)]
    return f"<defs>{''.join(parts)}</defs><use href='#a{levels - 1}'/>"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (bomb(12, 10), "more than 20000 elements"),
        (bomb(60, 1), "references hang on one another"),
        (bomb(3000, 1), "references hang on one another"),
        ('<g id="a"><use href="#a"/></g>', "runs in a circle"),
        ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', "runs in a circle"),
        ('<pattern id="p"><rect fill="url(#p)"/></pattern><rect fill="url(#p)"/>', "runs in a circle"),
        ('<linearGradient id="g" href="#g"/>', "runs in a circle"),
        ("<g>" * 220 + "</g>" * 220, "more than 200 deep"),
        ("<g>" * 5000 + "</g>" * 5000, "not well-formed"),
    ],
    ids=lambda value: value[:30],
)
def test_a_picture_that_grows_without_end_is_refused(content: str, message: str) -> None:
    begun = time.process_time()
    markup, messages = clean(content)
    assert markup == ""
    assert message in messages[-1]
    assert time.process_time() - begun < 5


def test_a_gradient_may_colour_many_shapes() -> None:
    stops = '<stop offset="0"/>' * 20
    shapes = '<rect fill="url(#g)"/>' * 5000
    assert clean(f'<linearGradient id="g">{stops}</linearGradient>{shapes}')[1] == ()


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        (b"", "not well-formed"),
        (b"<svg", "not well-formed"),
        (b"\xff\xff", "not"),
        (b"<html/>", "no SVG"),
        (b"<svg/>", "no SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>' + HEAD.encode() + b"&c;</svg>", "entities"),
        (b'<!DOCTYPE svg SYSTEM "file:///etc/passwd" [<!ENTITY % a SYSTEM "x">%a;]><svg/>', "entities"),
        (HEAD.encode() + b"&unknown;</svg>", "not well-formed"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "neither a viewBox nor a width and height"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="9"/>', "neither a viewBox"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9"/>', "not four numbers"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 9"/>', "has no area"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e999 9"/>', "has no area"),
        (b" " * 20_000_001, "larger than 20 MB"),
    ],
    ids=lambda value: str(value[:40]),
)
def test_a_file_that_is_no_picture_is_refused_with_the_reason(markup: bytes, message: str) -> None:
    result, messages = clean_svg(markup)
    assert result == b""
    assert message in messages[-1]


def test_a_doctype_without_entities_is_ordinary() -> None:
    doctype = (
        '<?xml version="1.0" encoding="utf-16"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "a.dtd">\n'
    )
    markup, messages = clean_svg(f"{doctype}{HEAD}</svg>".encode("utf-16"))
    assert messages == ()
    assert b"DOCTYPE" not in markup


@pytest.mark.parametrize(
    ("size", "box"),
    [("96px", "0 0 96 192"), ("1in", "0 0 96 192"), ("72pt", "0 0 96 192"), ("96", "0 0 96 192")],
)
def test_a_picture_without_a_view_box_gets_one_from_its_size(size: str, box: str) -> None:
    markup, _ = clean_svg(f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="2in"/>'.encode())
    assert etree.fromstring(markup).get("viewBox") == box


def test_cleaning_is_deterministic_and_cleaning_twice_changes_nothing() -> None:
    once, _ = clean_svg(f"{HEAD}<title>T</title><g>\n<rect/></g></svg>".encode())
    assert clean_svg(once) == (once, ())
