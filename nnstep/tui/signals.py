"""Signals to the app: those that end it, and those that suspend and resume it."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from nnstep.process_exit import ending_signals


def listen_to_signals(end: Callable[[int], None], suspend: Callable[[int], None], resume: Callable[[], None]) -> None:
    """Have the running event loop call `end` with a signal that ends the app, and the others on SIGTSTP and SIGCONT.

    `suspend` is given the process to stop. The loop removes the handlers when it is closed.
    """
    loop = asyncio.get_running_loop()
    for number in ending_signals():
        loop.add_signal_handler(number, end, number)
    loop.add_signal_handler(signal.SIGTSTP, partial(suspend, os.getpid()))
    loop.add_signal_handler(signal.SIGCONT, resume)


def stop(process: int) -> None:
    """Stop a process until it is continued; 0 is the process group, the shell's job.

    Where no shell could continue it, the system does not stop it.
    """
    with _by_default(signal.SIGTSTP), _by_default(signal.SIGCONT):
        os.kill(process, signal.SIGTSTP)


def notice_hangup(end: Callable[[], None]) -> None:
    """Have the running event loop call `end` when the terminal, which standard input is, is closed.

    The signal for that may be ignored, as nohup does; and the framework would then read the end of its input again and
    again, in a thread that keeps a core busy. A pipe that ends is no terminal: drivers for browsers read one.
    """
    if not os.isatty(0):
        return
    loop = asyncio.get_running_loop()

    def wait() -> None:
        ends = select.poll()
        ends.register(0, 0)  # of the events that are always reported, a hang-up is one
        ends.poll()
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(end)

    threading.Thread(target=wait, name="hang-up of the terminal", daemon=True).start()


def terminal_is_gone() -> bool:
    """Return whether the terminal, which standard input is, has been closed, so that nothing can be written to it."""
    try:
        termios.tcgetattr(0)
    except termios.error:
        return True
    return False


@contextmanager
def _by_default(number: signal.Signals) -> Iterator[None]:
    before = signal.signal(number, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(number, before)
