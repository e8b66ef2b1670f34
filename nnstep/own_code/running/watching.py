"""Run a program in a process of its own and return what was seen of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO, Literal

from nnstep.errors import CommandError
from nnstep.input_files import open_regular, unreadable
from nnstep.own_code.running.launch import Launch, launch_of
from nnstep.own_code.running.recorded import read_records
from nnstep.own_code.watched import WatchedProgram

Stream = Literal["output", "errors"]
OutputListener = Callable[[Stream, bytes], None]
START = Path(__file__).parent / "inside" / "start"


@dataclass(frozen=True, slots=True)
class WatchLimits:
    """How much of a program is watched; at the first limit reached watching ends."""

    assignments: int = 20_000
    elements: int = 200_000
    """Of an array; larger ones are not recorded."""
    total_bytes: int = 64 * 2**20
    """Of all values recorded, as float64."""
    seconds: float = 60
    stop: bool = False
    """Whether the program is stopped then; otherwise it runs on unwatched."""

    @property
    def text(self) -> str:
        """The limits as the watched process reads them."""
        most = (self.assignments, self.elements, self.total_bytes, self.seconds, "stop" if self.stop else "run")
        return ",".join(map(str, most))


def watch_program(
    script: Path,
    arguments: Sequence[str] = (),
    *,
    limits: WatchLimits | None = None,
    on_output: OutputListener | None = None,
    folder: Path | None = None,
    interpreter: str | None = None,
    read_input: bool = True,
    on_start: Callable[[subprocess.Popen[bytes]], None] | None = None,
    by_pytest: bool | None = None,
) -> WatchedProgram:
    """Run a script as `python script arguments...` would, and return the values that its own lines assigned.

    The code cells of a notebook run as one script, in its folder. A file of tests is run by pytest; `by_pytest` says
    whether it is one, its name where that is None. The output goes where this process's goes, or to `on_output` as it
    comes. `folder` is the working folder, this process's own by default. Without `read_input` its standard input is
    empty. `on_start` is given its process. Raises CommandError if there is no such script, or it can't be started.
    """
    readable(script)
    with tempfile.TemporaryDirectory(prefix="nnstep-code-") as kept:
        records = Path(kept) / "records"
        records.touch()
        launch = launch_of(script, arguments, Path(kept), folder, by_pytest=by_pytest)
        environment = {**surroundings(records, launch, limits or WatchLimits()), **launch.environment}
        call = [interpreter or sys.executable, *launch.words]
        status = run(call, environment, launch.folder, on_output, read_input, on_start)
        return launch.seen(read_records(records, launch.script, status), script)


def readable(script: Path) -> None:
    """Raise CommandError for a script that can't be run."""
    if script.is_dir():
        raise CommandError(f"{script} is a folder", "name the script in it that trains the network")
    try:
        with open_regular(script):
            pass
    except FileNotFoundError as error:
        raise CommandError(f"there is no file {script}", "name a Python script, such as my_net.py") from error
    except (OSError, ValueError) as error:
        raise CommandError(f"{script}: {unreadable(error)}", "name a Python script") from error


def surroundings(records: Path, launch: Launch, limits: WatchLimits) -> dict[str, str]:
    """Return the environment in which Python begins to watch; the program itself does not see it."""
    before = os.environ.get("PYTHONPATH", "")
    imports = "" if launch.imports is None else str(launch.imports)
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(START), imports, before))),
        "NNSTEP_WATCH_PATH": before,
        "NNSTEP_WATCH_FOLDER": imports,
        "NNSTEP_WATCH_RECORDS": str(records),
        "NNSTEP_WATCH_SCRIPT": str(launch.script),
        "NNSTEP_WATCH_LIMITS": limits.text,
    }


def run(
    call: list[str],
    environment: dict[str, str],
    folder: Path | None,
    on_output: OutputListener | None,
    read_input: bool,  # noqa: FBT001
    on_start: Callable[[subprocess.Popen[bytes]], None] | None,
) -> int:
    """Run a process to its end and return its exit status; signals go to it."""
    piped = None if on_output is None else subprocess.PIPE
    empty = None if read_input else subprocess.DEVNULL
    with (
        signals_left() as forward,
        subprocess.Popen(call, env=environment, cwd=folder, stdin=empty, stdout=piped, stderr=piped) as process,  # noqa: S603
    ):
        forward(process)
        if on_start is not None:
            on_start(process)
        readers = []
        if on_output is not None:
            readers = [listen("output", process.stdout, on_output), listen("errors", process.stderr, on_output)]
        status = process.wait()
        for reader in readers:
            reader.join()
    return status


def listen(name: Stream, pipe: IO[bytes] | None, on_output: OutputListener) -> threading.Thread:
    """Hand on what comes through a pipe, in a thread."""

    def hand_on() -> None:
        while pipe is not None and (data := os.read(pipe.fileno(), 65_536)):
            on_output(name, data)

    reader = threading.Thread(target=hand_on, daemon=True)
    reader.start()
    return reader


@contextmanager
def signals_left() -> Iterator[Callable[[subprocess.Popen[bytes]], None]]:
    """Leave Ctrl+C to the program, which gets it from the terminal too, and hand on a request to end."""
    processes: list[subprocess.Popen[bytes]] = []
    if threading.current_thread() is not threading.main_thread():
        yield processes.append
        return

    def hand_on(number: int, _: FrameType | None) -> None:
        for process in processes:
            process.send_signal(number)

    def ignore(_number: int, _frame: FrameType | None) -> None:
        """Do nothing; unlike SIG_IGN this is not inherited."""

    before = {signal.SIGINT: signal.signal(signal.SIGINT, ignore)}
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", None)):
        if number is not None:
            before[number] = signal.signal(number, hand_on)
    try:
        yield processes.append
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
