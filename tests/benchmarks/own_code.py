"""How well the first wrong line of the corpus of programs is found, and what watching costs.

Run by hand: ``python -m tests.benchmarks.own_code [--jobs N] [--missed] [LABEL...]``. Takes all programs over all
cores; with labels (or beginnings of labels) only those. ``--missed`` lists what is not found. Seconds are of the clock.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from nnstep.own_code.running import watch_program
from tests.own_code.judged_programs import Judged, found_in, judged, share
from tests.own_code.programs_corpus import Program, all_mistaken, all_programs

ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", nargs="*")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--missed", action="store_true")
    asked = parser.parse_args()
    labels = tuple(asked.labels) or ("",)
    programs = [one for one in all_programs() if one.path.stem.startswith(labels) and can_run(one)]
    mistaken = [one for one in all_mistaken() if one.label.startswith(labels) and can_run(one.program)]
    with ProcessPoolExecutor(asked.jobs) as pool:
        accused = [stem for stem in pool.map(accused_though_right, programs) if stem]
        judgements = list(pool.map(judged, [one for one in mistaken if not one.harmless], chunksize=4))
    print(f"{len(programs)} right programs, accused: {', '.join(accused) or 'none'}\n")
    print_table(judgements)
    if asked.missed:
        print_missed(judgements)
    print_costs(programs)


def can_run(program: Program) -> bool:
    return not program.needs_torch or find_spec("torch") is not None


def accused_though_right(program: Program) -> str:
    return program.path.stem if found_in(program, program.source).faults else ""


def print_table(judgements: Sequence[Judged]) -> None:
    by_mistake: dict[str, list[Judged]] = defaultdict(list)
    for one in judgements:
        by_mistake[one.mistake].append(one)
    print(f"{'mistake':<24} {'programs':>8} {'accused':>8} {'line':>8} {'named':>8} {'median s':>9} {'worst s':>8}")
    for name, several in [*sorted(by_mistake.items()), ("all", list(judgements))]:
        rates = "".join(f" {share(several, what):>8.1%}" for what in ("is_accused", "is_line_found", "is_named"))
        seconds = [one.seconds for one in several] or [0.0]
        print(f"{name:<24} {len(several):>8}{rates} {median(seconds):>9.2f} {max(seconds):>8.2f}")


def print_missed(judgements: Sequence[Judged]) -> None:
    for title, what in (("line not found", "is_line_found"), ("not named", "is_named")):
        print(f"\n{title}:")
        for one in judgements:
            if not getattr(one, what):
                print(f"  {one.label:<48} {one.said or '-'}")


def print_costs(programs: Sequence[Program]) -> None:
    """Print how many times longer a watched program takes, start of Python and NumPy included."""
    ratios = sorted((watched / bare, program.path.stem) for program in programs for bare, watched in [cost_of(program)])
    if ratios:
        print(f"\nwatched against unwatched: median {median(ratio for ratio, _ in ratios):.2f}x,", end=" ")
        print(f"worst {ratios[-1][0]:.2f}x ({ratios[-1][1]})")


def cost_of(program: Program) -> tuple[float, float]:
    """Return the seconds, the best of some rounds, that a program takes bare and watched."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / program.path.name
        script.write_text(program.source, encoding="utf-8")
        here = program.path.parent

        def bare() -> None:
            subprocess.run(
                [sys.executable, str(script), *program.arguments], cwd=here, capture_output=True, check=False
            )

        def watched() -> None:
            watch_program(script, program.arguments, on_output=lambda *_: None, folder=here, read_input=False)

        times: list[list[float]] = [[], []]
        for _ in range(ROUNDS):
            for way, run in enumerate((bare, watched)):
                started = perf_counter()
                run()
                times[way].append(perf_counter() - started)
    return min(times[0]), min(times[1])


if __name__ == "__main__":
    main()
