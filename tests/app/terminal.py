"""Runs nnstep in a real pseudo-terminal: keys, sizes and signals go in, what a person would see comes out."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pyte

_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.executable, sys.argv[1:])"
)
"""Makes standard input the controlling terminal; a function to be run between fork and exec is unsafe with threads."""
_NOT_PASSED_ON = ("COLUMNS", "LINES", "COLORTERM")
_UNKNOWN = re.compile(r"\x1b\[\?\d+\$p|\x1b\[[<>][\d;]*u|\x1b\[>[\d;]*[cq]")
"""Queries and the keyboard protocol, which the emulator would print."""
_MODE = re.compile(r"\x1b\[\?(\d+)([hl])")


class Terminal:
    """A terminal with one program in it."""

    def __init__(
        self,
        arguments: Sequence[str],
        size: tuple[int, int],
        *,
        folder: Path | None = None,
        term: str = "xterm-256color",
    ) -> None:
        """Start ``python arguments`` in a terminal of `size`, columns by lines."""
        self._master, slave = pty.openpty()
        self._size = size
        self._set_size(size)
        self.settings = termios.tcgetattr(slave)
        """What the terminal was set to before."""
        self.output = ""
        self._decode = getincrementaldecoder("utf-8")().decode
        self._screen = pyte.Screen(*size)
        self._stream = pyte.Stream(self._screen)
        kept = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
        self.process = subprocess.Popen(
            [sys.executable, "-c", _TAKE_TERMINAL, sys.executable, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env={**kept, "TERM": term, "PYTHONPATH": str(Path(__file__).parents[2])},
            start_new_session=True,
        )
        os.close(slave)

    def send(self, keys: str) -> None:
        """Type keys."""
        os.write(self._master, keys.encode())

    def resize(self, size: tuple[int, int]) -> None:
        """Give the terminal another size, columns by lines; the program gets SIGWINCH."""
        self.read(0)
        self._screen.resize(size[1], size[0])
        self._size = size
        self._set_size(size)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    def wipe(self) -> None:
        """Empty the screen behind the program's back."""
        self._screen.reset()

    def hang_up(self) -> None:
        """Close the terminal, as closing its window does."""
        os.close(self._master)
        self._master = os.open(os.devnull, os.O_RDONLY)

    def read(self, seconds: float) -> bool:
        """Read what comes within `seconds`, until it is still for a moment; return whether anything came."""
        return self._take(seconds, 0.0)[1]

    def settle(self, quiet: float = 0.3) -> float:
        """Read until nothing has come for `quiet` seconds; return after how many seconds the last of it came.

        A cursor blinks every half second.
        """
        return self._take(quiet, quiet)[0]

    def _take(self, seconds: float, more: float) -> tuple[float, bool]:
        """Read what comes within `seconds`, then within `more`; then give it to the emulator, which is slow."""
        begun, last, taken = monotonic(), 0.0, bytearray()
        while select.select([self._master], [], [], seconds)[0]:
            try:
                data = os.read(self._master, 1 << 16)
            except OSError:  # nobody has the other side open any more
                break
            if not data:
                break
            last, seconds = monotonic() - begun, more
            taken += data
        text = self._decode(bytes(taken))
        self.output += text
        self._stream.feed(_UNKNOWN.sub("", text))
        return last, bool(taken)

    def until(self, condition: Callable[[], bool], seconds: float = 30) -> bool:
        """Read until a condition holds; return whether it came to hold in time."""
        deadline = monotonic() + seconds
        while not condition():
            if monotonic() > deadline:
                return False
            self.read(0.02)
        return True

    def shows(self, text: str) -> bool:
        """Return whether `text` stands on the screen."""
        return any(text in line for line in self.lines)

    @property
    def looks(self) -> list[object]:
        """Every cell of the screen, row by row: its character with its colours and styles."""
        columns, rows = self._size
        return [self._screen.buffer[row][column] for row in range(rows) for column in range(columns)]

    @property
    def lines(self) -> list[str]:
        """The lines of the screen."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def modes(self) -> set[int]:
        """The private modes that are on, by number; a hidden cursor is the absence of 25."""
        on = {7, 25}
        for number, sign in _MODE.findall(self.output):
            (on.add if sign == "h" else on.discard)(int(number))
        return on

    @property
    def is_restored(self) -> bool:
        """Whether the terminal is as it was before: modes, keyboard protocol and settings."""
        pushed, popped = len(re.findall(r"\x1b\[>\d+u", self.output)), self.output.count("\x1b[<u")
        return self.modes == {7, 25} and pushed <= popped and termios.tcgetattr(self._master) == self.settings

    @property
    def processor_seconds(self) -> float:
        """User and system time of the program so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ended(self, seconds: float = 20) -> int | None:
        """Read until the program has ended; return its exit status as a shell says it, None where it does not end."""
        if not self.until(lambda: self.process.poll() is not None, seconds):
            return None
        self.read(0.1)
        status = self.process.returncode
        return status if status >= 0 else 128 - status

    def close(self) -> None:
        """End the program, whatever it does, and take the terminal away."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)

    def _set_size(self, size: tuple[int, int]) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))


@contextmanager
def terminal(
    arguments: Sequence[str],
    size: tuple[int, int] = (120, 40),
    *,
    folder: Path | None = None,
    term: str = "xterm-256color",
) -> Iterator[Terminal]:
    """Run ``python arguments`` in a terminal, and end it."""
    opened = Terminal(arguments, size, folder=folder, term=term)
    try:
        yield opened
    finally:
        opened.close()
