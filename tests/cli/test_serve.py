"""``nnstep serve`` without a browser: which requests are answered, and which are refused."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from nnstep.cli import main
from nnstep.cli.serving.request_guard import RequestGuard

pytest.importorskip("textual_serve")
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError, web

from nnstep.cli.serving.browser_server import BrowserServer


@pytest.fixture
async def address() -> AsyncIterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = BrowserServer("none", "a <title>", "127.0.0.1", listening)
        runner = web.AppRunner(server.application(), access_log=None, handler_cancellation=True, shutdown_timeout=3)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        yield server.address
        await runner.cleanup()


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def own_origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


async def test_the_page_and_all_that_it_loads_come_from_the_server(address: str, client: ClientSession) -> None:
    async with client.get(address) as answer:
        assert answer.status == 200
        page, headers = await answer.text(), answer.headers
    assert "a &lt;title&gt;" in page
    assert not re.search(r"https?:|//(?!127\.0\.0\.1)", page.replace("ws://127.0.0.1", ""))
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(loaded) == 5
    for path in loaded:
        if path != "data:,":
            async with client.get(address + path) as answer:
                assert answer.status == 200
    policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["font-src"] == "'self'"
    assert policy["connect-src"] == f"'self' ws://{urlsplit(address).netloc}"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["", "ws", "static/js/textual.js", "page/terminal_page.js", "download/x", "nowhere"])
async def test_every_address_needs_the_token(address: str, client: ClientSession, path: str) -> None:
    root = own_origin(address)
    token = urlsplit(address).path.strip("/")
    for wrong in (
        f"{root}/{path}",
        f"{root}/{token[:-1]}/{path}",
        f"{root}/{token}x/{path}",
        f"{root}/x/{token}/{path}",
    ):
        async with client.get(wrong) as answer:
            assert answer.status == 403, wrong
            assert "token" in await answer.text()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:{port}"},
        {"Host": "127.0.0.1:1"},
        {"Host": "localhost:{port}", "Origin": "http://127.0.0.1:{port}"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Origin": "null"},
    ],
)
async def test_another_host_or_page_is_refused(address: str, client: ClientSession, headers: dict[str, str]) -> None:
    port = str(urlsplit(address).port)
    sent = {name: text.replace("{port}", port) for name, text in headers.items()}
    async with client.get(address, headers=sent) as answer:
        assert answer.status == 403
    with pytest.raises(WSServerHandshakeError, match="403"):
        await client.ws_connect(f"{address}ws", headers={"Origin": own_origin(address)} | sent)


async def test_a_websocket_must_say_which_page_opens_it(address: str, client: ClientSession) -> None:
    with pytest.raises(WSServerHandshakeError, match="403"):
        await client.ws_connect(f"{address}ws")
    with pytest.raises(WSServerHandshakeError, match="403"):
        await client.ws_connect(f"{own_origin(address)}/ws", headers={"Origin": own_origin(address)})


@pytest.mark.thorough
async def test_the_websocket_shows_the_app_and_an_interrupt_ends_all(tmp_path: Path, client: ClientSession) -> None:
    command = [sys.executable, "-m", "nnstep", "serve", "zheng-exercise-1", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        address = server.stdout.readline().strip()
        async with client.ws_connect(
            f"{address}ws?width=120&height=40", headers={"Origin": own_origin(address)}
        ) as tab:
            await shown(tab, "Exercise 1")
            await tab.send_str(json.dumps(["stdin", "n" * 7]))
            await shown(tab, "486")
            server.send_signal(signal.SIGINT)
            while (message := await tab.receive(timeout=20)).type is WSMsgType.BINARY:
                pass
            assert message.type is WSMsgType.CLOSE
        # Here too a loop must turn: the server waits for the other end to close, as a browser does.
        assert await asyncio.to_thread(server.wait, 20) == 0
        assert server.stderr.read() == "open this address in a browser; ctrl+c ends the server\n"


async def shown(tab: ClientWebSocketResponse, text: str) -> None:
    """Wait until the app has written a text."""
    written = b""
    while text.encode() not in written:
        written += (await tab.receive(timeout=20)).data


def test_only_a_number_or_the_server_s_own_name_is_its_host() -> None:
    guard = RequestGuard("lab.example", 8000, "token")
    for host in ("lab.example:8000", "127.0.0.1:8000", "[::1]:8000", "localhost:8000", "192.168.1.7:8000"):
        assert guard.refusal("/token/", host, None, needs_origin=False) == ""
    for host in (
        "",
        "lab.example",
        "evil.example:8000",
        "lab.example.evil.example:8000",
        "127.0.0.1:x",
        "a@b:8000",
        "[::1",
    ):
        assert guard.refusal("/token/", host, None, needs_origin=False), host


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = CliRunner().invoke(main, ["serve", "xor", "--port", str(taken.getsockname()[1])])
    assert result.exit_code == 2
    assert "address already in use" in result.stderr
    assert "choose another --port" in result.stderr


def test_a_wrong_scenario_is_said_before_anything_is_served() -> None:
    result = CliRunner().invoke(main, ["serve", "no-such-exercise"])
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_missing_package_is_named_with_its_extra() -> None:
    script = (
        "import sys\nsys.modules['textual_serve'] = sys.modules['textual_serve.server'] = None\n"
        "from nnstep.cli import main\nmain(['serve'])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 2
    assert "pip install 'nnstep[web]'" in done.stderr
