"""Hypothesis strategies for the inputs of each reader: seeds changed as the fuzzer changes them, and words in a row."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from tests.fuzz.fuzzed_reader import FuzzedReader
from tests.fuzz.mutation import CHARACTERS, NUMBERS, mutated


def inputs_of(reader: FuzzedReader) -> st.SearchStrategy[bytes]:
    """Return contents of files for a reader: a whole one, one that was changed, and the words of its language."""
    seeds = _seeds(reader)
    changed = st.randoms(use_true_random=False).map(lambda random: mutated(seeds, reader.tokens, random))
    words = st.lists(st.sampled_from([*reader.tokens, *NUMBERS, *CHARACTERS]), max_size=12)
    in_a_row = words.map(lambda each: "".join(each).encode("utf-8", "surrogatepass"))
    return st.one_of(changed, in_a_row, st.sampled_from(seeds), st.binary(max_size=64))


@cache
def _seeds(reader: FuzzedReader) -> tuple[bytes, ...]:
    return tuple(reader.seeds())
