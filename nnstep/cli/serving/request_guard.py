"""Which requests the server answers: those of its own page, at its own address, with the token in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
"""A host header: a name or a number, and a port; nothing that belongs to other parts of an address."""


@dataclass(frozen=True, slots=True)
class RequestGuard:
    """The address that a request must have."""

    host: str
    """The name or number under which the server was started."""
    port: int
    token: str
    """The first part of every path; whoever knows it may use the app."""

    def refusal(self, path: str, host: str, origin: str | None, *, needs_origin: bool) -> str:
        """Return why a request is refused, or an empty text; `host` and `origin` are its headers.

        A page of another host that gave its own name this machine's number is told by the name in `host`; one that
        opens a websocket, which browsers allow across hosts, by its `origin`.
        """
        if not self._is_own(host):
            return "this is not the address of this server"
        if origin != f"http://{host}" and (needs_origin or origin is not None):
            return "the request came from another page"
        given = path.removeprefix("/").partition("/")[0]
        if not compare_digest(given.encode("utf-8", "backslashreplace"), self.token.encode()):
            return "the token in the address is missing or wrong: use the address that nnstep serve printed"
        return ""

    def _is_own(self, host: str) -> bool:
        """Return whether a host header names this server by its own name or by a number, which no other host can."""
        if _HOST.fullmatch(host) is None:
            return False
        try:
            parts = urlsplit(f"//{host}")
            name, port = parts.hostname or "", parts.port or 80
        except ValueError:
            return False
        if port != self.port:
            return False
        return name in ("localhost", self.host.lower()) or _is_number(name)


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
