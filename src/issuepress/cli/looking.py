"""Commands that show an issue in pages."""

import sys
from pathlib import Path

import click

from issuepress.cli.group import main
from issuepress.cli.options import ISSUE, JOBS, NO_EPUBCHECK
from issuepress.cli.saying import count, must_be_there, progress, say_findings, size, translated


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

    with translated(), progress(mode) as report:
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
    with translated(), progress(mode) as report:
        plan, drawn = plan_pages(issue, report=report)
        if output:
            write_drawing(drawn(), output)
    if not output:
        click.echo(in_json(plan) if as_json else as_text(plan))
    elif mode != "quiet":
        click.echo(f"  {size(output.stat().st_size):>8}  {output}")


@main.command(epilog="Example: issuepress preview summer-2026 --editor 'code -g {file}:{line}'")
@ISSUE
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="The port.")
@click.option("--host", default="localhost", show_default=True, help="The address to be seen at.")
@click.option("--no-open", is_flag=True, help="Leave the browser alone.")
@click.option("--editor", metavar="COMMAND", help="Open what is clicked with this command.")
@NO_EPUBCHECK
@click.pass_obj
def preview(  # noqa: PLR0913 - what one may choose
    mode: str, issue: Path, port: int, host: str, editor: str | None, *, no_open: bool, no_epubcheck: bool
) -> None:
    """Show ISSUE in the browser, as it will print and as it will read, and follow every change.

    COMMAND has places for a file and a line, such as 'code -g {file}:{line}'. Ctrl-C ends the preview.
    """
    import webbrowser

    from issuepress.preview.editors import Editor
    from issuepress.preview.opening import LOOPBACK, full_crew, listen

    with translated():
        must_be_there(issue)
        program = Editor(editor) if editor else None
        address = listen(host, port)
        if address.was_taken:
            click.echo(f"port {port} is taken by another program; this is another one", err=True)
        if host not in LOOPBACK:
            seen = "warning: whoever reaches this computer by its network can read the whole issue there"
            click.echo(f"{seen}; leave --host out to be seen here alone", err=True)
        if mode != "quiet":
            click.echo(f"{address.url}  shows {issue}; Ctrl-C ends it")
        with full_crew() as crew:
            crew.start()  # a worker gets ready while all that follows is imported
            if not no_open:
                webbrowser.open(address.url)
            from issuepress.preview.server import serve

            serve(issue, address, crew, host=host, editor=program, judged=not no_epubcheck)


@main.command(epilog="Example: issuepress check summer-2026")
@ISSUE
@NO_EPUBCHECK
@JOBS
@click.pass_obj
def check(mode: str, issue: Path, jobs: int, *, no_epubcheck: bool) -> None:
    """Say all that is wrong with ISSUE, and leave no file: its checks, the printer's preflight, EPUBCheck.

    The exit code is 1 when there are errors. EPUBCheck is asked where it is installed.
    """
    from issuepress.examination import examine
    from issuepress.judges import HOW_TO_GET, is_installed

    asked = not no_epubcheck and is_installed()
    with translated(), progress(mode) as report:
        findings = examine(issue, judged=asked, jobs=jobs if jobs > 1 else 0, report=report)
    say_findings(findings)
    errors = sum(finding.level == "error" for finding in findings)
    if mode != "quiet":
        if not asked and not no_epubcheck:
            click.echo(HOW_TO_GET, err=True)
        counted = (count(errors, "error"), count(len(findings) - errors, "warning"))
        click.echo(", ".join(counted) if findings else "nothing is wrong")
    if errors:
        sys.exit(1)


@main.command(epilog="Example: issuepress proof summer-2026 --story the-gate --against v1")
@ISSUE
@click.option("--story", metavar="NAME", help="Show this story alone, with the page numbers it has.")
@click.option(
    "--against", metavar="DIR|REVISION", help="Show what changed since this earlier proof, or git revision."
)
@click.option("--press", is_flag=True, help="Show the pages of the print PDF, too, and its preflight.")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="The folder to write.")
@click.pass_obj
def proof(  # noqa: PLR0913 - one for each option
    mode: str, issue: Path, *, story: str | None, against: str | None, press: bool, output: Path | None
) -> None:
    """Write the pages and the reading view of ISSUE as a folder to send: index.html opens it."""
    from issuepress.preview.proof import write_proof

    with translated(), progress(mode) as report:
        folder, pages = write_proof(
            issue,
            output,
            story=story,
            against=against,
            press=press,
            say=lambda saying: report("proof", saying),
        )
    if mode != "quiet":
        click.echo(f"{folder / 'index.html'}  shows {count(pages, 'page')}")
