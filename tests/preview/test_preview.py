"""The preview as editors meet it: in a browser, while they write."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from preview.browser import Preview, axe, settled, watched
from preview.conftest import ISSUE, ONE, TWO, Shown, write


def test_the_issue_is_shown_in_spreads_with_recto_and_verso_right(shown: Shown) -> None:
    spreads = shown.page.locator(".spread")
    expect(spreads).to_have_count(5)
    expect(spreads.nth(0).get_by_role("article")).to_have_accessible_name("Page 1, recto, Cover")
    expect(spreads.nth(1).get_by_role("article")).to_have_count(2)
    first, second = (spreads.nth(1).get_by_role("article").nth(at).bounding_box() for at in (0, 1))
    assert first
    assert second
    assert first["x"] < second["x"]
    assert shown.wrong == []


def test_the_picture_of_a_page_has_its_words_over_it(shown: Shown) -> None:
    leaf = shown.page.get_by_role("article", name="Page 4, verso, The First")
    leaf.scroll_into_view_if_needed()
    expect(leaf.locator(".words")).to_contain_text("walnuts")
    run = leaf.locator(".words span", has_text="walnuts").bounding_box()
    paper = leaf.locator(".paper").bounding_box()
    assert run
    assert paper
    assert paper["x"] < run["x"] < paper["x"] + paper["width"]
    assert paper["y"] < run["y"] < paper["y"] + paper["height"]


def test_a_saved_word_appears_on_the_page_and_in_the_reading_view(shown: Shown) -> None:
    shown.page.goto(f"{shown.preview.url}#page=4")
    picture = shown.page.locator("[data-page='4'] .paper > img")
    expect(picture).to_have_attribute("data-digest", re.compile("."))
    before = picture.get_attribute("data-digest")
    shown.save("one.md", ONE.replace("walnuts", "hazelnuts"))
    expect(shown.page.locator("[data-page='4'] .words")).to_contain_text("hazelnuts")
    expect(picture).not_to_have_attribute("data-digest", str(before))
    expect(shown.page.locator("#news")).to_contain_text("Changed: 4")
    shown.page.keyboard.press("2")
    shown.page.get_by_label("Document").select_option("The First")
    expect(shown.page.frame_locator("iframe").locator("body")).to_contain_text("hazelnuts")
    assert shown.wrong == []


def test_an_edited_page_in_sight_needs_no_further_request(shown: Shown) -> None:
    shown.page.goto(f"{shown.preview.url}#page=4")
    picture = shown.page.locator("[data-page='4'] .paper > img")
    expect(picture).to_have_attribute("data-digest", re.compile("."))
    shown.save("one.md", ONE.replace("walnuts", "hickories"))
    expect(shown.page.locator("[data-page='4'] .words")).to_contain_text("hickories")
    expect(picture).to_have_attribute("src", re.compile("^data:image/jpeg;base64,"))
    assert shown.wrong == []


def test_pages_that_did_not_change_keep_their_pictures(shown: Shown) -> None:
    cover = shown.page.locator("[data-page='1'] .paper > img[data-digest]")
    before = cover.get_attribute("src")
    asked: list[str] = []
    shown.page.on("request", lambda request: asked.append(request.url))
    shown.save("one.md", ONE.replace("walnuts", "chestnuts"))
    shown.page.goto(f"{shown.preview.url}#page=4")
    expect(shown.page.locator("[data-page='4'] .words")).to_contain_text("chestnuts")
    assert cover.get_attribute("src") == before
    assert not [url for url in asked if before and url.endswith(before)]


def test_a_broken_manuscript_keeps_the_last_good_pages_and_says_what_is_wrong(shown: Shown) -> None:
    shown.save("one.md", "---\ntitle: The First\nauthor: [\n---\nA paragraph.\n")
    broken = shown.page.get_by_role("alert")
    expect(broken).to_contain_text("These pages are the last good ones")
    expect(broken).to_contain_text(re.compile(r"one\.md:\d"))
    expect(shown.page.locator(".leaf")).to_have_count(8)
    shown.page.keyboard.press("4")
    expect(shown.page.locator(".findings li.error", has_text="not valid YAML")).to_contain_text("one.md:")
    shown.save("one.md", ONE)
    expect(broken).to_be_hidden()
    expect(shown.page.locator(".findings li.error")).to_have_count(0)


def test_problems_appear_with_their_page_and_vanish(shown: Shown) -> None:
    shown.save("two.md", TWO.split("## Behind")[0].replace(", alt: A dot", ""))
    shown.page.keyboard.press("4")
    row = shown.page.locator(".findings li", has_text="no alternative text")
    expect(row.get_by_role("button", name="two.md:3")).to_be_visible()
    row.get_by_role("button", name="Show on page 5").click()
    expect(shown.page.locator("[data-page='5'] .mark.found")).to_have_count(1)
    write(shown.folder)
    shown.page.keyboard.press("4")
    expect(row).to_have_count(0)


def test_a_story_over_its_pages_is_a_problem_and_stands_in_the_flatplan(shown: Shown) -> None:
    shown.page.keyboard.press("3")
    expect(shown.page.get_by_text("5 pages and 3 fillers on 2 sheets of 4, stitched")).to_be_visible()
    row = shown.page.locator("table.fits tr", has_text="The Second")
    expect(row).to_contain_text("under its 1 page")
    text = "\n\n".join("It was raining on the gate, and on nobody else. " * 12 for _ in range(9))
    shown.save("two.md", TWO.split("## Behind")[0] + text)
    expect(row).to_contain_text("over its 1 page")
    expect(shown.page.get_by_role("button", name="Problems 1")).to_be_visible()


def test_a_click_says_where_it_is_written_and_opens_the_editor_there(shown: Shown) -> None:
    shown.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=shown.preview.url)
    shown.page.goto(f"{shown.preview.url}#page=4")
    words = shown.page.locator("[data-page='4'] .words span", has_text="Another")
    words.click(position={"x": 5, "y": 3})
    expect(shown.page.locator("#place")).to_contain_text("paragraph · one.md:7")
    expect(shown.page.locator("#place[data-copied='yes']")).to_have_count(1)
    expect(shown.page.locator("[data-page='4'] .mark.chosen")).to_have_count(1)
    shown.page.wait_for_timeout(300)
    assert (shown.folder / "one.md.7").exists()


def test_a_click_in_the_reading_view_says_it_too(shown: Shown) -> None:
    shown.page.keyboard.press("2")
    shown.page.get_by_label("Document").select_option("The First")
    shown.page.frame_locator("iframe").get_by_text("Another one.").click()
    expect(shown.page.locator("#place")).to_contain_text("one.md:7")


def test_the_keys_go_through_the_issue(shown: Shown) -> None:
    box = shown.page.get_by_role("textbox", name="Page")
    shown.page.keyboard.press("End")
    expect(box).to_have_value("8")
    shown.page.keyboard.press("Home")
    expect(box).to_have_value("1")
    shown.page.keyboard.press("ArrowRight")
    expect(box).to_have_value("2")
    shown.page.keyboard.press("g")
    shown.page.keyboard.type("4")
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator("[data-page='4']")).to_be_in_viewport()
    shown.page.locator("[data-page='4']").focus()
    shown.page.keyboard.press("b")
    expect(shown.page.locator("#place")).to_contain_text("headline · one.md:2")
    shown.page.keyboard.press("?")
    expect(shown.page.get_by_role("dialog", name="Keys")).to_be_visible()
    shown.page.goto(f"{shown.preview.url}#page=8")
    expect(shown.page.locator("[data-page='8']")).to_be_in_viewport()


def test_place_zoom_and_overlays_survive_a_refresh(shown: Shown) -> None:
    shown.page.get_by_role("combobox", name="Zoom").select_option("150")
    shown.page.get_by_role("button", name="Baselines").click()
    shown.page.get_by_role("button", name="Single").click()
    shown.page.keyboard.press("End")
    expect(shown.page.locator("[data-page='4'] .grid")).to_have_count(1)
    shown.page.reload()
    settled(shown.page)
    expect(shown.page.get_by_role("textbox", name="Page")).to_have_value("8")
    expect(shown.page.get_by_role("combobox", name="Zoom")).to_have_value("150")
    expect(shown.page.get_by_role("button", name="Baselines")).to_have_attribute("aria-pressed", "true")
    expect(shown.page.locator(".spread:visible")).to_have_count(1)


def test_the_baselines_that_are_drawn_are_those_of_the_text(shown: Shown) -> None:
    shown.page.goto(f"{shown.preview.url}#page=4&overlays=baseline")
    path = shown.page.locator("[data-page='4'] .grid").get_attribute("d")
    ys = [float(y) for y in re.findall(r"M[\d.]+ ([\d.]+)", path or "")]
    assert {round(b - a, 3) for a, b in pairwise(ys)} == {13}


def test_every_view_is_accessible_at_the_width_of_a_desk_and_of_a_tablet(shown: Shown) -> None:
    browser = shown.page.context.browser
    assert browser
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    for width, height in ((1280, 800), (820, 1180)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{shown.preview.url}#view=pages")
        settled(page)
        for key in "1234":
            page.keyboard.press(key)
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_content("<main><img src='x.png'><p style='color: #ccc'>Words</p></main>")
    assert {each.partition(":")[0] for each in axe(page)} >= {"image-alt", "color-contrast"}
    context.close()


def test_the_issue_can_be_read_without_a_mouse_and_without_motion(shown: Shown) -> None:
    shown.page.emulate_media(reduced_motion="reduce")
    names = []
    for _ in range(16):
        shown.page.keyboard.press("Tab")
        focused = shown.page.locator("*:focus")
        names.append(focused.get_attribute("aria-label") or focused.inner_text())
        assert focused.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    assert names[:5] == ["Pages", "Reading", "Flatplan", "Problems", "Keys"]
    assert {"Contents", "Previous spread", "Page", "Next spread", "Zoom", "Single", "Trim"} <= set(names)
    shown.page.keyboard.press("End")
    expect(shown.page.locator("[data-page='8']")).to_be_in_viewport()


def test_pages_are_sharp_on_a_dense_screen(shown: Shown) -> None:
    browser = shown.page.context.browser
    assert browser
    context = browser.new_context(device_scale_factor=2, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{shown.preview.url}#zoom=actual")
    picture = page.locator("[data-page='1'] .paper > img[data-digest]")
    expect(picture).to_be_visible()
    pixels, width = picture.evaluate("each => [each.naturalWidth, each.getBoundingClientRect().width]")
    assert width == pytest.approx(8.375 * 96, abs=1)
    assert pixels >= 2 * width * 0.95
    context.close()


def test_a_deleted_picture_is_said_and_the_pages_stay(shown: Shown) -> None:
    (shown.folder / "art" / "dot.svg").unlink()
    expect(shown.page.get_by_role("alert")).to_contain_text("two.md:3")
    expect(shown.page.locator(".leaf")).to_have_count(8)
    write(shown.folder)
    expect(shown.page.get_by_role("alert")).to_be_hidden()


def test_a_renamed_story_is_followed(shown: Shown) -> None:
    (shown.folder / "two.md").rename(shown.folder / "gate.md")
    expect(shown.page.get_by_role("alert")).to_contain_text("two.md")
    shown.save("issue.yaml", ISSUE.replace("two.md", "gate.md"))
    expect(shown.page.get_by_role("alert")).to_be_hidden()
    expect(shown.page.get_by_role("article", name="Page 5, recto, The Second")).to_have_count(1)


def test_two_hundred_quick_saves_cost_few_editions_and_end_with_the_last(shown: Shown) -> None:
    shown.page.goto(f"{shown.preview.url}#page=4")
    before = settled(shown.page)
    for at in range(200):
        shown.save("one.md", ONE.replace("walnuts", f"nut number {at}"))
    expect(shown.page.locator("[data-page='4'] .words")).to_contain_text("nut number 199")
    assert settled(shown.page) - before < 60, "each edition is told of three times"


def test_the_page_comes_back_when_the_preview_is_started_again(browser: Browser, tmp_path: Path) -> None:
    folder = write(tmp_path / "gates")
    page, _ = watched(browser)
    with Preview(folder) as first:
        page.goto(f"{first.url}#page=4")
        settled(page)
        code, seconds = first.stop()
        assert (code, first.said) == (0, ["\n"])
        assert seconds < 10
    expect(page.locator("#saying")).to_contain_text("The preview has stopped")
    (folder / "one.md").write_text(ONE.replace("walnuts", "acorns"), encoding="utf-8")
    with Preview(folder, port=first.port) as second:
        assert second.port == first.port
        expect(page.locator("[data-page='4'] .words")).to_contain_text("acorns")
    page.close()


def test_an_issue_from_right_to_left_turns_the_other_way(browser: Browser) -> None:
    hebrew = Path(__file__).parent.parent / "issues" / "hebrew"
    page, wrong = watched(browser)
    with Preview(hebrew) as preview:
        page.goto(preview.url)
        settled(page)
        pair = page.locator(".spread").nth(1).get_by_role("article")
        expect(pair.nth(0)).to_have_attribute("data-page", "3")
        expect(pair.nth(1)).to_have_attribute("data-page", "2")
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_role("textbox", name="Page")).to_have_value(re.compile("[23]"))
        page.keyboard.press("2")
        page.get_by_label("Document").select_option(index=4)
        page.get_by_label("Turning").select_option("pages")
        body = page.frame_locator("iframe").locator("html")
        expect(body).to_have_attribute("dir", "rtl")
        assert wrong == []
    page.close()
