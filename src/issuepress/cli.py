"""The commands: each parses, makes one call and prints."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from issuepress import __version__

# Pydantic would look for plug-ins in every installed package, at each start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

if TYPE_CHECKING:
    from issuepress.errors import Finding
    from issuepress.summary import Output, Report, Summary

ISSUE = click.argument("issue", type=click.Path(path_type=Path))
NO_FOLIOS = click.option(
    "--no-folios", is_flag=True, help="Leave the page numbers of the print edition out of the EPUB."
)
JOBS = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
    show_default="one for each core",
    help="How many stories are set at once.",
)
_PURPOSES = click.Choice(["print", "screen"])


def _set_mode(context: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's
    if value:
        context.obj = parameter.name


def _modes() -> tuple[click.Option, click.Option]:
    """Give the options that stand before a command or after it."""
    flag = partial(click.Option, is_flag=True, expose_value=False, callback=_set_mode)
    return (
        flag(["-v", "--verbose"], help="Say each step of the road as it is taken."),
        flag(["-q", "--quiet"], help="Say nothing but what went wrong."),
    )


class _Group(click.Group):
    """Commands in the order in which one needs them, each with the options of all."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        cmd.params += _modes()
        super().add_command(cmd, name)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="issuepress %(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """Make a magazine's issue: manuscripts in, EPUB and PDFs out.

    ISSUE is the folder of an issue, or its issue.yaml. Start with

    `issuepress new DIR`, then run `issuepress build DIR`.
    """
    context.obj = context.obj or "normal"


main.params += _modes()


@main.command(epilog="Example: issuepress new summer-2026")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Start an issue in the folder DIR: a small one that builds."""
    from issuepress.starter import start_issue

    with _translated():
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
@click.pass_obj
def build(  # noqa: PLR0913 - the command's options
    mode: str,
    issues: tuple[Path, ...],
    only: tuple["Output", ...],
    output: Path | None,
    jobs: int,
    *,
    no_folios: bool,
) -> None:
    """Make the EPUB, the print PDF, the screen PDF and the cover of ISSUE.

    The files are named after the issue's folder and go into build/<folder name>/ unless -o names
    another folder. Nothing is replaced until everything is made. Of several issues, one that can't be
    built stops no other.
    """
    outputs = only or ("epub", "print", "print-cover", "screen", "cover")
    if len(issues) > 1:
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


@main.command(epilog="Example: issuepress folios summer-2026 --json")
@ISSUE
@click.option("--json", "as_json", is_flag=True, help="Print a list of records instead of a table.")
@click.pass_obj
def folios(mode: str, issue: Path, *, as_json: bool) -> None:
    """Tell on which words of ISSUE each page of the print edition begins.

    A page in brackets does not show its number.
    """
    from issuepress.folios import as_records, as_table
    from issuepress.plans import map_pages

    with _translated(), _progress(mode) as report:
        rendition, pages = map_pages(issue, report=report)
    click.echo(as_records(pages) if as_json else as_table(rendition, pages))


@main.command(epilog="Example: issuepress flatplan summer-2026 -o plan.pdf")
@ISSUE
@click.option("--json", "as_json", is_flag=True, help="Print a record instead of a table.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw the plan into this file instead; it ends in .svg or .pdf.",
)
@click.pass_obj
def flatplan(mode: str, issue: Path, output: Path | None, *, as_json: bool) -> None:
    """Show all pages of ISSUE as spreads and sheets, and how its stories fit their pages."""
    from issuepress.flatplan.listing import as_json as in_json
    from issuepress.flatplan.listing import as_text
    from issuepress.plans import plan_pages, write_drawing

    if output and output.suffix.lower() not in {".svg", ".pdf"}:
        raise click.BadParameter(f"'{output}' ends neither in .svg nor in .pdf", param_hint="-o")
    with _translated(), _progress(mode) as report:
        plan, drawn = plan_pages(issue, report=report)
        if output:
            write_drawing(drawn(), output)
    if not output:
        click.echo(in_json(plan) if as_json else as_text(plan))
    elif mode != "quiet":
        click.echo(f"  {_size(output.stat().st_size):>8}  {output}")


@main.command(epilog="Example: issuepress preview summer-2026 --editor 'code -g {file}:{line}'")
@ISSUE
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="The port.")
@click.option("--host", default="localhost", show_default=True, help="The address to be seen at.")
@click.option("--no-open", is_flag=True, help="Leave the browser alone.")
@click.option("--editor", metavar="COMMAND", help="Open what is clicked with this command.")
@click.pass_obj
def preview(  # noqa: PLR0913 - what one may choose
    mode: str, issue: Path, port: int, host: str, editor: str | None, *, no_open: bool
) -> None:
    """Show ISSUE in the browser, as it will print and as it will read, and follow every change.

    COMMAND has places for a file and a line, such as 'code -g {file}:{line}'. Ctrl-C ends the preview.
    """
    from issuepress.preview.editors import Editor
    from issuepress.preview.server import LOOPBACK, listen, serve

    with _translated():
        if not (issue / "issue.yaml" if issue.is_dir() else issue).is_file():
            from issuepress import load_issue

            load_issue(issue)
        program = Editor(editor) if editor else None
        address = listen(host, port)
        if address.was_taken:
            click.echo(f"port {port} is taken by another program; this is another one", err=True)
        if host not in LOOPBACK:
            seen = "warning: whoever reaches this computer by its network can read the whole issue there"
            click.echo(f"{seen}; leave --host out to be seen here alone", err=True)
        if mode != "quiet":
            click.echo(f"{address.url}  shows {issue}; Ctrl-C ends it")
        serve(issue, address, host=host, editor=program, opens=not no_open)


@main.command(epilog="Example: issuepress proof summer-2026 --story the-gate --against v1")
@ISSUE
@click.option("--story", metavar="NAME", help="Show this story alone, with the page numbers it has.")
@click.option(
    "--against", metavar="DIR|REVISION", help="Show what changed since this earlier proof, or git revision."
)
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="The folder to write.")
@click.pass_obj
def proof(mode: str, issue: Path, story: str | None, against: str | None, output: Path | None) -> None:
    """Write the pages and the reading view of ISSUE as a folder to send: index.html opens it."""
    from issuepress.preview.proof import write_proof

    with _translated(), _progress(mode) as report:
        folder, pages = write_proof(
            issue, output, story=story, against=against, say=lambda saying: report("proof", saying)
        )
    if mode != "quiet":
        click.echo(f"{folder / 'index.html'}  shows {pages} page{'s' if pages > 1 else ''}")


@main.command(epilog="Example: issuepress themes")
def themes() -> None:
    """List the themes that `theme:` in issue.yaml can name."""
    from issuepress.themes import load_theme, theme_names

    with _translated():
        for name in theme_names():
            theme = load_theme(name)
            click.echo(f"{name:10} {theme.title}: {theme.description}")


@main.command(epilog="Example: issuepress profiles")
def profiles() -> None:
    """List the print profiles that `profile:` under `print:` in issue.yaml can name."""
    from issuepress.profiles import profile_names, shipped_profile

    with _translated():
        for name in profile_names():
            profile = shipped_profile(name)
            click.echo(f"{name:16} {profile.title}: {profile.limits.total_ink:.0f} % ink")


@main.command(epilog="Example: issuepress schema manuscript > manuscript.schema.json")
@click.argument("part", type=click.Choice(["issue", "manuscript"]), default="issue")
def schema(part: str) -> None:
    """Write the JSON Schema of issue.yaml, or of a manuscript's front matter, for completion in an editor."""
    import json

    from issuepress.issue import IssueFile
    from issuepress.schema import json_schema
    from issuepress.story import FrontMatter

    model = IssueFile if part == "issue" else FrontMatter
    click.echo(json.dumps(json_schema(model), indent=2, ensure_ascii=False))


@main.command(epilog="Example: issuepress cache --clear")
@click.option("--clear", is_flag=True, help="Remove everything that is kept.")
def cache(*, clear: bool) -> None:
    """Tell where what was laid out is kept for next time, and how much it is."""
    from issuepress import cache as kept

    if clear:
        click.echo(f"{_size(kept.clear())} removed from {kept.folder()}")
    else:
        click.echo(f"{_size(kept.held())} in {kept.folder()}")


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Write the script that completes issuepress's commands in SHELL.

    For bash: issuepress completion bash > ~/.local/share/bash-completion/completions/issuepress
    """
    from click.shell_completion import get_completion_class

    complete = get_completion_class(shell)
    if complete is not None:
        click.echo(complete(main, {}, "issuepress", "_ISSUEPRESS_COMPLETE").source())


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

    with _translated(), _progress(mode) as report:
        summary = make(
            issue,
            targets,
            outputs=outputs,
            folder=folder,
            folios=folios,
            jobs=jobs if jobs > 1 else 0,
            report=report,
        )
    _say_findings(summary.findings)
    if mode != "quiet":
        _print_summary(summary)


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
    with _progress(mode) as report, Processes(workers) as executor:
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


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the product's errors into findings on stderr and exit code 1."""
    from issuepress.errors import IssuepressError

    try:
        yield
    except IssuepressError as error:
        _say_findings(list(error.findings))
        count = len(error.findings)
        if count > 1:
            click.echo(f"{count} problems; nothing was written", err=True)
        sys.exit(1)


def _say_findings(findings: list["Finding"]) -> None:
    for finding in findings:
        click.echo(f"{finding.level}: {finding}", err=True)


@contextmanager
def _progress(mode: str) -> Iterator["Report"]:
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


def _print_summary(summary: "Summary") -> None:
    issue = summary.issue
    click.echo(f"{issue.publication.title.plain}: {issue.title.plain}, {issue.dateline}")
    for story in issue.stories:
        page = f"page {summary.folios[story.slug]}" if summary.folios else ""
        click.echo(f"  {page:>8}  {story.words:>6,} words  {story.title.plain}")
    pages = f"{summary.pages} pages, " if summary.pages else ""
    click.echo(f"{pages}{len(issue.stories)} manuscripts, {issue.words:,} words")
    if summary.spine:
        click.echo(summary.spine)
    for path in summary.files:
        click.echo(f"  {_size(path.stat().st_size):>8}  {path}")
    steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in summary.seconds.items())
    click.echo(f"{sum(summary.seconds.values()):.1f} s: {steps}")


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"
