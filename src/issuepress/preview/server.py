"""The server: a handful of addresses on one socket, and news pushed to every open page."""

import asyncio
import json
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from issuepress.errors import IssuepressError, OutputError
from issuepress.preview.editors import Editor
from issuepress.preview.guard import Guard
from issuepress.preview.show import Pictures
from issuepress.preview.studio import Studio
from issuepress.preview.web import WEB, font

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_FOR_EVER: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
_AFRESH: Final = {"Cache-Control": "no-cache"}
_SCALES: Final = (0.25, 0.5, 1, 1.5, 2, 3, 4, 6)
"""Pixels to a point in which pages are painted: a few steps, so that pictures are used again."""
_ALIVE: Final = 15.0
"""Seconds between signs of life on a stream of news."""


class Desk:
    """One preview: its studio, its open pages, and the answers to what they ask."""

    def __init__(self, path: Path, editor: Editor | None) -> None:
        """Take an issue; nothing begins before the application starts."""
        self.studio = Studio(path, self._tell)
        self._editor, self._pictures = editor, Pictures()
        self._listeners: set[asyncio.Queue[str]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.closing = asyncio.Event()

    def app(self, names: tuple[str, ...]) -> Starlette:
        """Give the application, known by these host names."""
        routes = [
            Route("/", self._home),
            Route("/web/{name}", self._web),
            Route("/fonts/{name}", self._font),
            Route("/account.json", self._account),
            Route("/events", self._events),
            Route("/pages/{digest}/words.json", self._words),
            Route("/pages/{digest}/{scale:float}.jpg", self._picture),
            Route("/reading/{digest}/{name:path}", self._reading),
            Route("/flatplan.svg", self._flatplan),
            Route("/open", self._open, methods=["POST"]),
            Route("/look", self._look, methods=["POST"]),
            Route("/press", self._press, methods=["POST"]),
        ]
        return Starlette(routes=routes, middleware=[Middleware(Guard, names=names)], lifespan=self._life)

    @asynccontextmanager
    async def _life(self, _app: Starlette) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        self.studio.start()
        try:
            yield
        finally:
            self._loop = None
            await run_in_threadpool(self.studio.stop)

    def _tell(self, name: str, news: Mapping[str, Any]) -> None:
        event = f"event: {name}\ndata: {json.dumps(news, ensure_ascii=False)}\n\n"
        if (loop := self._loop) is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._spread, event)

    def _spread(self, event: str) -> None:
        for listener in self._listeners:
            listener.put_nowait(event)

    async def _home(self, _request: Request) -> Response:
        return FileResponse(WEB / "index.html", headers=_AFRESH)

    async def _web(self, request: Request) -> Response:
        return _file(WEB / request.path_params["name"], WEB)

    async def _font(self, request: Request) -> Response:
        path = font(request.path_params["name"])
        return FileResponse(path, headers=_FOR_EVER) if path else _missing()

    async def _account(self, _request: Request) -> Response:
        told = await run_in_threadpool(self.studio.show.account)
        return JSONResponse(
            {**told, "saying": self.studio.saying, "editor": self._editor is not None}, headers=_AFRESH
        )

    async def _events(self, _request: Request) -> Response:
        return StreamingResponse(self._news(), media_type="text/event-stream", headers=_AFRESH)

    async def _news(self) -> AsyncIterator[str]:
        listener: asyncio.Queue[str] = asyncio.Queue()
        self._listeners.add(listener)
        try:
            yield f'retry: 500\nevent: edition\ndata: {{"number": {self.studio.show.number}}}\n\n'
            while not self.closing.is_set():
                try:
                    yield await asyncio.wait_for(listener.get(), _ALIVE)
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            self._listeners.discard(listener)

    async def _words(self, request: Request) -> Response:
        found = self.studio.show.page(request.path_params["digest"])
        if found is None:
            return _missing()
        return JSONResponse(await run_in_threadpool(found[0].words, found[1]), headers=_FOR_EVER)

    async def _picture(self, request: Request) -> Response:
        digest, scale = request.path_params["digest"], request.path_params["scale"]
        if scale not in _SCALES:
            return _missing()
        content = await run_in_threadpool(self._pictures.picture, self.studio.show, digest, scale)
        return Response(content, media_type="image/jpeg", headers=_FOR_EVER) if content else _missing()

    async def _reading(self, request: Request) -> Response:
        found = self.studio.show.reading_file(request.path_params["digest"], request.path_params["name"])
        if found is None:
            return _missing()
        kind, content = found
        return Response(content, media_type=kind, headers=_FOR_EVER)

    async def _flatplan(self, _request: Request) -> Response:
        edition = self.studio.show.edition
        if edition is None:
            return _missing()
        drawing = await run_in_threadpool(lambda: edition.drawing)
        return Response(drawing.svg, media_type="image/svg+xml", headers=_AFRESH)

    async def _press(self, _request: Request) -> Response:
        self.studio.ask_for_press()
        return Response(status_code=202)

    async def _look(self, request: Request) -> Response:
        try:
            page = int(json.loads(await request.body())["page"])
        except (ValueError, TypeError, KeyError):
            return PlainTextResponse("say which page", status_code=400)
        await run_in_threadpool(self.studio.look_at, page)
        return Response(status_code=204)

    async def _open(self, request: Request) -> Response:
        try:
            place = json.loads(await request.body())
            file, line = str(place["file"]), max(1, int(place.get("line") or 1))
        except (ValueError, TypeError, KeyError, AttributeError):
            return PlainTextResponse("say which file and line", status_code=400)
        folder = self.studio.folder
        path = (folder / file).resolve()
        if self._editor is None or not self.studio.show.is_source(file) or not path.is_relative_to(folder):
            return _missing()
        try:
            await run_in_threadpool(self._editor.open, path, line)
        except IssuepressError as error:
            return PlainTextResponse(str(error), status_code=500)
        return Response(status_code=204)


class _Server(uvicorn.Server):
    """Ends the streams of news first, so that Ctrl-C need not wait for them."""

    def __init__(self, config: uvicorn.Config, desk: Desk) -> None:
        super().__init__(config)
        self._desk = desk

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._desk.closing.set()
        self._desk._spread(": the end\n\n")  # noqa: SLF001 - wakes who waits for news
        await super().shutdown(sockets)


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


def serve(path: Path, address: Address, *, host: str, editor: Editor | None, opens: bool) -> None:
    """Show an issue until Ctrl-C."""
    desk = Desk(path, editor)
    names = (*LOOPBACK, host, socket.gethostname())
    config = uvicorn.Config(
        desk.app(names), log_level="error", access_log=False, timeout_graceful_shutdown=2, lifespan="on"
    )
    if opens:
        webbrowser.open(address.url)
    try:
        _Server(config, desk).run(sockets=[address.socket])
    except KeyboardInterrupt:
        print(file=sys.stderr)  # noqa: T201 - the terminal's cursor stands behind ^C
    finally:
        address.socket.close()


def _file(path: Path, folder: Path) -> Response:
    inside = path.resolve().is_relative_to(folder.resolve()) and path.is_file() and path.suffix != ".py"
    return FileResponse(path, headers=_AFRESH) if inside else _missing()


def _missing() -> Response:
    return PlainTextResponse("not here", status_code=404)
