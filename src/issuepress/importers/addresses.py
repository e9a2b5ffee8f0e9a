"""Judges the addresses in links and images."""

import posixpath
import re
from urllib.parse import unquote

from issuepress.web_address import escaped, web_address

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
LINKS = "links lead to http, https, mailto, a #heading or a file beside the manuscript"
"""What a link may be, for hints."""
PICTURES = "pictures are files of the issue, named by their path from the manuscript"
"""What an image may be, for hints."""
SOURCES = "'cite' names a page on the web, and no page shows it; a link in the text can lead anywhere"
"""What the source of a quotation or a change may be, for hints."""


def link_address(href: str) -> tuple[str, str | None]:
    """Give a link's address with its characters escaped, and what is wrong with it, if anything.

    Reading systems ignore what `bare` takes off, so it doesn't hide a scheme here either (WHATWG URL
    Standard, 4.4).
    """
    address = bare(href)
    plain = bare(unquote(address))
    scheme = _SCHEME.match(plain)
    if scheme and scheme[1].lower() in ("http", "https", "mailto"):
        return _or_problem(web_address(address), address)
    problem = None
    if not plain:
        problem = "a link leads nowhere"
    elif scheme:
        problem = f"a link may not lead to '{scheme[1].lower()}:'"
    elif plain[0] in "/\\":
        problem = f"the link '{plain}' is an absolute path"
    return escaped(address), problem


def source_address(cite: str) -> tuple[str, str | None]:
    """Give the address of a source escaped, and what is wrong with it, if anything.

    EPUBCheck takes it for a file that the EPUB needs: a relative one is missing, one with http: insecure.
    """
    address = bare(cite)
    if address.lower().startswith("https:"):
        return _or_problem(web_address(address), address)
    return address, f"the source '{address}' is no address with https:"


def picture_address(src: str, file: str) -> tuple[str, str | None]:
    """Give a picture's relative address, escaped, and what is wrong with it, if anything."""
    address = bare(src)
    path = bare(unquote(address))
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
    return escaped(address), problem


def bare(url: str) -> str:
    """Give an address without tabs, line ends, control characters, and spaces around it."""
    return re.sub(r"[\x00-\x1f\x7f]", "", url).strip()


def _or_problem(sound: str | None, address: str) -> tuple[str, str | None]:
    return (address, f"'{address}' is not a web address") if sound is None else (sound, None)
