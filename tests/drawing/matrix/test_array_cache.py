"""What was made of an array is made once, and forgotten with it."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from nnstep.drawing.matrix.array_cache import ArrayCache


def test_what_was_made_of_an_array_is_made_once_for_each_key() -> None:
    cache, made = ArrayCache(), []
    array = np.ones((2, 2))

    def make(what: str) -> str:
        made.append(what)
        return what

    assert [cache.get(array, key, lambda key=key: make(key)) for key in "aba"] == ["a", "b", "a"]
    assert made == ["a", "b"]
    assert cache.get(np.ones((2, 2)), "a", lambda: make("of another")) == "of another"


@pytest.mark.thorough
def test_an_array_that_is_gone_is_forgotten_and_none_at_its_place_is_taken_for_it() -> None:
    cache = ArrayCache()
    for number in range(200):
        assert cache.get(np.full((3, 3), number), "key", lambda number=number: number) == number
    gc.collect()
    assert len(cache._kept) == 0
