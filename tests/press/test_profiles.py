"""Print profiles: those that are shipped, and those that a printer sends."""

import struct
from importlib.resources import files
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner

from conftest import ISSUE, WriteIssue
from issuepress.build import build
from issuepress.cli import main
from issuepress.errors import ChecksFailed
from issuepress.manuscript import load_issue
from issuepress.profiles import load_profile, profile_names, shipped_profile


def test_the_command_lists_every_profile() -> None:
    said = CliRunner().invoke(main, ["profiles"]).output.splitlines()
    assert [line.split()[0] for line in said] == list(profile_names())


@pytest.mark.parametrize("name", profile_names())
def test_a_shipped_profile_is_small_and_dated_by_its_data(name: str) -> None:
    icc = shipped_profile(name).icc
    assert len(icc) < 1_000_000
    assert icc[12:20] == b"prtrCMYK"
    assert struct.unpack(">6H", icc[24:36])[0] in {2006, 2007}


@pytest.mark.parametrize("name", profile_names())
def test_terms_and_source_of_a_shipped_profile_are_told(name: str) -> None:
    folder = files("issuepress.profiles")
    for file in ("README.md", "LICENSE.md"):
        assert f"{name}.icc" in (folder / file).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("trim", "name"),
    [("8in x 10in", "gracol-coated"), ("a4", "fogra39-coated"), ("210mm x 280mm", "fogra39-coated")],
)
def test_the_unit_of_the_trim_chooses_the_profile(trim: str, name: str, write_issue: WriteIssue) -> None:
    issue = load_issue(write_issue({"issue.yaml": f"{ISSUE}print: {{trim: {trim}}}\n"}))
    assert load_profile(issue).name == name
    assert str(issue.print.bleed.top) == ("3mm" if "in" not in trim else "0.125in")


def test_an_unknown_profile_is_refused_with_the_nearest_name(write_issue: WriteIssue) -> None:
    folder = write_issue({"issue.yaml": ISSUE + "print: {profile: gracol-coted}\n"})
    with pytest.raises(ChecksFailed) as caught:
        build(folder, outputs=("print",))
    assert "there is no print profile 'gracol-coted'" in str(caught.value)
    assert "did you mean 'gracol-coated'?" in str(caught.value)


def test_a_printers_own_profile_is_used_with_its_limits(write_issue: WriteIssue, tmp_path: Path) -> None:
    icc = shipped_profile("fogra39-coated").icc
    printing = "print: {profile: press/printer.icc, limits: {total_ink: 240, marks: false}}\n"
    folder = write_issue({"issue.yaml": ISSUE + printing, "press/printer.icc": icc})
    profile = load_profile(load_issue(folder))
    assert profile.limits.total_ink == 240
    build(folder, targets={"print": tmp_path / "small.pdf"})
    with pikepdf.open(tmp_path / "small.pdf") as pdf:
        intent = pdf.Root.OutputIntents[0]
        assert str(intent.OutputConditionIdentifier) == "Custom"
        assert str(intent.Info) == "printer"
        assert intent.DestOutputProfile.read_bytes() == icc


@pytest.mark.parametrize("content", [b"", b"a picture of a profile" * 40])
def test_what_is_no_output_profile_is_refused(content: bytes, write_issue: WriteIssue) -> None:
    folder = write_issue({"issue.yaml": ISSUE + "print: {profile: printer.icc}\n", "printer.icc": content})
    with pytest.raises(ChecksFailed, match=r"'printer\.icc' is no ICC output profile for CMYK"):
        build(folder, outputs=("print",))


def test_too_little_bleed_is_said_before_the_layout(write_issue: WriteIssue, tmp_path: Path) -> None:
    folder = write_issue({"issue.yaml": ISSUE + "print: {trim: a5, bleed: 1mm}\n"})
    said = [finding.message for finding in build(folder, targets={"print": tmp_path / "small.pdf"}).findings]
    assert "the bleed at the top is 1mm; the profile 'fogra39-coated' wants 3mm" in said


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [("[crops]", "'crops' is not a printer's mark"), ("[9]", "'9' is not a printer's mark")],
)
def test_a_mark_that_does_not_exist_is_refused(wrong: str, fault: str, write_issue: WriteIssue) -> None:
    with pytest.raises(Exception, match=fault):
        load_issue(write_issue({"issue.yaml": f"{ISSUE}print: {{marks: {wrong}}}\n"}))
