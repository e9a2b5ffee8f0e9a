"""Opening a preview: an address to be seen at, and who sets its pages. What is slow to import comes after."""

import os
import socket
from typing import Final, NamedTuple

from issuepress.errors import OutputError
from issuepress.pdf.crew import Crew

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
"""The hosts by which this computer alone can see the preview."""


def full_crew() -> Crew:
    """Give a worker for each core; on a single one the work is done here."""
    cores = os.cpu_count() or 1
    return Crew(cores if cores > 1 else 0)


class Address(NamedTuple):
    """Where a preview is to be found."""

    socket: socket.socket
    url: str
    was_taken: bool
    """Whether the port that was asked for was not free."""


def listen(host: str, port: int) -> Address:
    """Take a port, or a free one where it is taken; raises OutputError for a host that is not ours."""
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise OutputError(
            f"there is no host '{host}'", hint="leave --host out to be seen here alone"
        ) from error
    taken = False
    for wanted in (port, 0):
        door = socket.socket(family, socket.SOCK_STREAM)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((where[0], wanted))
            door.listen()  # from now on browsers wait for an answer
        except OSError as error:
            door.close()
            if wanted == 0:
                message = f"'{host}' can't be listened at: {error.strerror}"
                raise OutputError(message, hint="give an address of this computer") from error
            taken = True
            continue
        shown = f"[{host}]" if ":" in host else host
        named = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(host, shown)  # noqa: S104
        return Address(door, f"http://{named}:{door.getsockname()[1]}/", taken)
    raise AssertionError("a free port is always found")
