"""The engine's private side: the one place that replaces, calls or reads what its authors have not promised.

Versions are pinned in pyproject.toml, and modules name in `TOUCHED` the code that they and their callers rely
on; `tests/screen/test_patches.py` knows its checksum, and finds no such thing elsewhere.
"""

import os


def is_plain() -> bool:
    """Tell whether the engine is to do all its work itself: `ISSUEPRESS_ENGINE=plain` in the environment.

    What only spares work is left off then, and a test finds the same bytes.
    """
    return os.environ.get("ISSUEPRESS_ENGINE") == "plain"
