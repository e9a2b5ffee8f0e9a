"""The staff's own editor, opened at a line."""

import shlex
import shutil
import subprocess
from pathlib import Path

from issuepress.errors import IssuepressError

_NEEDED = "{file}"


class EditorError(IssuepressError):
    """The editor's command can't be used."""


class Editor:
    """A command with places for a file and a line: `code -g {file}:{line}`."""

    def __init__(self, template: str) -> None:
        """Take the command; raises EditorError when it names no file, or there is no such program."""
        try:
            self._words = shlex.split(template)
        except ValueError as error:
            raise EditorError(f"the command '{template}' can't be read: {error}") from error
        if not any(_NEEDED in word for word in self._words[1:]):
            hint = "write it as 'code -g {file}:{line}'"
            raise EditorError(f"the command '{template}' has no place for the file", hint=hint)
        if shutil.which(self._words[0]) is None:
            raise EditorError(
                f"there is no program '{self._words[0]}'", hint="give the whole path of the editor"
            )

    def command(self, file: Path, line: int) -> list[str]:
        """Give the command for a file and a line, word by word; no shell ever reads it."""
        return [word.replace(_NEEDED, str(file)).replace("{line}", str(line)) for word in self._words]

    def open(self, file: Path, line: int) -> None:
        """Open a file at a line, and wait for nothing; raises EditorError."""
        try:
            subprocess.Popen(  # noqa: S603 - the command is the user's own, and no shell reads it
                self.command(file, line),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise EditorError(f"'{self._words[0]}' can't be started: {error.strerror}") from error
