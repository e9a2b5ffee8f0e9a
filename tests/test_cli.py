"""The commands: they teach, keep data and talk apart, and never show a traceback for bad input."""

import datetime as dt
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

import issuepress
from conftest import ISSUE, PICTURE, SAMPLE, STORY, STRESS, WriteIssue
from issuepress import cache, starter
from issuepress.cli import main
from issues.ugly import draw_pictures

ENGINES = "ebooklib fontTools jinja2 lxml pikepdf PIL pydantic pypdfium2 rich weasyprint yaml".split()
STEPS = ["read", "dress", "render", "check", "write"]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="issuepress")


def _refused(result: Result) -> str:
    """Give what is said on stderr by a command that ends with 1, as it should, without a traceback."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    assert result.exit_code == 1
    assert result.stdout == ""
    return result.stderr


# The commands teach


def test_help_says_how_to_begin() -> None:
    said = run("--help").stdout
    assert "issuepress new DIR" in said
    assert [name for name in main.commands if name not in said] == []
    assert run("-h").stdout == said


@pytest.mark.parametrize("name", list(main.commands))
def test_each_command_says_what_it_does_and_shows_an_example(name: str) -> None:
    said = run(name, "--help").stdout
    usage, _, rest = said.partition("\n\n")
    assert usage.startswith(f"Usage: issuepress {name}")
    assert f"issuepress {name}" in rest, "an example is missing"
    assert all(option.help for option in main.commands[name].params if option.param_type_name == "option")


def test_new_makes_an_issue_and_says_what_to_do_next(tmp_path: Path) -> None:
    result = run("new", tmp_path / "demo")
    assert result.exit_code == 0
    assert f"next: issuepress build {tmp_path / 'demo'}" in result.stdout
    assert (tmp_path / "demo" / "issue.yaml").is_file()


def test_new_goes_into_an_empty_folder_and_leaves_a_full_one_alone(tmp_path: Path) -> None:
    assert run("new", tmp_path).exit_code == 0
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    said = _refused(run("new", tmp_path))
    assert "is not empty" in said
    assert "hint: " in said
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_new_does_not_write_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    _refused(run("new", tmp_path / "file"))
    _refused(run("new", tmp_path / "file" / "below"))
    assert (tmp_path / "file").read_text() == "mine"


def test_themes_lists_each_with_what_it_is_for() -> None:
    lines = run("themes").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["house", "plain"]
    assert all(re.fullmatch(r"\w+ +\w.*: \w.*\.", line) for line in lines)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_gives_a_script_for_each_shell(shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert "_ISSUEPRESS_COMPLETE" in result.stdout


def test_completion_knows_the_commands() -> None:
    environment = {"_ISSUEPRESS_COMPLETE": "bash_complete", "COMP_WORDS": "issuepress sch", "COMP_CWORD": "1"}
    assert "schema" in _program(environment=environment).stdout


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--version"], 0), (["build", "nowhere"], 1), (["--wrong"], 2)]
)
def test_the_command_ends_as_python_would(arguments: list[str], code: int) -> None:
    """With all that was printed, what is registered for the end, and the exit code."""
    program = f"""import atexit, sys
from issuepress.__main__ import run
sys.argv[1:] = {arguments!r}
atexit.register(print, "the end", file=sys.stderr)
run()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert done.stderr.endswith("the end\n")
    assert len(done.stdout + done.stderr) > len("the end\n")


def test_a_thread_that_has_not_ended_is_waited_for() -> None:
    program = """import sys, threading
from issuepress.__main__ import run
sys.argv[1:] = ["--version"]
threading.Timer(0.2, print, ["waited for"]).start()
run()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("waited for\n")


def test_the_version_is_that_of_the_package() -> None:
    assert run("--version").stdout == f"issuepress {issuepress.__version__}\n"


@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["build", "--help"], ["completion", "bash"]]
)
def test_what_makes_nothing_imports_no_engine(arguments: list[str]) -> None:
    """So it answers at once."""
    code = f"""import sys
from issuepress.cli import main
try:
    main({arguments!r})
except SystemExit:
    print(*sys.modules, sep=chr(10), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = {name.partition(".")[0] for name in done.stderr.split()}
    assert "click" in imported
    assert imported & set(ENGINES) == set()


# The schema


def _plain(value: Any) -> Any:
    """Turn a date back into the text that editors see."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _written(text: str) -> Any:
    return _plain(yaml.safe_load(text))


@pytest.mark.parametrize("folder", [SAMPLE, STRESS, Path(starter.__file__).parent / "issue"])
def test_the_schema_accepts_what_the_program_accepts(folder: Path) -> None:
    issue, manuscript = (json.loads(run("schema", part).stdout) for part in ("issue", "manuscript"))
    jsonschema.Draft202012Validator.check_schema(issue)
    jsonschema.Draft202012Validator.check_schema(manuscript)
    jsonschema.validate(_written((folder / "issue.yaml").read_text()), issue)
    for path in folder.rglob("*.md"):
        jsonschema.validate(_written(path.read_text().split("---\n")[1]), manuscript)


@pytest.mark.parametrize(
    "change",
    [("title:", "titel:"), ("cover:", "covers:"), ("alt:", "atl:"), ("language: en-US", "language: [en]")],
)
def test_the_schema_refuses_a_typo(change: tuple[str, str]) -> None:
    schema = json.loads(run("schema").stdout)
    jsonschema.validate(_written(ISSUE), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(_written(ISSUE.replace(*change)), schema)


def test_the_schema_says_what_each_key_means() -> None:
    schema = json.loads(run("schema").stdout)
    described = {"issue.yaml": schema["properties"]}
    described |= {name: record.get("properties", {}) for name, record in schema["$defs"].items()}
    records = schema["$defs"]
    silent = [
        f"{name}.{key}"
        for name, keys in described.items()
        for key, value in keys.items()
        if not (value | records.get(value.get("$ref", "").rpartition("/")[2], {})).get("description")
    ]
    assert silent == []


# Data on stdout, talk on stderr


def _program(
    *arguments: str | Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("issuepress")), *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **(environment or {})}
    )


def test_a_build_that_goes_well_is_silent_on_stderr_and_sums_up_on_stdout(
    write_issue: WriteIssue, tmp_path: Path
) -> None:
    done = _program("build", write_issue(), "-o", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert "The Quarterly: A Small Issue, 2026-01" in done.stdout
    assert "\x1b" not in done.stdout
    for path in (tmp_path / "out").iterdir():
        assert str(path) in done.stdout


def test_quiet_says_nothing_when_all_is_well(write_issue: WriteIssue, tmp_path: Path) -> None:
    done = _program("-q", "build", write_issue(), "-o", tmp_path / "out")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_quiet_still_says_what_is_wrong(write_issue: WriteIssue, tmp_path: Path) -> None:
    story = STORY + '![](cover.svg)\n\n![Ж](cover.svg "ت")\n'
    done = _program("-q", "build", write_issue({"one.md": story}), "-o", tmp_path / "out")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("warning: one.md: the fonts of the theme 'house' lack")


def test_how_much_is_said_can_stand_after_the_command(
    write_issue: WriteIssue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "kept"))  # or nothing would be left to do
    loud, quiet = (run("build", write_issue(), mode, "-o", tmp_path / "out") for mode in ("-v", "-q"))
    assert (loud.exit_code, quiet.exit_code) == (0, 0)
    assert "laying out: Cover" in loud.stderr
    assert (quiet.stdout, "laying out" in quiet.stderr) == ("", False)


def test_verbose_shows_the_five_steps_in_order(write_issue: WriteIssue, tmp_path: Path) -> None:
    result = run("-v", "build", write_issue(), "-o", tmp_path / "out")
    said = [line.split()[0] for line in result.stderr.splitlines()]
    assert list(dict.fromkeys(said)) == STEPS


def test_findings_come_on_stderr_with_place_and_hint(write_issue: WriteIssue, tmp_path: Path) -> None:
    folder = write_issue({"one.md": "---\ntitel: One\n---\n[x](oen.md)\n"})
    said = _refused(run("build", folder, "-o", tmp_path / "out"))
    assert said.splitlines() == [
        "error: one.md:2: the key 'title' is missing",
        "error: one.md:2: unknown key 'titel'",
        "  hint: did you mean 'title'?",
        "error: one.md:4: the link to 'oen.md' leads to no manuscript of the issue",
        "  hint: did you mean 'one.md'?",
        "3 problems; nothing was written",
    ]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["biuld"],
        ["build"],
        ["epub", "x", "y"],
        ["build", "x", "--onyl", "epub"],
        ["build", "x", "--only", "word"],
        ["pdf", "x", "--for", "nobody"],
        ["completion", "cmd"],
        ["schema", "story"],
        ["new"],
        ["--nothing"],
    ],
)
def test_wrong_use_ends_with_2_and_shows_the_right_one(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage: issuepress" in result.stderr
    assert result.stdout == ""


def test_a_tag_in_yaml_makes_nothing(write_issue: WriteIssue, tmp_path: Path) -> None:
    tag = f"!!python/object/apply:os.mkdir [{tmp_path / 'made'}]"
    run(
        "build",
        write_issue({"issue.yaml": f"{ISSUE}subjects: {tag}\n"}),
        "--only",
        "epub",
        "-o",
        tmp_path / "out",
    )
    assert not (tmp_path / "made").exists()


# No traceback for bad input

Plant = Callable[[Path], object]


def _files(**files: str | bytes) -> Plant:
    def plant(folder: Path) -> None:
        for name, content in files.items():
            path = folder / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    return plant


def _issue(text: str | bytes) -> Plant:
    return lambda folder: (folder / "issue.yaml").write_bytes(
        text.encode() if isinstance(text, str) else text
    )


def _story(text: str | bytes) -> Plant:
    return lambda folder: (folder / "one.md").write_bytes(text.encode() if isinstance(text, str) else text)


def _front(line: str) -> Plant:
    return _story(f"---\ntitle: One\n{line}\n---\nText.\n")


def _with(line: str) -> Plant:
    return _issue(f"{ISSUE}{line}\n")


def _instead(good: str, bad: str) -> Plant:
    return _issue(ISSUE.replace(good, bad))


def _a_folder(name: str) -> Plant:
    def plant(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).mkdir()

    return plant


def _theme(name: str, content: str | bytes) -> Plant:
    def plant(folder: Path) -> None:
        path = folder / "own" / name
        path.parent.mkdir(parents=True)
        (folder / "own" / "theme.yaml").write_text("title: Own\ndescription: x\nextends: house\n")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        (folder / "issue.yaml").write_text(f"{ISSUE}theme: own\n")

    return plant


def _template(text: str) -> Plant:
    def plant(folder: Path) -> None:
        _theme("theme.css", "")(folder)
        (folder / "own" / "templates").mkdir()
        (folder / "own" / "templates" / "masthead.html").write_text(text)

    return plant


def _picture(content: bytes, name: str = "x.png") -> Plant:
    def plant(folder: Path) -> None:
        (folder / name).write_bytes(content)
        (folder / "one.md").write_text(f"{STORY}\n![x]({name})\n")

    return plant


def _cut_short(folder: Path) -> None:
    draw_pictures(folder / "pictures")
    whole = (folder / "pictures" / "progressive.jpg").read_bytes()
    _picture(whole[: len(whole) // 2], "x.jpg")(folder)


_ALIASES = "\n".join(
    f"  {b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
BROKEN: dict[str, tuple[Plant, str]] = {
    # the issue's file
    "empty": (_issue(""), "issue.yaml:1: "),
    "only a comment": (_issue("# nothing yet\n"), "issue.yaml:1: "),
    "only a mark": (_issue("---\n"), "issue.yaml:1: "),
    "two documents": (_issue(f"{ISSUE}---\n{ISSUE}"), "issue.yaml:"),
    "a text": (_issue("Dear editor"), "issue.yaml:1: "),
    "a list": (_issue("- one.md\n"), "issue.yaml:1: "),
    "binary": (_issue(bytes(range(256)) * 20), "issue.yaml:"),
    "zeros": (_issue(bytes(4096)), "issue.yaml:1: "),
    "UTF-16": (_issue(ISSUE.encode("utf-16")), "issue.yaml:1: "),
    "tabs": (_issue(ISSUE.replace("  - one.md", "\t- one.md")), "issue.yaml:7: "),
    "an odd key": (_with("[a, b]: c"), "issue.yaml:8: "),
    "a record for a key": (_with("{a: b}: c"), "issue.yaml:8: "),
    "an alias bomb": (_issue(f"{ISSUE}bomb:\n  a: &a [x, x, x]\n{_ALIASES}\n"), "issue.yaml:"),
    "an alias of itself": (_with("subjects: &a [*a]"), "issue.yaml:8: "),
    "an alias of nothing": (_with("subjects: *a"), "issue.yaml:8: "),
    "a merge of itself": (_with("print: &a {<<: *a}"), "issue.yaml:8: "),
    "endless nesting": (
        _with(f"subjects: {'[' * 5000}{']' * 5000}"),
        "issue.yaml:1: the record is nested too deeply",
    ),
    "endless records": (
        _with(f"print: {'{a: ' * 3000}{'}' * 3000}"),
        "issue.yaml:1: the record is nested too deeply",
    ),
    "a huge number": (
        _instead("- one.md", f"- {{manuscript: one.md, pages: {'9' * 5000}}}"),
        "issue.yaml:7: ",
    ),
    "a number that is none": (_instead("- one.md", "- {manuscript: one.md, pages: many}"), "issue.yaml:7: "),
    "a page budget below one": (_instead("- one.md", "- {manuscript: one.md, pages: -1}"), "issue.yaml:7: "),
    "an endless page": (_with(f"print: {{trim: {'9' * 400}in x 1in}}"), "issue.yaml:8: "),
    "a huge page": (_with("print: {trim: 99999in x 99999in}"), "issue.yaml:8: "),
    "a page without size": (_with("print: {trim: 0in x 0in}"), "issue.yaml:8: "),
    "a page smaller than its margins": (_with("print: {trim: 1in x 1in}"), "issue.yaml:8: "),
    "a bleed like a barn": (_with("print: {bleed: 900in}"), "issue.yaml:8: "),
    "a bleed below nothing": (_with("print: {bleed: -3mm}"), "issue.yaml:8: "),
    "a trim in furlongs": (_with("print: {trim: 1fur x 1fur}"), "issue.yaml:8: "),
    "a month too many": (_instead("2026-01", "2026-13"), "issue.yaml:3: "),
    "the year nought": (_instead("2026-01", "0000"), "issue.yaml:3: "),
    "a date in words": (_instead("2026-01", "May"), "issue.yaml:3: "),
    "no title": (_instead("title: A Small Issue\n", ""), "issue.yaml:1: the key 'title' is missing"),
    "an empty title": (_instead("title: A Small Issue", "title: ''"), "issue.yaml:2: "),
    "a title of spaces": (_instead("title: A Small Issue", "title: '   '"), "issue.yaml:2: "),
    "a title of nothing": (_instead("title: A Small Issue", "title:"), "issue.yaml:2: "),
    "a list for a title": (_instead("title: A Small Issue", "title: [a]"), "issue.yaml:2: "),
    "a text for a record": (
        _instead("{image: cover.svg, alt: A circle on a ground}", "cover.svg"),
        "issue.yaml:5: ",
    ),
    "a text for a list": (_with("subjects: knots"), "issue.yaml:8: "),
    "half a surrogate": (_with(r'description: "\uD800"'), "issue.yaml:8: "),
    "a control character": (_with(r'description: "a\x01b"'), "issue.yaml:8: "),
    "a control character in the dateline": (_with(r'date_label: "a\0b"'), "issue.yaml:8: "),
    "no contents": (_instead("contents:\n  - one.md\n", ""), "issue.yaml:1: the key 'contents' is missing"),
    "empty contents": (_instead("contents:\n  - one.md\n", "contents: []\n"), "issue.yaml:6: "),
    "a section of nothing": (_instead("- one.md", "- {section: A, items: []}"), "issue.yaml:7: "),
    "neither section nor manuscript": (_instead("- one.md", "- {pages: 3}"), "issue.yaml:7: "),
    "both": (_instead("- one.md", "- {section: A, manuscript: one.md, items: [one.md]}"), "issue.yaml:7: "),
    "nothing in the list": (_instead("- one.md", "-"), "issue.yaml:7: "),
    "an empty name": (_instead("- one.md", "- ''"), "issue.yaml:7: "),
    "a dot": (_instead("- one.md", "- ."), "issue.yaml:7: "),
    "an endless name": (_instead("one.md", f"{'a' * 5000}.md"), "issue.yaml:7: "),
    "an unknown role": (_with("contributors: [{name: A, role: wizard}]"), "issue.yaml:8: "),
    "an ISSN that adds up to nothing": (_instead("{title: ", "{issn: 1234-5678, title: "), "issue.yaml:1: "),
    # the manuscripts
    "a folder for a manuscript": (_a_folder("one.md"), "issue.yaml:7: "),
    "an empty manuscript": (_story(""), "one.md:1: "),
    "no front matter": (_story("Just text.\n"), "one.md:1: "),
    "front matter without an end": (_story("---\ntitle: One\nText.\n"), "one.md:1: "),
    "front matter of a list": (_story("---\n- a\n---\nText.\n"), "one.md:2: "),
    "empty front matter": (_story("---\n---\nText.\n"), "one.md:"),
    "binary manuscript": (_story(bytes(range(256))), "one.md:2: the text is not UTF-8"),
    "Latin-1": (_story(STORY.replace("first", "fïrst").encode("latin-1")), "one.md:4: the text is not UTF-8"),
    "control characters": (_story(f"{STORY}\x07\n"), "one.md:5: "),
    "no text": (_story("---\ntitle: One\n---\n\n***\n"), "one.md:"),
    "endless quotation": (_story(f"{STORY}\n{'> ' * 5000}x\n"), "one.md:6: "),
    "endless lists": (_story(f"{STORY}\n{'- ' * 3000}x\n"), "one.md:6: "),
    "endless elements": (_story(f"{STORY}\n{'<div>' * 5000}\n"), "one.md:6: "),
    "front matter that nests": (_front(f"authors: {'[' * 3000}{']' * 3000}"), "one.md:2: "),
    "an author without a name": (_front("authors: [{bio: x}]"), "one.md:3: "),
    "an author of no kind": (_front("authors: [[a]]"), "one.md:3: "),
    "an illustration without a picture": (_front("illustration: {alt: x}"), "one.md:3: "),
    "an illustration as a text": (_front("illustration: cover.svg"), "one.md:3: "),
    "a kind of its own": (_front("kind: novel"), "one.md:3: "),
    "a language of its own": (_front("language: Klingon!"), "one.md:3: "),
    "an unknown directive": (
        _story(f"{STORY}\n::: pulqote\nx\n:::\n"),
        "one.md:6: unknown directive 'pulqote'",
    ),
    "a directive without an end": (_story(f"{STORY}\n::: note\nx\n"), "one.md:6: "),
    "a class nobody styles": (_story(f"{STORY}\n*x*{{.sparkles}}\n"), "one.md:6: "),
    "a note that is not there": (_story(f"{STORY}\nx[^1]\n"), "one.md:6: "),
    "a note that nobody calls": (_story(f"{STORY}\n[^1]: x\n"), "one.md:6: "),
    "a note that calls itself": (_story(f"{STORY}\n[^1]: x[^1]\n"), "one.md:6: "),
    # the pictures
    "a folder for a cover": (_a_folder("cover.svg"), "issue.yaml:5: "),
    "no picture's name": (_story(f"{STORY}\n![x]()\n"), "one.md:6: "),
    "a folder for a picture": (_story(f"{STORY}\n![x](.)\n"), "one.md:6: "),
    "an endless picture's name": (_story(f"{STORY}\n![x]({'a' * 5000}.png)\n"), "one.md:6: "),
    "an empty picture": (_picture(b""), "one.md:6: the picture 'x.png' can't be used"),
    "a text as a picture": (_picture(b"Dear editor"), "one.md:6: the picture 'x.png' can't be used"),
    "a drawing as a picture": (_picture(PICTURE.encode()), "one.md:6: the picture 'x.png' can't be used"),
    "a picture cut short": (_cut_short, "one.md:6: the picture 'x.jpg' can't be used"),
    "a picture of another trade": (_picture(b"%!PS", "x.eps"), "one.md:6: the picture 'x.eps' can't be used"),
    "a drawing that is none": (_picture(b"<html/>", "x.svg"), "one.md:6: the picture 'x.svg' can't be used"),
    "a drawing without size": (
        _picture(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.svg"),
        "one.md:6: the picture 'x.svg' can't be used",
    ),
    # the themes
    "an unknown theme": (_with("theme: hose"), "there is no theme 'hose'\n  hint: did you mean 'house'?"),
    "an empty theme's name": (_with("theme: ''"), "issue.yaml:8: "),
    "a theme without a file": (_with("theme: ."), "there is no theme"),
    "a theme's file that is no YAML": (_theme("theme.yaml", "title: ["), "own/theme.yaml"),
    "a theme's file in binary": (_theme("theme.yaml", bytes(range(256))), "own/theme.yaml"),
    "a theme that extends itself": (
        _theme("theme.yaml", "title: x\ndescription: x\nextends: own\n"),
        "extends itself",
    ),
    "a theme that extends nothing": (
        _theme("theme.yaml", "title: x\ndescription: x\nextends: no\n"),
        "no theme 'no'",
    ),
    "a sheet in binary": (_theme("theme.css", bytes(range(256))), "theme.css"),
    "a selector that is none": (
        _theme("theme.css", "p { color: red }\n.body > { color: red }\n"),
        "own/theme.css:2: '.body >' is not a selector",
    ),
    "a selector of something unknown, by night": (
        _theme("epub.css", "@media (prefers-color-scheme: dark) {\np:hoover { color: red }\n}"),
        "own/epub.css:2: 'p:hoover' is not a selector",
    ),
    "a rule without an end": (
        _theme("print.css", "\n.body { color: red }\n}"),
        "own/print.css:3: this is not CSS",
    ),
    "a token of nothing": (_theme("theme.css", "p { color: var(--nothing) }"), "--nothing"),
    "a token of itself": (_theme("theme.css", ":root { --a: var(--a) } p { color: var(--a) }"), "--a"),
    "a font that is none": (
        _theme("theme.css", "@font-face { font-family: X; src: url(x.otf) } p { font-family: X }"),
        "x.otf",
    ),
    "a template that is none": (_template("{% for %}"), "masthead.html"),
    "a template of something unknown": (_template("{{ isue.title }}"), "masthead.html"),
    "a template that is no XHTML": (_template("<p>"), "masthead.html"),
    "a template that divides": (_template("<section>{{ 1 // 0 }}</section>"), "masthead.html"),
    "a template that counts for ever": (
        _template("<section>{% for x in range(999999999) %}x{% endfor %}</section>"),
        "masthead.html",
    ),
    "a template that includes itself": (_template("{% include 'masthead.html' %}"), "masthead.html"),
}


@pytest.mark.parametrize(("plant", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_issue_is_a_finding_and_no_traceback(
    write_issue: WriteIssue, tmp_path: Path, plant: Plant, said: str
) -> None:
    folder = write_issue()
    plant(folder)
    errors = _refused(run("build", folder, "-o", tmp_path / "out"))
    assert said in errors
    assert errors.startswith("error: ")
    assert len(errors) < 20_000
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.parametrize("name", ["issue.yaml", "one.md", "cover.svg"])
def test_a_file_that_may_not_be_read_is_a_finding(
    write_issue: WriteIssue, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Refused by hand: the tests may run as somebody who may read everything."""
    folder = write_issue()
    opened = open

    def refuse(path: Any, *how: Any, **more: Any) -> Any:
        if Path(str(path)).name == name:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *how, **more)

    for module in ("builtins", "io"):  # paths open by the second
        monkeypatch.setattr(f"{module}.open", refuse)
    assert name in _refused(run("build", folder))


@pytest.mark.parametrize(
    "name", ["nowhere", "nowhere/issue.yaml", "small/one.md", "small/cover.svg", "empty"]
)
def test_a_path_that_is_no_issue_is_said_so(write_issue: WriteIssue, tmp_path: Path, name: str) -> None:
    write_issue()
    (tmp_path / "empty").mkdir()
    assert "error: " in _refused(run("build", tmp_path / name))


def test_a_place_that_cannot_be_written_is_said_so(write_issue: WriteIssue, tmp_path: Path) -> None:
    folder = write_issue()
    (tmp_path / "file").write_text("mine")
    assert run("build", folder, "-o", tmp_path / "file").exit_code == 2
    assert "can't be written" in _refused(run("build", folder, "-o", tmp_path / "file" / "below"))
    assert run("epub", folder, "-o", tmp_path).exit_code == 2
    assert (tmp_path / "file").read_text() == "mine"


def test_an_interruption_ends_without_a_traceback(
    write_issue: WriteIssue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("issuepress.road.load_issue", interrupt)
    result = run("build", write_issue())
    assert result.exit_code == 1
    assert "Traceback" not in result.output
