"""Judges the addresses in links and images."""

import posixpath
import re
from urllib.parse import quote, unquote, urlsplit

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SAFE = "/%:?#[]@!$&'()*+,;=~"
LINKS = "links lead to http, https, mailto, a #heading or a file beside the manuscript"
"""What a link may be, for hints."""
PICTURES = "pictures are files of the issue, named by their path from the manuscript"
"""What an image may be, for hints."""


def link_address(href: str) -> tuple[str, str | None]:
    """Give a link's address with its characters escaped, and what is wrong with it, if anything.

    Reading systems ignore tabs, line ends and control characters in an address, so they don't
    hide a scheme here either (WHATWG URL Standard, 4.4).
    """
    address = _bare(href)
    plain = _bare(unquote(address))
    scheme = _SCHEME.match(plain)
    problem = None
    if not plain:
        problem = "a link leads nowhere"
    elif scheme and scheme[1].lower() not in ("http", "https", "mailto"):
        problem = f"a link may not lead to '{scheme[1].lower()}:'"
    elif scheme and scheme[1].lower() != "mailto":
        problem = _web_problem(address)
    elif not scheme and plain[0] in "/\\":
        problem = f"the link '{plain}' is an absolute path"
    return quote(address, safe=_SAFE), problem


def picture_address(src: str, file: str) -> tuple[str, str | None]:
    """Give a picture's relative address, escaped, and what is wrong with it, if anything."""
    address = _bare(src)
    path = _bare(unquote(address))
    scheme = _SCHEME.match(path)
    problem = None
    if not path:
        problem = "an image names no file"
    elif scheme:
        problem = f"an image may not come from '{scheme[1].lower()}:'"
    elif path[0] in "/\\":
        problem = f"the image '{path}' is an absolute path"
    elif "\\" in path:
        problem = f"the image '{path}' has a backslash; write paths with /"
    elif "?" in address or "#" in address:
        problem = f"the image '{address}' has a ? or # in its path"
    elif not file.startswith(("/", "..")) and posixpath.normpath(
        posixpath.join(posixpath.dirname(file), path)
    ).startswith(".."):
        problem = f"the image '{path}' lies outside the issue's folder"
    return quote(address, safe=_SAFE), problem


def _bare(address: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", "", address).strip()


def _web_problem(address: str) -> str | None:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    return None if host and "\\" not in address else f"'{address}' is not a web address"
