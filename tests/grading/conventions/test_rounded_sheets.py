"""Conventions found from a sheet whose every line was rounded before one went on with it, by plain NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.errors import SheetError
from nnstep.grading.conventions.outcomes import outcomes
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.grading.tolerance import Tolerance
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

W1, W2 = np.array([[0.15, 0.2], [0.25, 0.3]]), np.array([[0.4, 0.45], [0.5, 0.55]])
X, Y = np.array([0.05, 0.1]), np.array([0.01, 0.99])


def worked(digits: int) -> str:
    """Return the widely copied exercise with the error sum (a - y)^2, each line rounded to so many digits."""

    def kept(array: np.ndarray) -> np.ndarray:
        return np.vectorize(lambda value: float(f"{value:.{digits}g}"))(array)

    def sigmoid(z: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-z))

    def text(array: np.ndarray) -> str:
        if array.ndim == 0:
            return f"{float(array):.{digits}g}"
        return f"[{', '.join(text(np.asarray(part)) for part in array)}]"

    z1 = kept(W1 @ X + 0.35)
    a1 = kept(sigmoid(z1))
    z2 = kept(W2 @ a1 + 0.6)
    a2 = kept(sigmoid(z2))
    delta2 = kept(2 * (a2 - Y) * a2 * (1 - a2))
    delta1 = kept((W2.T @ delta2) * a1 * (1 - a1))
    answers = {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "E": kept(np.sum((a2 - Y) ** 2))}
    answers |= {"delta2": delta2, "delta1": delta1, "W2": kept(W2 - 0.5 * np.outer(delta2, a1))}
    return "\n".join(f"{id} = {text(value)}" for id, value in answers.items())


@pytest.mark.thorough
@pytest.mark.parametrize("digits", [4, 6])
def test_what_follows_from_rounded_numbers_counts_for_a_convention(digits: int) -> None:
    program = compile_program(load(find("sigmoid-2-2-2")))
    found = outcomes(program, parse_sheet(worked(digits), "sheet.toml", program), Tolerance())
    assert found[0].reproduces
    assert found[0].departures == {"error": "squared"}
    own = next(outcome for outcome in found if not outcome.departures)
    assert not own.reproduces


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("z1 = [1, 2, 3]\nE = 0.29", "sheet: z1 is 3 numbers in one list, but must be 2×1"),
        ("W1 = [[1, 2], [3]]", "sheet: W1: its rows differ in length"),
        ("[step.2]\nE = [1, 2]", "sheet: step.2.E is 2 numbers in one list, but must be a single number"),
        ('z1 = ["", ""]\nE = ""', "sheet: no number is filled in"),
    ],
)
def test_what_no_convention_can_give_is_refused_with_what_is_wrong(text: str, message: str) -> None:
    program = compile_program(load(find("sigmoid-2-2-2")))
    with pytest.raises(SheetError) as caught:
        outcomes(program, parse_sheet(text, "sheet.toml", program), Tolerance())
    assert message in caught.value.message
    assert caught.value.hint
