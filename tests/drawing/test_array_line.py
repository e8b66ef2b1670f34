"""A vector in one line: which element stands where."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.drawing.array_line import ArrayLine, in_a_line
from nnstep.expr.array import Shape
from nnstep.expr.digits import Digits


@pytest.mark.parametrize("shape", [(), (4,), (4, 1), (1, 4), (2, 3)])
def test_each_character_of_a_number_belongs_to_its_element_and_gaps_to_none(shape: Shape) -> None:
    values = np.arange(7, 7 + int(np.prod(shape))).reshape(shape) * -12.5
    text = in_a_line(values, Digits(6), 100)
    line = ArrayLine("x", text, "plain", 3, "x", shape)
    read: dict[tuple[int, ...], str] = {}
    for x in range(line.width + 2):
        index = line.cell_at(x, 0)
        if index is not None:
            read[index] = read.get(index, "") + text[x - 3]
    assert {index: float(number.replace("−", "-")) for index, number in read.items()} == dict(np.ndenumerate(values))
    assert line.cell_at(1, 0) is None, "the name"
    assert line.cell_at(3, 1) is None
