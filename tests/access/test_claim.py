"""A standard is claimed when the checks pass and somebody answers for it, and not otherwise."""

import pytest

from conftest import Built, WriteIssue
from epub.books import Book
from issuepress.build import build

CERTIFIED = """
certifier: {name: The Access Desk, credential: Member of a guild, report: "https://example.org/report"}
"""


def _book(write_issue: WriteIssue, more: str = "", story: str = "It rained.\n") -> tuple[Book, str]:
    folder = write_issue({"one.md": f"---\ntitle: One\n---\n{story}"})
    with (folder / "issue.yaml").open("a", encoding="utf-8") as issue_file:
        issue_file.write(more)
    summary = build(folder, {"epub": folder / "out.epub"}, folios=False)
    return Book(folder / "out.epub"), "\n".join(map(str, summary.findings))


def test_a_certified_issue_without_barriers_claims_wcag(write_issue: WriteIssue) -> None:
    book, _ = _book(write_issue, CERTIFIED)
    assert book.metas("dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert book.refined("conformance") == {"a11y:certifiedBy": "The Access Desk"}
    assert book.refined("certifier") == {"a11y:certifierCredential": "Member of a guild"}
    report = book.find("content.opf", "//opf:link[@rel='a11y:certifierReport']/@href")
    assert report == ["https://example.org/report"]
    assert "meets WCAG 2.2" in book.metas("schema:accessibilitySummary")[0]


def test_the_sample_claims_what_its_makers_answer_for(sample: Built) -> None:
    book = Book(sample.output(".epub"))
    assert book.metas("dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert book.refined("conformance") == {"a11y:certifiedBy": "The issuepress authors"}


def test_one_picture_without_words_and_the_claim_is_gone_and_the_build_says_so(
    write_issue: WriteIssue,
) -> None:
    book, said = _book(write_issue, CERTIFIED, "Rain.\n\n<img src='cover.svg'/>\n")
    assert book.metas("dcterms:conformsTo") == []
    assert book.find("content.opf", "//opf:meta[contains(@property, 'certif')]") == []
    assert "makes no claim to meet WCAG 2.2 at level AA: it fails 1.1.1" in said
    assert "one.md:6: 'cover.svg' has no alternative text" in said
    assert "WCAG" not in book.metas("schema:accessibilitySummary")[0]


def test_nothing_is_claimed_that_nobody_answers_for(write_issue: WriteIssue) -> None:
    book, said = _book(write_issue)
    assert book.metas("dcterms:conformsTo") == []
    assert said == ""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en-GB", "All text can be read aloud"),
        ("de", "vorlesen"),
        ("ja", "読み上げ"),
        ("fi", "All text can be"),
    ],
)
def test_the_summary_is_in_the_language_of_the_issue(
    language: str, words: str, write_issue: WriteIssue
) -> None:
    folder = write_issue()
    path = folder / "issue.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("en-US", language), encoding="utf-8")
    build(folder, {"epub": folder / "out.epub"}, folios=False)
    (summary,) = Book(folder / "out.epub").find(
        "content.opf", "//opf:meta[@property='schema:accessibilitySummary']"
    )
    assert words in summary.text
    assert summary.get("{http://www.w3.org/XML/1998/namespace}lang") == (
        "en" if language == "fi" else language
    )


def test_a_figure_in_a_manuscript_can_have_a_long_description(write_issue: WriteIssue) -> None:
    figure = "Words.\n\n![A chart](cover.svg)\n\n::: description\nIt *rises*.\n\n- Then it falls.\n:::\n"
    book, _ = _book(write_issue, story=figure)
    figures = "//h:figure[h:img/@aria-details='one--description-1']"
    (details,) = book.find("one.xhtml", f"{figures}/following-sibling::*")
    assert (details.tag.rpartition("}")[2], details.get("id")) == ("details", "one--description-1")
    assert "longDescription" in book.metas("schema:accessibilityFeature")
    assert "longDescription" not in _book(write_issue)[0].metas("schema:accessibilityFeature")


def test_a_long_description_is_tied_to_its_picture_and_stated(write_issue: WriteIssue) -> None:
    head = "---\ntitle: One\nillustration:\n  image: cover.svg\n  alt: A chart\n  description: |\n"
    folder = write_issue({"one.md": f"{head}    It *rises*.\n\n    Then it falls.\n---\nWords.\n"})
    build(folder, {"epub": folder / "out.epub"}, folios=False)
    book = Book(folder / "out.epub")
    (details,) = book.find("one.xhtml", "//h:details")
    assert book.find("one.xhtml", "//h:img/@aria-details") == [details.get("id")]
    assert ["".join(each.itertext()) for each in details] == [
        "Description of the picture",
        "It rises.",
        "Then it falls.",
    ]
    assert "longDescription" in book.metas("schema:accessibilityFeature")
