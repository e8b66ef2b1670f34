"""How long a class takes to grade, with feedback for each student, and how often two mistakes are both named."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from nnstep.session.opening import open_program
from tests.benchmarks.benchmark import Benchmark, Figure, seconds_of_children
from tests.benchmarks.made_class import EXERCISE, write_class
from tests.benchmarks.students.outcome import outcome

CLASS, JOBS = 1000, 2
STUDENTS = "11/two/whole"
"""The seed, part and row of `tests/benchmarks/students` of which every sheet has two mistakes."""


def graded_class(count: int) -> tuple[float, float]:
    """Return the seconds that a class takes, by the clock and of processor time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        handed_in, roster = write_class(folder, open_program(EXERCISE), count)
        call = [sys.executable, "-m", "nnstep", "check", EXERCISE, str(handed_in), "--roster", str(roster)]
        call += ["--csv", str(folder / "grades.csv"), "--feedback", str(folder / "out"), "--jobs", str(JOBS)]
        begun = perf_counter()
        processor = seconds_of_children(lambda: subprocess.run(call, capture_output=True, check=False))
        assert (folder / "grades.csv").exists()
        return perf_counter() - begun, processor


def measure(quick: bool) -> Iterator[tuple[str, float]]:
    """Grade a class and simulated students; a part of a class stands for the whole."""
    count, students = (100, 20) if quick else (CLASS, 150)
    clock, processor = graded_class(count)
    yield CLOCK.label, clock * CLASS / count
    yield PROCESSOR.label, processor * CLASS / count
    outcomes = [outcome(f"{STUDENTS}/{number}") for number in range(students)]
    yield BOTH.label, 100 * sum(each.label == "both" for each in outcomes) / students
    yield SHEET.label, median(each.seconds for each in outcomes)


CLOCK = Figure(f"{CLASS:,} sheets with feedback, --jobs {JOBS}, by the clock", most=20.0, unit="s")
PROCESSOR = Figure(f"{CLASS:,} sheets with feedback, --jobs {JOBS}, processor time", unit="s")
BOTH = Figure("sheets with two mistakes, both named", least=85.0, unit="%")
SHEET = Figure("a sheet with two mistakes, processor time", unit="s")
BENCHMARK = Benchmark((CLOCK, PROCESSOR, BOTH, SHEET), measure, rounds=1)
