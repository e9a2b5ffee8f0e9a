"""The style sheet of an EPUB, its fonts and its ornaments."""

import re
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from epub.books import MODIFIED, SHEET, jpeg, story
from epub.conftest import MakeBook, MakeIssue
from issuepress import css
from issuepress.epub import write_epub
from issuepress.errors import ThemeError
from issuepress.flatten import flatten_apart
from issuepress.rendition import render
from issuepress.themes import Theme, load_theme, theme_names


def test_tokens_are_resolved_and_conditions_set_apart(make_issue: MakeIssue, make_book: MakeBook) -> None:
    book = make_book(make_issue())
    plain, conditional = book.files["EPUB/style.css"].decode(), book.files["EPUB/conditional.css"].decode()
    assert "var(" not in plain + conditional
    assert "--" not in plain + conditional
    assert "@media" not in plain
    assert "color: #e9a58f" in conditional


def test_fonts_and_ornaments_are_packaged_under_their_new_names(
    make_issue: MakeIssue, make_book: MakeBook
) -> None:
    book = make_book(make_issue())
    assert 'src: url("fonts/face.ttf")' in book.files["EPUB/style.css"].decode()
    assert 'url("ornaments/ornament.png")' in book.files["EPUB/style.css"].decode()
    assert {"EPUB/fonts/face.ttf", "EPUB/ornaments/ornament.png"} <= set(book.files)
    assert book.find("content.opf", "//opf:item[@href='fonts/face.ttf']/@media-type") == ["font/ttf"]


def test_a_family_that_no_rule_names_stays_out(make_issue: MakeIssue, make_book: MakeBook) -> None:
    book = make_book(make_issue())
    assert not [name for name in book.files if "unused" in name]
    assert "Unused Face" not in book.files["EPUB/style.css"].decode()


def test_fonts_hold_what_the_issue_and_its_sheet_set(make_issue: MakeIssue, make_book: MakeBook) -> None:
    book = make_book(make_issue(story(body="<p>“Zebra”</p>")))
    known = TTFont(BytesIO(book.files["EPUB/fonts/face.ttf"])).getBestCmap()
    assert set(map(ord, "“Zebra”⁂0")) <= set(known)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("p { width: min(1em, 2em); }", r"uses min\(\)"),
        ("p { color: var(--unknown); }", "--unknown"),
        ("@font-face { font-family: A; src: url(fonts/none.ttf); } p { font-family: A; }", "lacks the file"),
        ("p { background: url(theme.css); }", "no EPUB can hold"),
        ("p { background: url(https://example.org/a.png); }", "lacks the file"),
    ],
)
def test_a_sheet_that_would_fail_readers_is_refused(
    rule: str, message: str, make_issue: MakeIssue, theme: Theme, make_book: MakeBook
) -> None:
    (theme.folders[0] / "theme.css").write_text(SHEET + rule, encoding="utf-8")
    with pytest.raises(ThemeError, match=message):
        make_book(make_issue())


def test_a_theme_without_style_makes_plain_documents(make_issue: MakeIssue, theme: Theme) -> None:
    (theme.folders[0] / "theme.css").write_text("", encoding="utf-8")
    target = theme.folders[0] / "plain.epub"
    write_epub(render(make_issue(), theme), target, cover=jpeg(), modified=MODIFIED)
    assert target.stat().st_size > 0


@pytest.mark.parametrize("name", theme_names())
def test_the_shipped_themes_leave_the_page_to_its_reader(name: str) -> None:
    plain, conditional = flatten_apart(load_theme(name).sheet("epub"))
    looks: dict[str, dict[str, str]] = {}
    for rule in css.rules(plain):
        said = {declaration.name: css.text(declaration.value) for declaration in css.declarations(rule)}
        for selector in css.text(rule.prelude).split(","):
            looks.setdefault(selector.strip(), {}).update(said)
    for selector in (":root", "html", "body"):
        fixed = {"font", "font-size", "line-height", "color", "background", "text-align"}
        assert not fixed & set(looks.get(selector, {}))
    backgrounds = {selector: look.get("background", "none") for selector, look in looks.items()}
    assert {selector for selector, value in backgrounds.items() if value != "none"} == {".on-paper"}
    sizes = [look[key] for look in looks.values() for key in look if key in {"font-size", "line-height"}]
    assert not [size for size in sizes if not re.fullmatch(r"[\d.]+(em|%)?|inherit", size)]
    assert not css.functions(plain + conditional) & {"var", "min", "max", "clamp", "calc"}
    assert "prefers-color-scheme: dark" in conditional
