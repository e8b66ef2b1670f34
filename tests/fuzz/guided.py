"""Inputs that are chosen by what they reach: libFuzzer over nnstep's own code, for one reader in this process."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import atheris  # type: ignore[import-not-found,unused-ignore]

with atheris.instrument_imports(include=["nnstep"]):
    from tests.fuzz.readers import READERS

from tests.fuzz.campaign import Tally, keep
from tests.fuzz.judged_input import judge, peak_memory
from tests.fuzz.mutation import MOST_BYTES, mutated


def fuzz(name: str, count: int, seed: int) -> None:
    """Give a reader `count` inputs, keep those with a fault in the corpus, and print what was found; never return."""
    reader, tally, random = READERS[name], Tally(name), Random(seed)
    seeds = reader.seeds()
    folder = Path(mkdtemp(prefix="nnstep-fuzz-"))
    os.chdir(folder)
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, data in enumerate(seeds):
        (corpus / str(number)).write_bytes(data)

    def look_at(data: bytes) -> None:
        found = judge(reader, data, folder)
        tally.inputs += 1
        tally.refused += found.is_mistake
        tally.seconds += found.seconds
        tally.slowest = max(tally.slowest, found.seconds)
        if found.fault:
            keep(reader, found.fault, data, found.told, tally)
        if tally.inputs == count:
            tally.memory = peak_memory()
            print(tally.row(), flush=True)
            os._exit(int(bool(tally.faults)))

    def changed(data: bytes, most: int, _seed: int) -> bytes:
        if random.random() < 0.5:
            return mutated([data, random.choice(seeds)], reader.tokens, random)[:most]
        return atheris.Mutate(data, most)

    limits = ["-timeout=60", "-rss_limit_mb=2048", f"-max_len={MOST_BYTES}", f"-seed={seed + 1}", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *limits, f"-runs={count * 2}", str(corpus)], look_at, custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    fuzz(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
