"""What stands around the code: the packages, the lock files, and which part may know which."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_ROOT = Path(__file__).parent.parent
_SOURCE = _ROOT / "src" / "issuepress"
_PROJECT = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
_LOCKS = ("requirements.lock", "requirements-test.lock")


# The wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist from a copy of the checkout, and from the sdist alone the wheel."""
    copy, dist = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("dist")
    for name in _tracked():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_ROOT / name, copy / name)
    _call(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(dist), str(copy), cwd=dist)
    (wheel,) = dist.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def empty_environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel as a user would, with the locked packages, and give the folder of commands."""
    folder = tmp_path_factory.mktemp("environment")
    _call(sys.executable, "-m", "venv", str(folder), cwd=folder)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
    _call(*pip, "--require-hashes", "--requirement", str(_ROOT / "requirements.lock"), cwd=folder)
    _call(*pip, "--no-deps", str(wheel), cwd=folder)
    return folder / "bin"


def test_the_wheel_holds_themes_and_templates(wheel: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(wheel, tmp_path, "zip")
    package = tmp_path / "issuepress"
    for ours, theirs in ((_ROOT / "styles", package / "styles"), (_SOURCE, package)):
        files = {path.relative_to(_ROOT).as_posix() for path in ours.rglob("*")} & set(_tracked())
        missing = [name for name in files if not (theirs / (_ROOT / name).relative_to(ours)).is_file()]
        assert files
        assert not missing


def test_the_wheel_makes_an_issue_far_from_the_checkout(empty_environment: Path, tmp_path: Path) -> None:
    issuepress = str(empty_environment / "issuepress")
    assert _call(issuepress, "--version", cwd=tmp_path)
    _call(issuepress, "new", "demo", cwd=tmp_path)
    _call(issuepress, "build", "demo", cwd=tmp_path)
    made = {path.name: path.stat().st_size for path in (tmp_path / "build" / "demo").iterdir()}
    assert made.keys() == {"demo.epub", "demo-print.pdf", "demo-screen.pdf", "demo-cover.jpg"}
    assert all(size > 1000 for size in made.values()), made


# The lock files


@pytest.mark.parametrize("name", _LOCKS)
def test_every_locked_package_has_hashes_and_no_address(name: str) -> None:
    text = (_ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    for package in re.split(r"\n(?=[a-z])", text)[1:]:
        assert "--hash=sha256:" in package


@pytest.mark.parametrize(("name", "groups"), [(_LOCKS[0], ["build"]), (_LOCKS[1], ["build", "test", "lint"])])
def test_the_lock_is_up_to_date(name: str, groups: list[str]) -> None:
    locked = _locked(name)
    wanted = [*_PROJECT["project"]["dependencies"]]
    for group in groups:
        wanted += [entry for entry in _PROJECT["dependency-groups"][group] if isinstance(entry, str)]
    stale = [
        line
        for line in wanted
        if not (requirement := Requirement(line)).specifier.contains(
            locked.get(canonicalize_name(requirement.name), "0")
        )
    ]
    assert not stale, f"run `make lock`: {name} does not hold {stale}"


def test_users_and_testers_have_the_same_versions() -> None:
    tested = _locked(_LOCKS[1])
    assert _locked(_LOCKS[0]).items() <= tested.items()


# The code


@dataclass(frozen=True, slots=True)
class _Import:
    """That one module names another, and on which line."""

    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


_FACTS = {"cache", "errors", "fragment", "issue", "page_references", "relators"}
_RENDERED = _FACTS | {"themes", "rendition"}
_ROAD = _RENDERED | {"importers", "manuscript", "epub", "judges", "pdf", "preview", "checks"}
_MAY_KNOW = {
    "cache": set[str](),
    "errors": set[str](),
    "relators": set[str](),
    "fragment": {"errors"},
    "page_references": {"fragment"},
    "issue": _FACTS,
    "importers": _FACTS,
    "manuscript": _FACTS | {"importers"},
    "themes": _FACTS,
    "rendition": _RENDERED,
    "epub": _RENDERED,
    "judges": _RENDERED,
    "pdf": _RENDERED,
    "preview": _ROAD,
    "checks": _RENDERED,
    "build": _ROAD,
    "cli": _ROAD | {"build"},
}
"""Which rooms of the house a room may know, itself or through a helper that is not a room."""

_ENGINE_ROOMS = {
    "ebooklib": "epub",
    "weasyprint": "pdf",
    "pydyf": "pdf",
    "pikepdf": "pdf",
    "click": "cli",
    "aiohttp": "preview",
    "flask": "preview",
    "starlette": "preview",
    "uvicorn": "preview",
    "watchfiles": "following",
}


def _modules(folder: Path = _SOURCE) -> dict[str, Path]:
    """Give the modules of the package by their names within it; the package itself is `__init__`."""
    modules = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        modules[".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "__init__"] = path
    return modules


def _imports(name: str, path: Path) -> Iterator[_Import]:
    """Give what a module imports, by whole dotted names; relative imports are made absolute."""
    package = ["issuepress", *name.split(".")][: None if path.name == "__init__.py" else -1]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (_Import(name, alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *filter(None, [node.module])])
            yield from (_Import(name, f"{stem}.{alias.name}", node.lineno) for alias in node.names)


def _third_party(modules: dict[str, Path]) -> Iterator[_Import]:
    for name, path in modules.items():
        for found in _imports(name, path):
            if found.imported.split(".")[0] not in {*sys.stdlib_module_names, "issuepress"}:
                yield found


def _room(module: str) -> str:
    return module.partition(".")[0]


def _forbidden(room: str, modules: dict[str, Path]) -> Iterator[str]:
    """Follow all that a room imports and give the ways that end in a room it must not know."""
    start = [name for name in modules if _room(name) == room]
    ways: dict[str, list[_Import]] = {name: [] for name in start}
    while start:
        name = start.pop()
        for found in _imports(name, modules[name]):
            other = _own_module(found.imported, modules)
            if other is None or other in ways:
                continue
            ways[other] = [*ways[name], found]
            if _room(other) in _MAY_KNOW.keys() - _MAY_KNOW[room] - {room}:
                yield ", ".join(map(str, ways[other]))
            elif _room(other) not in _MAY_KNOW or _room(other) == room:
                start.append(other)


def _own_module(imported: str, modules: dict[str, Path]) -> str | None:
    """Find the module that holds what is imported, if it is one of ours."""
    head, _, rest = imported.partition(".")
    while head == "issuepress" and rest:
        if rest in modules:
            return rest
        rest = rest.rpartition(".")[0]
    return None


@pytest.mark.parametrize("room", _MAY_KNOW)
def test_the_arrows_of_the_road_point_one_way(room: str) -> None:
    assert list(_forbidden(room, _modules())) == []


def test_each_engine_is_known_in_one_room() -> None:
    strangers = [
        str(found)
        for found in _third_party(_modules())
        if _ENGINE_ROOMS.get(found.imported.split(".")[0], _room(found.importer)) != _room(found.importer)
    ]
    assert strangers == []


def test_an_arrow_that_points_back_is_named_with_its_line(tmp_path: Path) -> None:
    for name, text in {
        "issue": "import issuepress.helper",
        "helper": "\nfrom .importers import xhtml",
        "importers/__init__": "",
        "importers/xhtml": "from ..manuscript import load_issue",
        "manuscript": "",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.py").write_text(text)
    modules = _modules(tmp_path)
    way = "issue:1 imports issuepress.helper, helper:2 imports issuepress.importers.xhtml"
    assert list(_forbidden("issue", modules)) == [way]
    back = "importers.xhtml:1 imports issuepress.manuscript.load_issue"
    assert list(_forbidden("importers", modules)) == [back]
    assert list(_forbidden("manuscript", modules)) == []


def test_every_library_we_import_is_declared() -> None:
    project = _PROJECT["project"]
    lines = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    declared = {canonicalize_name(Requirement(line).name) for line in lines}
    owners = packages_distributions()
    undeclared = [
        str(found)
        for found in _third_party(_modules())
        if not declared & set(map(canonicalize_name, owners.get(found.imported.split(".")[0], [])))
    ]
    assert undeclared == []


def _locked(name: str) -> dict[str, str]:
    """Give the versions that a lock file names, without its environment markers."""
    text = (_ROOT / name).read_text(encoding="utf-8")
    return {match[1]: match[2] for match in re.finditer(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE)}


def _tracked() -> Iterable[str]:
    """Give the files of the checkout that are or could be committed, by their paths within it."""
    left_out = {".venv", ".judges", ".peers", ".git", "build", "dist", "__pycache__"}
    for folder, folders, files in os.walk(_ROOT):
        folders[:] = [name for name in folders if name not in left_out and not name.endswith("_cache")]
        yield from (Path(folder, name).relative_to(_ROOT).as_posix() for name in files)


def _call(*command: str, cwd: Path) -> str:
    """Run a command as from a new terminal and give what it wrote; a failure shows all of it."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST"))}
    run = subprocess.run(command, capture_output=True, check=False, cwd=cwd, env=clean, text=True)
    assert run.returncode == 0, f"{' '.join(command)}\n{run.stdout}{run.stderr}"
    return run.stdout
