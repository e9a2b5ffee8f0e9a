"""The EPUBs that are read: the sample, the stress issue, one in Hebrew and one in Japanese."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from conftest import Built
from issuepress.build import build

ISSUES = Path(__file__).parent.parent / "issues"


@pytest.fixture(scope="session")
def books(sample: Built, stress: Built, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("books")
    others = {name: folder / f"{name}.epub" for name in ("hebrew", "japanese")}
    for name, path in others.items():
        build(ISSUES / name, {"epub": path})
    return {"sample": sample.output(".epub"), "stress": stress.output(".epub"), **others}
