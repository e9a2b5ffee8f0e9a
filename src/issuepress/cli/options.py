"""The arguments and options that several commands have."""

import os
from pathlib import Path

import click

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
