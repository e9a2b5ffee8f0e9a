"""Accessibility metadata: derived, and silent about what is not so."""

import pytest

from epub.books import story
from epub.conftest import MakeBook, MakeIssue

PICTURED = '<figure><img src="a.jpg" alt="Rain on a window."/></figure>'
PICTURES = ("cover.jpg", "a.jpg")


def test_described_pictures_make_the_text_sufficient(make_issue: MakeIssue, make_book: MakeBook) -> None:
    book = make_book(make_issue(story(body=PICTURED), pictures=PICTURES))
    assert book.metas("schema:accessMode") == ["textual", "visual"]
    assert book.metas("schema:accessModeSufficient") == ["textual", "textual,visual"]
    assert "alternativeText" in book.metas("schema:accessibilityFeature")
    assert book.metas("schema:accessibilityHazard") == ["none"]


@pytest.mark.parametrize(
    "body", [PICTURED.replace(' alt="Rain on a window."', ""), PICTURED.replace("alt", "title")]
)
def test_one_picture_without_words_and_the_claim_is_gone(
    body: str, make_issue: MakeIssue, make_book: MakeBook
) -> None:
    book = make_book(make_issue(story(body=body), pictures=PICTURES))
    assert book.metas("schema:accessModeSufficient") == ["textual,visual"]
    assert "alternativeText" not in book.metas("schema:accessibilityFeature")
    assert "lack a description" in book.metas("schema:accessibilitySummary")[0]


def test_a_cover_without_words_counts_too(make_issue: MakeIssue, make_book: MakeBook) -> None:
    book = make_book(make_issue(cover={"image": "cover.jpg"}))
    assert "alternativeText" not in book.metas("schema:accessibilityFeature")


def test_decoration_needs_no_words(make_issue: MakeIssue, make_book: MakeBook) -> None:
    book = make_book(make_issue(story(body='<p><img src="a.jpg" alt=""/></p>'), pictures=PICTURES))
    assert "alternativeText" in book.metas("schema:accessibilityFeature")


def test_a_skipped_heading_level_is_admitted(make_issue: MakeIssue, make_book: MakeBook) -> None:
    sound = make_book(make_issue(story(body="<h2>A</h2><h3>B</h3>")))
    skipped = make_book(make_issue(story(body="<h2>A</h2><h4>B</h4>")), "skipped.epub")
    assert "structuralNavigation" in sound.metas("schema:accessibilityFeature")
    assert "structuralNavigation" not in skipped.metas("schema:accessibilityFeature")


def test_no_standard_is_claimed_yet(make_issue: MakeIssue, make_book: MakeBook) -> None:
    assert make_book(make_issue()).metas("dcterms:conformsTo") == []
