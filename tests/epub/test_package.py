"""What the package says of an issue, and how its archive is made."""

import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from epub.books import MODIFIED, Book, jpeg, story
from epub.conftest import MakeBook, MakeIssue
from issuepress.epub import write_epub
from issuepress.errors import OutputError
from issuepress.rendition import render
from issuepress.themes import Theme


def test_every_author_is_a_creator_once_in_running_order(make_issue: MakeIssue, make_book: MakeBook) -> None:
    woolf = {"name": "Virginia Woolf", "sort_as": "Woolf, Virginia"}
    issue = make_issue(
        story("one", authors=("Ann Okafor", "Virginia Woolf")), story("two", authors=(woolf, "Bo Lindqvist"))
    )
    book = make_book(issue)
    assert book.find("content.opf", "//dc:creator/text()") == ["Ann Okafor", "Virginia Woolf", "Bo Lindqvist"]
    assert book.refined("creator-1") == {"role": "aut", "display-seq": "1"}
    assert book.refined("creator-2") == {"role": "aut", "file-as": "Woolf, Virginia", "display-seq": "2"}


def test_roles_are_marc_relators(make_issue: MakeIssue, make_book: MakeBook) -> None:
    people = ({"name": "Ed Yu", "role": "editor", "sort_as": "Yu, Ed"}, {"name": "Ivy Art", "role": "ill"})
    book = make_book(make_issue(contributors=people))
    assert book.find("content.opf", "//dc:contributor/text()") == ["Ed Yu", "Ivy Art"]
    assert book.refined("contributor-1") == {"role": "edt", "file-as": "Yu, Ed", "display-seq": "1"}
    assert set(book.find("content.opf", "//opf:meta[@property='role']/@scheme")) == {"marc:relators"}


def test_a_person_with_two_roles_is_named_once(make_issue: MakeIssue, make_book: MakeBook) -> None:
    people = ({"name": "Ed Yu", "role": "editor"}, {"name": "Ed Yu", "role": "designer"})
    book = make_book(make_issue(contributors=people))
    assert book.find("content.opf", "//dc:contributor/text()") == ["Ed Yu"]
    roles = "//opf:meta[@refines='#contributor-1'][@property='role']/text()"
    assert book.find("content.opf", roles) == ["edt", "dsr"]


def test_the_issue_has_its_place_in_the_run_of_the_magazine(
    make_issue: MakeIssue, make_book: MakeBook
) -> None:
    book = make_book(make_issue())
    assert book.metas("belongs-to-collection") == ["The Quarterly"]
    expected = {
        "collection-type": "series",
        "group-position": "44.3",
        "dcterms:identifier": "urn:issn:1535-573X",
    }
    assert book.refined("series") == expected


@pytest.mark.parametrize(
    ("number", "position"), [("12", "44.12"), ("5–6", None), ("Spring", None), (None, None)]
)
def test_only_numbers_make_a_position(
    number: str | None, position: str | None, make_issue: MakeIssue, make_book: MakeBook
) -> None:
    assert make_book(make_issue(number=number)).refined("series").get("group-position") == position


def test_prism_properties_have_their_prefix(make_issue: MakeIssue, make_book: MakeBook) -> None:
    book = make_book(make_issue())
    assert "prism: http://prismstandard.org/namespaces/basic/3.0/" in book.package.get("prefix", "")
    assert {name: book.metas(f"prism:{name}") for name in ("volume", "number", "issn", "coverDate")} == {
        "volume": ["44"],
        "number": ["3"],
        "issn": ["1535-573X"],
        "coverDate": ["2020-05"],
    }
    assert book.metas("prism:coverDisplayDate") == ["May/June 2020"]
    assert book.metas("prism:eIssn") == []


def test_titles_languages_and_rights(make_issue: MakeIssue, make_book: MakeBook) -> None:
    issue = make_issue(
        story("one"),
        story("deux", language="fr"),
        subtitle="Our annual feature",
        subjects=("Weather", "Fiction", "Weather"),
        description="Rain & after.",
        rights="© 2020 The Quarterly",
        license="https://creativecommons.org/licenses/by/4.0/",
    )
    book = make_book(issue)
    assert book.find("content.opf", "//dc:title/text()") == ["Tales of Rain", "Our annual feature"]
    assert book.refined("title-subtitle")["title-type"] == "subtitle"
    assert book.find("content.opf", "//dc:language/text()") == ["en-US", "fr"]
    assert book.find("content.opf", "//dc:subject/text()") == ["Weather", "Fiction"]
    assert book.find("content.opf", "//dc:description/text()") == ["Rain & after."]
    assert book.find("content.opf", "//dc:rights/text()") == ["© 2020 The Quarterly"]
    assert book.find("content.opf", "//opf:link[@rel='dcterms:license']/@href") == [issue.license]


@pytest.mark.parametrize(
    ("given", "stated", "code"),
    [
        ("978-0-306-40615-7", "urn:isbn:9780306406157", "15"),
        ("ISBN 0-306-40615-2", "urn:isbn:0306406152", "02"),
        ("urn:isbn:9780306406157", "urn:isbn:9780306406157", "15"),
        (
            "urn:uuid:c0ffee00-0000-4000-8000-000000000000",
            "urn:uuid:c0ffee00-0000-4000-8000-000000000000",
            None,
        ),
    ],
)
def test_the_identifier_in_its_forms(
    given: str, stated: str, code: str | None, make_issue: MakeIssue, make_book: MakeBook
) -> None:
    book = make_book(make_issue(identifier=given))
    assert book.find(
        "content.opf", f"//dc:identifier[@id='{book.package.get('unique-identifier')}']/text()"
    ) == [stated]
    assert book.refined("identifier").get("identifier-type") == code
    assert book.find("toc.ncx", "//ncx:meta[@name='dtb:uid']/@content") == [stated]


def test_control_characters_do_not_cost_a_statement(make_issue: MakeIssue, make_book: MakeBook) -> None:
    book = make_book(make_issue(subjects=("Rain\x07 and \x00snow",)))
    assert book.find("content.opf", "//dc:subject/text()") == ["Rain and snow"]


@pytest.mark.parametrize(
    "moment", [MODIFIED, MODIFIED.astimezone(timezone(timedelta(hours=-7))), MODIFIED.replace(tzinfo=None)]
)
def test_the_time_of_the_last_change_is_utc(
    moment: datetime, make_issue: MakeIssue, theme: Theme, tmp_path: Path
) -> None:
    write_epub(render(make_issue(), theme), tmp_path / "a.epub", cover=jpeg(), modified=moment)
    assert Book(tmp_path / "a.epub").metas("dcterms:modified") == ["2020-05-01T12:30:00Z"]


def test_the_cover_image_is_marked_for_new_and_old_readers(
    make_issue: MakeIssue, make_book: MakeBook
) -> None:
    book = make_book(make_issue())
    assert book.find("content.opf", "//opf:item[@properties='cover-image']/@href") == ["images/cover.jpg"]
    assert book.find("content.opf", "//opf:meta[@name='cover']/@content") == ["cover-image"]
    assert book.files["EPUB/images/cover.jpg"] == jpeg()


def test_the_package_names_language_and_direction(make_issue: MakeIssue, make_book: MakeBook) -> None:
    xml_lang = "{http://www.w3.org/XML/1998/namespace}lang"
    plain, hebrew = make_book(make_issue()), make_book(make_issue(language="he"), "he.epub")
    assert (plain.package.get(xml_lang), plain.package.get("dir")) == ("en-US", None)
    assert (hebrew.package.get(xml_lang), hebrew.package.get("dir")) == ("he", "rtl")
    progression = "//opf:spine/@page-progression-direction"
    assert plain.find("content.opf", progression) == ["ltr"]
    assert hebrew.find("content.opf", progression) == ["rtl"]


def test_the_archive_has_no_clock_and_no_owner(make_issue: MakeIssue, make_book: MakeBook) -> None:
    book = make_book(make_issue())
    first = book.entries[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert book.files["mimetype"] == b"application/epub+zip"
    assert {entry.date_time for entry in book.entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in book.entries} == {0o100644}
    stored = {entry.filename for entry in book.entries if entry.compress_type == zipfile.ZIP_STORED}
    assert stored == {"mimetype", "EPUB/images/cover.jpg", "EPUB/ornaments/ornament.png"}


def test_the_same_issue_gives_the_same_bytes_from_any_folder(
    make_issue: MakeIssue, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = make_issue(
        story(body='<figure><img src="a.jpg" alt="A"/></figure>'), pictures=("cover.jpg", "a.jpg")
    )
    written = []
    for folder in (tmp_path / "here", tmp_path / "there" / "deep"):
        folder.mkdir(parents=True)
        monkeypatch.chdir(folder)
        moved = {name: folder / name for name in issue.files}
        for name, path in moved.items():
            path.write_bytes(issue.files[name].read_bytes())
        rendition = render(issue.model_copy(update={"files": moved}), theme)
        write_epub(rendition, Path("issue.epub"), cover=jpeg(), modified=datetime(2020, 5, 1, tzinfo=UTC))
        written.append((folder / "issue.epub").read_bytes())
    assert written[0] == written[1]


def test_a_target_that_cannot_be_written_is_an_output_error(
    make_issue: MakeIssue, theme: Theme, tmp_path: Path
) -> None:
    with pytest.raises(OutputError, match=r"the EPUB can't be written"):
        write_epub(render(make_issue(), theme), tmp_path / "no" / "a.epub", cover=jpeg(), modified=MODIFIED)


def test_the_archive_is_the_one_that_pythons_own_writer_makes(
    make_issue: MakeIssue, make_book: MakeBook
) -> None:
    book = make_book(make_issue())
    plain = book.path.with_suffix(".zip")
    with zipfile.ZipFile(plain, "w") as archive:
        for entry in book.entries:
            info = zipfile.ZipInfo(entry.filename, entry.date_time)
            info.create_system, info.external_attr = entry.create_system, entry.external_attr
            info.compress_type = entry.compress_type
            archive.writestr(info, book.files[entry.filename], compresslevel=6)
    assert book.path.read_bytes() == plain.read_bytes()
