"""What the commands say: on stderr what is found and done, on stdout what was made."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from issuepress.errors import Finding, IssuepressError
    from issuepress.summary import Report, Summary


@contextmanager
def translated() -> Iterator[None]:
    """Turn the product's errors into findings on stderr and exit code 1."""
    from issuepress.errors import IssuepressError

    try:
        yield
    except IssuepressError as error:
        say_error(error)
        sys.exit(1)


def must_be_there(issue: "Path") -> None:
    """Raise what reading an issue raises that is not there, for a command that would wait for it."""
    if not (issue / "issue.yaml" if issue.is_dir() else issue).is_file():
        from issuepress import load_issue

        load_issue(issue)


def say_error(error: "IssuepressError") -> None:
    """Say what ended a command, on stderr."""
    say_findings(list(error.findings))
    count = len(error.findings)
    if count > 1:
        click.echo(f"{count} problems; nothing was written", err=True)


def say_findings(findings: list["Finding"]) -> None:
    """Say each finding on a line of its own, on stderr."""
    for finding in findings:
        click.echo(f"{finding.level}: {finding}", err=True)


@contextmanager
def progress(mode: str) -> Iterator["Report"]:
    """Show what is being done: a line that moves in a terminal, lines with -v, else nothing."""
    if mode == "verbose":
        yield lambda step, detail: click.echo(f"{step:>8}  {detail}", err=True)
    elif mode == "normal" and sys.stderr.isatty():
        from rich.console import Console

        with Console(stderr=True).status("read") as status:
            yield lambda step, detail: status.update(f"{step}: {detail}")
    else:
        from issuepress.summary import silent

        yield silent


def print_summary(summary: "Summary") -> None:
    """Print what a build made: stories with their pages, files with their sizes, seconds for each step."""
    click.echo(summary.title)
    for story in summary.stories:
        page = f"page {summary.folios[story.slug]}" if summary.folios else ""
        click.echo(f"  {page:>8}  {story.words:>6,} words  {story.title}")
    pages = f"{summary.pages} pages, " if summary.pages else ""
    click.echo(f"{pages}{len(summary.stories)} manuscripts, {summary.words:,} words")
    if summary.spine:
        click.echo(summary.spine)
    for path in summary.files:
        click.echo(f"  {size(path.stat().st_size):>8}  {path}")
    steps = ", ".join(f"{step} {taken:.1f} s" for step, taken in summary.seconds.items())
    click.echo(f"{seconds(summary):.1f} s: {steps}")


def seconds(summary: "Summary") -> float:
    """Give how long all steps of a build took."""
    return sum(summary.seconds.values())


def count(number: int, what: str) -> str:
    """Say how many there are of something whose plural ends in s."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def size(count: int) -> str:
    """Say a number of bytes in megabytes, or kilobytes where there is less than one."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
