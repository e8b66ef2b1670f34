"""A series as blocks: a logarithmic scale, with signs of their own for 0, for what is no number, and for gaps."""

from __future__ import annotations

import numpy as np

from nnstep.drawing.sparkline import sparkline


def drawn(*sizes: float | None, width: int = 0) -> str:
    known = np.array([size is not None for size in sizes], dtype=bool)
    values = np.array([0.0 if size is None else size for size in sizes])
    return sparkline(values, known, width or len(sizes))


def test_equal_factors_are_equal_heights() -> None:
    assert drawn(*(10.0**-power for power in range(7))) == "▇▆▅▄▃▂▁"


def test_the_height_spans_at_least_a_factor_of_ten() -> None:
    assert drawn(1.0, 0.99, 1.0) == "▇▇▇"
    assert drawn(1.0, 0.1) == "▇▁"
    assert drawn(3e-300, 3e-301) == "▇▁"


def test_zero_what_is_no_number_and_what_is_not_known_have_signs_of_their_own() -> None:
    assert drawn(1.0, 0.0, np.nan, np.inf, None, 1.0) == "▇0!! ▇"
    assert drawn(0.0, 0.0) == "00"


def test_the_latest_are_kept_and_end_at_the_right() -> None:
    assert drawn(1e-7, 1.0, 0.1, width=2) == "▇▁"
    assert drawn(1.0, width=4) == "   ▇"
    assert drawn() == ""
