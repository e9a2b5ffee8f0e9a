"""Commands that make an issue, or start one."""

import sys
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from issuepress.cli.group import main
from issuepress.cli.options import ISSUE, JOBS, NO_FOLIOS
from issuepress.cli.saying import (
    must_be_there,
    print_summary,
    progress,
    say_error,
    say_findings,
    seconds,
    translated,
)

if TYPE_CHECKING:
    from issuepress.summary import Output

_PURPOSES = click.Choice(["print", "screen"])


@main.command(epilog="Example: issuepress new summer-2026")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Start an issue in the folder DIR: a small one that builds."""
    from issuepress.starter import start_issue

    with translated():
        start_issue(folder)
    click.echo(f"{folder} holds a new issue: edit issue.yaml and the manuscripts beside it")
    click.echo(f"next: issuepress build {folder}")


@main.command(epilog="Example: issuepress build summer-2026 --only epub --only screen")
@click.argument("issues", metavar="ISSUE...", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(["epub", "print", "print-cover", "screen"]),
    help="Make this output alone; may be given more than once. Left out: all, and the cover.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="The folder for the files."
)
@NO_FOLIOS
@JOBS
@click.option("-w", "--watch", is_flag=True, help="Stay, and make the files anew after each save.")
@click.pass_obj
def build(  # noqa: PLR0913 - the command's options
    mode: str,
    issues: tuple[Path, ...],
    only: tuple["Output", ...],
    output: Path | None,
    jobs: int,
    *,
    no_folios: bool,
    watch: bool,
) -> None:
    """Make the EPUB, the print PDF, the screen PDF and the cover of ISSUE.

    The files are named after the issue's folder and go into build/<folder name>/ unless -o names
    another folder. Nothing is replaced until everything is made. Of several issues, one that can't be
    built stops no other. With --watch, each save in the folder of ISSUE makes what has changed anew,
    in a second or two, until Ctrl-C.
    """
    outputs = only or ("epub", "print", "print-cover", "screen", "cover")
    if watch and len(issues) > 1:
        raise click.UsageError("--watch follows one issue")
    if watch:
        _make_on_save(mode, issues[0], outputs=outputs, folder=output, jobs=jobs, folios=not no_folios)
    elif len(issues) > 1:
        _make_all(mode, issues, outputs=outputs, folder=output, jobs=jobs, folios=not no_folios)
    else:
        _make(mode, issues[0], outputs=outputs, folder=output, jobs=jobs, folios=not no_folios)


@main.command(epilog="Example: issuepress epub summer-2026 -o summer.epub")
@ISSUE
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@NO_FOLIOS
@JOBS
@click.pass_obj
def epub(mode: str, issue: Path, output: Path | None, jobs: int, *, no_folios: bool) -> None:
    """Make the EPUB of ISSUE.

    The issue is laid out for it all the same, so that the EPUB can tell where each page of the print
    edition begins; --no-folios does without.
    """
    targets: dict[Output, Path] | None = {"epub": output} if output else None
    _make(mode, issue, outputs=("epub",), targets=targets, jobs=jobs, folios=not no_folios)


@main.command(epilog="Example: issuepress pdf summer-2026 --for print -o summer.pdf")
@ISSUE
@click.option("--for", "purpose", type=_PURPOSES, default="screen", show_default=True, help="Who reads it.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@JOBS
@click.pass_obj
def pdf(mode: str, issue: Path, purpose: "Output", output: Path | None, jobs: int) -> None:
    """Make one PDF of ISSUE: for the screen, with links and bookmarks, or for print, with bleed and marks."""
    _make(mode, issue, outputs=(purpose,), targets={purpose: output} if output else None, jobs=jobs)


def _make(  # noqa: PLR0913 - what the commands may choose
    mode: str,
    issue: Path,
    *,
    outputs: tuple["Output", ...],
    targets: dict["Output", Path] | None = None,
    folder: Path | None = None,
    folios: bool = True,
    jobs: int,
) -> None:
    from issuepress.build import build as make

    with translated(), progress(mode) as report:
        summary = make(
            issue,
            targets,
            outputs=outputs,
            folder=folder,
            folios=folios,
            jobs=jobs if jobs > 1 else 0,
            report=report,
        )
    say_findings(summary.findings)
    if mode != "quiet":
        print_summary(summary)


def _make_on_save(  # noqa: PLR0913 - what the command may choose
    mode: str,
    issue: Path,
    *,
    outputs: tuple["Output", ...],
    folder: Path | None,
    folios: bool,
    jobs: int,
) -> None:
    with translated():
        must_be_there(issue)
    from issuepress.on_save import build_on_save

    made = build_on_save(
        issue,
        outputs=outputs,
        folder=folder,
        folios=folios,
        jobs=jobs if jobs > 1 else 0,
        reporting=partial(progress, mode),
    )
    with closing(made), suppress(KeyboardInterrupt):
        for count, outcome in enumerate(made):
            if outcome.error:
                say_error(outcome.error)
            elif outcome.summary:
                say_findings(outcome.summary.findings)
            if mode == "quiet":
                continue
            if outcome.summary and count:
                click.echo(f"{outcome}, {seconds(outcome.summary):.1f} s")
            elif outcome.summary:
                print_summary(outcome.summary)
            if not count:
                click.echo(f"follows {issue}; Ctrl-C ends it", err=True)


def _make_all(  # noqa: PLR0913 - what the command may choose
    mode: str,
    issues: tuple[Path, ...],
    *,
    outputs: tuple["Output", ...],
    folder: Path | None,
    folios: bool,
    jobs: int,
) -> None:
    from issuepress.catalogue import Processes, build_all

    workers = min(jobs, len(issues))
    each = jobs // workers if jobs // workers > 1 else 0
    made = []
    with progress(mode) as report, Processes(workers) as executor:
        for outcome in build_all(
            issues, outputs=outputs, folder=folder, folios=folios, jobs=each, executor=executor
        ):
            made.append(outcome)
            report("build", f"{len(made)} of {len(issues)} done, the last {outcome.path}")
    made.sort(key=lambda outcome: issues.index(outcome.path))
    for outcome in made:
        for finding in outcome.findings:
            click.echo(f"{outcome.path}: {finding.level}: {finding}", err=True)
        if mode != "quiet":
            click.echo(str(outcome))
    built = [outcome.summary for outcome in made if outcome.summary]
    if mode != "quiet":
        pages = sum(summary.pages for summary in built)
        click.echo(f"{len(built)} of {len(made)} issues built, {pages:,} pages")
    if len(built) < len(made):
        sys.exit(1)
