"""An issue whose every colour is of another kind: what the press room must bring to ink."""

from io import BytesIO

from PIL import Image, ImageCms

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200" width="300" height="200">
  <title>Every way to paint</title>
  <defs>
    <linearGradient id="a">
      <stop offset="0" stop-color="#b0451f"/><stop offset="1" stop-color="#1f4047"/></linearGradient>
    <linearGradient id="b">
      <stop offset="0" stop-color="#000"/><stop offset="1" stop-color="#fff"/></linearGradient>
    <radialGradient id="c"><stop offset="0" stop-color="#e0a23c"/><stop offset="0.5" stop-color="#fff"
      stop-opacity="0.4"/><stop offset="1" stop-color="#102030" stop-opacity="0"/></radialGradient>
    <pattern id="d" width="10" height="10" patternUnits="userSpaceOnUse">
      <circle cx="5" cy="5" r="3" fill="#4d7c79"/></pattern>
    <mask id="e"><rect x="0" y="100" width="100" height="100" fill="url(#b)"/></mask>
    <clipPath id="f"><circle cx="250" cy="150" r="40"/></clipPath>
  </defs>
  <rect x="0" y="0" width="100" height="100" fill="url(#a)"/>
  <rect x="100" y="0" width="100" height="100" fill="url(#b)"/>
  <rect x="200" y="0" width="100" height="100" fill="url(#c)"/>
  <rect x="100" y="100" width="100" height="100" fill="url(#d)"/>
  <rect x="0" y="100" width="100" height="100" fill="#b0451f" mask="url(#e)"/>
  <g opacity="0.5"><rect x="200" y="100" width="60" height="60" fill="red"/>
    <rect x="220" y="120" width="60" height="60"
    fill="blue" clip-path="url(#f)"/></g>
  <path d="M10 10 L40 90"/>
  <line x1="0" y1="0" x2="300" y2="200" stroke="#000" stroke-width="0.5"/>
  <text x="20" y="60" font-size="20">Default black</text>
</svg>
"""
THEME = """title: Loud
description: Every notation of colour that a style sheet knows.
extends: house
"""
STYLE = """:root { --accent: #0a64c8; --accent-build: device-cmyk(90% 60% 0% 0%); }
.kicker { background: linear-gradient(to right, #f00, rgba(0, 0, 255, 0.3)); }
.standfirst { color: lab(50% 40 -20); }
.byline { color: device-cmyk(100% 100% 100% 100%); }
blockquote { background: radial-gradient(circle, #fff, #888); opacity: 0.6; }
h2 { color: oklch(60% 0.15 140); border-bottom: 1pt solid hsl(200 50% 40%); }
"""
STORY = """---
title: Loud
kicker: Colours
standfirst: A standfirst in a colour that no screen can show.
authors: A. Painter
---
The first paragraph, in black.

## A subhead

> A quotation on a ground that fades.

![Every way to paint](art/drawing.svg)

![A photograph](art/photograph.jpg)

![A grey one](art/grey.png)
"""
ISSUE = """publication: {title: The Quarterly, issn: 1535-573X}
title: Loud Colours
date: 2026-01
date_label: Winter 2026
volume: 4
language: en-US
cover: {image: art/cover.jpg, alt: Four bands of ink}
theme: loud
contents:
  - one.md
print: {trim: 210mm x 280mm}
"""


def files() -> dict[str, str | bytes]:
    """Give the files of the issue by their names."""
    return {
        "issue.yaml": ISSUE,
        "one.md": STORY,
        "loud/theme.yaml": THEME,
        "loud/theme.css": STYLE,
        "art/drawing.svg": DRAWING,
        "art/photograph.jpg": photograph(1600, 1200),
        "art/grey.png": grey(),
        "art/cover.jpg": bands(),
    }


def photograph(width: int, height: int) -> bytes:
    """Draw a smooth picture of many colours, in sRGB with its profile."""
    red = Image.linear_gradient("L").resize((width, height))
    blue = Image.radial_gradient("L").resize((width, height))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return _saved(
        Image.merge("RGB", (red, blue, red.transpose(Image.Transpose.ROTATE_180))),
        "JPEG",
        icc_profile=profile,
    )


def grey() -> bytes:
    """Draw a ramp from black to white."""
    return _saved(Image.linear_gradient("L").resize((900, 600)), "PNG")


def bands() -> bytes:
    """Draw four bands of ink: the bare inks and a dark one of 400 per cent, without a profile."""
    picture = Image.new("CMYK", (1200, 1600))
    for at, build in enumerate(((255, 0, 0, 0), (0, 255, 0, 0), (0, 0, 0, 255), (0, 0, 0, 0))):
        picture.paste(build, (300 * at, 0, 300 * at + 300, 1600))
    return _saved(picture, "JPEG", quality=95, subsampling=0)


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    target = BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()
