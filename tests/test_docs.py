"""The documentation says what the program does: every name in it exists, every example in it runs."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from issuepress import check, load_issue, load_theme, render
from issuepress.cli import main
from issuepress.errors import Finding
from issuepress.flatten import flatten
from issuepress.importers.directives import DIRECTIVES
from issuepress.importers.vocabulary import RESERVED
from issuepress.issue import IssueFile
from issuepress.pdf.galley import page_tokens
from issuepress.pictures import SUFFIXES
from issuepress.printing import TRIM_SIZES
from issuepress.relators import RELATORS
from issuepress.rendition import Rendition
from issuepress.starter import start_issue
from issuepress.story import FrontMatter, Kind
from issuepress.themes import ThemeFile, styles_folder, theme_names

_ROOT = Path(__file__).parent.parent
_SOURCE = _ROOT / "src" / "issuepress"
_DOCS = _ROOT / "docs"
_PAGES = [_ROOT / "README.md", _ROOT / "CONTRIBUTING.md", _ROOT / "CHANGELOG.md", *sorted(_DOCS.glob("*.md"))]
_RECORDS = {
    "IssueFile": "The keys of issue.yaml",
    "Publication": "publication",
    "Contributor": "contributors",
    "Cover": "cover",
    "Print": "print",
    "Bleed": "bleed",
    "Marks": "marks",
    "CoverSheet": "cover sheet",
    "PrintLimits": "limits",
    "Entry": "The running order",
    "Item": "items",
    "FrontMatter": "Front matter",
    "Author": "authors",
    "Certifier": "certifier",
    "Illustration": "illustration",
}
"""Under which heading the keys of each record stand."""
_FENCE = re.compile(r"(?ms)^(?P<marks>`{3,})(?P<info>[^`\n]*)\n(?P<text>.*?)^(?P=marks)$")


@dataclass(frozen=True, slots=True)
class _Block:
    """A fenced block of a page."""

    page: str
    line: int
    info: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def _read(page: str) -> str:
    return (_DOCS / page).read_text(encoding="utf-8")


def _prose(text: str) -> str:
    """Blank out the fenced blocks of a page, and keep its lines."""
    return _FENCE.sub(lambda block: "\n" * block[0].count("\n"), text)


def _blocks(page: str, info: str) -> list[_Block]:
    text = _read(page)
    return [
        _Block(page, text.count("\n", 0, match.start()) + 1, info, match["text"])
        for match in _FENCE.finditer(text)
        if match["info"].strip() == info
    ]


def _section(page: str, heading: str) -> str:
    """Give the prose of a section, without the sections inside it."""
    prose = _prose(_read(page))
    match = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", prose, re.MULTILINE | re.DOTALL)
    assert match, f"{page} has no heading '{heading}'"
    return match[1]


def _rows(text: str) -> Iterator[list[str]]:
    """Give the cells of every row of every table."""
    for line in text.splitlines():
        if line.startswith("|") and not set(line) <= set("|-: "):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _first_codes(text: str) -> list[str]:
    """Give what stands as code in the first cell of every row."""
    return [code for row in _rows(text) for code in re.findall(r"`([^`]+)`", row[0])]


def _schema(part: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(CliRunner().invoke(main, ["schema", part]).stdout)
    return schema


def _keys() -> dict[str, set[str]]:
    """Give the keys of every record that the schemas know."""
    found: dict[str, set[str]] = {}
    for part, name in (("issue", "IssueFile"), ("manuscript", "FrontMatter")):
        schema = _schema(part)
        records = {**schema["$defs"], name: schema}
        found |= {title: set(record.get("properties", ())) for title, record in records.items()}
    return {name: keys for name, keys in found.items() if keys}


# The issue format


def test_every_record_of_the_schemas_has_its_place_in_the_docs() -> None:
    assert set(_keys()) == set(_RECORDS)


@pytest.mark.parametrize("record", _RECORDS)
def test_the_docs_name_every_key_and_no_other(record: str) -> None:
    documented = _first_codes(_section("issue-format.md", _RECORDS[record]))
    known = TRIM_SIZES.keys() if record == "Print" else ()
    assert sorted(set(documented) - set(known)) == sorted(_keys()[record])


@pytest.mark.parametrize(("record", "model"), [("IssueFile", IssueFile), ("FrontMatter", FrontMatter)])
def test_the_keys_that_are_needed_are_bold(record: str, model: type[IssueFile | FrontMatter]) -> None:
    needed = {name for name, field in model.model_fields.items() if field.is_required()}
    bold = re.findall(r"^\| \*\*`(\w+)`\*\*", _section("issue-format.md", _RECORDS[record]), re.MULTILINE)
    assert set(bold) == needed


def test_every_trim_size_is_documented_with_its_measures() -> None:
    rows = {row[0].strip("`"): row[1] for row in _rows(_section("issue-format.md", "print")) if len(row) == 2}
    assert {name: rows[name] for name in TRIM_SIZES} == {
        name: " x ".join(edges) for name, edges in TRIM_SIZES.items()
    }


def test_every_role_is_documented() -> None:
    paragraph = next(
        part for part in _section("issue-format.md", "contributors").split("\n\n") if "terms that" in part
    )
    listed = " ".join(paragraph.split()).partition(": ")[2].rstrip(".").split(", ")
    assert listed == list(RELATORS)


def test_every_kind_and_no_other_is_documented() -> None:
    assert set(_first_codes(_section("issue-format.md", "kind"))) == set(Kind)


def test_every_directive_is_documented_with_its_title() -> None:
    rows = {row[0].strip("`"): row[2] for row in _rows(_section("issue-format.md", "Directives"))}
    assert {name: rows[name] != "none" for name in DIRECTIVES} == {
        name: directive.titled for name, directive in DIRECTIVES.items()
    }
    assert set(rows) == {*DIRECTIVES, "directive"}


def test_every_kind_of_picture_is_documented() -> None:
    assert set(_first_codes(_section("issue-format.md", "Pictures"))) == set(SUFFIXES)


@pytest.mark.parametrize("example", _blocks("issue-format.md", "yaml issue.yaml"), ids=str)
def test_complete_issue_files_are_read(example: _Block, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    start_issue(folder)
    (folder / "issue.yaml").write_text(example.text, encoding="utf-8")
    for name in re.findall(r"[\w-]+\.md", example.text):
        (folder / name).write_text(f"---\ntitle: {name}\n---\nWords.\n", encoding="utf-8")
    assert not _findings(folder)


@pytest.mark.parametrize("example", _blocks("issue-format.md", "yaml front-matter"), ids=str)
def test_complete_front_matter_is_read(example: _Block, tmp_path: Path) -> None:
    assert not _findings(_with_manuscript(tmp_path, ".md", f"---\n{example.text}---\nWords.\n"))


@pytest.mark.parametrize("example", _blocks("issue-format.md", "markdown"), ids=str)
def test_markdown_examples_are_read_and_pass_the_checks(example: _Block, tmp_path: Path) -> None:
    head = "" if example.text.startswith("---\n") else "---\ntitle: Example\n---\n"
    assert not _findings(_with_manuscript(tmp_path, ".md", head + example.text))


@pytest.mark.parametrize("example", _blocks("issue-format.md", "html"), ids=str)
def test_html_examples_are_read_and_pass_the_checks(example: _Block, tmp_path: Path) -> None:
    assert not _findings(_with_manuscript(tmp_path, ".html", example.text))


def test_there_are_examples_of_each_sort() -> None:
    counts = {info: len(_blocks("issue-format.md", info)) for info in ("yaml issue.yaml", "markdown", "html")}
    assert all(counts.values()), counts


def _with_manuscript(folder: Path, suffix: str, text: str) -> Path:
    """Write the issue that `issuepress new` makes, and one manuscript more."""
    start_issue(folder / "demo")
    (folder / "demo" / f"example{suffix}").write_text(text, encoding="utf-8")
    with (folder / "demo" / "issue.yaml").open("a", encoding="utf-8") as issue_file:
        issue_file.write(f"      - example{suffix}\n")
    return folder / "demo"


def _findings(folder: Path) -> list[Finding]:
    return list(check(_rendition(folder)))


def _rendition(folder: Path) -> Rendition:
    issue = load_issue(folder)
    return render(issue, load_theme(issue.theme, issue.folder))


# The commands

_CONTEXT = click.Context(main, **main.context_settings)


def _options(command: click.Command) -> set[str]:
    context = click.Context(command, parent=None if command is main else _CONTEXT, **command.context_settings)
    options = [each for each in command.get_params(context) if isinstance(each, click.Option)]
    return {name for option in options for name in option.opts}


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    sections = re.findall(r"^## issuepress (\w+)$", _read("commands.md"), re.MULTILINE)
    assert sections == list(main.commands)


@pytest.mark.parametrize("name", ["issuepress", *(f"issuepress {command}" for command in main.commands)])
def test_every_option_of_a_command_and_no_other_is_documented(name: str) -> None:
    command = main.commands.get(name.partition(" ")[2], main)
    documented = {
        code.split()[0] for code in _first_codes(_section("commands.md", name)) if code.startswith("-")
    }
    of_all = set() if command is main else {"-v", "--verbose", "-q", "--quiet"}
    assert of_all <= _options(command)
    assert documented == _options(command) - of_all


def test_the_choices_of_options_and_arguments_are_documented() -> None:
    for name, command in main.commands.items():
        section = _section("commands.md", f"issuepress {name}")
        for parameter in command.params:
            for choice in parameter.type.choices if isinstance(parameter.type, click.Choice) else ():
                assert re.search(rf"\b{choice}\b", section), f"{name}: {choice}"


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_every_command_that_the_docs_name_exists(page: Path) -> None:
    code = _code(page.read_text(encoding="utf-8"))
    for options, named in re.findall(r"\bissuepress((?: -\w+)*) ([a-z]+)\b", code):
        assert named in main.commands
        assert set(options.split()) <= _options(main)


def _code(text: str) -> str:
    """Give the shell commands of a page: code in a line, and indented lines."""
    spans = re.findall(r"`([^`\n]+)`", _prose(text))
    indented = re.findall(r"^ {4}(\S.*)$", _prose(text), re.MULTILINE)
    return "\n".join([*spans, *indented])


# Themes


def _tokens(sheet: str) -> dict[str, str]:
    plain = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return {name: value.strip() for name, value in re.findall(r"(--[\w-]+)\s*:\s*([^;]+);", plain)}


def _token_rows(cells: int) -> list[list[str]]:
    rows = _rows(_section("themes.md", "Tokens"))
    return [row for row in rows if row[0].startswith("`--") and len(row) == cells]


def test_every_token_is_documented_with_its_default_and_no_other() -> None:
    documented = {row[0].strip("`"): row[1].strip("`") for row in _token_rows(cells=3)}
    assert documented == _tokens((styles_folder() / "base" / "tokens.css").read_text(encoding="utf-8"))


def test_every_token_of_the_issue_is_documented_and_no_other(tmp_path: Path) -> None:
    documented = [name for row in _token_rows(cells=2) for name in re.findall(r"`([^`]+)`", row[0])]
    start_issue(tmp_path / "demo")
    assert sorted(documented) == sorted(_tokens(page_tokens(_rendition(tmp_path / "demo"))))


def test_every_shipped_theme_and_no_other_is_documented() -> None:
    assert _first_codes(_section("themes.md", "Choosing a theme")) == list(theme_names())


def test_every_key_of_a_theme_is_documented_and_no_other() -> None:
    rows = [row[0] for row in _rows(_section("themes.md", "The folder"))]
    keys = rows[rows.index("key of theme.yaml") + 1 :]
    assert [key.strip("*`") for key in keys] == list(ThemeFile.model_fields)


def test_every_class_of_the_templates_is_documented() -> None:
    templates = "".join(path.read_text(encoding="utf-8") for path in (_SOURCE / "templates").glob("*.html"))
    written = {name for value in re.findall(r'class="([^"{]*)', templates) for name in value.split()}
    named = set(re.findall(r"[\w-]+", " ".join(re.findall(r"`([^`]+)`", _section("themes.md", "Classes")))))
    assert {name for name in written if not name.endswith("-")} <= named


def test_every_template_is_documented() -> None:
    templates = sorted(path.name for path in (_SOURCE / "templates").glob("*.html"))
    documented = [name for name in _first_codes(_section("themes.md", "Templates")) if name.endswith(".html")]
    assert sorted(documented) == templates


def test_the_example_of_a_theme_can_be_used_for_every_medium(tmp_path: Path) -> None:
    (description,) = _blocks("themes.md", "yaml theme.yaml")
    (sheet,) = _blocks("themes.md", "css theme.css")
    folder = tmp_path / "demo"
    start_issue(folder)
    (folder / "dusk").mkdir()
    (folder / "dusk" / "theme.yaml").write_text(description.text, encoding="utf-8")
    (folder / "dusk" / "theme.css").write_text(sheet.text, encoding="utf-8")
    issue_file = folder / "issue.yaml"
    written = issue_file.read_text(encoding="utf-8")
    issue_file.write_text(written.replace("theme: house", "theme: dusk"), encoding="utf-8")
    rendition = _rendition(folder)
    assert not check(rendition)
    assert "#7a2e5d" in flatten(rendition.theme.sheet("epub"))
    base = _tokens((styles_folder() / "base" / "tokens.css").read_text(encoding="utf-8"))
    assert set(_tokens(sheet.text)) <= set(base)
    assert len(sheet.text.splitlines()) <= 20


def test_the_classes_for_manuscripts_are_not_taken_by_the_page() -> None:
    line = next(line for line in _read("issue-format.md").splitlines() if "shared classes" in line)
    assert not set(re.findall(r"`([\w-]+)`", line)) & RESERVED


# The Python API


def test_the_python_examples_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    start_issue(tmp_path / "demo")
    namespace: dict[str, object] = {}
    for block in _blocks("python-api.md", "python"):
        exec(compile("\n" * block.line + block.text, block.page, "exec"), namespace)  # noqa: S102 - our own docs
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert made >= {"demo-print.pdf", "demo-screen.pdf", "demo.epub", "demo-cover.jpg", "out/demo-screen.pdf"}
    assert "there is no issue at 'nowhere'" in capsys.readouterr().out


def test_every_public_function_is_documented() -> None:
    import issuepress  # noqa: PLC0415 - the whole package is meant

    documented = " ".join(cell for row in _rows(_read("python-api.md")) for cell in row)
    assert [name for name in issuepress.__all__ if not re.search(rf"\b{name}\(", documented)] == []


# Architecture


def test_every_room_is_named_and_every_file_named_exists() -> None:
    named = set(re.findall(r"`([\w/]+(?:\.py|/))`", _section("architecture.md", "Rooms")))
    rooms = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in _SOURCE.iterdir()
        if not path.name.startswith(("_", ".")) and (path.is_dir() or path.suffix == ".py")
    }
    assert not {room for room in rooms if room not in named}
    for name in re.findall(r"`([\w/]+(?:\.py|/))`", _prose(_read("architecture.md"))):
        places = (_SOURCE, _SOURCE / "epub", _ROOT, _ROOT / "styles")
        assert any((place / name).exists() for place in places), name


# Links


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _prose(page.read_text(encoding="utf-8")), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_leads_somewhere(page: Path) -> None:
    prose = re.sub(r"`[^`\n]*`", "", _prose(page.read_text(encoding="utf-8")))
    targets = re.findall(r"\]\(([^()\s]+)\)", prose) + re.findall(r'(?:src|href)="([^"]+)"', prose)
    for target in targets:
        if re.match(r"https?:|mailto:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.is_relative_to(_ROOT), target
        assert file.exists(), target
        assert not anchor or anchor in _anchors(file), target


def test_the_pictures_of_the_docs_are_small_and_all_in_use() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in _PAGES)
    for picture in (_DOCS / "images").iterdir():
        assert picture.name in text, f"{picture.name} is shown nowhere"
        assert picture.stat().st_size <= 200_000, picture.name
