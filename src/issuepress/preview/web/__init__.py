"""The page itself: one document, its styles and its scripts, and the fonts of the house theme."""

import re
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
_SCRIPTS: Final = "dom source state place leaf pages flatplan problems reading changes main".split()
"""The page's modules, each behind those that it needs."""


def joined_script() -> str:
    """Join the page's modules into one script.

    Browsers load no modules from the disk, where a proof lies, and take as long over a module of the server's
    as over the page itself.
    """
    texts = [(WEB / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS]
    plain = [re.sub(r"^import .*$|^export (?=\w)", "", text, flags=re.MULTILINE) for text in texts]
    return '"use strict";\n(() => {\n' + "\n".join(plain) + "})();\n"


def font(name: str) -> Path | None:
    """Find one of the page's fonts; None for any other file."""
    from issuepress.themes import styles_folder  # noqa: PLC0415 - slow to import

    return styles_folder() / "house" / "fonts" / name if name in FONTS else None
