"""What the package says of the issue: one record of an issue, told to stores and libraries."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from issuepress import __version__
from issuepress.issue import Issue
from issuepress.story import Person

PREFIXES: Final = {"prism": "http://prismstandard.org/namespaces/basic/3.0/"}
"""The vocabularies beside those that a package may use without a word (EPUB 3.3, D.3)."""

IDENTIFIER_ID: Final = "identifier"
_ISBN: Final = re.compile(r"(?:urn:isbn:|isbn[\s:]*)?([0-9]{9}[0-9X]|97[89][0-9]{10})", re.IGNORECASE)


class Statement(NamedTuple):
    """An element of the package's metadata: `dc:` elements, `meta` and `link`."""

    name: str
    value: str | None
    attributes: Mapping[str, str] = {}


def identifier(issue: Issue) -> str:
    """Give the package's identifier: an ISBN as a URN (RFC 8254, 4.2), else what the issue has."""
    isbn = _ISBN.fullmatch(issue.urn.replace("-", "").strip())
    return f"urn:isbn:{isbn[1].upper()}" if isbn else issue.urn


def metadata(issue: Issue, access: Iterable[Statement]) -> tuple[Statement, ...]:
    """State all that is known of an issue (EPUB 3.3, 5.5), and how it can be read."""
    issue_itself = (_identity, _titles, _people, _edition, _series, _prism)
    stated = (
        *(statement for kind in issue_itself for statement in kind(issue)),
        *access,
        Statement("meta", None, {"name": "cover", "content": "cover-image"}),  # Kindle and Nook look for this
        Statement("meta", None, {"name": "generator", "content": f"issuepress {__version__}"}),
    )
    return tuple(each for each in stated if each.value is None or each.value.strip())


def said(name: str, value: object, refines: str | None = None, **attributes: str) -> Statement:
    """State a property, of the package or of the statement that it refines."""
    target = {"refines": f"#{refines}"} if refines else {}
    return Statement("meta", _clean(value), {**target, "property": name, **attributes})


def _dc(name: str, value: object, **attributes: str) -> Statement:
    return Statement(f"dc:{name}", _clean(value), attributes)


def _clean(value: object) -> str:
    """Leave out what XML can't hold (XML 1.0, 2.2); EbookLib would leave out the whole statement."""
    return re.sub(
        r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", "" if value is None else str(value)
    )


def _identity(issue: Issue) -> Iterator[Statement]:
    number = identifier(issue)
    yield _dc("identifier", number, id=IDENTIFIER_ID)
    if number.startswith("urn:isbn:"):
        code = "15" if len(number) == len("urn:isbn:") + 13 else "02"
        yield said("identifier-type", code, IDENTIFIER_ID, scheme="onix:codelist5")


def _titles(issue: Issue) -> Iterator[Statement]:
    for order, (kind, title) in enumerate((("main", issue.title), ("subtitle", issue.subtitle)), start=1):
        if title:
            name = f"title-{kind}"
            yield _dc("title", title.plain, id=name)
            yield said("title-type", kind, name)
            yield said("display-seq", order, name)


def _people(issue: Issue) -> Iterator[Statement]:
    authors = [(author, "aut") for story in issue.stories for author in story.authors]
    yield from _credited("creator", authors)
    yield from _credited("contributor", [(person, person.role) for person in issue.contributors])


def _credited(element: str, credits_: Iterable[tuple[Person, str]]) -> Iterator[Statement]:
    """Name each person once, in order of first mention, with every role and the first sort name given."""
    roles: dict[str, list[str]] = {}
    filed: dict[str, str] = {}
    for person, role in credits_:
        known = roles.setdefault(person.name, [])
        known += [] if role in known else [role]
        if person.sort_as:
            filed.setdefault(person.name, person.sort_as)
    for order, (name, codes) in enumerate(roles.items(), start=1):
        own = f"{element}-{order}"
        yield _dc(element, name, id=own)
        yield from (said("role", code, own, scheme="marc:relators") for code in codes)
        yield said("file-as", filed.get(name), own)
        yield said("display-seq", order, own)


def _edition(issue: Issue) -> Iterator[Statement]:
    languages = dict.fromkeys((issue.language, *(story.language for story in issue.stories)))
    yield from (_dc("language", language) for language in languages)
    yield _dc("publisher", issue.publication.publisher)
    yield _dc("date", issue.date)
    yield from (_dc("subject", subject) for subject in dict.fromkeys(issue.subjects))
    yield _dc("description", issue.description)
    yield _dc("rights", issue.rights and issue.rights.plain)
    if issue.license:
        yield Statement("link", None, {"rel": "dcterms:license", "href": issue.license})


def _series(issue: Issue) -> Iterator[Statement]:
    """Place the issue in the run of its magazine (EPUB 3.3, D.4.1): volume and number make the position."""
    magazine = issue.publication
    yield said("belongs-to-collection", magazine.title.plain, id="series")
    yield said("collection-type", "series", "series")
    place = ".".join(part for part in (issue.volume, issue.number) if part)
    if issue.number and re.fullmatch(r"\d+(\.\d+)*", place):
        yield said("group-position", place, "series")
    for issn in filter(None, (magazine.eissn, magazine.issn)):
        yield said("dcterms:identifier", f"urn:issn:{issn}", "series")


def _prism(issue: Issue) -> Iterator[Statement]:
    for name, value in (issue.prism | {"coverDisplayDate": issue.dateline}).items():
        yield said(f"prism:{name}", value)
