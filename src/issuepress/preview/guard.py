"""The guard at the door: who may ask the preview for something, and what a browser may do with the answer."""

import ipaddress
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "style-src 'self' 'unsafe-inline'; "  # the EPUB's documents, which are framed, may have styles
    "frame-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
)
"""What our own page may do (Content Security Policy 3); the framed documents inherit it."""
_ALONE: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
"""What anything else may do that a browser is pointed at, such as a picture of the issue."""
_ALWAYS: Final = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Guard:
    """Lets in requests for our own name from our own pages; all others are refused with 403.

    A page of somebody else's could otherwise give its own name our address (DNS rebinding) and read what
    is on show, or have the editor opened.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        """Stand before an application that is known by these host names; addresses in numbers pass."""
        self._app, self._names = app, frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge a request by its Host, Origin and Sec-Fetch-Site."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        foreign = headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}
        allowed = self._is_ours(host) and origin in (None, f"http://{host}") and not foreign
        if scope["method"] not in {"GET", "HEAD"}:
            allowed = allowed and origin is not None
        app = self._app if allowed else PlainTextResponse("refused", status_code=403)

        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                policy = _POLICY if scope["path"] == "/" else _ALONE
                MutableHeaders(scope=message).update({**_ALWAYS, "Content-Security-Policy": policy})
            await send(message)

        await app(scope, receive, with_policy)

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self._names or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
