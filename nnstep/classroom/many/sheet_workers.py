"""Processes that grade sheets side by side; between them and the one that reads the command goes plain data only.

They are spawned, never forked: a fork of a process with threads, as NumPy's libraries start them, can hang. Each is
killed at the end, whatever the end is: it writes no file.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from types import ModuleType

from nnstep.classroom.many.reporters import OpenExercise, Reporters
from nnstep.classroom.many.sheet_report import ReportSettings, SheetReport, SheetTask
from nnstep.errors import NNStepError
from nnstep.progress import Tell, tell_nobody

_SAFE_PATH = "PYTHONSAFEPATH"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a sheet is not graded."""

    message: str

    @classmethod
    def of(cls, error: NNStepError) -> Refusal:
        """Return what an error says."""
        return cls("\n hint: ".join(filter(None, [error.message, error.hint])))


def outcomes_of(
    tasks: Sequence[SheetTask],
    jobs: int,
    opening: OpenExercise,
    settings: ReportSettings,
    tell: Tell = tell_nobody,
) -> dict[int, SheetReport | Refusal]:
    """Return what became of the sheets, by the numbers of their tasks.

    Those are left out that met a fault of nnstep, or whose process ended or could not be started.
    """
    found: dict[int, SheetReport | Refusal] = {}
    waiting = iter(tasks)
    with ExitStack() as stack:
        workers = [stack.enter_context(_process(opening, settings)) for _ in range(min(jobs, len(tasks)))]
        busy = {worker for worker in workers if worker is not None and _hand_on(waiting, worker)}
        while busy:
            ready = wait(list(busy))
            for worker in [each for each in busy if each in ready]:
                try:
                    number, outcome = worker.recv()
                except (EOFError, OSError):
                    busy.discard(worker)
                    continue
                tell("grading the sheets", len(found) / len(tasks))
                if outcome is not None:
                    found[number] = outcome
                if not _hand_on(waiting, worker):
                    busy.discard(worker)
    return found


def _hand_on(waiting: Iterator[SheetTask], worker: Connection) -> bool:
    """Send the next sheet to a process; return whether there was one and it went."""
    task = next(waiting, None)
    if task is None:
        return False
    try:
        worker.send(task)
    except OSError:
        return False
    return True


@contextmanager
def _process(opening: OpenExercise, settings: ReportSettings) -> Iterator[Connection | None]:
    """Start a process and kill it at the end; None where none can be started."""
    context = get_context("spawn")
    own, other = context.Pipe()
    process = context.Process(target=_work, args=(other, opening, settings), daemon=True)
    try:
        with own, other:
            started = False
            with suppress(OSError), _harmless_start():
                process.start()
                started = True
            other.close()
            yield own if started else None
    finally:
        if process.pid is not None:
            process.kill()
            process.join()


@contextmanager
def _harmless_start() -> Iterator[None]:
    """Let a new process ignore ctrl+c, which this one answers, and load no module that this one did not mean.

    Its path must not begin with the current folder, where the sheets of strangers may lie. The main module need not be
    loaded: a person's script may do anything.
    """
    main = sys.modules["__main__"]
    safe = os.environ.get(_SAFE_PATH)
    sys.modules["__main__"] = ModuleType("__main__")
    os.environ[_SAFE_PATH] = "1"
    try:
        with _interrupt_blocked():
            yield
    finally:
        sys.modules["__main__"] = main
        if safe is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = safe


@contextmanager
def _interrupt_blocked() -> Iterator[None]:
    """Start processes with ctrl+c blocked; one that comes here meanwhile comes at the end."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # its own start would end the blocking
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with _interrupt_held():
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _interrupt_held() -> Iterator[None]:
    """Hold back a ctrl+c that another thread takes, such as one of NumPy's libraries, which blocks nothing."""
    handler = signal.getsignal(signal.SIGINT)
    if handler is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _frame: held.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if held:
            signal.raise_signal(signal.SIGINT)


def _work(connection: Connection, opening: OpenExercise, settings: ReportSettings) -> None:
    """Grade the sheets that come, until none does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it could not be blocked
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    with suppress(Exception):  # the first process does what this one can't, and says what is wrong
        reporters = Reporters(opening, settings)
        while True:
            task: SheetTask = connection.recv()
            connection.send((task.number, _outcome(reporters, task)))


def _outcome(reporters: Reporters, task: SheetTask) -> SheetReport | Refusal | None:
    try:
        return reporters.report(task)
    except NNStepError as error:
        return Refusal.of(error)
    except Exception:  # the first process meets the same fault, and reports it
        return None
