"""The command line: `python -m tests.fuzz READER|all --count 100000 --seed 1 [--coverage]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from tests.fuzz.campaign import HEAD, campaign
from tests.fuzz.readers import READERS


def main() -> int:
    """Fuzz the readers that are named, print a table, and return 1 where a fault was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz what reads a person's files.")
    parser.add_argument("readers", nargs="+", metavar="READER", help=f"all, or of {', '.join(READERS)}")
    parser.add_argument("--count", type=int, default=5000, help="inputs a reader")
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same inputs")
    parser.add_argument("--coverage", action="store_true", help="guided by coverage; needs the extra fuzz")
    chosen = parser.parse_args()
    names = list(READERS) if chosen.readers == ["all"] else chosen.readers
    if unknown := [name for name in names if name not in READERS]:
        parser.error(f"no reader {', '.join(unknown)}; there are {', '.join(READERS)}")
    if chosen.coverage:
        return max(_guided(name, chosen.count, chosen.seed) for name in names)
    tallies = []
    print(HEAD, flush=True)
    for name in names:
        tallies.append(campaign(READERS[name], chosen.count, chosen.seed))
        print(tallies[-1].row(), flush=True)
    for tally in tallies:
        for fault, file in tally.faults.items():
            print(f"{tally.reader}: {fault} ({file})")
    return int(any(tally.faults for tally in tallies))


def _guided(name: str, count: int, seed: int) -> int:
    """Run the fuzzer that is guided by coverage in a process of its own: it ends with the first fault."""
    call = [sys.executable, "-m", "tests.fuzz.guided", name, str(count), str(seed)]
    return subprocess.run(call, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
