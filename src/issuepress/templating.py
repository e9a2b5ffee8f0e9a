"""Templates: how a part's is found and filled, and the filters that it may use.

Only what is not kept from a former build comes here: Jinja is slow to import.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Final

from jinja2 import BytecodeCache, ChoiceLoader, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import Markup
from pydantic import BaseModel

from issuepress import cache, fragment
from issuepress.errors import RenderError
from issuepress.fields import Prose, reading_direction
from issuepress.issue import Issue
from issuepress.labels import label
from issuepress.relators import RELATORS
from issuepress.story import Person

_IN_INK = re.compile(r"device-cmyk|\\|-build\b|@color-profile", re.IGNORECASE)
"""What names a colour of ink in a style, or could by an escape."""


class _Sandbox(SandboxedEnvironment):
    """Shows templates what the issue says, but no files and nothing that its records can do.

    A theme may come with the issue, and is then as little trusted as the manuscripts.
    """

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Allow fields and properties of records, and of other values what Jinja allows."""
        if isinstance(obj, BaseModel):
            written = type(obj).model_fields.get(attr)
            said = isinstance(getattr(type(obj), attr, None), property)
            return said or (written is not None and not written.exclude)
        return not isinstance(obj, PurePath) and super().is_safe_attribute(obj, attr, value)


class _Compiled(BytecodeCache):
    """Keeps what templates were compiled to."""

    def load_bytecode(self, bucket: Bucket) -> None:
        content = cache.find("templates", cache.digest(bucket.key, bucket.checksum))
        if content is not None:
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        cache.keep("templates", cache.digest(bucket.key, bucket.checksum), bucket.bytecode_to_string())


def environment(issue: Issue, folders: Iterable[Path]) -> SandboxedEnvironment:
    """Set up the templates of some folders, the first before the others, for an issue."""
    templates = _Sandbox(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_Compiled(),
    )
    templates.filters.update(
        prose=_prose,
        names=_names,
        opening=_opening,
        role=_role,
        address=_address,
        direction=reading_direction,
    )
    templates.globals.update(issue=issue)
    return templates


def fill(templates: SandboxedEnvironment, name: str, language: str, **values: object) -> etree._Element:
    """Fill a template and give the fragment that it makes, parsed.

    Raises RenderError when it fails or makes what is not well-formed.
    """
    try:
        html = templates.get_template(f"{name}.html").render(
            label=lambda name: label(name, language), language=language, **values
        )
        parsed = fragment.parse(html.strip())
    except Exception as error:
        # A theme's template can fail in as many ways as a program; staff see how, and the cause is kept.
        where = f" at line {line}" if (line := getattr(error, "lineno", None)) else ""
        raise RenderError(f"the template '{name}.html' fails{where}: {error}") from error
    if any(_IN_INK.search(style) for style in _styles(parsed)):
        message = f"the template '{name}.html' sets a colour of ink in a style of its own"
        raise RenderError(message, hint="state it in the theme's sheet, as the build of a token")
    return parsed


def _styles(tree: etree._Element) -> Iterator[str]:
    """Give what a fragment says of style outside the theme's sheet."""
    for element in tree.iter(etree.Element):
        yield element.get("style", "")
        if element.tag == "style":
            yield element.text or ""


def _names(people: tuple[Person, ...], language: str) -> str:
    *most, last = [person.name for person in people]
    return label("and", language).format(label("comma", language).join(most), last) if most else last


def _role(code: str) -> str:
    term = next(term for term, known in RELATORS.items() if known == code)
    return term[0].upper() + term[1:]


def _address(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://").removeprefix("mailto:").rstrip("/")


def _prose(text: str | Prose) -> Markup:
    """Let typeset, cleaned prose pass as markup; the reader made it so."""
    return Markup(text)  # noqa: S704 - the importers cleaned it, see issuepress.importers


_BESIDE_A_CAP: Final = 100
"""How many signs a first paragraph has at least, to stand beside a drop cap of three lines on its own."""


def _opening(body: str) -> Markup:
    """Mark the first letter of a story that begins with a paragraph, whole word kept together."""
    wrapper = fragment.parse(body)
    first = next(iter(wrapper), None)
    if first is not None and first.tag == "p" and first.get("class") is None:
        _mark_dropcap(first)
    return Markup(fragment.serialise(wrapper))  # noqa: S704 - cleaned by the importers


def _mark_dropcap(paragraph: etree._Element) -> None:
    text = paragraph.text or ""
    letter = next((at for at, sign in enumerate(text) if sign.isalnum()), None)
    signs = sum(len(str(piece)) for piece in paragraph.itertext())
    if signs < _BESIDE_A_CAP or letter is None or not text[letter].isalpha():
        return
    if text[:letter].strip("“”„«»‹›‘’‚\"'¿¡([\u00a0\u202f "):
        return
    end = next((at for at, sign in enumerate(text) if at > letter and sign.isspace()), len(text))
    word = etree.Element("span", {"class": "opening-word"})
    cap = etree.SubElement(word, "span", {"class": "dropcap"})
    cap.text, cap.tail = text[: letter + 1], text[letter + 1 : end]
    word.tail, paragraph.text = text[end:], ""
    paragraph.insert(0, word)
