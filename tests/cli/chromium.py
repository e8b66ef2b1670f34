"""A real browser without a window, driven through its DevTools protocol."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

PROGRAM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--remote-debugging-port=0"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1200,800"),
)
_KEEP_TERMINAL = """
Object.defineProperty(Object.prototype, "websocket_url", {configurable: true, set(url) {
  window.shownTerminal = this;
  Object.defineProperty(this, "websocket_url", {value: url, writable: true, configurable: true});
}});
"""
"""The page keeps its terminal to itself; the attribute that it sets first on it gives it away."""
_SCREEN = """(() => {
  const buffer = window.shownTerminal?.terminal.buffer.active;
  const lines = buffer ? Array.from({length: buffer.length}, (_, y) => buffer.getLine(y).translateToString()) : [];
  return lines.join("\\n");
})()"""


class Tab:
    """A tab of the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = count(1)
        self.urls: list[str] = []
        """Everything that the page has asked for, websockets too."""
        self.complaints: list[str] = []
        """What the browser says of the page: errors, and what its policy forbids."""

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol, and return its result."""
        id = next(self._ids)
        await self._socket.send_json({"id": id, "method": method, "params": parameters})
        while True:
            message = await self._socket.receive_json(timeout=30)
            if message.get("id") == id:
                assert "error" not in message, message
                return dict(message["result"])
            self._note(message["method"], message["params"])

    def _note(self, event: str, about: dict[str, Any]) -> None:
        match event:
            case "Network.requestWillBeSent":
                self.urls.append(about["request"]["url"])
            case "Network.webSocketCreated":
                self.urls.append(about["url"])
            case "Log.entryAdded" if about["entry"]["level"] == "error":
                self.complaints.append(about["entry"]["text"])
            case "Runtime.exceptionThrown":
                self.complaints.append(str(about["exceptionDetails"]))

    async def open(self, url: str) -> None:
        """Open a page."""
        for domain in ("Network", "Page", "Runtime", "Log"):
            await self.call(f"{domain}.enable")
        await self.call("Page.addScriptToEvaluateOnNewDocument", source=_KEEP_TERMINAL)
        await self.call("Page.navigate", url=url)

    async def evaluate(self, script: str) -> Any:
        """Return the value of a script in the page."""
        found = await self.call("Runtime.evaluate", expression=script, returnByValue=True)
        return found["result"].get("value")

    async def screen(self) -> str:
        """Return the text in the terminal's own buffer."""
        return str(await self.evaluate(_SCREEN))

    async def screen_with(self, text: str, seconds: float = 20) -> str:
        """Wait for a text in the terminal, and return all of it."""
        async with asyncio.timeout(seconds):
            while text not in (shown := await self.screen()):
                await asyncio.sleep(0.05)
        return shown

    async def click(self, x: int, y: int) -> None:
        """Click into the page."""
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    async def type(self, text: str) -> None:
        """Type a text, key by key."""
        for letter in text:
            await self.call("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            await self.call("Input.dispatchKeyEvent", type="keyUp", key=letter)


@asynccontextmanager
async def browser_tab(folder: Path) -> AsyncIterator[Tab]:
    """Start the browser with `folder` for all it keeps, and yield a tab."""
    assert PROGRAM is not None
    process = subprocess.Popen(
        [PROGRAM, *_FLAGS, f"--user-data-dir={folder}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port = await _port(folder / "DevToolsActivePort")
        async with aiohttp.ClientSession() as client:
            async with client.put(f"http://127.0.0.1:{port}/json/new?about:blank") as answer:
                address = (await answer.json())["webSocketDebuggerUrl"]
            async with client.ws_connect(address, max_msg_size=0) as socket:
                yield Tab(socket)
    finally:
        process.terminate()
        process.wait(timeout=20)


async def _port(file: Path) -> str:
    async with asyncio.timeout(30):
        while not file.exists() or "\n" not in (text := file.read_text(encoding="utf-8")):
            await asyncio.sleep(0.05)
    return text.splitlines()[0]
