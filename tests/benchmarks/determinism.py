"""Whether the same scenarios give the same traces: in other surroundings, on other kernels, with other versions.

Run by hand: ``python tests/benchmarks/determinism.py [PYTHON ...]``, where each PYTHON is an interpreter with NumPy and
orjson. Exit status 1 if anything differs that docs/traces.md does not allow.

Every bundled exercise and some larger networks are recorded, each time in another process. With another hash seed,
language, time zone or folder, all bytes must be the same; with another number of threads, too, unless a network is so
large that its header states the threads. With other kernels of OpenBLAS and of NumPy, and with each PYTHON, only
`version`, `python`, `numpy` and `kernel` in the header may differ, hashes, and the last bits of numbers: each must
follow from those before it, as `nnstep verify` checks.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import orjson

from nnstep.program.compile import compile_program
from nnstep.scenario.load import load, parse
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recorded_program import program_of
from nnstep.traces.selection import Selection
from nnstep.traces.verification.verify import verify
from tests.exercises import READY
from tests.traces.recorded import record

ROOT = Path(__file__).parents[2]
STEPS = 6
"""Training steps that are recorded of each scenario."""
STATED = {"version", "python", "numpy", "kernel"}
"""What may differ in the header."""
SURROUNDINGS: Mapping[str, Mapping[str, str]] = {
    "again": {},
    "PYTHONHASHSEED=1": {"PYTHONHASHSEED": "1"},
    "PYTHONHASHSEED=2": {"PYTHONHASHSEED": "2"},
    "LC_ALL=de_DE.UTF-8": {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"},
    "LC_ALL=C": {"LC_ALL": "C", "PYTHONUTF8": "0"},
    "TZ=Asia/Tokyo": {"TZ": "Asia/Tokyo"},
    "1 thread in place of 2": {"OPENBLAS_NUM_THREADS": "1"},
}
CORES = ("Prescott", "Nehalem", "Sandybridge", "Haswell", "Zen", "SkylakeX", "Cooperlake")
KERNELS: Mapping[str, Mapping[str, str]] = {
    **{f"OpenBLAS {core}": {"OPENBLAS_CORETYPE": core} for core in CORES},
    "NumPy without AVX-512": {"NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512F AVX512CD AVX512_SKX AVX512_ICL"},
    "NumPy's baseline": {
        "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX AVX2 FMA3 F16C AVX512F AVX512CD AVX512_SKX AVX512_ICL"
    },
}


def large(sizes: tuple[int, ...], batch: int, training: str = "", precision: str = "float64") -> str:
    """Return the text of a network so large that libraries share its products out among threads."""
    random = np.random.default_rng(7)
    samples, targets = random.integers(0, 9, (batch, sizes[0])).tolist(), random.integers(0, sizes[-1], batch).tolist()
    layers = "\n".join(
        f'[[layers]]\nneurons = {size}\nweights = "xavier"\nactivation = "{name}"'
        for size, name in zip(sizes[1:], [*["tanh"] * (len(sizes) - 2), "softmax"], strict=True)
    )
    return (
        f'title = "large"\ninput = {samples}\ntarget = {targets}\nlearning_rate = 0.1\n'
        f'error = "cross-entropy"\n{layers}\n'
        f'[training]\nepochs = 2\nbatch_size = {batch}\n{training}\n[conventions]\nprecision = "{precision}"\n'
    )


LARGE = {
    "784-48-10": large((784, 48, 10), 16),
    "100-100-100-10": large((100, 100, 100, 10), 40, 'optimizer = "adam"'),
    "300-60-10-single": large((300, 60, 10), 24, 'optimizer = "rmsprop"\nshuffle = true', "float32"),
}


def record_all(folder: Path) -> None:
    """Record all scenarios in `folder`."""
    every = {name: load(path) for name, path in READY.items()} | {
        name: parse(text, f"{name}.toml") for name, text in LARGE.items()
    }
    for name, scenario in every.items():
        program = compile_program(scenario)
        last = min(STEPS, program.schedule.steps) * len(program.ops)
        record(folder / f"{name}.jsonl", program, Selection(last=last))


@dataclass(slots=True)
class Compared:
    """How the traces of one process differ from those of the first."""

    traces: int = 0
    identical: int = 0
    header: set[str] = field(default_factory=set)
    """The keys of the header that differ."""
    numbers: int = 0
    other_bits: int = 0
    """How many numbers have other bits."""
    furthest: float = 0.0
    """By how much of the largest number of its quantity one differs at most."""
    wrong: list[str] = field(default_factory=list)
    """What is not allowed to differ, or not verified."""

    @property
    def text(self) -> str:
        if self.traces == self.identical:
            return f"{self.traces} | all | |"
        header, share = ", ".join(sorted(self.header)) or "-", f"{self.other_bits:,} of {self.numbers:,} numbers"
        return f"{self.traces} | {self.identical} | header: {header}; {share}, by {self.furthest:.1e} at most |"


def compare(folder: Path, first: Path, *, exactly: bool) -> Compared:
    """Hold the traces of a folder against the first ones."""
    found = Compared()
    for path in sorted(first.iterdir()):
        one, other = path.read_bytes(), (folder / path.name).read_bytes()
        found.traces += 1
        found.identical += one == other
        if one == other:
            continue
        if exactly and not _states_threads(one):
            found.wrong.append(f"{path.name}: the bytes differ")
        _compare_lines(found, path.name, *([orjson.loads(line) for line in each.splitlines()] for each in (one, other)))
        with TraceFile(folder / path.name) as trace:
            result = verify(trace, program_of(trace))
            found.wrong += [f"{path.name}:{wrong.line}: {wrong.target} {wrong.what}" for wrong in result.wrong[:1]]
    return found


def _states_threads(trace: bytes) -> bool:
    header = orjson.loads(orjson.loads(trace[: trace.index(b"\n")])["text"])
    return bool(header["kernel"]["threads"] > 1)


def _compare_lines(found: Compared, name: str, one: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    if len(one) != len(other):
        found.wrong.append(f"{name}: {len(one)} and {len(other)} lines")
    for mine, theirs in zip(one, other, strict=False):
        if mine["kind"] == "header":
            a, b = (orjson.loads(line.pop("text")) for line in (mine, theirs))
            differing = {key for key in a.keys() | b.keys() if a.get(key) != b.get(key)}
            found.header |= differing
            found.wrong += [f"{name}: {key} in the header" for key in sorted(differing - STATED)]
        x, y = (np.array(line.pop("value"), dtype=float) for line in (mine, theirs))
        found.numbers += x.size
        found.other_bits += int(np.sum(~((x == y) | (np.isnan(x) & np.isnan(y)))))
        found.furthest = max(
            found.furthest, float(np.nanmax(np.abs(x - y), initial=0) / (np.nanmax(np.abs(x), initial=0) or 1))
        )
        changed = [key for key in mine if key != "hash" and mine[key] != theirs.get(key)]
        found.wrong += [f"{name}: {key} of line {mine['n'] + 1}" for key in changed]


def runs(pythons: list[str]) -> Iterator[tuple[str, str, Mapping[str, str], bool]]:
    """Yield a name, an interpreter, what is otherwise around it, and whether all bytes must be the same."""
    for name, around in SURROUNDINGS.items():
        yield name, sys.executable, around, True
    for name, around in KERNELS.items():
        yield name, sys.executable, around, False
    for python in pythons:
        versions = "import sys, numpy; print('Python', sys.version.split()[0] + ', NumPy', numpy.__version__)"
        done = subprocess.run([python, "-c", versions], capture_output=True, text=True, check=False)
        yield done.stdout.strip() or python, python, {}, False


def child(python: str, around: Mapping[str, str], folder: Path) -> str:
    """Record all scenarios in another process; return the last thing that it says if it fails."""
    folder.mkdir()
    done = subprocess.run(
        [python, __file__, "--record", str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "2", **around},
        cwd=folder.parent if around else ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["no message"])[-1]


def main(pythons: list[str]) -> int:
    wrong: list[str] = []
    print("| what is otherwise | traces | identical | what differs |\n|---|---|---|---|")
    with TemporaryDirectory() as temporary:
        first = Path(temporary, "first")
        if failed := child(sys.executable, {}, first):
            print(failed)
            return 1
        for number, (name, python, around, exactly) in enumerate(runs(pythons)):
            folder = Path(temporary, str(number))
            if failed := child(python, around, folder):
                print(f"| {name} | untested: {failed} | | |", flush=True)
                continue
            found = compare(folder, first, exactly=exactly)
            print(f"| {name} | {found.text}", flush=True)
            wrong += [f"{name}: {each}" for each in found.wrong]
    print("\n".join(wrong) or "nothing differs but what may")
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--record"]:
        record_all(Path(sys.argv[2]))
    else:
        raise SystemExit(main(sys.argv[1:]))
