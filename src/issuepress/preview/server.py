"""The server: a handful of addresses on one socket, and news pushed to every open page."""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from issuepress.errors import IssuepressError
from issuepress.lazily import staying
from issuepress.pdf.crew import Crew
from issuepress.preview.editors import Editor
from issuepress.preview.guard import Guard
from issuepress.preview.opening import LOOPBACK, Address
from issuepress.preview.web import WEB, font, joined_script

if TYPE_CHECKING:
    from issuepress.preview.studio import Studio

_FOR_EVER: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
_AFRESH: Final = {"Cache-Control": "no-cache"}
_SCALES: Final = (0.25, 0.5, 1, 1.5, 2, 3, 4, 6)
"""Pixels to a point in which pages are painted: a few steps, so that pictures are used again."""
_ALIVE: Final = 15.0
"""Seconds between signs of life on a stream of news."""


class Desk:
    """One preview: its studio, its open pages, and the answers to what they ask.

    The studio takes a while to import; until it is open, a browser gets the page and its files, and waits for
    the rest.
    """

    def __init__(self, path: Path, editor: Editor | None, crew: Crew, *, judged: bool) -> None:
        """Take an issue, who sets its pages, and whether EPUBCheck is asked; nothing begins yet."""
        self._path, self._editor, self._crew, self._is_judged = path, editor, crew, judged
        self._listeners: set[asyncio.Queue[str]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.closing = asyncio.Event()

    def app(self, names: tuple[str, ...]) -> Starlette:
        """Give the application, known by these host names."""
        routes = [
            Route("/", self._home),
            Route("/web/preview.css", self._style),
            Route("/web/preview.js", self._script),
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
    async def _life(self, _app: Starlette) -> AsyncIterator[dict[str, "asyncio.Task[Studio]"]]:
        self._loop = asyncio.get_running_loop()
        opening = asyncio.create_task(run_in_threadpool(self._open_studio))
        try:
            yield {"studio": opening}
        finally:
            self._loop = None
            await run_in_threadpool((await opening).stop)

    def _open_studio(self) -> "Studio":
        with staying():
            from issuepress.preview.outline import begin_outline  # noqa: PLC0415 - slow to import

            outline = begin_outline(self._path, self._crew)
            from issuepress.preview.studio import Studio  # noqa: PLC0415 - slower

        studio = Studio(self._path, self._tell, self._crew, outline, judged=self._is_judged)
        studio.start()
        return studio

    def _tell(self, name: str, news: Mapping[str, Any]) -> None:
        event = f"event: {name}\ndata: {json.dumps(news, ensure_ascii=False)}\n\n"
        if (loop := self._loop) is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._spread, event)

    def _spread(self, event: str) -> None:
        for listener in self._listeners:
            listener.put_nowait(event)

    async def _home(self, _request: Request) -> Response:
        return FileResponse(WEB / "index.html", headers=_AFRESH)

    async def _style(self, _request: Request) -> Response:
        return FileResponse(WEB / "preview.css", headers=_AFRESH)

    async def _script(self, _request: Request) -> Response:
        return Response(joined_script(), media_type="text/javascript", headers=_AFRESH)

    async def _font(self, request: Request) -> Response:
        path = font(request.path_params["name"])
        return FileResponse(path, headers=_FOR_EVER) if path else _missing()

    async def _account(self, request: Request) -> Response:
        studio = await _studio(request)
        told = await run_in_threadpool(studio.show.account)
        return JSONResponse(
            {**told, "saying": studio.saying, "editor": self._editor is not None}, headers=_AFRESH
        )

    async def _events(self, request: Request) -> Response:
        news = self._news(await _studio(request))
        return StreamingResponse(news, media_type="text/event-stream", headers=_AFRESH)

    async def _news(self, studio: "Studio") -> AsyncIterator[str]:
        listener: asyncio.Queue[str] = asyncio.Queue()
        self._listeners.add(listener)
        try:
            yield f'retry: 500\nevent: edition\ndata: {{"number": {studio.show.number}}}\n\n'
            while not self.closing.is_set():
                try:
                    yield await asyncio.wait_for(listener.get(), _ALIVE)
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            self._listeners.discard(listener)

    async def _words(self, request: Request) -> Response:
        found = (await _studio(request)).show.page(request.path_params["digest"])
        if found is None:
            return _missing()
        return JSONResponse(await run_in_threadpool(found[0].words, found[1]), headers=_FOR_EVER)

    async def _picture(self, request: Request) -> Response:
        digest, scale = request.path_params["digest"], request.path_params["scale"]
        if scale not in _SCALES:
            return _missing()
        studio = await _studio(request)
        content = await run_in_threadpool(studio.picture, digest, scale)
        return Response(content, media_type="image/jpeg", headers=_FOR_EVER) if content else _missing()

    async def _reading(self, request: Request) -> Response:
        show = (await _studio(request)).show
        found = show.reading_file(request.path_params["digest"], request.path_params["name"])
        if found is None:
            return _missing()
        kind, content = found
        return Response(content, media_type=kind, headers=_FOR_EVER)

    async def _flatplan(self, request: Request) -> Response:
        edition = (await _studio(request)).show.edition
        if edition is None:
            return _missing()
        drawing = await run_in_threadpool(lambda: edition.drawing)
        return Response(drawing.svg, media_type="image/svg+xml", headers=_AFRESH)

    async def _press(self, request: Request) -> Response:
        (await _studio(request)).ask_for_press()
        return Response(status_code=202)

    async def _look(self, request: Request) -> Response:
        try:
            page = int(json.loads(await request.body())["page"])
        except (ValueError, TypeError, KeyError):
            return PlainTextResponse("say which page", status_code=400)
        await run_in_threadpool((await _studio(request)).look_at, page)
        return Response(status_code=204)

    async def _open(self, request: Request) -> Response:
        try:
            place = json.loads(await request.body())
            file, line = str(place["file"]), max(1, int(place.get("line") or 1))
        except (ValueError, TypeError, KeyError, AttributeError):
            return PlainTextResponse("say which file and line", status_code=400)
        studio = await _studio(request)
        folder = studio.folder
        path = (folder / file).resolve()
        if self._editor is None or not studio.show.is_source(file) or not path.is_relative_to(folder):
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


def serve(  # noqa: PLR0913 - half of it are options of the command
    path: Path, address: Address, crew: Crew, *, host: str, editor: Editor | None, judged: bool
) -> None:
    """Show an issue, whose pages a crew sets, until Ctrl-C."""
    desk = Desk(path, editor, crew, judged=judged)
    names = (*LOOPBACK, host, socket.gethostname())
    config = uvicorn.Config(
        desk.app(names), log_level="error", access_log=False, timeout_graceful_shutdown=2, lifespan="on"
    )
    server = _Server(config, desk)
    signal.signal(signal.SIGINT, server.handle_exit)  # which it would do itself a little later
    try:
        server.run(sockets=[address.socket])
        print(file=sys.stderr)  # noqa: T201 - the terminal's cursor stands behind ^C
    finally:
        address.socket.close()


async def _studio(request: Request) -> "Studio":
    """Wait for the studio; whoever gives up waiting stops nothing."""
    opening: asyncio.Task[Studio] = request.state.studio
    return await asyncio.shield(opening)


def _missing() -> Response:
    return PlainTextResponse("not here", status_code=404)
