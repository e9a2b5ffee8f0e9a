"""The page itself: one document, its styles and its scripts, and the fonts of the house theme."""

from pathlib import Path
from typing import Final

WEB: Final = Path(__file__).resolve().parent
"""The folder of the page's files."""
FONTS: Final = (
    "SourceSans3-Regular.otf",
    "SourceSans3-It.otf",
    "SourceSans3-Semibold.otf",
    "SourceSerif4Display-Light.otf",
)
"""The fonts that the page is set in."""


def font(name: str) -> Path | None:
    """Find one of the page's fonts; None for any other file."""
    from issuepress.themes import styles_folder  # noqa: PLC0415 - slow to import

    return styles_folder() / "house" / "fonts" / name if name in FONTS else None
