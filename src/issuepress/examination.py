"""An issue examined: all that checks, engines and judges have to say, without its outputs."""

import tempfile
from pathlib import Path

from issuepress.docket import Order
from issuepress.errors import Finding
from issuepress.judges import epub_findings
from issuepress.pdf.crew import Crew
from issuepress.road import take
from issuepress.summary import Output, Report, silent


def examine(
    path: Path | str, *, judged: bool = True, jobs: int = 0, report: Report = silent
) -> list[Finding]:
    """Make the EPUB and the print PDF of an issue for the sake of what is said of them, and keep neither.

    Where it is `judged`, EPUBCheck looks at the EPUB, and each of its messages has its place in the
    manuscripts. So many `jobs` set stories at once, as in a build. Raises IssuepressError where the issue
    can't be made.
    """
    with tempfile.TemporaryDirectory(prefix="issuepress-") as scratch, Crew(jobs) as crew:
        epub = Path(scratch) / "issue.epub"
        targets: dict[Output, Path] = {"epub": epub, "print": Path(scratch) / "print.pdf"}
        order = Order(Path(path), targets, ("epub", "print"), None, folios=True)
        crew.start()
        rendition, summary = take(order, crew, report)
        if not judged:
            return summary.findings
        report("check", "EPUBCheck")
        found = epub_findings(epub, rendition.with_page_references(summary.folios)) or ()
    return [*summary.findings, *found]
