"""Series of numbers: views that stay, and series that go on from others without a copy of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.engine.series import Series


def test_a_view_stays_as_it_was_handed_out() -> None:
    series = Series([1, 2])
    before = series.first(2)
    series.extend(range(1000))
    assert before.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        before[0] = 3


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["extend", "go on", "ask"]), st.integers(0, 20))))
def test_each_series_of_a_family_is_a_list_of_its_own(acts: list[tuple[int, str, int]]) -> None:
    family: list[tuple[Series, list[float]]] = [(Series([0.5, 1.5]), [0.5, 1.5])]
    number = 2.0
    for which, act, count in acts:
        series, numbers = family[which % len(family)]
        match act:
            case "extend":
                more = [number + n for n in range(count)]
                number += count
                series.extend(more)
                numbers.extend(more)
            case "go on":
                family.append((series.going_on(count), numbers[:count]))
            case _:
                assert series.first(count).tolist() == numbers[:count]
    for series, numbers in family:
        assert len(series) == len(numbers)
        assert series.first(len(numbers)).tolist() == numbers


def test_what_a_family_has_in_common_is_not_kept_by_each() -> None:
    first = Series(np.arange(10_000.0))
    family = [first]
    for _ in range(50):
        family.append(family[-1].going_on(len(family[-1])))
        family[-1].extend([1.0, 2.0])
        assert family[-1].first(20_000).size == len(family[-1])
    for series in family:
        assert series.first(20_000).size == len(series)
    whole = first.nbytes
    assert sum(series.nbytes for series in family) < 3.1 * whole
