"""Walks through sessions by the thousand: ``python -m tests.fuzz.walks --count 2000 --steps 40``."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from time import process_time

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz.walking.machine import SessionWalk


def main() -> None:
    """Walk, and print how many walks were made in which time; a walk that fails is printed as the rules it took."""
    parser = ArgumentParser(prog="python -m tests.fuzz.walks")
    parser.add_argument("--count", type=int, default=1000, help="walks (default: %(default)s)")
    parser.add_argument("--steps", type=int, default=40, help="rules taken in each walk (default: %(default)s)")
    parser.add_argument("--no-shrink", action="store_true", help="print the walk that failed as it was")
    asked = parser.parse_args()
    os.environ["NNSTEP_FAULTS"], os.environ["NNSTEP_NO_STATE"] = "raise", "1"
    profile = settings(
        max_examples=asked.count,
        stateful_step_count=asked.steps,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, *([] if asked.no_shrink else [Phase.shrink])],
    )
    begun = process_time()
    run_state_machine_as_test(SessionWalk, settings=profile)
    print(f"{asked.count} walks of up to {asked.steps} rules in {process_time() - begun:.0f} s, all as a fresh run")


if __name__ == "__main__":
    main()
