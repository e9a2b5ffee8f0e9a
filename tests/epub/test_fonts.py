"""Fonts cut down to an issue's text."""

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from epub.books import font
from issuepress.errors import ThemeError
from issuepress.fonts import covers, letters, subset
from issuepress.themes import styles_folder

HOUSE = styles_folder() / "house" / "fonts" / "SourceSerif4SmText-Regular.otf"


@pytest.fixture
def square(tmp_path: Path) -> Path:
    path = tmp_path / "square.ttf"
    path.write_bytes(font())
    return path


def test_a_subset_holds_the_text_and_little_else() -> None:
    cut = subset(HOUSE, letters("Straße “Émile”"))
    known = set(TTFont(BytesIO(cut.content)).getBestCmap())
    assert set(map(ord, "Straße“Émile”")) <= known
    assert ord("Ж") not in known
    assert len(cut.content) < HOUSE.stat().st_size / 3
    assert (cut.suffix, cut.media_type) == (".otf", "font/otf")


def test_capitals_are_there_for_what_the_sheet_turns_into_capitals() -> None:
    assert ord("É") in TTFont(BytesIO(subset(HOUSE, letters("émile")).content)).getBestCmap()


def test_small_capitals_and_old_style_figures_stay() -> None:
    cut = TTFont(BytesIO(subset(HOUSE, letters("a")).content))
    features = {record.FeatureTag for record in cut["GSUB"].table.FeatureList.FeatureRecord}
    assert {"smcp", "c2sc", "onum", "pnum", "lnum", "tnum", "liga", "frac", "sups"} <= features
    assert "kern" in {record.FeatureTag for record in cut["GPOS"].table.FeatureList.FeatureRecord}


def test_a_subset_is_the_same_each_time_and_says_whose_it_is(square: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin.ttf"
    twin.write_bytes(square.read_bytes())
    first, second = subset(square, letters("rain")), subset(twin, letters("niar"))
    assert first == second
    original, cut = TTFont(square), TTFont(BytesIO(first.content))
    assert cut["head"].modified == original["head"].modified
    assert cut["name"].getDebugName(13) == "OFL 1.1"


def test_web_fonts_are_unpacked_for_old_readers(square: Path, tmp_path: Path) -> None:
    packed = TTFont(square)
    packed.flavor = "woff2"
    packed.save(tmp_path / "square.woff2")
    cut = subset(tmp_path / "square.woff2", letters("rain"))
    assert (cut.suffix, cut.content[:4]) == (".ttf", b"\0\1\0\0")


def test_missing_characters_are_listed(square: Path) -> None:
    assert covers(square, "Rain ז שלום\u200b\u00ad\ufe0f") == ("ו", "ז", "ל", "ם", "ש")
    assert covers(square, ["rain", "Rain"]) == ()


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.otf").write_bytes(b"no font")
    with pytest.raises(ThemeError, match=r"the theme's font 'a.otf' can't be read"):
        subset(tmp_path / "a.otf", letters("a"))
