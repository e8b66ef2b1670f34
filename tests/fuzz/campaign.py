"""A campaign of many inputs against one reader, in child processes that may die."""

from __future__ import annotations

import faulthandler
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.fuzz.fuzzed_reader import ROOT, FuzzedReader
from tests.fuzz.judged_input import judge, limit_memory, peak_memory
from tests.fuzz.minimizing import minimized
from tests.fuzz.mutation import mutated
from tests.fuzz.readers import READERS

_BATCH = 5000
"""Inputs in one process."""
_TOLD_EVERY = 250
_STUCK_AFTER = 120
"""Seconds, in code that no signal interrupts."""
_STUCK = "Timeout ("
"""What a process says that ended itself then."""
_MOST_FAULTS = 25
"""Of one reader in one process; more of them are told no more."""


@dataclass(slots=True)
class Tally:
    """What a campaign found."""

    reader: str
    inputs: int = 0
    refused: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    memory: int = 0
    faults: dict[str, str] = field(default_factory=dict)
    """By fault the file in the corpus."""

    def row(self) -> str:
        """Return it as a row of the table."""
        speed = self.inputs / max(self.seconds, 1e-9)
        return (
            f"| {self.reader} | {self.inputs:,} | {self.refused / max(1, self.inputs):.0%} | {speed:,.0f} | "
            f"{self.slowest:.2f} s | {self.memory >> 20} MB | {len(self.faults)} |"
        )


HEAD = "| reader | inputs | refused | inputs a second | slowest | peak memory | faults |\n|---|---|---|---|---|---|---|"


def campaign(reader: FuzzedReader, count: int, seed: int) -> Tally:
    """Give a reader `count` mutated inputs, keep those with a fault in the corpus, and return what was found."""
    tally = Tally(reader.name)
    begun = time.monotonic()
    at = 0
    while at < count:
        at = _run_child(reader, seed, at, min(count, at + _BATCH), tally)
    tally.inputs = count
    tally.seconds = time.monotonic() - begun
    return tally


def _run_child(reader: FuzzedReader, seed: int, first: int, last: int, tally: Tally) -> int:
    """Run one process; return the input that comes next, which is after one that killed it."""
    with TemporaryDirectory(prefix="nnstep-fuzz-", dir=_fast_folder()) as folder:
        call = [sys.executable, "-m", "tests.fuzz.campaign", reader.name, *map(str, (seed, first, last)), folder]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "NNSTEP_NO_STATE": "1", "NNSTEP_FAULTS": "raise"}
        process = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        for line in process.stdout.splitlines():
            if not line.startswith("{"):
                continue
            told = json.loads(line)
            tally.refused += told["refused"]
            tally.slowest = max(tally.slowest, told["slowest"])
            tally.memory = max(tally.memory, told["memory"])
            if "fault" in told:
                keep(reader, told["fault"], bytes.fromhex(told["data"]), told["told"], tally)
        if process.returncode == 0:
            return last
        if process.returncode > 0 and _STUCK not in process.stderr:
            raise RuntimeError(f"the fuzzer itself went wrong:\n{process.stderr}")
        number = int((Path(folder) / "number").read_text())
        data = (Path(folder) / f"input{reader.ending}").read_bytes()
        keep(reader, f"the process ended with {process.returncode} at {number}", data, process.stderr, tally)
        return number + 1


def keep(reader: FuzzedReader, fault: str, data: bytes, told: str, tally: Tally) -> None:
    """Write an input with a fault into the corpus, and say what it is."""
    if fault in tally.faults:
        return
    folder = ROOT / "tests" / "hostile" / reader.kind
    folder.mkdir(parents=True, exist_ok=True)
    words = re.sub(r"\W+|_+", "-", fault.rsplit(maxsplit=1)[-1] if ".py" in fault else fault)[:40].strip("-")
    name = reader.name.removesuffix(reader.ending)
    taken = (f"{name}-{words}{number}{reader.ending}" for number in ("", *(f"-{n}" for n in range(2, 1000))))
    path = next(folder / each for each in taken if not (folder / each).exists())
    path.write_bytes(data)
    tally.faults[fault] = path.name
    print(f"{reader.name}: {fault}\n  {path.relative_to(ROOT)}\n{told}", file=sys.stderr, flush=True)


def _fast_folder() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def inputs(reader: FuzzedReader, seed: int, first: int, last: int) -> Iterator[tuple[int, bytes]]:
    """Yield numbered inputs; the same of the same seed."""
    seeds = reader.seeds()
    for number in range(first, last):
        yield number, mutated(seeds, reader.tokens, Random(f"{seed}/{reader.name}/{number}"))


def run_inputs(reader: FuzzedReader, seed: int, first: int, last: int, folder: Path) -> None:
    """Give a reader some inputs, and print as JSON lines what comes of them."""
    os.chdir(folder)
    faults: set[str] = set()
    refused, slowest = 0, 0.0
    given = inputs(reader, seed, first, last)
    for warm in reader.seeds()[:5]:
        judge(reader, warm, folder)
    limit_memory()
    for number, data in given:
        (folder / "number").write_text(str(number))
        faulthandler.dump_traceback_later(_STUCK_AFTER, exit=True)
        found = judge(reader, data, folder)
        refused += found.is_mistake
        slowest = max(slowest, found.seconds)
        facts: dict[str, object] = {}
        if found.fault and found.fault not in faults and len(faults) < _MOST_FAULTS:
            faults.add(found.fault)
            shorter = (
                data if found.fault.startswith(("hangs", "takes")) else minimized(reader, data, found.fault, folder)
            )
            facts = {"fault": found.fault, "data": shorter.hex(), "told": found.told}
        faulthandler.cancel_dump_traceback_later()
        if facts or number % _TOLD_EVERY == 0 or number == last - 1:
            told = {"at": number, "refused": refused, "slowest": slowest, "memory": peak_memory(), **facts}
            print(f"\n{json.dumps(told)}", flush=True)
            refused = 0


if __name__ == "__main__":
    name, *numbers, folder = sys.argv[1:]
    run_inputs(READERS[name], *map(int, numbers), Path(folder))
