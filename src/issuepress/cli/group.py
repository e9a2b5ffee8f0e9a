"""The group of all commands: the options that each has, and those that several have."""

import os
from functools import partial
from pathlib import Path

import click

from issuepress import __version__

ISSUE = click.argument("issue", type=click.Path(path_type=Path))
NO_FOLIOS = click.option(
    "--no-folios", is_flag=True, help="Leave the page numbers of the print edition out of the EPUB."
)
NO_EPUBCHECK = click.option(
    "--no-epubcheck", is_flag=True, help="Don't have EPUBCheck look at the EPUB, where it is installed."
)
JOBS = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
    show_default="one for each core",
    help="How many stories are set at once.",
)


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
