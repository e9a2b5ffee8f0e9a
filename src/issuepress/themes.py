"""Step 2, dress: a theme is a folder of style, and themes extend one another.

A theme's folder holds `theme.yaml` (title, description, extends), `theme.css` (token overrides and a
few rules), and as needed `print.css`, `epub.css`, `fonts/` and `templates/`. Below all themes lies
`base`, with `tokens.css` and `base.css`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from issuepress.cache import remembered
from issuepress.css import faults, with_urls_under
from issuepress.errors import Finding, Place, ThemeError, nearest
from issuepress.fields import Record
from issuepress.records import read_yaml, validate
from issuepress.screen_colours import on_screen

Medium = Literal["print", "epub"]
_REFUSED = (
    (
        re.compile(r"@color-profile\b", re.IGNORECASE),
        "a theme can't set a colour profile",
        "the profile of the press is 'profile' under 'print' in issue.yaml",
    ),
    (
        re.compile(r":\s*running\(", re.IGNORECASE),
        "a theme can't move an element into the margin of pages",
        "set a string with string-set and print it with string()",
    ),
)
"""What no sheet may hold, why, and what to do."""
_SHARED = ("tokens.css", "base.css", "theme.css")


class ThemeFile(Record):
    """The file `theme.yaml`."""

    title: str
    """The theme's name, as `issuepress themes` lists it."""
    description: str
    """What it is for, in a sentence."""
    extends: str | None = None
    """The name of the theme that this one builds on."""


class Theme(NamedTuple):
    """A theme and all it stands on."""

    name: str
    title: str
    description: str
    folders: tuple[Path, ...]
    """The folders from `base` to the theme's own."""
    press: Path | None = None
    """The ICC profile by which colours of ink are shown; without one they stay as they are written."""

    def printed_by(self, profile: Path) -> "Theme":
        """Give the theme with its colours of ink as a press shows them."""
        return self._replace(press=profile)

    def sheet(self, medium: Medium) -> str:
        """Give the one style sheet of a medium, its URLs rooted at `theme/<folder>/`.

        The cascade is tokens, base, themes from the root up, then the medium's sheets likewise. Raises
        ThemeError for a colour of ink that is none.
        """
        layers = [*self._layers(*_SHARED), *self._layers(f"{medium}.css")]
        sheet = "\n".join(with_urls_under(_sheet(path), f"theme/{path.parent.name}/") for path in layers)
        if self.press is None:
            return sheet
        try:
            shown = on_screen(sheet, self.press)
        except (OSError, ValueError) as error:
            raise ThemeError(f"the profile '{self.press.name}' can't show colours of ink: {error}") from error
        return f"{shown.sheet}\n{shown.builds}" if medium == "print" else shown.sheet

    def file(self, url: str) -> Path:
        """Find the file behind a URL of the sheet.

        Raises ThemeError when no folder of the theme holds it.
        """
        _, folder_name, *rest = url.split("/")
        for folder in self.folders:
            path = folder.joinpath(*rest).resolve()
            if folder.name == folder_name and path.is_relative_to(folder.resolve()) and path.is_file():
                return path
        raise ThemeError(f"the theme '{self.name}' lacks the file '{'/'.join(rest)}'")

    @property
    def templates(self) -> tuple[Path, ...]:
        """The folders of template overrides, the theme's own first."""
        return tuple(folder / "templates" for folder in reversed(self.folders))

    def _layers(self, *names: str) -> Iterator[Path]:
        for folder in self.folders:
            yield from (path for name in names if (path := folder / name).is_file())


def _sheet(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ThemeError(f"{path.parent.name}/{path.name} can't be read: {error}") from error
    for pattern, message, hint in _REFUSED:
        if match := pattern.search(text):
            where = Place(f"{path.parent.name}/{path.name}", text.count("\n", 0, match.start()) + 1)
            raise ThemeError(message, where=where, hint=hint)
    return text


def styles_folder() -> Path:
    """Find the folder of shipped themes: inside the installed package or beside its sources."""
    here = Path(__file__).resolve().parent
    inside = here / "styles"
    return inside if inside.is_dir() else here.parent.parent / "styles"


def theme_names() -> tuple[str, ...]:
    """List the shipped themes."""
    return tuple(sorted(path.parent.name for path in styles_folder().glob("*/theme.yaml")))


def load_theme(name: str, issue_folder: Path | None = None) -> Theme:
    """Load a shipped theme by name, or a theme's folder by its path inside the issue folder.

    Raises ThemeError for an unknown theme, a bad `theme.yaml`, or a cycle in `extends`.
    """
    chain: list[tuple[Path, ThemeFile]] = []
    wanted: str | None = name
    while wanted:
        folder = _folder(wanted, issue_folder)
        if any(folder == seen for seen, _ in chain):
            raise ThemeError(f"the theme '{wanted}' extends itself")
        chain.append((folder, _read(folder)))
        wanted = chain[-1][1].extends
    top = chain[0][1]
    folders = (styles_folder() / "base", *(folder for folder, _ in reversed(chain)))
    return Theme(name=chain[0][0].name, title=top.title, description=top.description, folders=folders)


def _folder(name: str, issue_folder: Path | None) -> Path:
    if name in theme_names():
        return styles_folder() / name
    if issue_folder is not None:
        own = (issue_folder / name).resolve()
        if own.is_relative_to(issue_folder.resolve()) and (own / "theme.yaml").is_file():
            _refuse_ways_out(own, issue_folder.resolve())
            _refuse_faults(own)
            return own
    raise ThemeError(f"there is no theme '{name}'", hint=nearest(name, theme_names()))


def _refuse_ways_out(own: Path, issue_folder: Path) -> None:
    """Refuse symbolic links in a theme of the issue's own that lead out of the issue's folder."""
    for path in sorted(own.rglob("*")):
        if not path.resolve().is_relative_to(issue_folder):
            name = path.relative_to(own).as_posix()
            message = f"the theme '{own.name}' holds a link out of the issue's folder: '{name}'"
            raise ThemeError(message, hint="copy the file into the theme's folder")


def _refuse_faults(own: Path) -> None:
    """Refuse sheets of a theme of the issue's own in which a rule would do nothing, in silence."""
    found = [
        Finding(message, Place(f"{own.name}/{path.name}", line), "the rule would do nothing")
        for path in sorted(own.glob("*.css"))
        for line, message in faults(_sheet(path))
    ]
    if found:
        raise ThemeError.of(found)


def _read(folder: Path) -> ThemeFile:
    path = folder / "theme.yaml"
    file = f"{folder.name}/{path.name}"
    try:
        theme, findings = _theme_file(path.read_text(encoding="utf-8"), file)
    except UnicodeDecodeError as error:
        raise ThemeError(f"the text is not UTF-8: {error}", where=Place(file)) from error
    if theme is None:
        raise ThemeError.of(findings)
    return theme


@remembered
def _theme_file(text: str, file: str) -> tuple[ThemeFile | None, tuple[Finding, ...]]:
    written = read_yaml(text, file)
    return (None, written.findings) if written.findings else validate(ThemeFile, written, {})
