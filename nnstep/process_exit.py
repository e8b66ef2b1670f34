"""How the program ends where it is told to from outside, by a signal or a closed pipe, and with which exit status."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NoReturn

_NAMES = ("SIGTERM", "SIGHUP", "SIGQUIT")
_SIGPIPE = 13
"""Named by number, since not every system has the signal."""


def status_of(number: int) -> int:
    """Return the exit status that shells give a program which a signal has ended."""
    return 128 + number


def ending_signals() -> list[signal.Signals]:
    """Return the signals that end the program, without those that it was told to ignore, as nohup does."""
    known = [signal.Signals[name] for name in _NAMES if name in signal.Signals.__members__]
    return [number for number in known if signal.getsignal(number) is not signal.SIG_IGN]


@contextmanager
def orderly_end() -> Iterator[None]:
    """Let signals and a closed pipe end what is done here as an exception would, so that every open file is closed.

    Raise SystemExit with the status that the end has.
    """
    with _signals_raise(), quiet_end():
        yield


@contextmanager
def quiet_end() -> Iterator[None]:
    """Raise SystemExit, with the status that a signal gives, for an interrupt and where nobody reads the output."""
    try:
        yield
    except KeyboardInterrupt:
        raise SystemExit(status_of(signal.SIGINT)) from None
    except BrokenPipeError:
        _drop_output()
        raise SystemExit(status_of(_SIGPIPE)) from None


@contextmanager
def told_if_possible() -> Iterator[None]:
    """Let no work fail where standard error can't be written, as to a terminal that is gone; a closed pipe ends it."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError:
        pass


@dataclass(slots=True)
class _Held:
    """Whether a signal has to wait, and the one that waits."""

    depth: int = 0
    waiting: int | None = None


_HELD = _Held()
"""Of the whole process, as signals are."""


class Undisturbed:
    """A stretch of work that no signal interrupts: one that comes is obeyed when the stretch is over.

    A mask of the system would not do: another thread, as of NumPy's, may take the signal for this one.
    """

    def __enter__(self) -> None:
        _HELD.depth += 1

    def __exit__(self, *_: object) -> None:
        _HELD.depth -= 1
        waiting = _HELD.waiting
        if not _HELD.depth and waiting is not None:
            _HELD.waiting = None
            _end(waiting)


@contextmanager
def _signals_raise() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [*ending_signals(), *_interrupt()]
    before = {number: signal.signal(number, _raise_exit) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt() -> list[signal.Signals]:
    """Return the signal of ctrl+c, unless the program was told to ignore it, or has a way of its own to take it."""
    is_usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    return [signal.SIGINT] if is_usual else []


def _raise_exit(number: int, _: object) -> None:
    if _HELD.depth:
        _HELD.waiting = number
    else:
        _end(number)


def _end(number: int) -> NoReturn:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    for other in ending_signals():
        signal.signal(other, signal.SIG_IGN)  # so that a second one does not interrupt the closing of files
    raise SystemExit(status_of(number))


def _drop_output() -> None:
    """Let what is still in the buffers go nowhere, or closing them would fail once more."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
