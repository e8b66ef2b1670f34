"""How long a class takes to grade, with a page of feedback for each student and a summary.

Run by hand: ``python tests/benchmarks/class_feedback.py [SHEETS [JOBS]]``. Seconds of the clock and of processor time,
the largest memory of one process, and whether a second run writes anything.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from made_class import EXERCISE, write_class

from nnstep.session.opening import open_program

ROOT = Path(__file__).parents[2]


def timed(handed_in: Path, roster: Path, folder: Path, jobs: int) -> tuple[float, float, str]:
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    call = [sys.executable, "-m", "nnstep", "check", EXERCISE, str(handed_in), "--roster", str(roster)]
    call += ["--csv", str(folder / "grades.csv"), "--feedback", str(folder / "out"), "--jobs", str(jobs), "--force"]
    done = subprocess.run(call, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    clock, after = perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    wrote = next(line for line in done.stderr.splitlines() if line.startswith("wrote"))
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wrote


def main(count: int, jobs: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        handed_in, roster = write_class(folder, open_program(EXERCISE), count)
        for run in ("first", "second"):
            clock, processor, wrote = timed(handed_in, roster, folder, jobs)
            took = f"{clock:.1f} s, {processor:.1f} s of processor time"
            print(f"{run} run: {count:,} sheets, --jobs {jobs}: {took}; {wrote}")
    print(f"most memory of a process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    main(*(numbers + [1000, 2][len(numbers) :]))
