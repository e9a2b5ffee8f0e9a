"""Addresses on the web, written so that every reading system reads them alike (WHATWG URL Standard, 4)."""

import re
from ipaddress import IPv6Address
from typing import Final
from urllib.parse import quote, unquote

_SAFE: Final = "/%:?@!$&'()*+,;=~"
_BROKEN_ESCAPE: Final = re.compile("%(?![0-9A-Fa-f]{2})")
_WEB: Final = re.compile(
    r"(https?://)(?:([^/?#]*)@)?(\[[^/?#]*\]|[^:/?#]+)(:[0-9]{0,5})?([/?#].*)?", re.IGNORECASE | re.DOTALL
)
_MAIL: Final = re.compile(r"(mailto:)(.+)", re.IGNORECASE | re.DOTALL)
_LAST_PORT: Final = 65535
_LONGEST_HOST: Final = 253
_LABEL: Final = r"[^\x00-\x20#%./:<>?@\[\\\]^|\x7f]{1,63}"
_HOST: Final = re.compile(rf"({_LABEL}\.)*{_LABEL}\.?")


def web_address(address: str) -> str | None:
    """Give an address of http, https or mailto in ASCII, with its characters escaped; None where it is none.

    A host is one that can be found: its names are of 1 to 63 letters (RFC 1035, 2.3.4) and, beyond ASCII,
    such as can be registered (RFC 5891).
    """
    if mail := _MAIL.fullmatch(address):
        return mail[1] + escaped(mail[2])
    match = _WEB.fullmatch(address)
    if not match or "\\" in address:
        return None
    scheme, user, name, port, rest = match.groups()
    host = _host(name)
    if host is None or int((port or "")[1:] or 0) > _LAST_PORT:
        return None
    before = "" if user is None else f"{_quoted(user).replace('@', '%40')}@"
    return f"{scheme}{before}{host}{port or ''}{escaped(rest or '')}"


def escaped(address: str) -> str:
    """Escape what is no sign of an address, or stands where it means nothing, as browsers take it."""
    before, mark, fragment = address.partition("#")
    return _quoted(before) + mark + _quoted(fragment)


def _quoted(part: str) -> str:
    return quote(_BROKEN_ESCAPE.sub("%25", part), safe=_SAFE)


def _host(name: str) -> str | None:
    if name.startswith("["):
        return name if _is_ipv6(name[1:-1]) else None
    host = unquote(name)
    if not host.isascii() or "xn--" in host.lower():
        host = _in_ascii(host)
    return host if len(host) <= _LONGEST_HOST and _HOST.fullmatch(host) else None


def _in_ascii(host: str) -> str:
    """Write a host in ASCII; one that nobody can register is empty."""
    import idna  # noqa: PLC0415 - its tables are large, and few hosts need them

    try:
        return idna.encode(host[:_LONGEST_HOST], uts46=True).decode()
    except idna.IDNAError:
        return ""


def _is_ipv6(text: str) -> bool:
    try:
        return "%" not in str(IPv6Address(text))
    except ValueError:
        return False
