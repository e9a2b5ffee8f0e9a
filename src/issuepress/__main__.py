"""`python -m issuepress` is the command."""

import atexit
import os
import sys
import threading

from issuepress.cli import main


def run() -> None:
    """Run the command, and leave all that was made in memory to the system.

    Python would take it apart piece by piece, which takes a tenth of a second after a build.
    """
    try:
        main()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            _leave(end.code or 0)
        raise


def _leave(code: int) -> None:
    """End the process, unless threads have to be waited for, or nobody takes what was printed."""
    if any(not each.daemon for each in threading.enumerate() if each is not threading.main_thread()):
        return
    atexit._run_exitfuncs()  # noqa: SLF001 - what Python does first, too
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return
    os._exit(code)


if __name__ == "__main__":
    run()
