"""A child process that gives files to commands, and says in a line of JSON what each did, took and printed."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from click.testing import CliRunner

EXERCISE = "zheng-exercise-1"
LIMIT_SECONDS = 60
"""Of the whole process: what hangs is ended, and the file that did it is the one without a line."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command did with a file."""

    file: str
    words: list[str]
    status: int
    output: str
    error: str
    seconds: float
    """Processor time."""
    megabytes: float
    """The largest memory of the process so far."""


def _peak_megabytes() -> float:
    """Return the largest memory of this process; what `getrusage` says on Linux can be that of the one that began it."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) / 1024
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _scenario(file: str, folder: Path) -> list[list[str]]:
    return [
        ["show", file],
        ["run", file, "--commands", str(_written(folder / "step.nns", "step\nvalues\n"))],
        ["check", file, file],
        ["export", file, "-o", str(folder / "out.html"), "--force"],
    ]


_HEAD = 'title = "t"\nlearning_rate = 0.1\n'
"""So that nothing but the arrays is wrong with the scenario around them."""


def _arrays(file: str, folder: Path) -> list[list[str]]:
    scenario = folder / "arrays.toml"
    _written(scenario, f"{_HEAD}input = [1.0]\ntarget = [1.0]\n[[layers]]\nweights = {json.dumps(file)}\n")
    data = folder / "data.toml"
    _written(data, f"{_HEAD}[data]\nfile = {json.dumps(file)}\n[[layers]]\nweights = [[1.0]]\n")
    return [
        ["show", str(scenario)],
        ["show", str(data)],
        ["run", EXERCISE, "--weights", file],
        ["import", file, "-o", str(folder / "net.toml"), "--force"],
    ]


def _traces(file: str, folder: Path) -> list[list[str]]:
    return [
        ["trace", file],
        ["verify", file],
        ["diff", EXERCISE, file],
        ["convert", file, str(folder / "out.csv"), "--force"],
        ["show", file],
    ]


def _handed_in(folder: Path) -> Path:
    """Return a folder as Moodle exports it: a sheet of participant 4711, who gets a grade in a worksheet."""
    place = folder / "handed-in" / "Ada Lovelace_4711_assignsubmission_file_"
    place.mkdir(parents=True, exist_ok=True)
    _written(place / "sheet.toml", "E = 1\n")
    return place.parent


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


CALLS: dict[str, Callable[[str, Path], list[list[str]]]] = {
    "scenarios": _scenario,
    "sheets": lambda file, _: [["check", EXERCISE, file], ["which", EXERCISE, file]],
    "arrays": _arrays,
    "nets": _arrays,
    "traces": _traces,
    "rosters": lambda file, folder: [
        ["check", EXERCISE, str(_written(folder / "1.toml", "E = 1\n")), "--roster", file]
    ],
    "worksheets": lambda file, folder: [
        [
            *("check", EXERCISE, str(_handed_in(folder))),
            *("--moodle", file, "--feedback", str(folder / "feedback"), "--force"),
        ]
    ],
    "own_values": lambda file, _: [["diff", EXERCISE, file]],
    "archives": lambda file, _: [["check", EXERCISE, file]],
    "commands": lambda file, _: [["run", EXERCISE, "--commands", file]],
    "maps": lambda file, folder: [
        ["code", EXERCISE, "--map-file", file, str(_written(folder / "own.py", "x = 1.0\n"))]
    ],
    "own_source": lambda file, _: [["code", EXERCISE, file]],
}
"""By the kind of files, which is the name of their folder: the commands that read one."""


def answers_to(files: Sequence[str], folder: Path) -> None:
    """Give each file to each command of its kind; print an `Answer` a line."""
    from nnstep.cli import main

    for file in files:
        for words in CALLS[Path(file).parent.name](file, folder):
            begun = _processor_seconds()
            result = CliRunner().invoke(main, words, prog_name="nnstep")
            seconds = _processor_seconds() - begun
            answer = Answer(file, words, result.exit_code, result.stdout, result.stderr, seconds, _peak_megabytes())
            sys.__stdout__.write(json.dumps(asdict(answer)) + "\n")
            sys.__stdout__.flush()


def _processor_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_SECONDS, LIMIT_SECONDS))
    os.environ["NNSTEP_FAULTS"] = "report"
    answers_to(sys.argv[2:], Path(sys.argv[1]))
