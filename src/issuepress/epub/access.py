"""How the issue can be read, derived from what is in it and never asserted (EPUB Accessibility 1.1).

What the documents hold decides the modes, features and hazards; what the checks found decides whether
the issue may be said to meet WCAG.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Self

from lxml import etree

from issuepress import fragment
from issuepress.epub.documents import Document
from issuepress.epub.metadata import Statement, said
from issuepress.epub.summary import summary
from issuepress.errors import Finding
from issuepress.issue import Issue

CONFORMANCE: Final = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
"""The claim, to the letter (EPUB Accessibility 1.1, 4.1)."""

_HEADINGS: Final = tuple(f"h{level}" for level in range(1, 7))
_CERTIFIER: Final = "certifier"
_XML_LANG: Final = f"{{{fragment.XML}}}lang"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so in the documents of an issue."""

    pictured: bool
    """A picture carries meaning, the cover left out of account."""
    described: bool
    """Every picture that carries meaning has words for it, the cover too."""
    structured: bool
    """Headings begin with the first level and skip none on the way down."""
    explained: bool
    """A picture has a long description."""
    ruby: bool
    noted: bool
    paged: bool
    """Page breaks of the print edition are marked."""

    @classmethod
    def of(cls, documents: Iterable[Document], issue: Issue) -> Self:
        """Look through the documents."""
        listed = list(documents)
        pages = [fragment.parsed(document.fragment) for document in listed]
        content = [
            picture
            for document, page in zip(listed, pages, strict=True)
            if document.matter != "cover"
            for picture in page.iter("img")
            if picture.get("alt") != ""
        ]
        return cls(
            pictured=bool(content),
            described=issue.cover.alt is not None and all(picture.get("alt") for picture in content),
            structured=all(_in_order(page) for page in pages),
            explained=any(picture.get("aria-details") for picture in content),
            ruby=any(page.find(".//ruby") is not None for page in pages),
            noted=_any_role(pages, "doc-noteref"),
            paged=_any_role(pages, "doc-pagebreak"),
        )


def access(
    documents: Iterable[Document], issue: Issue, findings: Sequence[Finding] | None = None
) -> Iterator[Statement]:
    """State modes, features, hazards, a summary and conformance (schema.org and a11y vocabularies).

    `findings` is what the checks found. Without it nothing was checked, and no standard is claimed.
    """
    facts, conforms = Facts.of(documents, issue), may_claim(issue, findings)
    yield from (
        said("schema:accessMode", mode) for mode in ("textual", *(["visual"] if facts.pictured else []))
    )
    if facts.described:
        yield said("schema:accessModeSufficient", "textual")
    if facts.pictured:
        yield said("schema:accessModeSufficient", "textual,visual")
    yield from (said("schema:accessibilityFeature", feature) for feature in _features(facts))
    # Text and still pictures: the importers refuse film and sound, and `issuepress.svg` takes scripts and
    # animation out of drawings. So nothing can flash, move or sound.
    yield said("schema:accessibilityHazard", "none")
    words, language = summary(_sentences(facts, conforms=conforms), issue.language)
    yield said("schema:accessibilitySummary", words, **{_XML_LANG: language})
    if conforms:
        yield from _conformance(issue)


def may_claim(issue: Issue, findings: Sequence[Finding] | None) -> bool:
    """Tell whether the issue may be said to meet WCAG 2.2 at level AA.

    The checks must have found no failed criterion, and somebody must answer for what no program can
    judge: a publication that claims to conform has to name its evaluator (EPUB Accessibility 1.1, 4.2).
    """
    return issue.certifier is not None and findings is not None and not any(f.criterion for f in findings)


def _conformance(issue: Issue) -> Iterator[Statement]:
    yield said("dcterms:conformsTo", CONFORMANCE, id="conformance")
    if who := issue.certifier:
        yield said("a11y:certifiedBy", who.name, "conformance", id=_CERTIFIER)
        yield said("a11y:certifierCredential", who.credential, _CERTIFIER)
        if who.report:
            refined = {"rel": "a11y:certifierReport", "refines": f"#{_CERTIFIER}", "href": who.report}
            yield Statement("link", None, refined)


def _features(facts: Facts) -> Iterator[str]:
    conditional = {
        "alternativeText": facts.described,
        "longDescription": facts.explained,
        "rubyAnnotations": facts.ruby,
        "structuralNavigation": facts.structured,
    }
    yield from (feature for feature, given in conditional.items() if given)
    yield from ("tableOfContents", "readingOrder", "displayTransformability")


def _sentences(facts: Facts, *, conforms: bool) -> Iterator[str]:
    if conforms:
        yield "conforms"
    yield "text"
    if facts.described and not facts.pictured:
        yield "no pictures"
    else:
        yield "described" if facts.described else "undescribed"
    yield "ordered" if facts.structured else "disordered"
    yield "contents"
    if facts.noted:
        yield "notes"
    if facts.paged:
        yield "pages"


def _in_order(page: etree._Element) -> bool:
    levels = [0, *(int(str(heading.tag)[1]) for heading in page.iter(*_HEADINGS))]
    return all(after - before <= 1 for before, after in pairwise(levels))


def _any_role(pages: Iterable[etree._Element], role: str) -> bool:
    return any(element.get("role") == role for page in pages for element in page.iter(etree.Element))
