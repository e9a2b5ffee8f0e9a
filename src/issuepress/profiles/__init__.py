"""Print profiles: what a printer asks for, as data. One small file for each printing condition.

A profile names an ICC file and holds the limits of the press and the bindery. `print.profile` in
`issue.yaml` names a shipped one, or an ICC file inside the issue folder; `print.limits` overrides
what a printer wants otherwise.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from issuepress.cache import remembered
from issuepress.errors import ManuscriptError, Place, nearest
from issuepress.issue import Issue
from issuepress.printing import PrintLimits

_SHIPPED = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class PrintProfile:
    """A printing condition (ISO 15930-7, 6.2) with the limits of its press."""

    name: str
    """The name that `print.profile` gives."""
    title: str
    """The condition in words, as the slug line prints it."""
    condition: str
    """The OutputConditionIdentifier: the registered name, or `Custom`."""
    registry: str | None
    """The address of the registry that knows the name."""
    info: str
    """The condition in a sentence."""
    limits: PrintLimits
    """The limits, with those of the issue put over those of the profile."""
    icc: bytes
    """The ICC profile, byte for byte."""


def profile_names() -> tuple[str, ...]:
    """List the shipped profiles."""
    names = (entry.name for entry in _SHIPPED.iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@cache
def shipped_profile(name: str) -> PrintProfile:
    """Read a shipped profile; raises KeyError for any other name."""
    if name not in profile_names():
        raise KeyError(name)
    facts, icc, limits = _read((_SHIPPED / f"{name}.yaml").read_text(encoding="utf-8"))
    return PrintProfile(name=name, **facts, limits=limits, icc=(_SHIPPED / icc).read_bytes())


@remembered
def _read(text: str) -> tuple[dict[str, str], str, PrintLimits]:
    import yaml  # noqa: PLC0415 - not needed for what was read before

    record = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - BaseLoader makes text and nothing else
    facts = {key: record.pop(key) for key in ("title", "condition", "registry", "info")}
    icc = record.pop("icc")
    return facts, icc, PrintLimits.model_validate(record)


def default_profile(issue: Issue) -> str:
    """Name the condition that the unit of the trim size suggests: GRACoL for inches, FOGRA39 for the rest."""
    return "gracol-coated" if issue.print.trim[0].unit == "in" else "fogra39-coated"


def profile_file(issue: Issue) -> Path:
    """Find the ICC profile by which an issue is shown on screen: its own, or else the default's."""
    named = issue.print.profile or default_profile(issue)
    known = named if named in profile_names() else default_profile(issue)
    return _own_file(issue, named) or _SHIPPED / f"{known}.icc"


def load_profile(issue: Issue) -> PrintProfile:
    """Find the profile an issue is printed by.

    Raises ManuscriptError when `print.profile` names neither a shipped profile nor a CMYK output
    profile inside the issue folder.
    """
    named = issue.print.profile or default_profile(issue)
    profile = shipped_profile(named) if named in profile_names() else _own_profile(issue, named)
    return _with_limits(profile, issue.print.limits)


def _with_limits(profile: PrintProfile, limits: PrintLimits | None) -> PrintProfile:
    if limits is None:
        return profile
    said: dict[str, Any] = {name: getattr(limits, name) for name in limits.model_fields_set}
    merged = profile.limits.model_copy(update=said)
    return PrintProfile(
        profile.name, profile.title, profile.condition, profile.registry, profile.info, merged, profile.icc
    )


def _own_file(issue: Issue, named: str) -> Path | None:
    path = (issue.folder / named).resolve()
    return path if path.is_relative_to(issue.folder.resolve()) and path.is_file() else None


def _own_profile(issue: Issue, named: str) -> PrintProfile:
    path = _own_file(issue, named)
    if path is None:
        hint = nearest(named, profile_names())
        raise ManuscriptError(f"there is no print profile '{named}'", where=Place("issue.yaml"), hint=hint)
    icc = path.read_bytes()
    if icc[12:16] != b"prtr" or icc[16:20] != b"CMYK" or icc[36:40] != b"acsp":
        hint = "ask the printer for the profile of the press: a file that ends in .icc"
        raise ManuscriptError(
            f"'{named}' is no ICC output profile for CMYK", where=Place("issue.yaml"), hint=hint
        )
    title = path.stem
    return PrintProfile(named, title, "Custom", None, title, PrintLimits(), icc)


__all__ = ["PrintProfile", "default_profile", "load_profile", "profile_names", "shipped_profile"]
