"""One input given to one reader, and what is wrong with what came of it."""

from __future__ import annotations

import resource
import signal
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nnstep.harmless_text import visible_lines
from tests.fuzz.fuzzed_reader import ROOT, FuzzedReader

MOST_SECONDS = 2.0
"""Of processor time, for an input."""
HANGS_AFTER = 10.0
MOST_MEMORY = 500 << 20
_LONGEST_MESSAGE = 100_000
"""Characters: a file with a hundred problems has as many of them, each with its line."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of an input."""

    seconds: float
    fault: str = ""
    """What is wrong, and where in nnstep; empty where nothing is. The same for inputs with the same cause."""
    told: str = ""
    """The message or the traceback."""
    is_mistake: bool = False
    """Whether it was refused as a person's mistake."""


class _Hanging(BaseException):
    """Raised in the middle of a reader that does not end."""


def judge(reader: FuzzedReader, data: bytes, folder: Path) -> Judgement:
    """Return what comes of an input, which is written to a file in `folder`."""
    path = folder / f"input{reader.ending}"
    path.write_bytes(data)
    begun = time.process_time()
    with warnings.catch_warnings(), _limited(HANGS_AFTER):
        warnings.simplefilter("error")
        try:
            result = reader.read(path)
        except reader.mistakes as error:
            seconds = time.process_time() - begun
            return _slow(seconds) or _told(reader, error, path, seconds)
        except _Hanging as error:
            return Judgement(HANGS_AFTER, f"hangs in {_place(error)}", _trace(error))
        except BaseException as error:
            return Judgement(time.process_time() - begun, f"{type(error).__name__} in {_place(error)}", _trace(error))
        seconds = time.process_time() - begun
        return _slow(seconds) or _written_again(reader, result, path, seconds)


def _told(reader: FuzzedReader, error: Exception, path: Path, seconds: float) -> Judgement:
    """Judge a message: it is one clear text, and names the file."""
    message, hint = getattr(error, "message", str(error)), getattr(error, "hint", "")
    fault = ""
    if not str(message).strip():
        fault = "an empty message"
    elif visible_lines(message) != message or visible_lines(hint) != hint:
        fault = "control characters in the message"
    elif len(message) + len(hint) > _LONGEST_MESSAGE:
        fault = "a message without end"
    elif reader.names_file and path.name not in message:
        fault = "a message that does not name the file"
    elif "machine's memory" in message:
        fault = "too much memory"
    if not fault:
        return Judgement(seconds, is_mistake=True)
    where = f"{fault}: {type(error).__name__} in {_place(error)}"
    return Judgement(seconds, where, f"{message[:2000]!r}\n{hint[:2000]!r}\n{_trace(error)}", is_mistake=True)


def _written_again(reader: FuzzedReader, result: object, path: Path, seconds: float) -> Judgement:
    """Judge whether what was read is the same when it is written and read again."""
    if reader.write is None:
        return Judgement(seconds)
    try:
        written = reader.write(result)
        path.write_bytes(written)
        again = reader.write(reader.read(path))
    except BaseException as error:
        return Judgement(seconds, f"what was read can't be written: {_place(error)}", _trace(error))
    told = f"{written[:2000]!r}\n{again[:2000]!r}"
    return Judgement(seconds, "", "") if again == written else Judgement(seconds, "written again it differs", told)


def _slow(seconds: float) -> Judgement | None:
    return Judgement(seconds, f"takes more than {MOST_SECONDS:g} s") if seconds > MOST_SECONDS else None


def _place(error: BaseException) -> str:
    """Return the line of nnstep that raised an error or called what raised it."""
    inside = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "/nnstep/" in frame.filename[len(str(ROOT)) :]
    ]
    frames = inside or traceback.extract_tb(error.__traceback__)
    last = frames[-1]
    return f"{last.filename.removeprefix(f'{ROOT}/')}:{last.lineno} {last.name}"


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error, limit=-12))[-4000:]


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise after so many seconds of processor time; where there are no signals, never."""

    def ring(*_: object) -> None:
        raise _Hanging

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def limit_memory() -> None:
    """Let this process take so much memory beyond what it has now."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MOST_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def peak_memory() -> int:
    """Return the most memory that this process had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
