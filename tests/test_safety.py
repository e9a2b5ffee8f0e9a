"""Manuscripts are untrusted: whatever one holds, it runs nothing, fetches nothing and shows no other file.

Each attack ends as a finding at its line, or goes through and is proved to be inert in the outputs. The
files that must not be shown lie beside the issue's folder and hold a word that no output may hold.
"""

import logging
import re
import socket
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import pikepdf
import pytest
from lxml import etree

from conftest import ISSUE, PICTURE, STORY, WriteIssue
from issuepress import fragment
from issuepress.build import build
from issuepress.errors import IssuepressError
from issuepress.manuscript import load_issue
from issuepress.pictures import prepare
from issuepress.rendition import render
from issuepress.themes import load_theme
from issues.plain import even
from judges import pdf_words

SECRET = "xyzzyplugh"  # noqa: S105 - it opens nothing
"""Stands in every file that must not be read."""

HARMFUL = re.compile(
    r"<(?:script|style|iframe|object|embed|svg|math|form|input|base|link|meta|template)\b|\son\w+="
    r"|\sstyle=|\s(?:href|src)=\"\s*(?:javascript|vbscript|data|file|/)|\ssrc=\"\s*(?:https?:)?//",
    re.IGNORECASE,
)
MARKUP = {
    "script": "<script>alert(1)</script>",
    "script in a link": "[x](javascript:alert(1))",
    "script in a link, in disguise": "[x](java&#9;script:alert(1))",
    "script in a link, by number": "<a href='&#x6A;avascript:alert(1)'>x</a>",
    "script in a reference": "[x][y]\n\n[y]: javascript:alert(1)",
    "script in angle brackets": "<javascript:alert(1)>",
    "data in a link": "[x](data:text/html,<script>alert(1)</script>)",
    "file in a link": "[x](file:///etc/hostname)",
    "file in a link, percent-encoded": "[x](%66ile:///etc/hostname)",
    "share in a link": "[x](//host/share)",
    "event handler": "<p onclick='alert(1)'>x</p>",
    "event handler of a picture": "<img src='cover.svg' alt='' onerror='alert(1)'>",
    "picture from the web": "![x](https://host.example/x.png)",
    "picture from the web, no scheme": "![x](//host.example/x.png)",
    "picture of data": "![x](data:image/png;base64,AAAA)",
    "picture of a file": "![x](file:///etc/hostname)",
    "picture set from the web": "<img src='cover.svg' alt='' srcset='https://host.example/x.png 2x'>",
    "attached file": "<link rel='attachment' href='../secret.txt'>",
    "attached file, as a link": "<a rel='attachment' href='../secret.txt'>x</a>",
    "style sheet": "<link rel='stylesheet' href='https://host.example/x.css'>",
    "style": "<style>@import 'https://host.example/x.css'; p { background: url(../secret.svg) }</style>",
    "style of an element": "<p style='background: url(file:///etc/hostname)'>x</p>",
    "frame": "<iframe src='file:///etc/hostname'></iframe>",
    "object": "<object data='../secret.txt'></object>",
    "embedded": "<embed src='../secret.txt'>",
    "form": "<form action='https://host.example/'><input name='x'></form>",
    "base": "<base href='https://host.example/'>",
    "refresh": "<meta http-equiv='refresh' content='0;url=https://host.example/'>",
    "drawing in the text": "<svg><script>alert(1)</script></svg>",
    "formula in the text": "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "attribute that makes a link": "[x](#there){href=javascript:alert(1)}",
    "attribute that makes a handler": "*x*{onclick=alert(1)}",
    "attribute that makes a style": '*x*{style="background: url(//host)"}',
    "source of a quotation": "<blockquote cite='javascript:alert(1)'><p>x</p></blockquote>",
    "entities": "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/hostname'>]> &y;",
    "processing instruction": "<?xml-stylesheet href='https://host.example/x.css'?>",
}
MATTER = {
    "title": "title: <script>alert(1)</script>",
    "title with a picture": "title: x <img src='../secret.svg'>",
    "standfirst with a handler": "title: x\nstandfirst: <b onclick=alert(1)>x</b>",
    "kicker with a link": "title: x\nkicker: '[x](javascript:alert(1))'",
    "biography with a frame": "title: x\nauthors: {name: A, bio: '<iframe src=//host></iframe>'}",
    "address of an author": "title: x\nauthors: {name: A, bio: b, url: 'javascript:alert(1)'}",
    "photo from the web": "title: x\nauthors: {name: A, bio: b, photo: 'https://host.example/x.png'}",
    "photo of a file": "title: x\nauthors: {name: A, bio: b, photo: 'file:///etc/hostname'}",
    "illustration from the web": "title: x\nillustration: {image: 'https://host.example/x.png', alt: x}",
    "language": "title: x\nlanguage: 'en\" onload=\"alert(1)'",
    "slug": "title: x\nslug: ../../secret",
}
ISSUE_KEYS = {
    "cover from the web": ("cover.svg", "https://host.example/cover.svg"),
    "cover of a file": ("cover.svg", "file:///etc/hostname"),
    "cover by its way out": ("cover.svg", "../secret.svg"),
    "language": ("en-US", "'en\" onload=\"alert(1)'"),
    "manuscript from the web": ("one.md", "https://host.example/one.md"),
    "theme by its way out": ("title: A Small Issue", "title: x\ntheme: ../theme"),
    "theme by its address": ("title: A Small Issue", "title: x\ntheme: https://host.example/theme"),
    "licence": ("title: A Small Issue", "title: x\nlicense: javascript:alert(1)"),
    "address": ("{title: The Quarterly}", "{title: x, url: 'javascript:alert(1)'}"),
}
OUT = {
    "upwards": "../secret{}",
    "upwards, around": "art/../../secret{}",
    "absolute": "{folder}/secret{}",
    "percent-encoded": "%2e%2e/secret{}",
    "percent-encoded twice": "%252e%252e/secret{}",
    "percent-encoded slash": "..%2fsecret{}",
    "backslash": "..\\secret{}",
    "link": "link{}",
    "link to a folder": "way/secret{}",
    "zero byte": "cover.svg%00/../../secret{}",
}
DRAWINGS = {
    "script": "<script>alert(1)</script>",
    "handler": "<rect width='9' height='9' onload='alert(1)'/>",
    "foreign object": "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>x</body></foreignObject>",
    "picture from the web": "<image href='https://host.example/x.png' width='9' height='9'/>",
    "picture of a file": "<image xlink:href='file:///etc/hostname' width='9' height='9'/>",
    "picture beside": "<image xlink:href='../secret.svg' width='9' height='9'/>",
    "reference out": "<use href='../secret.svg#x'/>",
    "fill from out": "<rect width='9' height='9' fill='url(../secret.svg#x)'/>",
    "import": "<style>@import url(https://host.example/x.css);</style>",
    "style from out": "<rect width='9' height='9' style='fill:url(https://host.example/#x)'/>",
    "link": "<a href='javascript:alert(1)'><rect width='9' height='9'/></a>",
    "movement": "<animate attributeName='href' values='javascript:alert(1)'/>",
    "set": "<set attributeName='onload' to='alert(1)'/>",
}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test in which anything asks for a network."""
    asked: list[object] = []

    def refuse(*arguments: object, **_: object) -> NoReturn:
        asked.append(arguments)
        raise OSError("a test has no network")

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    yield
    assert asked == []


@pytest.fixture
def hostile(write_issue: WriteIssue, tmp_path: Path) -> WriteIssue:
    """Write an issue beside files that are none of its business, with links that lead to them."""

    def write(files: dict[str, str | bytes | None] | None = None) -> Path:
        folder = write_issue(files)
        secrets = {
            "secret.svg": PICTURE.replace("</svg>", f"<text>{SECRET}</text></svg>"),
            "secret.md": f"---\ntitle: x\n---\n{SECRET}\n",
            "secret.txt": SECRET,
            "theme/theme.yaml": f"title: {SECRET}\ndescription: x\nextends: house\n",
            "theme/theme.css": f"p::after {{ content: '{SECRET}' }}\n",
        }
        for name, text in secrets.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        for suffix in (".svg", ".md"):
            (folder / f"link{suffix}").symlink_to(tmp_path / f"secret{suffix}")
        (folder / "way").symlink_to(tmp_path)
        return folder

    return write


def _refusal(folder: Path) -> str:
    """Give what is said of an issue that is refused, or nothing when it is read."""
    try:
        issue = load_issue(folder)
        rendition = render(issue, load_theme(issue.theme, issue.folder))
    except IssuepressError as error:
        placed = [finding for finding in error.findings if finding.where]
        return str(error) if len(placed) == len(error.findings) or "theme" in str(error) else "nowhere"
    for part in rendition.parts:
        _assert_inert(part.html, part.language)
        assert SECRET not in part.html
    return ""


def _assert_inert(html: str, language: str) -> None:
    assert re.fullmatch(r"[\w-]+", language)
    for element in fragment.parse(html).iter(etree.Element):
        written = etree.tostring(element, encoding="unicode", with_tail=False).partition(">")[0]
        assert not HARMFUL.search(written), written


@pytest.mark.parametrize("suffix", [".md", ".html"])
@pytest.mark.parametrize("markup", MARKUP.values(), ids=MARKUP)
def test_harmful_markup_is_a_finding_at_its_line_or_mere_text(
    hostile: WriteIssue, markup: str, suffix: str
) -> None:
    text = f"{STORY}\n{markup}\n"
    if suffix == ".html":
        text = f"<html><head><title>One</title></head>\n<body><p>Text</p>\n\n\n\n{markup}\n</body></html>"
    folder = hostile(
        {"issue.yaml": ISSUE.replace("one.md", f"one{suffix}"), "one.md": None, f"one{suffix}": text}
    )
    said = _refusal(folder)
    assert not said or re.search(rf"one{suffix}:[678]\b", said), said


@pytest.mark.parametrize("matter", MATTER.values(), ids=MATTER)
def test_harmful_front_matter_is_a_finding_at_its_line(hostile: WriteIssue, matter: str) -> None:
    assert re.search(r"one\.md:[23]\b", _refusal(hostile({"one.md": f"---\n{matter}\n---\nText.\n"})))


@pytest.mark.parametrize(("good", "bad"), ISSUE_KEYS.values(), ids=ISSUE_KEYS)
def test_a_harmful_value_in_the_issue_s_file_is_a_finding(hostile: WriteIssue, good: str, bad: str) -> None:
    said = _refusal(hostile({"issue.yaml": ISSUE.replace(good, bad)}))
    assert said.startswith("issue.yaml:") or "there is no theme" in said


@pytest.mark.parametrize("way", OUT.values(), ids=OUT)
@pytest.mark.parametrize(
    "use", ["manuscript", "cover", "illustration", "photo", "picture", "picture in HTML", "theme"]
)
def test_no_way_leads_out_of_the_issue_s_folder(
    hostile: WriteIssue, tmp_path: Path, way: str, use: str
) -> None:
    suffix = {"manuscript": ".md", "theme": ""}.get(use, ".svg")
    name = way.replace("{folder}", str(tmp_path)).replace("{}", suffix)
    name = name.replace("secret", "theme") if use == "theme" else name
    issues = {
        "manuscript": ISSUE.replace("one.md", f'"{name}"'.replace("\\", "\\\\")),
        "cover": ISSUE.replace("cover.svg", f"'{name}'"),
        "theme": f"{ISSUE}theme: '{name}'\n",
    }
    stories = {
        "illustration": f"---\ntitle: x\nillustration: {{image: '{name}', alt: x}}\n---\nText.\n",
        "photo": f"---\ntitle: x\nauthors: {{name: A, bio: b, photo: '{name}'}}\n---\nText.\n",
        "picture": f"{STORY}\n![x](<{name}>)\n",
        "picture in HTML": f"{STORY}\n<figure><img src='{name}' alt='x'></figure>\n",
    }
    folder = hostile({"issue.yaml": issues.get(use, ISSUE), "one.md": stories.get(use, STORY)})
    assert re.search(r"(one\.md|issue\.yaml):\d+|there is no theme", _refusal(folder))


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)
def test_a_harmful_drawing_is_refused_or_loses_what_harms(tmp_path: Path, drawing: str) -> None:
    head = "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 9 9'"
    path = tmp_path / "drawing.svg"
    path.write_text(f"<svg {head}><circle r='4'/>{drawing}</svg>", encoding="utf-8")
    picture = prepare(path, widest=None)
    text = picture.content.decode()
    assert not re.search(r"script|onload|foreign|host|secret|file:|import|animate|<set", text), text
    assert picture.note
    assert "<circle" in text


_SVG = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>"
_USE = "<use href='#a{}'/>"
_FILL = "<rect width='9' height='9' fill='url(#p{})'/>"
_ENTITIES = "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in pairwise("abcdefghi"))
_USES = "".join(f"<g id='a{n + 1}'>{10 * _USE.format(n)}</g>" for n in range(9))
_PATTERNS = "".join(f"<pattern id='p{n}'>{2 * _FILL.format(n + 1)}</pattern>" for n in range(30))
BOMBS = {
    "entities": f"<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'>{_ENTITIES}]>{_SVG}<text>&i;</text></svg>",
    "entity from a file": f"<!DOCTYPE svg [<!ENTITY a SYSTEM 'secret.txt'>]>{_SVG}<text>&a;</text></svg>",
    "uses of uses": f"{_SVG}<defs><g id='a0'><rect/></g>{_USES}</defs>{_USE.format(9)}</svg>",
    "use of itself": f"{_SVG}<g id='a0'>{_USE.format(0)}</g></svg>",
    "patterns of patterns": f"{_SVG}<defs>{_PATTERNS}</defs>{_FILL.format(0)}</svg>",
    "depth": f"{_SVG}{'<g>' * 5000}{'</g>' * 5000}</svg>",
    "no size": _SVG.replace("0 0 9 9", "0 0 1e999 1e999") + "</svg>",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_drawing_that_would_never_end_is_refused_at_once(hostile: WriteIssue, bomb: str) -> None:
    begun = time.process_time()
    said = _refusal(hostile({"one.md": f"{STORY}\n![x](bomb.svg)\n", "bomb.svg": bomb}))
    assert "one.md:6: the picture 'bomb.svg' can't be used" in said
    assert time.process_time() - begun < 5


def test_a_picture_that_would_fill_all_memory_is_refused_at_once(hostile: WriteIssue) -> None:
    """A PNG of a few bytes that promises 60,000 by 60,000 pixels."""
    header = b"IHDR" + (60000).to_bytes(4) * 2 + b"\x08\x02\0\0\0"
    png = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4) + header + _crc(header) + b"\0\0\0\0IDAT" + _crc(b"IDAT")
    begun = time.process_time()
    said = _refusal(hostile({"one.md": f"{STORY}\n![x](big.png)\n", "big.png": png}))
    assert "one.md:6: the picture 'big.png' can't be used" in said
    assert time.process_time() - begun < 5


def _crc(chunk: bytes) -> bytes:
    return zlib.crc32(chunk).to_bytes(4)


BRACES = "{{ 7 * 7 }} {% raw %} {# x #} ${7*7} #{7*7} <%= 7*7 %> {{ issue.folder }} {{ ''.__class__ }}"
STYLE = '\\"; } body { display: none } @import url(https://host.example/x.css); a { b: \\"'
AWKWARD = f"""---
title: '{BRACES.replace("'", "''")}'
subtitle: '{BRACES.replace("'", "''")}'
standfirst: '{BRACES.replace("'", "''")}'
kicker: '{BRACES.replace("'", "''")}'
authors: {{name: '{BRACES.replace("'", "''")}', bio: '{BRACES.replace("'", "''")}'}}
illustration:
  image: "a b&c'd.svg"
  caption: '{{{{ 7 * 7 }}}}'
  alt: '{BRACES.replace("'", "''")}" onload="x'
---
Text {BRACES} and [a link](https://host.example/?a=1&b=2) and <https://host.example/%22onload=%22x>.

![{{{{ 7 * 7 }}}}](<a b&c'd.svg> "{{{{ 7 * 7 }}}}"){{credit="{{{{ 7 * 7 }}}}"}}

## {{{{ 7 * 7 }}}}

::: sidebar {{{{ 7 * 7 }}}}
{{{{ 7 * 7 }}}}[^x]
:::

    {{% include "../secret.md" %}} {{{{ 7 * 7 }}}}

[^x]: {{{{ 7 * 7 }}}}
"""
AWKWARD_ISSUE = f"""publication:
  title: "The {STYLE}"
  publisher: "{{{{ 7 * 7 }}}} <script>"
  place: "{STYLE}"
title: "Issue {{{{ 7 * 7 }}}} {STYLE}"
subtitle: "{{{{ 7 * 7 }}}}"
date: 2026-01
date_label: "{STYLE} <b>{{{{ 7 * 7 }}}}</b>"
volume: "{{{{ 7 * 7 }}}}"
number: "\\"><script>"
language: en-US
identifier: 'urn:x:"><script>alert(1)</script>'
description: "</dc:description><script>{{{{ 7 * 7 }}}}"
subjects: ["<script>", "{{{{ 7 * 7 }}}}"]
contributors: [{{name: "{{{{ 7 * 7 }}}} <script>", title: "{{{{ 7 * 7 }}}}", bio: "{{{{ 7 * 7 }}}}"}}]
cover: {{image: cover.svg, alt: "{{{{ 7 * 7 }}}} \\" onload=\\"x", credit: "{{{{ 7 * 7 }}}}"}}
contents: [{{section: "{{{{ 7 * 7 }}}}", items: [one.md]}}]
"""


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an issue in which every text tries to be something else than text; give the outputs' folder."""
    source, target = tmp_path_factory.mktemp("awkward") / "small", tmp_path_factory.mktemp("outputs")
    source.mkdir()
    files = {"issue.yaml": AWKWARD_ISSUE, "one.md": AWKWARD, "cover.svg": PICTURE, "a b&c'd.svg": PICTURE}
    for name, text in files.items():
        (source / name).write_text(text, encoding="utf-8")
    build(source, folder=target)
    return target


def _members(epub: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(epub) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_template_syntax_stays_text_in_the_epub(awkward: Path) -> None:
    members = _members(awkward / "small.epub")
    text = "".join(map(str, etree.fromstring(members["EPUB/one.xhtml"]).itertext()))
    assert text.count("{{ 7 * 7 }}") >= 14
    assert "{% raw %}" in text
    assert '{% include "../secret.md" %}' in text
    assert not any(
        b"49" in content for name, content in members.items() if name.endswith(("xhtml", "opf", "ncx"))
    )
    assert not any(str(awkward.parent).encode() in content for content in members.values())


@pytest.mark.parametrize("purpose", ["print", "screen"])
def test_template_syntax_stays_text_in_the_pdfs(awkward: Path, purpose: str) -> None:
    text = re.sub(r"\s", "", pdf_words(awkward / f"small-{purpose}.pdf"))
    assert text.count("{{7*7}}") >= 14
    assert "{{issue.folder}}" in text
    assert "49" not in text


def test_text_cannot_end_a_style_sheet_s_string(awkward: Path) -> None:
    """The publication's title and the dateline stand in the running feet, by way of CSS."""
    text = even(pdf_words(awkward / "small-print.pdf"))
    assert text.count("@import url(https://host.example/x.css)") >= 4


def test_the_epub_runs_nothing_and_fetches_nothing(awkward: Path) -> None:
    members = _members(awkward / "small.epub")
    assert not [name for name in members if PurePosixPath(name).is_absolute() or ".." in name]
    for name, content in members.items():
        if name.endswith((".xhtml", ".opf", ".ncx", ".svg", ".xml")):
            for element in etree.fromstring(content).iter(etree.Element):
                _assert_reference_inside(name, element, members)
        elif name.endswith(".css"):
            assert not re.search(rb"@import|https?:|url\(\s*['\"]?(?:/|\.\.)", content)


def _assert_reference_inside(name: str, element: Any, members: dict[str, bytes]) -> None:
    tag = etree.QName(element).localname
    assert tag not in {"script", "iframe", "object", "embed", "form", "base", "foreignObject"}
    for key, value in element.attrib.items():
        local = etree.QName(key).localname
        assert not local.startswith("on"), f"{name}: {key}"
        if local in {"src", "href"} and not value.startswith("#"):
            web = re.match(r"https?://|mailto:", value)
            target = PurePosixPath(name).parent / value.partition("#")[0]
            assert (tag in {"a", "link"} and web) or str(target) in members, f"{name}: {value}"


@pytest.mark.parametrize("purpose", ["print", "screen"])
def test_a_pdf_runs_nothing_and_carries_nothing_along(awkward: Path, purpose: str) -> None:
    with pikepdf.open(awkward / f"small-{purpose}.pdf") as pdf:
        assert not list(pdf.attachments)
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary):
                assert item.get("/S") not in {
                    "/JavaScript",
                    "/Launch",
                    "/SubmitForm",
                    "/ImportData",
                    "/GoToR",
                }
                assert "/EmbeddedFiles" not in item
                assert "/AA" not in item
                assert re.match(r"https?://|mailto:", str(item.get("/URI", "https://")))


def _sheet(text: str) -> Callable[[Path, Path], object]:
    return lambda own, _outside: (own / "theme.css").write_text(text, encoding="utf-8")


def _template(text: str) -> Callable[[Path, Path], object]:
    def plant(own: Path, _outside: Path) -> None:
        (own / "templates").mkdir()
        page = f"<section id='masthead'><p>{text}</p></section>"
        (own / "templates" / "masthead.html").write_text(page, encoding="utf-8")

    return plant


def _link(name: str, target: str, sheet: str = "") -> Callable[[Path, Path], object]:
    def plant(own: Path, outside: Path) -> None:
        (own / name).symlink_to(outside / target)
        if sheet:
            (own / "theme.css").write_text(sheet, encoding="utf-8")

    return plant


def _base(name: str) -> Callable[[Path, Path], object]:
    text = f"title: x\ndescription: x\nextends: {name}\n"
    return lambda own, _outside: (own / "theme.yaml").write_text(text, encoding="utf-8")


THEMES: dict[str, Callable[[Path, Path], object]] = {
    "address upwards": _sheet("p { background: url(../../secret.svg) }"),
    "address of a file": _sheet("p { background: url(file:///etc/hostname) }"),
    "address of the web": _sheet("p { background: url(https://host.example/x.png) }"),
    "import": _sheet("@import url(../../theme/theme.css);"),
    "import from the web": _sheet("@import 'https://host.example/x.css';"),
    "font": _sheet("@font-face { font-family: X; src: url(../../secret.txt) } p { font-family: X }"),
    "linked sheet": _link("theme.css", "theme/theme.css"),
    "linked print sheet": _link("print.css", "theme/theme.css"),
    "linked picture": _link("x.svg", "secret.svg", "p { background: url(x.svg) }"),
    "linked folder": _link("art", ".", "p { background: url(art/secret.svg) }"),
    "linked templates": _link("templates", "templates"),
    "template that includes": _template("{% include '../../../secret.md' %}"),
    "template that includes by its path": _template("{% include '/etc/hostname' %}"),
    "template that reaches for Python": _template("{{ ''.__class__.__mro__[1].__subclasses__() }}"),
    "template that reads": _template("{{ issue.folder.joinpath('../secret.txt').read_text() }}"),
    "template that reads a picture": _template("{{ (issue.files.values() | first).read_text() }}"),
    "template that deletes": _template("{{ (issue.files.values() | first).unlink() }}"),
    "base upwards": _base("../theme"),
    "base by link": _base("link"),
}


@pytest.mark.parametrize("plant", THEMES.values(), ids=THEMES)
def test_a_theme_in_the_issue_s_folder_reads_nothing_else(
    hostile: WriteIssue,
    tmp_path: Path,
    plant: Callable[[Path, Path], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither by an address in its sheet, nor by a link in its folder, nor by a template."""
    monkeypatch.setattr(logging.getLogger("weasyprint"), "disabled", True)  # it may well complain
    own = {"own/theme.yaml": "title: Own\ndescription: x\nextends: house\n"}
    folder = hostile({"issue.yaml": f"{ISSUE}theme: own\n", **own})
    (tmp_path / "templates").mkdir()
    page = f"<section id='masthead'><p>{SECRET}</p></section>"
    (tmp_path / "templates" / "masthead.html").write_text(page, encoding="utf-8")
    plant(folder / "own", tmp_path)
    try:
        build(folder, folder=tmp_path / "out")
    except IssuepressError as error:
        assert SECRET not in str(error)  # noqa: PT017 - it may end well, too
    for output in (tmp_path / "out").glob("*"):
        _assert_keeps_the_secret(output)
    assert (folder / "cover.svg").exists()


def _assert_keeps_the_secret(output: Path) -> None:
    if output.suffix == ".epub":
        assert not [name for name, content in _members(output).items() if SECRET.encode() in content]
    elif output.suffix == ".pdf":
        assert SECRET not in re.sub(r"\s", "", pdf_words(output))
