"""Serves the app to a browser: the page, what it loads, and a process for each tab.

It is the terminal of textual-serve with a page of our own, which asks no other host for anything.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from string import Template

from aiohttp import web
from textual_serve.server import Server

from nnstep.cli.serving.request_guard import RequestGuard
from nnstep.harmless_text import visible
from nnstep.outputs.document_text import html_text

_PAGE = Path(__file__).parent / "page"
_SECONDS = 3.0
"""How long the processes have to end when the server does."""
_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class BrowserServer:
    """The server of one command, listening on a socket."""

    def __init__(self, command: str, title: str, host: str, listening: socket.socket) -> None:
        """`command` is a line of the shell that starts the app in a process; a tab of the browser has one each."""
        port = int(listening.getsockname()[1])
        self._title = title
        self._listening = listening
        self._guard = RequestGuard(host, port, secrets.token_urlsafe(24))
        self._terminals = Server(command, host=host, port=port, title=title)
        self._tabs: set[asyncio.Task[object]] = set()
        logging.getLogger("textual-serve").addHandler(_logged())

    @property
    def address(self) -> str:
        """The address of the page; whoever knows it can use the app."""
        guard = self._guard
        return f"http://{_in_address(guard.host)}:{guard.port}/{guard.token}/"

    def serve(self) -> None:
        """Answer requests until an interrupt."""
        web.run_app(
            self.application(),
            sock=self._listening,
            print=lambda *_: None,
            access_log=None,
            shutdown_timeout=_SECONDS,
            handler_cancellation=True,
        )

    def application(self) -> web.Application:
        """Return what answers the requests."""
        below = web.Application()
        below.add_routes(
            [
                web.get("/", self._page),
                web.get("/ws", self._websocket),
                web.get("/download/{key}", self._terminals.handle_download),
                web.static("/page", _PAGE),
                web.static("/static", self._terminals.statics_path),
            ]
        )
        application = web.Application(middlewares=[self._guarded])
        application.add_subapp(f"/{self._guard.token}", below)
        application.on_response_prepare.append(self._add_headers)
        application.on_shutdown.append(self._end_tabs)
        return application

    @web.middleware
    async def _guarded(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        refused = self._guard.refusal(
            request.path,
            request.headers.get("Host", ""),
            request.headers.get("Origin"),
            needs_origin="Upgrade" in request.headers,
        )
        if refused:
            raise web.HTTPForbidden(text=f"{refused}\n")
        return await handler(request)

    async def _add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(_HEADERS)
        response.headers["Content-Security-Policy"] = _policy(request.headers.get("Host", ""))

    async def _page(self, request: web.Request) -> web.Response:
        template = Template((_PAGE / "terminal_page.html").read_text(encoding="utf-8"))
        websocket = f"ws://{request.headers.get('Host', '')}/{self._guard.token}/ws"
        text = template.substitute(title=html_text(self._title), websocket=html_text(websocket))
        return web.Response(text=text, content_type="text/html")

    async def _websocket(self, request: web.Request) -> web.StreamResponse:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a handler is run by one
        self._tabs.add(task)
        try:
            return await self._terminals.handle_websocket(request)
        finally:
            self._tabs.discard(task)

    async def _end_tabs(self, _: web.Application) -> None:
        """End the processes of all tabs; the terminals close their connections when they are cancelled."""
        for task in self._tabs:
            task.cancel()
        if self._tabs:
            await asyncio.wait(self._tabs, timeout=_SECONDS)


def _policy(host: str) -> str:
    """Return what the page may load: its own files, and the websocket at the same address.

    The terminal makes style elements of its own.
    """
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        f"font-src 'self'; connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _logged() -> logging.Handler:
    """Return what writes the terminals' troubles to standard error, without tracebacks."""
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine())
    return handler


class _OneLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return the message alone."""
        return f"nnstep serve: {visible(record.getMessage())}"
