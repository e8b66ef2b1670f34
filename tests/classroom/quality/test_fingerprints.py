"""What each mistake makes of the asked numbers, against the mistakes worked through apart from the check."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.classroom.quality.fingerprints import fingerprints_of
from nnstep.classroom.quality.task import task_of
from nnstep.grading.context import GradingContext
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.kinds import OperationMistake, ProgramMistake
from nnstep.program.compile import compile_program
from tests.grading.made_mistakes import SETTINGS, STEPS, is_possible, ways_of
from tests.grading.worked import network, worked

EXERCISES = ("sigmoids", "relu", "softmax", "batch", "momentum", "rows", "stepwise", "graph")
WITHOUT_DIGITS = ("rounded-early", "cut-off-early", "single-precision", "step-too-many", "step-too-few")


@pytest.mark.sweep
@pytest.mark.parametrize("name", EXERCISES)
def test_every_mistake_gives_the_numbers_that_one_gets_by_working_it_through(name: str) -> None:
    program = network(**SETTINGS[name])
    task = task_of(program, steps=STEPS)
    prints = fingerprints_of(GradingContext(program), task.asked, task.mistakes)
    assert np.allclose(prints.right, _vector(worked(program, steps=STEPS), task.asked), rtol=1e-12, atol=0)
    rows = {id: prints.values[[way.id == id for way in prints.made]] for id in {way.id for way in prints.made}}
    checked = 0
    for mistake in MISTAKES:
        if not isinstance(mistake, OperationMistake | ProgramMistake) or mistake.id in WITHOUT_DIGITS:
            continue
        for detail, values in ways_of(program, mistake):
            if mistake.id not in rows or not is_possible(values) or not _holds(values, task.asked):
                continue
            wanted = _vector(values, task.asked)
            found = np.isclose(rows[mistake.id], wanted, rtol=1e-9, atol=1e-14).all(axis=1)
            assert found.any(), f"{mistake.id} {detail}"
            checked += 1
    assert checked > 100 or name == "graph"


def test_mistakes_of_another_exercise_of_the_same_form_are_taken_over_with_its_own_numbers() -> None:
    one, other = network((3, 3, 2), seed=1), network((3, 3, 2), seed=2)
    task = task_of(other)
    own = fingerprints_of(GradingContext(other), task.asked, task.mistakes)
    taken = fingerprints_of(GradingContext(other, form=GradingContext(one)), task.asked, task.mistakes)
    assert own.made == taken.made
    assert np.array_equal(own.values, taken.values, equal_nan=True)


def test_some_ways_alone_give_what_they_give_among_all() -> None:
    program = network((3, 3, 2))
    task = task_of(program)
    every = fingerprints_of(GradingContext(program), task.asked, task.mistakes)
    some = set(every.made[::7])
    only = fingerprints_of(GradingContext(program), task.asked, task.mistakes, some)
    kept = [number for number, way in enumerate(every.made) if way in some]
    assert np.array_equal(only.values, every.values[kept], equal_nan=True)


def test_mistakes_in_single_elements_count_where_they_are_named() -> None:
    program = network((2, 2, 1))
    assert not any(mistake.id == "index-swapped" for mistake in task_of(program).mistakes)
    task = task_of(program, mistakes=["index-swapped"])
    prints = fingerprints_of(GradingContext(program), task.asked, task.mistakes)
    (swapped,) = [
        n
        for n, way in enumerate(prints.made)
        if way.place == "in z1[0,0]" and "W1[1,0] in place of W1[0,0]" in way.detail
    ]
    weights, x, biases = program.start["W1"], program.schedule.feeds(0)["x"], program.start["b1"]
    by_hand = weights[1, 0] * x[0, 0] + weights[0, 1] * x[1, 0] + biases[0, 0]
    assert prints.values[swapped][0] == pytest.approx(by_hand, rel=1e-14)
    assert prints.values[swapped][1] == prints.right[1]


def _holds(values: dict, asked: dict) -> bool:
    return all(place in values for place in asked)


def _vector(values: dict, asked: dict) -> np.ndarray:
    return np.array([np.asarray(values[place])[index] for place, indices in asked.items() for index in indices])


def test_the_program_of_the_same_form_with_other_numbers_is_the_one_compiled_afresh() -> None:
    from nnstep.program.compile import with_other_numbers

    for name in ("sigmoids", "rows", "momentum", "graph", "l2"):
        one, other = network(**{**SETTINGS[name], "seed": 3}), network(**{**SETTINGS[name], "seed": 4})
        made, afresh = with_other_numbers(one, other.scenario), compile_program(other.scenario)
        assert made.ops == afresh.ops
        assert list(made.start) == list(afresh.start)
        assert all(np.array_equal(made.start[id], afresh.start[id]) for id in afresh.start)
        assert made.shapes == afresh.shapes
        assert all(np.array_equal(made.schedule.feeds(0)[id], value) for id, value in afresh.schedule.feeds(0).items())


def test_what_depends_on_numbers_is_not_taken_over_from_another_exercise() -> None:
    """Not by any mistake: the form of exact numbers has no constant to round, the other one has."""
    one, other = (
        network((3, 2, 2), seed=4, learning_rate=rate, l2=penalty) for rate, penalty in ((0.5, 0.25), (0.1, 0.3))
    )
    every = [mistake for mistake in MISTAKES if isinstance(mistake, OperationMistake | ProgramMistake)]
    asked = task_of(other).asked
    taken = fingerprints_of(GradingContext(other, form=GradingContext(one)), asked, every)
    assert fingerprints_of(GradingContext(other), asked, every).made == taken.made
    assert any(way.id == "constant-in-single-precision" for way in taken.made)
