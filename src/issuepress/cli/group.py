"""The group of all commands, and the options that each has."""

from collections.abc import MutableMapping
from functools import partial
from importlib import import_module
from typing import Any, Final

import click

from issuepress import __version__

_ROOMS: Final = ("building", "looking", "tables")
"""The modules that hold the commands, in the order in which `--help` lists these."""


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
    """Commands in the order in which one needs them, each with the options of all.

    Their modules are imported when one of them is asked for: to tell the version needs none.
    """

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - click's
        self._begun = False
        super().__init__(*args, **named)

    @property
    def commands(self) -> MutableMapping[str, click.Command]:
        """The commands by their names."""
        if not self._begun:
            self._begun = True  # they are added to it meanwhile
            for room in _ROOMS:
                import_module(f"issuepress.cli.{room}")
        return self._commands

    @commands.setter
    def commands(self, known: MutableMapping[str, click.Command]) -> None:
        self._commands = known

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
