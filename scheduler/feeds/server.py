"""The subscription server: calendars and pages by token, and nothing else.

A token is looked up by its hash. An unknown one and a dead one are answered alike. What is logged of a request is
its method, its outcome and eight digits of the token's hash: neither address nor token.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scheduler.domain.feeds import FeedToken
from scheduler.feeds.allowance import Allowance
from scheduler.feeds.conditions import PACKED, has_already, takes_gzip
from scheduler.feeds.following import Following, State
from scheduler.feeds.shelf import Shelf
from scheduler.feeds.tokens import TOKEN, hash_of
from scheduler.views import feed_page
from scheduler.views.feed_page import Links
from scheduler.views.wallboard import SECONDS_SHOWN

LOG = logging.getLogger("rota.feeds")
CALENDAR = "text/calendar; charset=utf-8"
PAGE = "text/html; charset=utf-8"
FAILED_AT_ONCE, FAILED_PER_SECOND = 50, 10
"""Look-ups of tokens that are not there, of all clients together, before they are told to wait."""
RETRY_SECONDS = "120"

_ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-cache",
    "Vary": "Accept-Encoding",
}
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:]{2,45}\](:\d{1,5})?", re.ASCII)
_SUFFIX = ".ics"


@dataclass(frozen=True, slots=True)
class Serving:
    """How the server is reached.

    Attributes
    ----------
    address
        Its address as subscribers know it, such as ``https://feeds.example.org``; empty for the one each request names.
    secure
        Whether subscribers come by https.
    walls
        Whether wallboards are served: to this machine and behind a proxy alone.
    """

    address: str = ""
    secure: bool = True
    walls: bool = False


class FeedServer:
    """Answers requests from what `Following` last read of the ledger."""

    def __init__(self, following: Following, serving: Serving) -> None:
        self._following = following
        self._serving = serving
        self._failed = Allowance(FAILED_AT_ONCE, FAILED_PER_SECOND)

    def application(self) -> Starlette:
        """Return the application; while it lives it follows the ledger."""
        application = Starlette(
            routes=[
                Route("/feeds/{name:path}", self._feed),
                Route("/wall/{name:path}", self._wall),
                Route("/health", self._health),
            ],
            exception_handlers={404: self._missing, 405: self._refused, HTTPException: self._refused},
            lifespan=self._life,
        )
        # A redirection would repeat whatever host a request names.
        application.router.redirect_slashes = False
        return application

    @asynccontextmanager
    async def _life(self, _application: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(self._following.follow())
        try:
            yield
        finally:
            task.cancel()

    async def _health(self, _request: Request) -> Response:
        """Say whether the ledger is followed; how many tokens or duties there are is nobody's business."""
        state = self._following.state()
        return _answer(JSONResponse({"healthy": state.healthy}, 200 if state.healthy else 503))

    async def _feed(self, request: Request) -> Response:
        name: str = request.path_params["name"]
        token = name.removesuffix(_SUFFIX)
        state = self._following.state()
        found = state.shelf.found(token, state.at) if TOKEN.fullmatch(token) else None
        if found is None or found.feed.kind == "wall":
            answer = self._none()
        elif not state.healthy or state.shelf.feeds(found) is None:
            # A client keeps what it has when it is told to come back, and would drop all of it at a 404.
            answer = _later(503)
        elif name.endswith(_SUFFIX):
            answer = _calendar(request, state, found)
        else:
            answer = self._page(request, state.shelf, found, token, state.at)
        return _logged(request, token, answer)

    async def _wall(self, request: Request) -> Response:
        """Answer with a wallboard; a screen asks again by itself, also where it was told to come back."""
        token = request.path_params["name"]
        state = self._following.state()
        found = state.shelf.found(token, state.at) if self._serving.walls and TOKEN.fullmatch(token) else None
        if found is None or found.feed.kind != "wall":
            answer = self._none()
        elif not state.healthy or state.shelf.feeds(found) is None:
            answer = _later(503)
        else:
            answer = _answer(Response(state.shelf.wall(found, state.at), media_type=PAGE))
        answer.headers["Refresh"] = str(SECONDS_SHOWN)
        return _logged(request, token, answer)

    def _page(self, request: Request, shelf: Shelf, found: FeedToken, token: str, at: int) -> Response:
        feeds = shelf.feeds(found)
        if feeds is None:
            return _later(503)
        body = feed_page.render(feeds, found, at, self._links(request, token))
        return _answer(Response(body, media_type=PAGE))

    def _links(self, request: Request, token: str) -> Links:
        address = self._serving.address
        if not address:
            host = request.headers.get("host", "")
            scheme = "https" if self._serving.secure else "http"
            address = f"{scheme}://{host if _HOST.fullmatch(host) else 'localhost'}"
        path = f"/feeds/{token}{_SUFFIX}"
        return Links(f"{address}{path}", f"webcal://{address.partition('://')[2]}{path}")

    def _none(self) -> Response:
        return _answer(Response("nothing here\n", 404, media_type="text/plain")) if self._failed.take() else _later(429)

    async def _missing(self, _request: Request, _error: Exception) -> Response:
        return self._none()

    async def _refused(self, _request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 400
        headers = {"Allow": "GET, HEAD"} if status == 405 else None
        return _answer(Response("not like that\n", status, headers, media_type="text/plain"))


def _logged(request: Request, token: str, answer: Response) -> Response:
    if answer.status_code != 429:
        LOG.info("%s %s %s", request.method, hash_of(token)[:8], answer.status_code)
    return answer


def _calendar(request: Request, state: State, found: FeedToken) -> Response:
    tag = state.shelf.tag(found, state.at)
    asked = request.headers
    packed = takes_gzip(asked.get("accept-encoding"))
    # An expiry changes what is served without any line of the ledger.
    changed = state.changed + timedelta(seconds=found.standing(state.at) == "expired")
    headers = {
        "ETag": f'"{tag}{PACKED if packed else ""}"',
        "Last-Modified": format_datetime(changed, usegmt=True),
    }
    if has_already(asked.get("if-none-match"), asked.get("if-modified-since"), tag, changed):
        return _answer(Response(status_code=304, headers=headers))
    calendar = state.shelf.calendar(found, state.at)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return _answer(Response(calendar.packed if packed else calendar.body, 200, headers, CALENDAR))


def _later(status: int) -> Response:
    return _answer(Response("come back later\n", status, {"Retry-After": RETRY_SECONDS}, "text/plain"))


def _answer(response: Response) -> Response:
    for name, value in _ALWAYS.items():
        response.headers[name] = value
    return response
