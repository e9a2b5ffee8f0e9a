"""XMP packets (ISO 16684-1) that a PDF carries: Dublin Core, rights, PRISM 3.0 and what a standard adds."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from html import escape as escaped
from typing import Final

from issuepress import __version__
from issuepress.issue import Issue

PRODUCER = f"issuepress {__version__}"
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "prism": "http://prismstandard.org/namespaces/basic/3.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
}
SCREEN = {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
"""What the screen PDF claims to be: PDF/A-3a and PDF/UA-1 (ISO 19005-3, 6.6.4; ISO 14289-1, 5)."""
escape: Final = partial(escaped, quote=False)
"""As `xml.sax.saxutils` has it, which imports all that a network would need."""
_UNKNOWN = {
    "prism": (
        "PRISM basic metadata 3.0",
        {
            "publicationName": "The title of the magazine",
            "issn": "The ISSN of the printed magazine",
            "eIssn": "The ISSN of the electronic magazine",
            "volume": "The volume",
            "number": "The number of the issue in its volume",
            "issueName": "The title of the issue",
            "coverDate": "The cover date",
            "coverDisplayDate": "The cover date as printed",
        },
    ),
    "pdfuaid": ("PDF/UA identification", {"part": "The part of ISO 14289 that the file follows"}),
}
"""The schemas that PDF/A does not define itself, with what their properties mean."""
_EXTENSION = """
 <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
   xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag>{}</rdf:Bag></pdfaExtension:schemas>
 </rdf:Description>"""
_HEAD = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'


def document_title(issue: Issue) -> str:
    """Give the title that the file shows: magazine and issue."""
    return f"{issue.publication.title.plain}: {issue.title.plain}"


def document_authors(issue: Issue) -> list[str]:
    """Give the authors of all stories, each once, in running order."""
    return list(dict.fromkeys(author.name for story in issue.stories for author in story.authors))


def info(issue: Issue, modified: datetime) -> dict[str, str]:
    """Give the entries of the Info dictionary (ISO 32000-1, 14.3.3), which say what the packet says."""
    stamp = f"D:{modified:%Y%m%d%H%M%S}Z"
    entries = {
        "/Title": document_title(issue),
        "/Author": ", ".join(document_authors(issue)),
        "/Subject": issue.description or "",
        "/Keywords": ", ".join(issue.subjects),
        "/Creator": PRODUCER,
        "/Producer": PRODUCER,
        "/CreationDate": stamp,
        "/ModDate": stamp,
    }
    return {key: value for key, value in entries.items() if value}


def identifiers(issue: Issue, content: str) -> dict[str, str]:
    """Give DocumentID and InstanceID (ISO 16684-2): the issue's and that of this very content."""
    document = uuid.uuid5(uuid.NAMESPACE_URL, issue.urn)
    return {
        "xmpMM:DocumentID": document.urn.replace("urn:uuid:", "uuid:"),
        "xmpMM:InstanceID": uuid.uuid5(document, content).urn.replace("urn:uuid:", "uuid:"),
        "xmpMM:RenditionClass": "default",
        "xmpMM:VersionID": "1",
    }


def packet(issue: Issue, modified: datetime, more: Mapping[str, str], *, archival: bool = False) -> bytes:
    """Write the packet of an issue; `more` holds simple properties that a standard asks for.

    An `archival` packet describes the schemas that PDF/A does not know (ISO 19005-3, 6.6.2.3.3).
    """
    stamp = f"{modified:%Y-%m-%dT%H:%M:%SZ}"
    simple = {
        "pdf:Producer": PRODUCER,
        "xmp:CreateDate": stamp,
        "xmp:CreatorTool": PRODUCER,
        "xmp:MetadataDate": stamp,
        "xmp:ModifyDate": stamp,
        **_prism(issue),
        **more,
    }
    written = [f"<{name}>{escape(value)}</{name}>" for name, value in simple.items()]
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    body = "\n  ".join([*_dublin_core(issue), *written])
    return (
        f'{_HEAD}<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f' <rdf:Description rdf:about="" {declared}>\n  {body}\n </rdf:Description>'
        f"{_EXTENSION.format(''.join(map(_schema, _UNKNOWN))) if archival else ''}\n"
        '</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def _schema(prefix: str) -> str:
    title, properties = _UNKNOWN[prefix]
    about = {"schema": title, "namespaceURI": NAMESPACES[prefix], "prefix": prefix}
    known = "".join(_property(name, meaning) for name, meaning in properties.items())
    written = "".join(f"<pdfaSchema:{key}>{escape(text)}</pdfaSchema:{key}>" for key, text in about.items())
    listed = f"<pdfaSchema:property><rdf:Seq>{known}</rdf:Seq></pdfaSchema:property>"
    return f'<rdf:li rdf:parseType="Resource">{written}{listed}</rdf:li>'


def _property(name: str, meaning: str) -> str:
    kind = "Integer" if name == "part" else "Text"
    about = {"name": name, "valueType": kind, "category": "external", "description": meaning}
    written = "".join(
        f"<pdfaProperty:{key}>{escape(text)}</pdfaProperty:{key}>" for key, text in about.items()
    )
    return f'<rdf:li rdf:parseType="Resource">{written}</rdf:li>'


def _dublin_core(issue: Issue) -> list[str]:
    publisher = issue.publication.publisher
    found = [
        "<dc:format>application/pdf</dc:format>",
        f"<dc:identifier>{escape(issue.urn)}</dc:identifier>",
        _list("dc:title", "Alt", [document_title(issue)]),
        _list("dc:creator", "Seq", document_authors(issue)),
        _list("dc:description", "Alt", [issue.description or ""]),
        _list("dc:subject", "Bag", issue.subjects),
        _list("dc:language", "Bag", [issue.language]),
        _list("dc:publisher", "Bag", [publisher or ""]),
        _list("dc:rights", "Alt", [issue.rights.plain if issue.rights else ""]),
        f"<xmpRights:WebStatement>{escape(issue.license)}</xmpRights:WebStatement>" if issue.license else "",
    ]
    return [entry for entry in found if entry]


def _list(name: str, kind: str, values: Iterable[str]) -> str:
    language = ' xml:lang="x-default"' if kind == "Alt" else ""
    items = "".join(f"<rdf:li{language}>{escape(value)}</rdf:li>" for value in values if value)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""


def _prism(issue: Issue) -> dict[str, str]:
    label = {"coverDisplayDate": issue.date_label} if issue.date_label else {}
    return {f"prism:{name}": value for name, value in (issue.prism | label).items()}
