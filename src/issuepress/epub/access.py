"""How the issue can be read, derived from what is in it and never asserted (EPUB Accessibility 1.1).

What the documents hold decides the modes, features and hazards; what the checks found decides whether
the issue may be said to meet WCAG.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from issuepress import fragment
from issuepress.epub.bodies import Facts
from issuepress.epub.documents import Document
from issuepress.epub.metadata import Statement, said
from issuepress.epub.summary import summary
from issuepress.errors import Finding
from issuepress.issue import Issue

CONFORMANCE: Final = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
"""The claim, to the letter (EPUB Accessibility 1.1, 4.1)."""

_CERTIFIER: Final = "certifier"
_XML_LANG: Final = f"{{{fragment.XML}}}lang"


def facts_of(documents: Iterable[Document], issue: Issue) -> Facts:
    """Tell what is so in all documents together; a picture counts that stands behind the cover."""
    each = [(document.matter != "cover", document.body.facts) for document in documents]
    inside = [facts for is_inside, facts in each if is_inside]
    return Facts(
        pictured=any(facts.pictured for facts in inside),
        described=issue.cover.alt is not None and all(facts.described for facts in inside),
        structured=all(facts.structured for _, facts in each),
        explained=any(facts.explained for facts in inside),
        ruby=any(facts.ruby for _, facts in each),
        noted=any(facts.noted for _, facts in each),
        paged=any(facts.paged for _, facts in each),
    )


def access(
    documents: Iterable[Document], issue: Issue, findings: Sequence[Finding] | None = None
) -> Iterator[Statement]:
    """State modes, features, hazards, a summary and conformance (schema.org and a11y vocabularies).

    `findings` is what the checks found. Without it nothing was checked, and no standard is claimed.
    """
    facts, conforms = facts_of(documents, issue), may_claim(issue, findings)
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
