"""Measure: `python -m benchmarks`, or `make bench`; see docs/performance.md."""

import argparse
import os
import tempfile
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.figures import FIGURES, Bench, Figure
from benchmarks.measuring import compile_modules
from benchmarks.peers import PEERS
from issuepress import __version__


def main() -> None:
    """Measure the figures asked for and print a table of ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What issuepress costs.")
    names = [figure.name for figure in FIGURES]
    parser.add_argument("--runs", type=int, default=5, help="how often each is measured; 5 when left out")
    parser.add_argument(
        "--only", action="append", choices=names, help="a figure; may be given more than once"
    )
    parser.add_argument("--pages", type=int, default=64, help="pages of the small issue; 64 when left out")
    parser.add_argument("--home", type=Path, help="where issues are kept for the next time")
    asked = parser.parse_args()
    compile_modules()
    with (
        tempfile.TemporaryDirectory(prefix="issuepress-bench-") as scratch,
        closing(Bench((asked.home or Path(scratch)).resolve(), asked.pages)) as bench,
    ):
        print(_heading(asked.pages, asked.runs))
        for figure in FIGURES:
            if figure.name in (asked.only or names):
                print(_line(figure, bench, asked.runs), flush=True)
    print("\nWhat the peers leave undone:")
    for peer in PEERS:
        print(f"  {peer.name}: {peer.lacks}")


def _heading(pages: int, runs: int) -> str:
    return (
        f"issuepress {__version__}, WeasyPrint {version('weasyprint')}, {os.cpu_count()} cores;"
        f" issues of {pages}, {2 * pages} and {4 * pages} pages, medians of {runs}\n\n"
        f"{'':13}{'ratio':>7}{'goal':>7}  {'range':13}{'ours':>16}{'theirs':>16}\n"
        f"{'':13}{'':>7}{'':>7}  {'':13}{'s':>6}{'CPU s':>10}{'s':>6}{'CPU s':>10}"
    )


def _line(figure: Figure, bench: Bench, runs: int) -> str:
    ratios = [figure.ratio(bench, run) for run in range(runs)]
    costs = [[side(bench, run) for run in range(runs)] for side in (figure.ours, figure.theirs)]
    times = "".join(
        f"{median(cost.wall for cost in side):>6.1f}{median(cost.cpu for cost in side):>10.1f}"
        for side in costs
    )
    found = median(ratios)
    mark = " " if found <= figure.goal else "*"
    spread = f"{min(ratios):.3f}–{max(ratios):.3f}"
    return f"{figure.name:13}{found:>7.3f}{figure.goal:>6.2f}{mark}  {spread:13}{times}  {figure.words}"


if __name__ == "__main__":
    main()
