"""``nnstep serve``: the app in a browser on this machine."""

from __future__ import annotations

import sys

import click

from nnstep.cli.output import say
from nnstep.cli.progress_line import reading
from nnstep.errors import CommandError, system_reason

_OWN = "127.0.0.1"
_WARNING = "warning: the address is sent unencrypted, and whoever learns it can read and write your files"


@click.command("serve")
@click.argument("scenario", required=False)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 takes a free one."
)
@click.option("--host", default=_OWN, show_default=True, help="Address to listen on; any other lets other machines in.")
def command(scenario: str | None, *, port: int, host: str) -> None:
    """Open the app on SCENARIO, or on the list of exercises, in a browser.

    Print the address with its secret token, and serve until ctrl+c. Every tab is a session of its own.
    """
    import socket

    if scenario is not None:
        from nnstep.session.opening import open_run

        with reading(scenario):
            open_run(scenario)
    try:
        from nnstep.cli.serving.browser_server import BrowserServer
    except ImportError:
        raise CommandError("the browser needs the package textual-serve", "pip install 'nnstep[web]'") from None
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        where = f"{host}, port {port}"
        raise CommandError(f"can't listen on {where}: {system_reason(error)}", "choose another --port") from None
    with listening:
        server = BrowserServer(_app_command(scenario), "nnstep", host, listening)
        say(server.address)
        say("open this address in a browser; ctrl+c ends the server", aside=True)
        if host not in (_OWN, "localhost", "::1"):
            say(_WARNING, aside=True)
        server.serve()


def _app_command(scenario: str | None) -> str:
    """Return the line of the shell that opens the app."""
    import shlex
    import subprocess

    words = [sys.executable, "-m", "nnstep", "open", *(["--", scenario] if scenario is not None else [])]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
