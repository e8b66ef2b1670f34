"""Constants that can be any number are solved for: the fewest digits that fit all numbers, over several steps too."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.constants import Constants, named, shortest
from nnstep.grading.diagnose.evidence import evidence_of
from nnstep.grading.diagnose.proposals import Proposals
from nnstep.grading.diagnose.slip import Reworked, Slip
from nnstep.grading.diagnose.teller import Teller
from nnstep.grading.sheet.sheet_reader import parse_sheet
from tests.grading.diagnose.exercises import NEURON, graded, grader_of


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (0.349, 0.3512, (0.35, 2)),
        (0.31, 0.44, (0.4, 1)),
        (-2.04, -1.98, (-2.0, 1)),
        (119.6, 120.4, (120.0, 2)),
        (-0.1, 0.2, (0.0, 1)),
        (0.123456, 0.123456, (0.123456, 6)),
        (5e-7, 5e-7, (5e-7, 1)),
        (0.0, 0.4, (0.0, 1)),
        (-0.4, 0.0, (0.0, 1)),
        (2.0, 2.0, (2.0, 1)),
    ],
)
def test_the_shortest_number_between_two_is_found(low: float, high: float, found: tuple[float, int]) -> None:
    assert shortest(low, high) == found


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (0.4, 0.3),
        (math.nan, 1),
        (1, math.inf),
        (1 / 3, 1 / 3 + 1e-12),
        (-math.inf, math.inf),
        (1.2345678e-5, 1.2345679e-5),
    ],
)
def test_there_is_none_that_a_person_would_write(low: float, high: float) -> None:
    assert shortest(low, high) is None


@given(st.floats(1e-6, 1e6), st.floats(1e-3, 0.5))
def test_it_lies_between_the_two_and_has_so_many_digits(middle: float, share: float) -> None:
    low, high = middle * (1 - share), middle * (1 + share)
    found = shortest(low, high)
    assert found is not None
    number, digits = found
    assert low * (1 - 1e-8) <= number <= high * (1 + 1e-8)
    assert float(f"{number:.{digits - 1}e}") == number


ONE_STEP = "W1 = [[0.33250812, 0.88916396]]\nb1 = [0.22167208]\n"


@pytest.mark.parametrize(
    "sheet",
    [
        ONE_STEP,
        f"{ONE_STEP}[step.2]\nW1 = [[0.36231799, 0.87922734]]\n",
        "[step.5]\nW1 = [[0.43773776, 0.85408741]]\nb1 = [0.2918251718]\n",
    ],
)
def test_another_rate_is_solved_for_over_the_steps_before(sheet: str) -> None:
    """0.35 in place of 0.4, by a NumPy loop of d = (a - y) a (1 - a), w -= 0.35 d x."""
    result = graded(NEURON, sheet)
    assert len(result.new_mistakes) == 1
    first = result.first_mistake
    assert first is not None
    assert first.kind == "mistake"
    assert first.explanations[0].ids == "other-rate"
    assert "0.35" in first.explanations[0].remark
    assert not any(verdict.is_right for verdict in result.verdicts)


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (0.289, 0.291, (0.29, 2, "0.29")),
        (-2.01, -1.99, (-2.0, 1, "-2")),
        (0.333, 0.3334, (1 / 3, 1, "1/3")),
        (-0.3334, -0.333, (-1 / 3, 1, "1/-3")),
        (0.0833, 0.08334, (1 / 12, 2, "1/12")),
        (0.4166, 0.4167, None),  # 1/2.4
        (0.0081300, 0.0081301, None),  # 1/123
        (0.999, 1.001, None),  # by 1 nothing is multiplied
        (0.9995, 0.99951, None),  # nor divided
        (-0.1, 0.2, None),
        (0.123451, 0.123459, None),
    ],
)
def test_a_factor_has_two_digits_or_is_one_over_a_whole_number_that_has(
    low: float, high: float, found: tuple[float, int, str] | None
) -> None:
    assert named(low, high, is_factor=True) == found


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [(0.333, 0.3334, (0.333, 3, "0.333")), (-0.1, 0.2, (0.0, 1, "0")), (0.999, 1.001, (1.0, 1, "1")), (2, 1, None)],
)
def test_another_constant_is_the_shortest_number(low: float, high: float, found: tuple[float, int, str] | None) -> None:
    assert named(low, high, is_factor=False) == found


def shifts(sheet: str, place: tuple[int, str]) -> dict[tuple[str, ...], Slip]:
    """Return the counts of training steps that explain an answer, by how many too many or too few."""
    grader = grader_of(NEURON)
    teller = Teller(grader.context, evidence_of(grader.context, parse_sheet(sheet, "sheet.toml", grader.program)))
    slips = list(Constants(grader.context, teller, Proposals(grader.context, teller)).shifted(place))
    return {(slip.ids, *slip.details): slip for slip in slips}


def after(step: int) -> str:
    """Return the weights after a training step; before the first after step 0."""
    exact = grader_of(NEURON).exact
    values = exact.step(step).after if step else exact.step(1).before
    return f"W1 = [[{', '.join(f'{weight:.9f}' for weight in values['W1'][0])}]]\n"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (7, ("step-too-many", "2")),
        (4, ("step-too-few", "1")),
        (0, ("step-too-few", "5")),
        (25, ("step-too-many", "20")),
        (26, None),
        (5, None),
    ],
)
def test_up_to_twenty_training_steps_too_many_or_too_few_are_recognised(
    written: int, found: tuple[str, str] | None
) -> None:
    slips = shifts(f"[step.5]\n{after(written)}", (5, "W1"))
    assert list(slips) == ([] if found is None else [found])
    for slip in slips.values():
        assert slip.step is None
        assert isinstance(slip.change, Reworked)
        assert slip.change.variant.shift == written - 5
        rest = slip.bits - 2 * bits.of_choice(abs(written - 5))
        assert rest == pytest.approx(bits.SLIP + slip.change.variant.naming)


def test_one_number_of_the_right_training_step_refutes_another_count() -> None:
    five, seven = (grader_of(NEURON).exact.step(step).after["W1"] for step in (5, 7))
    assert not shifts(f"[step.5]\nW1 = [[{seven[0, 0]}, {five[0, 1]}]]\n", (5, "W1"))


@pytest.mark.parametrize("factor", [3, 1 / 3])
def test_a_factor_too_many_is_found_for_all_numbers_at_once(factor: float) -> None:
    right = factor * grader_of(NEURON).exact.step(1).after["dW1"]
    (verdict, _) = graded(NEURON, f"dW1 = {right.tolist()}\n").verdicts
    remarks = {each.remark for each in verdict.explanations if each.ids == "other-factor"}
    text = "3" if factor > 1 else "1/3"
    assert remarks == {f"{text}, at dW1", f"{text}, at delta1"}


@pytest.mark.parametrize(("written", "mistake"), [(5, ""), (6, "step-too-many"), (3, "step-too-few")])
def test_weights_after_another_training_step_are_told_as_such(written: int, mistake: str) -> None:
    verdicts = graded(NEURON, f"[step.5]\n{after(written)}").verdicts
    assert [verdict.explanations[0].ids if verdict.explanations else "" for verdict in verdicts] == [mistake] * 2


@np.errstate(all="ignore")
def rates(sheet: str, step: int = 1) -> list[Slip]:
    """Return the slips of another learning rate that give the weights after a training step."""
    grader = grader_of(NEURON)
    teller = Teller(grader.context, evidence_of(grader.context, parse_sheet(sheet, "sheet.toml", grader.program)))
    constants = Constants(grader.context, teller, Proposals(grader.context, teller))
    found = constants.slips(teller.told(()), (step, "W1"), None)
    return [slip for slip in found if slip.ids == "other-rate" and slip.places == ("at W1",)]


DELTA = -0.06192023
"""The neuron's delta."""


def stepped(rate: float, delta: float, decimals: int) -> str:
    return f"W1 = [[{0.3 - rate * delta * 1.5:.{decimals}f}, {0.9 + rate * delta * 0.5:.{decimals}f}]]\n"


def test_where_the_numbers_were_rounded_on_the_way_a_shorter_one_nearby_is_tried_too() -> None:
    found = rates(stepped(0.35, round(DELTA, 4), 6))
    assert [slip.details for slip in found] == [("0.34989",), ("0.35",)]
    assert found[0].bits - found[1].bits == pytest.approx(3 * bits.DIGIT)


def test_a_usual_number_of_one_digit_is_likelier_than_one_of_two() -> None:
    (two,), (one, *_) = rates(ONE_STEP), rates(stepped(0.3, DELTA, 8))
    assert (one.details, two.details) == (("0.3",), ("0.35",))
    assert two.bits - one.bits > bits.DIGIT


def test_a_constant_of_a_million_is_no_constant() -> None:
    assert [slip.details for slip in rates(stepped(900_000, DELTA, 0))]
    assert rates(stepped(2_000_000, DELTA, 0)) == []


def test_a_constant_in_one_training_step_alone_takes_saying_which() -> None:
    found = rates(f"{ONE_STEP}[step.2]\nW1 = [[0.36231799, 0.87922734]]\n", step=2)
    by_step = {slip.step: slip for slip in found if slip.details == ("0.35",)}
    assert by_step[None].bits == rates(ONE_STEP)[0].bits
    assert by_step[2].bits - by_step[None].bits == pytest.approx(1 + bits.of_choice(2))
