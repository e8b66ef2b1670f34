"""How long a class takes to grade in one process and in several.

Run by hand: ``python tests/benchmarks/grading_jobs.py [SHEETS]``. Each way is the best of three rounds,
in turn: seconds of the clock, and of processor time.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from nnstep.grading.grader import Grader
from nnstep.grading.sheet.blank_sheet import sheet_text
from nnstep.session.opening import open_program

ROOT = Path(__file__).parents[2]
EXERCISE = "sigmoid-2-2-2"
JOBS = (1, 2)
ROUNDS = 3


def write_sheets(folder: Path, count: int) -> list[str]:
    """Write whole sheets with four decimals: a third right, the others with one or two numbers that are not."""
    program = open_program(EXERCISE)
    step = Grader(program).exact.step(1)
    values = {op.target: np.asarray(step.value(op.target)) for op in program.ops}
    drawn = random.Random(0)
    paths = []
    for number in range(count):
        texts = {
            (1, id): {at: f"{float(value[at]):.4f}" for at in np.ndindex(value.shape)} for id, value in values.items()
        }
        for _ in range(number % 3):
            cells = texts[drawn.choice(list(texts))]
            at = drawn.choice(list(cells))
            cells[at] = f"{float(cells[at]) * drawn.choice([2, 0.5, -1, 1.1, 0.97]) + 1e-4 * drawn.randrange(9):.4f}"
        path = folder / f"sheet{number:05}.toml"
        path.write_text(sheet_text(program, texts, "a sheet"))
        paths.append(str(path))
    return paths


def timed(paths: list[str], jobs: int) -> tuple[float, float, bytes]:
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    call = [sys.executable, "-m", "nnstep", "check", EXERCISE, *paths, "--jobs", str(jobs)]
    printed = subprocess.run(call, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}).stdout
    clock, after = perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, printed


def main(count: int) -> None:
    with TemporaryDirectory() as folder:
        paths = write_sheets(Path(folder), count)
        rounds = [{jobs: timed(paths, jobs) for jobs in JOBS} for _ in range(ROUNDS)]
    for jobs in JOBS:
        clock, processor = (min(each[jobs][i] for each in rounds) for i in (0, 1))
        print(f"{count:,} sheets, --jobs {jobs}: {clock:.1f} s, {processor:.1f} s of processor time")
    print(f"the same output: {len({printed for each in rounds for _, _, printed in each.values()}) == 1}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
