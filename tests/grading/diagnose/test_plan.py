"""What a story has computed in a training step: the exercise's operations but for those that its slips change."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.grading.baseline.intervals import Interval
from nnstep.grading.diagnose.plan import Plan, plan_of
from nnstep.grading.diagnose.proposals import slip_of
from nnstep.grading.diagnose.slip import Change, InElements, Miswritten, Replaced, Slip
from nnstep.grading.diagnose.variants import Variant
from tests.grading.diagnose.exercises import TWO_LAYERS, grader_of

CONTEXT = grader_of(TWO_LAYERS).context
LINES = CONTEXT.variants.lines
BY_TARGET = {line.target: line for line in LINES}
NUMBER = {line.target: number for number, line in enumerate(LINES)}


def plan(*changes: Change, step: int = 1, made: int | None = 1) -> Plan:
    return plan_of(LINES, [Slip(change, 0.0, step=made) for change in changes], step)


def value(made: Plan, target: str) -> np.ndarray:
    """Return what a target comes out as in the first training step, all before it being right."""
    values = {**CONTEXT.exact.step(1).after, **CONTEXT.exact.step(1).before}
    line = next(line for line in made.lines if line.target == target)
    return made.value(CONTEXT.compiler, line, values)


def right(target: str) -> np.ndarray:
    return np.asarray(CONTEXT.exact.step(1).value(target))


def variant(id: str, target: str) -> Variant:
    return next(
        one
        for one in CONTEXT.variants.single
        if one.mistakes[0].id == id and [LINES[n].target for n in one.rewritten] == [target]
    )


def test_without_a_slip_the_operations_are_the_exercises_own() -> None:
    made = plan()
    assert made.lines is LINES
    assert made.first == len(LINES)
    assert value(made, "z1") == pytest.approx(right("z1"))


def test_a_slip_of_another_training_step_changes_nothing_here() -> None:
    replaced = Replaced("z1", (0, 0), 9.0)
    assert plan(replaced, step=2, made=1).first == len(LINES)
    assert plan(replaced, step=2, made=None).first == NUMBER["z1"]


def test_an_operation_done_otherwise_stands_in_the_place_of_its_own() -> None:
    """Without its bias z1 is (0.25, -0.25)."""
    made = plan_of(LINES, [slip_of(variant("bias-missing", "z1"), 1)], 1)
    assert made.first == NUMBER["z1"]
    assert value(made, "z1").ravel() == pytest.approx([0.25, -0.25])
    assert value(made, "z2") == pytest.approx(right("z2"))


def test_two_operations_done_otherwise_are_both() -> None:
    slips = [slip_of(variant("bias-missing", target), 1) for target in ("z2", "z1")]
    made = plan_of(LINES, slips, 1)
    assert made.first == NUMBER["z1"]
    assert value(made, "z1").ravel() == pytest.approx([0.25, -0.25])
    assert value(made, "z2") == pytest.approx(right("z2") - 0.3)


def test_one_number_that_came_out_otherwise_leaves_the_others() -> None:
    made = plan(Replaced("z1", (1, 0), 9.0))
    assert value(made, "z1").ravel() == pytest.approx([0.35, 9.0])
    low_high = Interval(right("z1") - 1, right("z1") + 1)
    bounds = made.bounds(BY_TARGET["z1"], low_high, {})
    assert bounds.low.ravel() == pytest.approx([-0.65, 9.0])
    assert bounds.high.ravel() == pytest.approx([1.35, 9.0])


def test_elements_worked_out_by_another_line_leave_the_others() -> None:
    other = variant("bias-missing", "z1").lines[NUMBER["z1"]]
    made = plan(InElements(other, ((0, 0),)))
    assert made.lines == LINES
    assert value(made, "z1").ravel() == pytest.approx([0.25, -0.05])


def test_what_was_miswritten_is_computed_as_ever_and_noted() -> None:
    made = plan(Miswritten("a1", ((0, 0),)), Miswritten("a1", ((1, 0),)))
    assert made.miswritten == {"a1": ((0, 0), (1, 0))}
    assert made.first == NUMBER["a1"]
    assert value(made, "a1") == pytest.approx(right("a1"))
