"""All parts of an issue in one document of HTML, as the PDF engines of others want it."""

import shutil
from pathlib import Path

from lxml import etree

from issuepress import fragment, load_issue, load_theme, render
from issuepress.css import urls
from issuepress.pdf.galley import page_tokens

_BREAKS = ".part + .part { break-before: page } html { break-before: auto }"


def write_page(issue_folder: Path, target: Path) -> Path:
    """Write an issue's parts, in the theme's style sheet for print, into one file of HTML in a folder.

    Pictures and fonts stand beside it: Vivliostyle's server shows nothing else.
    """
    issue = load_issue(issue_folder)
    rendition = render(issue, load_theme(issue.theme, issue.folder))
    sheet = rendition.theme.sheet("print")
    files = issue.files | {url: rendition.theme.file(url) for url in urls(sheet) if url.startswith("theme/")}
    for name, path in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / name)
    style = "\n".join((page_tokens(rendition), sheet, _BREAKS))
    page = target / "index.html"
    page.write_text(
        f'<!DOCTYPE html>\n<html lang="{issue.language}"><head><meta charset="utf-8">'
        f"<title>{issue.title.plain}</title><style>{style}</style></head>"
        f"<body>{''.join(_as_html(part.html) for part in rendition.parts)}</body></html>",
        encoding="utf-8",
    )
    return page


def _as_html(html: str) -> str:
    wrapper = fragment.parse(html)
    _set_notes(wrapper)
    wrapper.tag = "div"
    wrapper.set("class", "part")
    return etree.tostring(wrapper, encoding="unicode", method="html")


def _set_notes(wrapper: etree._Element) -> None:
    """Move each note to its call, where `float: footnote` takes it to the foot of the page."""
    notes = {note.get("id"): note for note in wrapper.iter("aside")}
    for section in [each for each in wrapper.iter("section") if each.get("class") == "notes"]:
        section.getparent().remove(section)  # type: ignore[union-attr] # a part's section holds it
    for call in [link for link in wrapper.iter("a") if link.get("role") == "doc-noteref"]:
        note = notes[call.get("href", "")[1:]]
        words = "".join(map(str, note.itertext())).split()
        number = words.pop(0)
        call.tag, call.text = "span", " ".join(words)
        call.attrib.clear()
        call.attrib.update({"class": "footnote", "data-number": number})
        for each in list(call):
            call.remove(each)
