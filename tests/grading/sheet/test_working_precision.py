"""What a person works with, as the sheet's numbers show it: so many decimals, so many significant digits, or both."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.grading.sheet.working_precision import WorkingPrecision, working_precision
from nnstep.grading.sheet.written_numbers import Written


def of(*texts: str) -> WorkingPrecision | None:
    return working_precision(Written.of(text) for text in texts)


@pytest.mark.parametrize(
    ("texts", "decimals", "significant"),
    [
        (("0.1234", "12.3456", "3.1000"), 4, None),
        (("0.123", "12.3", "0.00456"), None, 3),
        (("0.123", "0.456", "0.789"), 3, 3),
        (("0.123", "0.456", "0.789", "0.5", "0.25"), 3, 3),
        (("0.123", "0.456", "0.789", "30.325"), 3, None),
        (("0.123", "0.456", "0.789", "0.0325"), None, 3),
        (("23", "12", "15", "21", "16553"), 0, None),
        (("1.5", "0.123", "20.25", "0.0001"), None, 2),
        (("0.8", "29.2339"), None, 2),
    ],
)
def test_it_is_what_most_numbers_are_written_with(
    texts: tuple[str, ...], decimals: int | None, significant: int | None
) -> None:
    assert of(*texts) == WorkingPrecision(decimals, significant)


@pytest.mark.parametrize("texts", [(), ("0",), ("1/3", "2/7")])
def test_numbers_without_digits_show_nothing(texts: tuple[str, ...]) -> None:
    assert of(*texts) is None


def test_the_unit_is_the_coarser_where_both_are_known() -> None:
    value = np.array([123.4, 0.01234])
    assert WorkingPrecision(2, None).unit(value) == pytest.approx([0.01, 0.01])
    assert WorkingPrecision(None, 3).unit(value) == pytest.approx([1, 0.0001])
    assert WorkingPrecision(2, 3).unit(value) == pytest.approx([1, 0.01])


def test_values_are_rounded_or_cut_off_so() -> None:
    value = np.array([0.1259, -0.1259, 0.13])
    assert WorkingPrecision(2, None).rounded(value) == pytest.approx([0.13, -0.13, 0.13])
    assert WorkingPrecision(2, None, cuts=True).rounded(value) == pytest.approx([0.12, -0.12, 0.13])


def test_what_has_no_more_digits_is_not_cut_further() -> None:
    """0.29 / 0.01 is 28.999999999999996 in float64."""
    assert WorkingPrecision(2, None, cuts=True).rounded(np.array([0.29])) == pytest.approx([0.29])


def test_a_0_and_what_is_no_number_stay_what_they_are() -> None:
    with np.errstate(all="ignore"):
        rounded = WorkingPrecision(None, 3).rounded(np.array([0.0, np.inf, np.nan]))
    assert rounded[0] == 0
    assert not np.isfinite(rounded[1:]).any()


def test_decimals_and_significant_digits_are_ways_taken_alone() -> None:
    assert WorkingPrecision(2, 3, cuts=True).each == (WorkingPrecision(2, None, True), WorkingPrecision(None, 3, True))
    assert WorkingPrecision(None, 3).each == (WorkingPrecision(None, 3),)
