"""An issue of everything that is hard to tag, built once, and every screen PDF opened."""

from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from conftest import PICTURE, Built
from issuepress.build import build
from issuepress.starter import start_issue
from screen.tagged import Tagged

_ISSUE = """publication: {title: The Quarterly, issn: 1535-573X, publisher: Quarterly House}
title: A Nasty Issue
date: 2026-01
date_label: Winter 2026
language: en-US
theme: look
cover: {image: cover.svg, alt: A circle on a ground}
contents:
  - section: Fiction
    items: [one.md]
  - two.md
"""
_LOOK = """
.body > p { text-decoration: underline wavy; }
.sidebar { opacity: 0.6; }
.sidebar li { opacity: 0.5; }
.note { transform: rotate(3deg); box-shadow: 2pt 2pt 3pt #888; }
.contents .byline::after { content: leader(dotted) "\\2022"; }
table { page-break-inside: auto; }
"""
_ONE = """---
title: One *with* stress
kicker: Stress
standfirst: A standfirst.
authors: [{name: Ann Author, bio: "Ann lives in *Bath*.", photo: photo.jpg, url: "https://example.org/ann"}]
illustration: {image: photo.jpg, alt: Noise in grey, caption: "Noise, enlarged", credit: A. Noise,
  description: [All of it is noise.]}
---
The very first paragraph has a [link *with* an **inline** child](https://example.org/a), one to
[another story](two.md), a footnote[^1] and internationalization considerations for incomprehensibilities.

A second paragraph[^2] with [la phrase française]{lang=fr} and *[noch mehr Deutsches]{lang=de}*, and
the first note[^1] called again.

## A subhead

- one
- two
  - nested a
  - nested b

    a paragraph in the nested item

    1. deep
    2. deeper
- three[^3]

### A lower subhead

| | Left | Right |
|---|:--|--:|
| Row A | 1 | 2 |
| Row B | 3 | |

<table><caption>A ragged table</caption>
<tr><th>Head</th><td>one</td><td>two</td></tr>
<tr><td rowspan="3">x</td></tr>
<tr><td colspan="2">y</td><td>z</td></tr></table>

![A photograph](photo.jpg "A caption with *emphasis*"){credit="Somebody"}

::: description
Grain upon grain.

- None is *alike*.
- All are grey.
:::

![](alpha.png){.decoration}

[![Linked picture](photo.jpg)](https://example.org/picture)

[![](alpha.png)](https://example.org/bare)

An inline ![dot](alpha.png) picture and <img src="fancy.svg" alt="A gradient">.

<figure><img src="fancy.svg"><figcaption>Without an alternative</figcaption></figure>

<dl><dt>Term</dt><dd>Definition one</dd><dd>Definition two</dd><dt>Other</dt><dd>Its definition</dd></dl>

> A quotation of note.

::: pullquote
A pull quote here
:::

::: sidebar The sidebar's title
Sidebar text with `code`, <abbr title="World Health Organisation">WHO</abbr> and <q>a quotation</q>.

- an item
:::

::: note
A turned note.
:::

::: verse
First line of verse
  second line of verse
:::

***

Last paragraph.

[^1]: A note with a [link](https://example.org/n) and *emphasis*.
[^2]: A second note.

    With a second paragraph.
[^3]: A note in a list.
"""
_ROWS = "".join(f"<tr><td>Row {number}</td><td>{number * number}</td></tr>" for number in range(120))
_TWO = f"""---
title: Zwei
language: de
kind: poem
---
Kurzer Text mit [einem Verweis](one.md#a-subhead).

<table><thead><tr><th>Zahl</th><th>Quadrat</th></tr></thead><tbody>{_ROWS}</tbody></table>
"""
_FANCY = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><title>A gradient</title><defs>
<linearGradient id="g"><stop offset="0" stop-color="#f00"/>
<stop offset="1" stop-color="#00f" stop-opacity="0.3"/></linearGradient></defs>
<rect width="200" height="60" fill="url(#g)"/>
<g opacity="0.4"><circle cx="50" cy="50" r="40"/><text x="20" y="50" font-size="20">Label</text></g></svg>"""


@cache
def photograph() -> bytes:
    """Draw a photograph with far more pixels than a screen shows."""
    ramp = Image.linear_gradient("L").resize((2400, 1800))
    noise = Image.effect_noise((600, 450), 40).resize((2400, 1800))
    return _saved(Image.merge("RGB", (ramp, noise, ramp.transpose(Image.Transpose.ROTATE_180))), "JPEG")


@cache
def alpha() -> bytes:
    """Draw a disc that shows through."""
    image = Image.new("RGBA", (600, 400), (200, 80, 40, 0))
    ImageDraw.Draw(image).ellipse((50, 50, 500, 350), fill=(30, 90, 200, 140))
    return _saved(image, "PNG")


def _saved(image: Image.Image, kind: str) -> bytes:
    target = BytesIO()
    image.save(target, kind)
    return target.getvalue()


def write_nasty(folder: Path) -> Path:
    """Write the issue of everything that is hard to tag."""
    files: dict[str, str | bytes] = {
        "issue.yaml": _ISSUE,
        "one.md": _ONE,
        "two.md": _TWO,
        "cover.svg": PICTURE,
        "fancy.svg": _FANCY,
        "photo.jpg": photograph(),
        "alpha.png": alpha(),
        "look/theme.yaml": "title: Look\ndescription: Hard to tag\nextends: house\n",
        "look/theme.css": _LOOK,
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


@pytest.fixture(scope="session")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Built:
    source = write_nasty(tmp_path_factory.mktemp("issues") / "nasty")
    folder = tmp_path_factory.mktemp("nasty")
    return Built(source, folder, build(source, folder=folder, outputs=("screen",)))


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Built:
    source = tmp_path_factory.mktemp("issues") / "starter"
    start_issue(source)
    folder = tmp_path_factory.mktemp("starter")
    return Built(source, folder, build(source, folder=folder))


@pytest.fixture(scope="session")
def tagged(nasty: Built) -> Tagged:
    return Tagged(nasty.output("-screen.pdf"))


@pytest.fixture(scope="session")
def tagged_sample(sample: Built) -> Tagged:
    return Tagged(sample.output("-screen.pdf"))
