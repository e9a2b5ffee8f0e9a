"""What is kept from build to build: found again whole, or made anew."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import pytest

from conftest import ISSUE, SAMPLE
from issuepress import cache, check, fragment, load_issue, load_theme, render, upkeep, write_epub
from issuepress.folios import Folio
from issuepress.inventory import Inventory, Shown, inventory


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def _entries(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


def _made(content: bytes = b"made", key: str = "key") -> tuple[bytes, bool]:
    made: list[bytes] = []

    def make() -> bytes:
        made.append(content)
        return content

    return cache.kept("proofs", [key], make), bool(made)


def test_what_was_made_once_is_not_made_again() -> None:
    assert _made() == (b"made", True)
    assert _made(b"other") == (b"made", False)
    assert _made(b"other", key="another key") == (b"other", True)


def test_what_a_function_gave_is_remembered_by_the_next_program_too() -> None:
    script = (
        "import sys, issuepress.cache as c\n"
        "@c.remembered\n"
        "def doubled(word): print('made', word); return (word, word)\n"
        "print(*(doubled(word) == (word, word) for word in sys.argv[1:]))"
    )
    said = [
        subprocess.check_output([sys.executable, "-c", script, *words], text=True).splitlines()
        for words in (("a", "b", "a"), ("b", "c"))
    ]
    assert said == [["made a", "made b", "True True True"], ["made c", "True True"]]


def test_the_parts_of_a_key_do_not_run_together() -> None:
    assert cache.digest("ab", "c") != cache.digest("a", "bc")


def test_a_damaged_entry_is_made_anew(home: Path) -> None:
    _made()
    (entry,) = _entries(home)
    for damage in (entry.read_bytes()[:-1], b"", entry.read_bytes().replace(b"made", b"fade")):
        entry.write_bytes(damage)
        assert _made() == (b"made", True)


def test_a_large_entry_is_read_through_once_unless_it_changes(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = cache.digest("key")
    cache.keep("proofs", name, b"made")
    entry = home / "proofs" / name
    read: list[object] = []

    def digest(file: BinaryIO, _: str) -> object:
        read.append(file)
        return hashlib.sha256(file.read())

    monkeypatch.setattr(hashlib, "file_digest", digest)
    for _ in range(2):
        assert cache.holds("proofs", name)
        cache._is_sound.cache_clear()  # as in the next program
    assert len(read) == 1
    entry.write_bytes(entry.read_bytes().replace(b"made", b"fade"))
    assert not cache.holds("proofs", name)
    assert not entry.exists()


def test_what_was_just_stored_is_not_read_to_see_that_it_is_sound(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = cache.digest("one")
    cache.keep("proofs", name, b"made")
    cache.vouch("proofs", name)
    with monkeypatch.context() as context:
        context.setattr(hashlib, "file_digest", None)
        assert cache.holds("proofs", name)
    (home / "proofs" / name).write_bytes(b"cut short")
    assert not cache.holds("proofs", name)


def test_what_several_want_at_once_is_made_by_one(home: Path) -> None:
    made: list[int] = []

    def want(number: int) -> bytes:
        with cache.alone("tables"):
            return cache.kept("tables", ["one"], lambda: bytes(make(number)))

    def make(number: int) -> list[int]:
        made.append(number)
        time.sleep(0.05)  # the others come meanwhile
        return made

    with ThreadPoolExecutor(4) as several:
        assert len(set(several.map(want, range(4)))) == 1
    assert len(made) == 1
    assert [kind.name for kind in home.iterdir()] == ["tables"]


def test_a_folder_that_cannot_be_written_is_no_obstacle(home: Path) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")
    assert _made() == (b"made", True)
    assert _made() == (b"made", False)
    assert home.is_file()


def test_an_empty_name_of_the_folder_keeps_nothing_beyond_the_program() -> None:
    script = (
        "import issuepress.cache as c\n"
        "c.kept('proofs', ['key'], lambda: b'made')\n"
        "print(c.folder(), c.find('proofs', c.digest('key')))"
    )
    environment = {**os.environ, cache.VARIABLE: ""}
    said = subprocess.check_output([sys.executable, "-c", script], env=environment, text=True)
    place, _, found = said.partition(" ")
    assert found.strip() == "b'made'"
    assert not Path(place).exists()


def test_a_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"one")
    os.utime(file, (1000, 1000))
    first = cache.file_digest(file)
    assert cache.file_digest(file) == first
    file.write_bytes(b"two")
    assert cache.file_digest(file) != first


def test_what_was_not_used_for_longest_goes_first(home: Path) -> None:
    for age, key in enumerate("abc"):
        _made(b"x" * 1000, key)
        newest = max(_entries(home), key=lambda path: path.stat().st_mtime)
        os.utime(newest, (10_000 - age, 10_000 - age))
    _made(b"y" * 1000, "a")  # used again
    upkeep.prune(2500)
    assert [_made(b"x" * 1000, key)[1] for key in "ab"] == [False, False]
    assert _made(b"x" * 1000, "c")[1]


def test_a_cache_is_looked_through_once_an_hour_after_the_first(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[float] = []
    monkeypatch.setattr(upkeep, "prune", lambda: looked.append(time.time()))
    for _ in range(2):
        upkeep.tidy()
    assert not looked
    os.utime(home / "tidied", (1000, 1000))
    for _ in range(2):
        upkeep.tidy()
    assert len(looked) == 1


def test_clearing_says_how_much_it_freed(home: Path) -> None:
    _made(b"x" * 1000)
    assert upkeep.clear() == 1032
    assert not _entries(home)
    assert _made()[1]


def test_a_writer_that_is_killed_leaves_nothing_that_counts(home: Path) -> None:
    script = (
        "import os, issuepress.cache as c\n"
        "os.replace = lambda source, target: os._exit(9)\n"
        "c.keep('proofs', c.digest('key'), b'half')"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    assert len(_entries(home)) == 1
    assert _made() == (b"made", True)
    upkeep.prune(0)
    assert not _entries(home)


_ROAD = """
import sys
from issuepress import check, load_issue, load_theme, render
issue = load_issue(sys.argv[1])
rendition = render(issue, load_theme(issue.theme, issue.folder))
print(len(rendition.parts), len(check(rendition)))
print(*({"jinja2", "markdown_it", "tinyhtml5", "PIL", "uharfbuzz", "fontTools"} & set(sys.modules)))
"""


def test_what_was_read_before_needs_no_parser_and_no_template_engine(write_issue: Callable[[], Path]) -> None:
    folder = write_issue()
    first, second = (
        subprocess.check_output([sys.executable, "-c", _ROAD, folder], text=True).splitlines()
        for _ in range(2)
    )
    assert first[0] == second[0]
    assert "markdown_it" in first[1]
    assert second[1] == ""


def test_what_is_known_of_a_fragment_is_what_stands_in_it() -> None:
    html = (
        '<section id="one"><p data-line="3">A <a href="#two">b</a> <a>a</a>'
        '<a href="#two">page <span class="page-reference"></span></a></p>'
        '<figure><img src="a.jpg" alt="" data-line="7"/><img src="b.svg"/></figure></section>'
    )
    for found in (inventory(html), inventory(html)):
        assert found == Inventory(
            ids=("one",),
            links=("#two", "", "#two"),
            pictures=(Shown("a.jpg", "", 7), Shown("b.svg", None, None)),
            page_references=frozenset({"two"}),
            signs=" Aabegp",
        )


def test_a_tree_that_all_share_is_changed_by_none(tmp_path: Path) -> None:
    issue = load_issue(SAMPLE)
    rendition = render(issue, load_theme(issue.theme, issue.folder))
    findings = check(rendition)
    pages = [
        Folio(at, str(at), printed=True, part=part.name, at=part.name)
        for at, part in enumerate(rendition.parts)
    ]
    target = tmp_path / "sample.epub"
    write_epub(rendition, target, cover=b"", modified=issue.first_day, folios=pages, findings=findings)
    for part in rendition.parts:
        assert fragment.serialise(fragment.parsed(part.html)) == part.html


def test_a_changed_template_is_taken(write_issue: Callable[[dict[str, str]], Path]) -> None:
    page = '<section id="masthead"><h1>{}</h1></section>'
    files = {"own/theme.yaml": "{title: Own, description: One, extends: house}"}
    said = []
    for words in ("Ours", "Theirs", "Ours"):
        folder = write_issue({**files, "own/templates/masthead.html": page.format(words)})
        said.append(render(load_issue(folder), load_theme("own", folder)).part("masthead").html)
    assert ["Ours" in html for html in said] == [True, False, True]


@pytest.mark.parametrize(
    "teaser",
    [
        "",
        "{{ issue.title.plain }}{{ issue.dateline }}",
        "{{ issue.stories[1].body }}",
        "{{ issue.words }}",
        "{{ issue['stories'][1].body }}",
        "{% set ours = issue %}{{ ours.stories[1].body }}",
        "{{ issue | attr('stories') | map(attribute='body') | join }}",
    ],
)
def test_a_story_shows_others_as_they_are(
    write_issue: Callable[[dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch, teaser: str
) -> None:
    files = {
        "issue.yaml": f"{ISSUE}  - two.md\n",
        "own/theme.yaml": "{title: Own, description: One, extends: house}",
        "own/templates/story.html": f'<section id="{{{{ story.slug }}}}"><h1>A</h1><p>{teaser}</p></section>',
    }
    for words in ("It snowed.", "It snowed for a day."):
        folder = write_issue(files | {"two.md": f"---\ntitle: Snow\n---\n\n{words}\n"})
        issue, theme = load_issue(folder), load_theme("own", folder)
        kept = render(issue, theme).part("one").html
        with monkeypatch.context() as context:
            context.setenv(cache.VARIABLE, str(folder / words))
            assert kept == render(issue, theme).part("one").html
