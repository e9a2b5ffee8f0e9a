"""Commands that tell what there is to choose from, and what is kept."""

import click

from issuepress.cli.group import main
from issuepress.cli.saying import size, translated


@main.command(epilog="Example: issuepress themes")
def themes() -> None:
    """List the themes that `theme:` in issue.yaml can name."""
    from issuepress.themes import load_theme, theme_names

    with translated():
        for name in theme_names():
            theme = load_theme(name)
            click.echo(f"{name:10} {theme.title}: {theme.description}")


@main.command(epilog="Example: issuepress profiles")
def profiles() -> None:
    """List the print profiles that `profile:` under `print:` in issue.yaml can name."""
    from issuepress.profiles import profile_names, shipped_profile

    with translated():
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
    from issuepress import upkeep
    from issuepress.cache import folder

    if clear:
        click.echo(f"{size(upkeep.clear())} removed from {folder()}")
    else:
        click.echo(f"{size(upkeep.held())} in {folder()}")


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
