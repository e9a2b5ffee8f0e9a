"""A small issue that builds, to start from."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from issuepress.errors import OutputError


def start_issue(folder: Path) -> None:
    """Copy the starter issue into a new or empty folder.

    Raises OutputError when the folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(f"'{folder}' is not empty", hint="name a folder that does not exist yet")
    try:
        with as_file(files(__package__) / "issue") as starter:
            shutil.copytree(starter, folder, dirs_exist_ok=True)
    except OSError as error:
        raise OutputError(f"'{folder}' can't be made: {error}") from error
