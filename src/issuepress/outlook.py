"""What templates are and what they look at, told from their texts: under that, filled ones are kept."""

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from issuepress.cache import remembered
from issuepress.issue import IssueMatter

_ASKED: Final = re.compile(r"\bissue\b(?:\.(\w+))?")
"""The word without which no template sees the issue, and what is asked of that."""


def written(folders: Iterable[Path]) -> tuple[str, ...]:
    """Give the names and the texts of all templates in their order."""
    texts = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            texts.append(path.relative_to(folder).as_posix())
            with suppress(OSError):  # a folder; of a file that can't be read the engine speaks
                texts.append(path.read_bytes().decode(errors="backslashreplace"))
    return tuple(texts)


@remembered
def sees_stories(texts: tuple[str, ...]) -> bool:
    """Tell whether any template may look at the stories of the issue, besides those that it is filled for.

    None does if each asks the issue for nothing but what it says of itself.
    """
    if all(_is_of_itself(name) for text in texts for name in _ASKED.findall(text)):
        return False  # which is seen sooner than by parsing them
    from jinja2 import Environment, TemplateSyntaxError, nodes  # noqa: PLC0415 - Jinja is slow to import

    try:
        trees = [Environment(autoescape=True).parse(text) for text in texts]
    except TemplateSyntaxError:
        return True
    named = sum(name.name == "issue" for tree in trees for name in tree.find_all(nodes.Name))
    own = [
        asked
        for tree in trees
        for asked in tree.find_all(nodes.Getattr)
        if isinstance(asked.node, nodes.Name) and asked.node.name == "issue" and _is_of_itself(asked.attr)
    ]
    return named > len(own)


def _is_of_itself(name: str) -> bool:
    return name in IssueMatter.model_fields or hasattr(IssueMatter, name)
