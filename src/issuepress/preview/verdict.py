"""EPUBCheck's verdict on the EPUB on show, and what is said while there is none."""

from dataclasses import dataclass, replace
from typing import Final

from issuepress.errors import Finding
from issuepress.judges import HOW_TO_GET, is_installed

_WAITS: Final = "EPUBCheck looks at the EPUB as soon as nothing is being saved"
_LOOKS: Final = "EPUBCheck is looking at the EPUB"
_PRAISE: Final = "EPUBCheck has nothing against the EPUB"
_DONE: Final = "EPUBCheck has looked at the EPUB"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of an EPUB."""

    saying: str = ""
    """How far it has come, in a sentence without an end; empty where nobody is going to look."""
    digest: str = ""
    """Of the EPUB that was looked at; empty before."""
    findings: tuple[Finding, ...] = ()

    def of(self, digest: str) -> "Verdict":
        """Give it for an EPUB: it stands as long as the EPUB is the same."""
        return self if digest == self.digest or not self.digest else Verdict(_WAITS)

    def begun(self) -> "Verdict":
        """Say that the EPUB is being looked at."""
        return replace(self, saying=_LOOKS)


def no_verdict(*, wanted: bool) -> Verdict:
    """Say whether there is going to be one."""
    return Verdict((_WAITS if is_installed() else HOW_TO_GET) if wanted else "")


def given(digest: str, findings: tuple[Finding, ...]) -> Verdict:
    """Say what was found in an EPUB."""
    return Verdict(_DONE if findings else _PRAISE, digest, findings)
