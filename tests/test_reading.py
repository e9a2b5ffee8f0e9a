"""Reading an issue: what is wrong is said with file, line and hint, all at once."""

import re
from pathlib import Path

import pytest

from conftest import ISSUE, PICTURE, STORY, WriteIssue
from issuepress import drafts
from issuepress.drafts import slug_of
from issuepress.errors import Finding, ManuscriptError
from issuepress.manuscript import load_again, load_issue, load_outline, manuscripts, read_ahead


def _findings(folder: Path) -> tuple[Finding, ...]:
    with pytest.raises(ManuscriptError) as caught:
        load_issue(folder)
    return caught.value.findings


def _one(folder: Path) -> str:
    (finding,) = _findings(folder)
    return str(finding)


def test_a_sound_issue_is_read_by_its_folder_or_its_file(write_issue: WriteIssue) -> None:
    folder = write_issue()
    issue = load_issue(folder)
    assert issue == load_issue(folder / "issue.yaml")
    assert issue.name == "small"
    assert [story.title.plain for story in issue.stories] == ["One"]
    assert issue.words == 5


def test_a_folder_without_an_issue_says_what_to_give(tmp_path: Path) -> None:
    assert "issuepress new DIR" in _one(tmp_path)


def test_a_mistyped_key_gets_its_line_and_the_nearest_key(write_issue: WriteIssue) -> None:
    folder = write_issue({"issue.yaml": ISSUE.replace("language:", "langage:")})
    messages = [str(finding) for finding in _findings(folder)]
    assert messages == [
        "issue.yaml:1: the key 'language' is missing",
        "issue.yaml:4: unknown key 'langage'\n  hint: did you mean 'language'?",
    ]


def test_keys_inside_records_are_checked_too(write_issue: WriteIssue) -> None:
    story = "---\ntitle: One\nauthors:\n  - name: Ada\n    boi: writes\n---\nText.\n"
    assert _one(write_issue({"one.md": story})) == (
        "one.md:5: unknown key 'boi'\n  hint: did you mean 'bio'?"
    )


def test_all_problems_of_all_files_come_at_once(write_issue: WriteIssue) -> None:
    folder = write_issue(
        {
            "issue.yaml": ISSUE.replace("2026-01", "January") + "  - two.md\n  - three.md\n",
            "one.md": "---\ntitel: One\n---\nText.\n",
            "two.md": "---\ntitle: Two\nkind: stroy\n---\n[out](nowhere.md) ![gone](gone.png)\n",
        }
    )
    assert [str(finding.where) for finding in _findings(folder)] == ["issue.yaml:3"]
    (folder / "issue.yaml").write_text(ISSUE + "  - two.md\n  - three.md\n")
    findings = _findings(folder)
    assert [(str(finding.where), finding.message) for finding in findings] == [
        ("issue.yaml:9", "the manuscript 'three.md' does not exist"),
        ("one.md:2", "the key 'title' is missing"),
        ("one.md:2", "unknown key 'titel'"),
        ("two.md:3", "'stroy' is not a valid 'kind'"),
        ("two.md:5", "the link to 'nowhere.md' leads to no manuscript of the issue"),
        ("two.md:5", "the picture 'gone.png' does not exist"),
    ]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"one.md": "No front matter.\n"}, "one.md:1: the manuscript has no front matter"),
        ({"one.md": "---\ntitle: One\n---\n\n"}, "one.md:4: the manuscript has no text"),
        ({"one.md": "---\ntitle: 'One\n---\nText.\n"}, "one.md:3: not valid YAML"),
        ({"one.md": "---\ntitle: One\ntitle: Two\n---\nText.\n"}, "one.md:3: the key 'title' stands twice"),
        ({"one.md": b"---\ntitle: One\n---\nCaf\xe9.\n"}, "one.md:4: the text is not UTF-8"),
        ({"one.md": STORY + "![x](gone.png)\n"}, "one.md:5: the picture 'gone.png' does not exist"),
        ({"one.md": STORY + "[x](two.md)\n"}, "one.md:5: the link to 'two.md' leads to no manuscript"),
        ({"one.md": STORY + "[x](one.md#there)\n"}, "one.md:5: 'one.md' has no heading 'there'"),
        ({"issue.yaml": ISSUE.replace("one.md", "nowhere.md")}, "issue.yaml:7: the manuscript 'nowhere.md'"),
        ({"issue.yaml": ISSUE.replace("one.md", "cover.svg")}, "issue.yaml:7: 'cover.svg' is not a manu"),
        ({"issue.yaml": ISSUE + "  - one.md\n"}, "two manuscripts have the slug 'one'"),
        ({"issue.yaml": ISSUE.replace("en-US", "English!")}, "issue.yaml:4: 'English!' is not a lang"),
        ({"one.md": STORY.replace("One", "One\nlanguage: en-US-US")}, "one.md:3: 'en-US-US' is not a lang"),
        ({"one.md": STORY.replace("One", "'<b></b>'")}, "one.md:2: '<b></b>' holds no words"),
        ({"one.md": STORY.replace("One", "'[x](one.md)'")}, "one.md:2: the headline 'x' holds a link"),
        ({"one.md": STORY.replace("One", "One\nkicker: '[x](#there)'")}, "one.md:3: 'one.md' has no heading"),
        ({"one.md": STORY.replace("One", "One\nkicker: <ruby>a</ruby>")}, "one.md:3: <ruby> must end in"),
        (
            {"one.md": STORY.replace("One", "One\nauthors: {name: A, url: 'https://a..b'}")},
            "one.md:3: 'https://a..b' is not a web address",
        ),
        (
            {"one.md": STORY.replace("One", "One\nauthors: {name: A, url: 'https://a.b/50%'}")},
            "one.md:3: 'https://a.b/50%' is not a web address",
        ),
        ({"issue.yaml": "- a list\n"}, "issue.yaml:1: expected keys and values"),
        ({"issue.yaml": ISSUE + "theme: [\n"}, "not valid YAML"),
        ({"issue.yaml": ISSUE.replace("  - one.md", "  - ''")}, "issue.yaml:7: the key 'manuscript' needs"),
        ({"issue.yaml": ISSUE.replace("  - one.md", "  - .")}, "issue.yaml:7: the manuscript '.' does not"),
        ({"issue.yaml": ISSUE.replace("2026-01", "2026-13")}, "issue.yaml:3: there is no such date as"),
        ({"issue.yaml": ISSUE + "subjects: One\n"}, "issue.yaml:8: the key 'subjects' needs a list"),
        ({"issue.yaml": ISSUE + "theme: ''\n"}, "issue.yaml:8: the key 'theme' needs a text"),
        ({"one.md": STORY.replace("One", "One\nillustration: a.png")}, "one.md:3: the key 'illustration'"),
        ({"cover.svg": "<svg"}, "issue.yaml:5: the picture 'cover.svg' can't be used"),
        ({"cover.svg": None}, "issue.yaml:5: the picture 'cover.svg' does not exist"),
    ],
)
def test_each_fault_is_named_at_its_place(
    write_issue: WriteIssue, files: dict[str, str | bytes | None], message: str
) -> None:
    assert message in "\n".join(str(finding) for finding in _findings(write_issue(files)))


def test_a_slug_can_not_take_the_place_of_the_cover(write_issue: WriteIssue) -> None:
    folder = write_issue({"one.md": STORY.replace("title: One", "title: One\nslug: cover")})
    assert "one.md:3: the slug 'cover' is taken" in _one(folder)


@pytest.mark.parametrize("name", ["../secret.svg", "/etc/hostname", "..\\secret.svg", "%2e%2e/secret.svg"])
def test_no_picture_comes_from_outside_the_folder(write_issue: WriteIssue, name: str) -> None:
    illustration = f"illustration: {{image: '{name}', alt: x}}"
    folder = write_issue({"one.md": f"---\ntitle: One\n{illustration}\n---\nText.\n"})
    (folder.parent / "secret.svg").write_text(PICTURE)
    assert "one.md:3:" in _one(folder)
    assert "lies outside the issue's folder" in _one(folder)


def test_a_symbolic_link_does_not_lead_out_of_the_folder(write_issue: WriteIssue) -> None:
    folder = write_issue({"one.md": STORY + "![x](link.svg)\n"})
    (folder.parent / "secret.svg").write_text(PICTURE)
    (folder / "link.svg").symlink_to(folder.parent / "secret.svg")
    assert "one.md:5: the picture 'link.svg' lies outside" in _one(folder)


def test_a_folder_that_is_a_symbolic_link_does_not_lead_out_either(write_issue: WriteIssue) -> None:
    folder = write_issue({"one.md": STORY + "![x](out/a.svg) ![y](in/cover.svg)\n"})
    (folder.parent / "secrets").mkdir()
    (folder.parent / "secrets" / "a.svg").write_text(PICTURE)
    (folder / "out").symlink_to(folder.parent / "secrets")
    (folder / "in").symlink_to(folder)
    assert "one.md:5: the picture 'out/a.svg' lies outside" in _one(folder)


def test_a_manuscript_is_not_read_through_a_link_out_of_the_folder(write_issue: WriteIssue) -> None:
    folder = write_issue({"one.md": None})
    (folder.parent / "secret.md").write_text(STORY)
    (folder / "one.md").symlink_to(folder.parent / "secret.md")
    assert "issue.yaml:7: the manuscript 'one.md' lies outside" in _one(folder)


def test_links_between_manuscripts_lead_to_the_story_and_the_heading(write_issue: WriteIssue) -> None:
    folder = write_issue(
        {
            "issue.yaml": ISSUE + "  - parts/two.md\n",
            "one.md": STORY + "[a](parts/two.md) [b](parts/two.md#a-head)\n",
            "parts/two.md": "---\ntitle: Two\n---\n## A Head\n\n[back](../one.md)\n",
        }
    )
    one, two = load_issue(folder).stories
    assert 'href="#two"' in one.body
    assert 'href="#two--a-head"' in one.body
    assert 'href="#one"' in two.body


def test_a_standfirst_leads_to_a_heading_of_its_story(write_issue: WriteIssue) -> None:
    folder = write_issue(
        {"one.md": "---\ntitle: One\nstandfirst: See [there](#there).\n---\n## There\n\nText.\n"}
    )
    assert load_issue(folder).stories[0].standfirst == 'See <a href="#one--there">there</a>.'


def test_words_with_an_anchor_and_no_address_are_no_link(write_issue: WriteIssue) -> None:
    folder = write_issue({"one.md": STORY + "<a>Nowhere</a>\n"})
    assert "<a>Nowhere</a>" in re.sub(' data-line="[0-9]+"', "", load_issue(folder).stories[0].body)


def test_what_the_issue_says_of_itself_leads_to_its_manuscripts_or_is_found_at_its_line(
    write_issue: WriteIssue,
) -> None:
    told = ISSUE.replace("contents:\n  - one.md\n", "rights: '[One](one.md)'\ncontents:\n")
    listed = "  - section: '[All](one.md)'\n    items:\n      - one.md\n"
    folder = write_issue({"issue.yaml": told + listed, "one.md": STORY + "Text.\n"})
    issue = load_issue(folder)
    assert (issue.rights, issue.stories[0].section) == ('<a href="#one">One</a>', '<a href="#one">All</a>')
    (folder / "issue.yaml").write_text((told + listed).replace("(one.md)", "(#two)"))
    lines = (told + listed).splitlines()
    places = [lines.index(line) + 1 for line in lines if "](" in line]
    assert sorted(str(finding).splitlines()[0] for finding in _findings(folder)) == [
        f"issue.yaml:{line}: the link to '#two' leads to no manuscript of the issue" for line in places
    ]


def test_a_manuscript_that_stands_as_it_did_leads_to_others_as_they_are(write_issue: WriteIssue) -> None:
    two = "---\ntitle: Two\n---\nText.\n"
    folder = write_issue(
        {"issue.yaml": ISSUE + "  - two.md\n", "one.md": STORY + "[a](two.md)\n", "two.md": two}
    )
    assert 'href="#two"' in load_issue(folder).stories[0].body
    (folder / "two.md").write_text(two.replace("title", "slug: second\ntitle"))
    assert 'href="#second"' in load_issue(folder).stories[0].body
    (folder / "two.md").rename(folder / "three.md")
    (folder / "issue.yaml").write_text(ISSUE + "  - three.md\n")
    assert "one.md:5: the link to 'two.md' leads to no manuscript" in _one(folder)


def test_yaml_words_stay_words(write_issue: WriteIssue) -> None:
    """`no`, `1984` and `1.10` are a title, not a truth or a number."""
    folder = write_issue(
        {"issue.yaml": ISSUE + "volume: 1.10\nnumber: 012\n", "one.md": STORY.replace("One", "No")}
    )
    issue = load_issue(folder)
    assert (issue.volume, issue.number, issue.stories[0].title) == ("1.10", "012", "No")


@pytest.mark.parametrize(
    ("name", "slug"),
    [("01-The Gate", "the-gate"), ("Über uns", "uber-uns"), ("1984", "1984"), ("日本", "story")],
)
def test_slugs_come_from_file_names(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_the_identifier_is_stable_and_its_own_for_each_issue(write_issue: WriteIssue) -> None:
    folder = write_issue()
    first = load_issue(folder).urn
    (folder / "one.md").write_text(STORY + "\nMore.\n")
    assert load_issue(folder).urn == first
    (folder / "issue.yaml").write_text(ISSUE.replace("2026-01", "2026-02"))
    assert load_issue(folder).urn != first


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Jean-Luc d'Étape", "Jean-Luc d’Étape"),
        ('Ann "Nan" *O' + "'" + "Hara*", "Ann “Nan” *O’Hara*"),
        ("1. A_b_c & <D>", "1. A_b_c & <D>"),
    ],
)
def test_a_name_gets_its_apostrophes_and_nothing_else(write_issue: WriteIssue, typed: str, name: str) -> None:
    story = f"---\ntitle: One\nauthors:\n  - |-\n    {typed}\n---\nText.\n"
    (author,) = load_issue(write_issue({"one.md": story})).stories[0].authors
    assert author.name == name


def test_an_outline_is_the_issue_without_its_texts(write_issue: WriteIssue) -> None:
    page = "<html><head><title>A Page</title></head><body><p>Words.</p></body></html>"
    files = {"page.html": page, "issue.yaml": f"{ISSUE}  - {{section: Art, items: [page.html]}}\n"}
    folder = write_issue(files)
    issue, outline = load_issue(folder), load_outline(folder)
    assert [story.title for story in outline.stories] == ["One", "A Page"]
    bare = {"body": "", "words": 0}
    assert outline.stories == tuple(story.model_copy(update=bare) for story in issue.stories)
    assert outline.model_copy(update={"stories": ()}) == issue.model_copy(update={"stories": ()})


def test_an_outline_tells_the_faults_of_the_heads_alone(write_issue: WriteIssue) -> None:
    folder = write_issue({"one.md": STORY.replace("---\nThe", "---\n<b>The")})
    assert load_outline(folder).stories[0].title == "One"
    folder = write_issue({"one.md": STORY.replace("title", "titel")})
    with pytest.raises(ManuscriptError, match="unknown key 'titel'"):
        load_outline(folder)


PAIR = {
    "issue.yaml": f"{ISSUE}  - section: News\n    items: [{{manuscript: two.md, pages: 2}}]\n",
    "two.md": "---\ntitle: Two\n---\n## Why\n\nSee [one](one.md).\n",
    "dot.svg": PICTURE,
}


def test_a_manuscript_read_again_gives_the_issue_as_it_stands(write_issue: WriteIssue) -> None:
    folder = write_issue(PAIR)
    former = load_issue(folder)
    text = "---\ntitle: Two\n---\n![A dot](dot.svg)\n\n## How\n\nSee [one](one.md), or [here](two.md#how).\n"
    (folder / "two.md").write_text(text, encoding="utf-8")
    again = load_again(former, "two.md")
    assert again == load_issue(folder)
    assert again != former
    assert again.stories[1].pages == 2
    assert set(again.files) == {"cover.svg", "dot.svg"}


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Two\nslug: three\n---\nA paragraph.\n",
        "---\ntitle: Two\n---\nSee [one](one.md#nowhere).\n",
        "---\ntitle: Two\n---\n![A dot](none.svg)\n",
        "---\ntitle: [\n---\nA paragraph.\n",
    ],
)
def test_a_manuscript_that_breaks_the_issue_is_not_read_again(write_issue: WriteIssue, text: str) -> None:
    folder = write_issue(PAIR)
    former = load_issue(folder)
    (folder / "two.md").write_text(text, encoding="utf-8")
    with pytest.raises(ManuscriptError):
        load_again(former, "two.md")
    (folder / "two.md").unlink()
    with pytest.raises(ManuscriptError):
        load_again(former, "two.md")


def test_what_was_read_ahead_is_not_read_again(
    write_issue: WriteIssue, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_issue({"issue.yaml": ISSUE + "  - two.md\n", "two.md": f"{STORY}Read ahead.\n"})
    drafts._draft.cache_clear()  # type: ignore[attr-defined]
    for manuscript in manuscripts(folder):
        read_ahead(manuscript)
    drafts._draft.cache_clear()  # type: ignore[attr-defined]
    monkeypatch.setattr(drafts, "IMPORTERS", {})
    assert [story.words for story in load_issue(folder).stories] == [5, 7]


def test_faults_of_what_was_read_ahead_are_told_as_if_it_was_not(write_issue: WriteIssue) -> None:
    running_order = "".join(f"  - {name}\n" for name in ("gone.md", "../out.md", "broken.md", "latin.md"))
    files = {"issue.yaml": ISSUE + running_order, "broken.md": "---\ntitel: A\n---\n", "latin.md": b"\xe4"}
    folder = write_issue(files)
    found = _findings(folder)
    ahead = manuscripts(folder)
    assert [each.file for each in ahead] == ["one.md", "gone.md", "../out.md", "broken.md", "latin.md"]
    for manuscript in ahead:
        read_ahead(manuscript)
    assert _findings(folder) == found
    assert manuscripts(write_issue({"issue.yaml": "title: [\n"})) == []
