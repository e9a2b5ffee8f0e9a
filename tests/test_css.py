"""Style sheets on their way to an engine."""

import pytest

from issuepress.css import (
    font_faces,
    functions,
    strings,
    urls,
    with_urls,
    with_urls_under,
    without_unused_faces,
)
from issuepress.errors import ThemeError
from issuepress.flatten import flatten, flatten_apart

DARK = "@media (prefers-color-scheme: dark)"


def squeezed(sheet: str) -> str:
    """Bring a sheet onto one line."""
    return " ".join(sheet.split())


def test_urls_are_rooted_at_their_theme() -> None:
    sheet = 'a { background: url(b.png) url("c d.svg") url(data:image/png,x) url(#e) url(https://f.org/) }'
    assert urls(with_urls_under(sheet, "t/")) == (
        "t/b.png",
        "t/c d.svg",
        "data:image/png,x",
        "#e",
        "https://f.org/",
    )
    assert with_urls_under("a { src: url(d) }", "t/") == 'a { src: url("t/d") }'
    assert urls(with_urls(sheet, str.upper))[0] == "B.PNG"


def test_what_a_sheet_calls_and_says_can_be_listed() -> None:
    sheet = 'a { width: MIN(1px, calc(2px)); content: "\\2042" } /* url(x) "y" */'
    assert functions(sheet) == {"min", "calc"}
    assert strings(sheet) == ("⁂",)
    assert urls(sheet) == ()


def test_font_faces_are_listed_with_their_first_file() -> None:
    sheet = """
    @font-face { font-family: Gill Sans; src: local("Gill"), url(a.otf) format("opentype"), url(b.ttf) }
    @font-face { font-family: "Minion"; font-weight: 100 900; font-style: italic; src: url("c.otf") }
    """
    assert font_faces(sheet) == (
        ("Gill Sans", "400", "normal", "a.otf"),
        ("Minion", "100 900", "italic", "c.otf"),
    )
    with pytest.raises(ThemeError, match="lacks a family or a URL"):
        font_faces("@font-face { font-family: A }")


def test_faces_that_nothing_names_are_left_out() -> None:
    faces = "@font-face { font-family: A; src: url(a) } @font-face { font-family: Bee; src: url(b) }"
    sheet = f"{faces} p {{ font: 1em bee }}"
    assert [face.family for face in font_faces(without_unused_faces(sheet))] == ["Bee"]
    assert [
        face.family for face in font_faces(without_unused_faces(sheet, beside="q { font: 1em A, x }"))
    ] == ["A", "Bee"]


def test_tokens_are_resolved_wherever_they_stand() -> None:
    sheet = """
    :root { --ink: #111; --line: 1px solid var(--ink); --text: "A  B", serif; font-size: 1em }
    p { border: var(--line); font-family: var(--text); background: linear-gradient(var(--ink), red) }
    @page { margin: var(--none, 8pt) }
    @supports (color: red) { q { color: VAR( --ink ) !important; margin: var(--none, var(--no, 1px 2px)) } }
    """
    assert 'font-family: "A  B", serif;' in flatten(sheet)
    assert squeezed(flatten(sheet)) == (
        ':root { font-size: 1em; } p { border: 1px solid #111; font-family: "A B", serif;'
        " background: linear-gradient(#111, red); } @page { margin: 8pt; }"
        " @supports (color: red) { q { color: #111 !important; margin: 1px 2px; } }"
    )


def test_the_last_declaration_of_a_token_counts() -> None:
    assert "color: blue" in flatten(":root { --a: red } p { color: var(--a) } :root { --a: blue }")


@pytest.mark.parametrize(
    ("written", "computed"),
    [
        ("calc(2 * 13pt)", "26pt"),
        ("calc(1em + 2em - 0.5em)", "2.5em"),
        ("calc((1em + 2em) / 2)", "1.5em"),
        ("calc(100% / 3)", "33.33333%"),
        ("calc(-1 * (2px + 3px))", "-5px"),
        ("calc(1px + 2 * 3px)", "7px"),
        ("calc(2 * calc(1px + 1px))", "4px"),
        ("calc(0.1em + 0.2em)", "0.3em"),
        ("calc(1px - 1px)", "0px"),
        ("calc(1em + 2px)", "calc(1em + 2px)"),
        ("calc(100vh - 1em)", "calc(100vh - 1em)"),
        ("calc(1px / 0)", "calc(1px / 0)"),
        ("calc(2px * 2px)", "calc(2px * 2px)"),
        ("max(1px, calc(1px + 1px))", "max(1px, 2px)"),
    ],
)
def test_sums_of_equal_units_are_worked_out(written: str, computed: str) -> None:
    assert f"width: {computed};" in flatten(f"p {{ width: {written} }}")


def test_dark_tokens_reach_every_rule_that_uses_them() -> None:
    sheet = f"""
    :root {{ --ink: #111; --line: 1px solid var(--ink) }}
    p {{ color: var(--ink); margin: 0 }}
    q {{ border: var(--line); color: green }}
    {DARK} {{ :root {{ --ink: #eee }} img {{ opacity: 0.8 }} }}
    """
    plain, conditional = flatten_apart(sheet)
    assert squeezed(plain) == "p { color: #111; margin: 0; } q { border: 1px solid #111; color: green; }"
    assert squeezed(conditional) == (
        f"{DARK} {{ p {{ color: #eee; }} }} q {{ color: green; }}"
        f" {DARK} {{ q {{ border: 1px solid #eee; }} img {{ opacity: 0.8; }} }}"
    )


def test_a_plain_rule_goes_on_winning_over_an_earlier_conditional_one() -> None:
    sheet = "@media (min-width: 40em) { p { margin-left: 2em; color: red } } p { margin: 0; padding: 0 }"
    plain, conditional = flatten_apart(sheet)
    assert squeezed(plain) == "p { margin: 0; padding: 0; }"
    assert (
        squeezed(conditional)
        == "@media (min-width: 40em) { p { margin-left: 2em; color: red; } } p { margin: 0; }"
    )


def test_conditions_within_conditions() -> None:
    sheet = f"""
    :root {{ --gap: 1em; --ink: #111 }}
    @media (min-width: 40em) {{ :root {{ --gap: 2em }} p {{ margin: var(--gap); color: var(--ink) }} }}
    {DARK} {{ :root {{ --ink: #eee }} }}
    """
    _, conditional = flatten_apart(sheet)
    assert squeezed(conditional) == (
        "@media (min-width: 40em) { p { margin: 2em; color: #111; } }"
        f" {DARK} {{ @media (min-width: 40em) {{ p {{ color: #eee; }} }} }}"
    )


def test_comments_and_rules_without_declarations_go() -> None:
    assert flatten("/* why */ p { /* so */ color /* yes */ : red /* no */ } q { } :root { --a: 1 }") == (
        "p {\n  color: red;\n}\n"
    )


def test_a_flat_sheet_stays_as_it_is() -> None:
    sheet = flatten("p, q > a { color: red } @page :left { margin: 0 }")
    assert flatten(sheet) == sheet


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        ("p { color: var(--ink) }", "token --ink, which no :root declares"),
        (":root { --a: var(--b); --b: var(--a) } p { color: var(--a) }", "--a is defined by itself"),
        ("p { --ink: red }", "'p' declares --ink: tokens are declared on :root only"),
        ("p { a { color: red } }", "line 1 .* a rule inside a rule"),
        ("@import 'x.css';", "an @import"),
        ("p { color: red }\n}", "line 2 .* is not CSS"),
        ('p { content: "\n" }', "line 1 .* is not CSS"),
        ("@page { @top-left { content: none } }", "a rule inside a rule"),
    ],
)
def test_what_reading_systems_cannot_take_is_refused(sheet: str, message: str) -> None:
    with pytest.raises(ThemeError, match=message):
        flatten(sheet)
