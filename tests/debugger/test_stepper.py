"""Stepping at levels: into sub-steps and single products and back, with the very bits of the operations."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.debugger import Debugger
from nnstep.debugger.levels import LEVELS, Level
from nnstep.debugger.stepper import Stepper
from nnstep.engine.partial_operation import PartialOperation
from nnstep.engine.timeline import Timeline
from nnstep.explain.substep_explanation import explain_element
from nnstep.expr.walks import expand
from nnstep.expr.walks.expand import expand as expand_one
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import load
from nnstep.session.session import Session
from tests.conftest import build_scenario
from tests.exercises import READY, SMALL

NET = build_scenario((3, 2, 2), ("sigmoid", "softmax"), error="cross-entropy", samples=3, epochs=2)


def insides(program: Program, positions: range) -> list[tuple[PartialOperation, np.ndarray]]:
    """Return the operations after some positions, before anything of them is done, each with its result."""
    run, found = Timeline(program), []
    for position in positions:
        frame = run.seek(position)
        if frame.next_op is None:
            break
        values, shapes = run.before_next(frame)
        start = PartialOperation.starting(frame.next_op, values, shapes)
        found.append((start, run.seek(position + 1).values[frame.next_op.target]))
    return found


def first_steps(program: Program) -> range:
    """Return the positions of the first training steps, with the change from one to the next."""
    return range(min(program.last_position, 2 * len(program.ops) + 2))


@pytest.mark.parametrize("name", sorted(READY))
def test_the_last_sub_step_gives_the_very_bits_of_the_operation(name: str) -> None:
    program = compile_program(load(READY[name]))
    for start, result in insides(program, first_steps(program)):
        steps = start.steps
        done = start
        for count in range(1, len(steps) + 1):
            done = done.after_steps(count)
        value = done.values[steps[-1].name]
        assert value.shape == result.shape
        assert np.ascontiguousarray(value).tobytes() == result.tobytes(), start.op.source
        assert start.after_steps(len(steps)).finished


@pytest.mark.parametrize("name", sorted(SMALL))
def test_the_running_sums_end_in_the_element_and_are_the_sums_of_their_terms(name: str) -> None:
    program = compile_program(load(SMALL[name]))
    close = 1e-13 if program.precision == "float64" else 1e-6
    for start, _ in insides(program, range(min(len(program.ops), program.last_position))):
        for count in range(len(start.steps)):
            inside = start.after_steps(count)
            shape = inside.present.shape
            for index in np.ndindex(shape) if math.prod(shape) <= 8 else [(0,) * len(shape)]:
                terms = [inside.term_value(index, term) for term in range(inside.terms)]
                element = float(inside.result[index])
                assert inside.running_sum(index, inside.terms - 1) == element
                for term in range(inside.terms):
                    exact, size = math.fsum(terms[: term + 1]), math.fsum(map(abs, terms[: term + 1]))
                    assert abs(inside.running_sum(index, term) - exact) <= close * size
                    if term + 1 < inside.terms:  # bit for bit the sum of what is shown
                        shown = np.array(terms[: term + 1], dtype=inside.result.dtype)
                        assert inside.running_sum(index, term) == float(sum(shown))
                if inside.terms == 1:
                    np.testing.assert_allclose(terms[0], element, rtol=10 * close)


def test_the_elements_are_gone_through_row_by_row_and_term_by_term() -> None:
    start = insides(compile_program(NET), range(1))[0][0]
    seen = [start.after_units(unit).element for unit in range(1, start.last_unit)]
    assert seen == [((row, 0), term) for row in range(2) for term in range(3)][:-1]
    assert start.after_units(start.last_unit).done == 1


def test_a_product_writes_out_one_term_however_many_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[object] = []
    monkeypatch.setattr(expand, "expand", lambda *of: (written.append(of[0]), expand_one(*of))[1])
    counts = []
    for width in (10, 500):
        program = compile_program(build_scenario((width, 3), ("sigmoid",)))
        debugger = Debugger(program)
        stepper = Stepper(debugger)
        stepper.level = "element"
        stepper.next(5)
        written.clear()
        stepper.next()
        inside = debugger.frame.inside
        assert inside is not None
        assert inside.place == f"sub-step 1 of 2, element [0,0], term 6 of {width}"
        explain_element(inside, program)
        assert inside.result is inside.after_units(7).result
        counts.append(len(written))
    assert counts[0] == counts[1] < 20


def where(debugger: Debugger) -> tuple[int, int, int]:
    inside = debugger.frame.inside
    return debugger.frame.position, inside.done if inside else 0, inside.units if inside else 0


def moved(session: Session, *moves: tuple[str, int]) -> tuple[int, int, int]:
    for name, count in moves:
        session.complete(session.step(getattr(Stepper, name), count))
    return where(session.debugger)


@pytest.mark.parametrize("level", LEVELS)
def test_over_everything_and_back_leads_through_the_same_places(level: Level) -> None:
    session = Session(compile_program(NET))
    session.stepper.level = level
    length = len(session.debugger.program.ops)
    places = [where(session.debugger)]
    # Whole levels to the end of the run, parts of operations beyond a training step's end.
    while places[-1][0] < (length + 4 if level in ("element", "sub-step") else session.debugger.program.last_position):
        places.append(moved(session, ("next", 1)))
    assert all(before < after for before, after in pairwise(places))
    for place in reversed(places[:-1]):
        assert moved(session, ("previous", 1)) == place
    assert moved(session, ("previous", 1)) == (0, 0, 0)


@settings(max_examples=25)
@given(st.sampled_from(LEVELS), st.integers(0, 30), st.integers(1, 60))
def test_a_count_of_steps_is_so_many_single_ones_on_and_back(level: Level, begin: int, count: int) -> None:
    one, many = Session(compile_program(NET)), Session(compile_program(NET))
    for session in (one, many):
        session.debugger.go_to(begin)
        session.stepper.level = level
    assert moved(one, *[("next", 1)] * count) == moved(many, ("next", count))
    assert moved(one, *[("previous", 1)] * (count // 2)) == moved(many, ("previous", count // 2))


@pytest.mark.parametrize("level", LEVELS)
def test_into_stops_at_the_first_product_of_the_next_operation_from_any_level(level: Level) -> None:
    session = Session(compile_program(NET))
    session.stepper.level = level
    assert moved(session, ("into", 1)) == (0, 0, 1)
    assert session.stepper.level == "element"
    assert session.debugger.frame.inside is not None
    assert session.debugger.frame.inside.element == ((0, 0), 0)
    assert moved(session, ("into", 1)) == (0, 0, 2)


def test_finish_leads_out_of_each_level_in_turn() -> None:
    session = Session(compile_program(NET))
    length = len(session.debugger.program.ops)
    assert moved(session, ("into", 1)) == (0, 0, 1)
    assert moved(session, ("finish", 1)) == (0, 1, 0)
    assert session.stepper.level == "sub-step"
    levels = []
    for _ in range(5):
        moved(session, ("finish", 1))
        levels.append((session.stepper.level, session.debugger.frame.position))
    assert levels == [
        ("operation", 1),
        ("layer", 2),
        ("phase", 4),
        ("training step", length),
        ("epoch", 3 * length),
    ]


def test_back_to_the_start_leads_out_of_an_operation_to_before_it_and_then_further_out() -> None:
    session = Session(compile_program(NET))
    session.debugger.go_to(2)
    assert moved(session, ("into", 1)) == (2, 0, 1)
    assert moved(session, ("back_to_start", 1)) == (2, 0, 0)
    assert session.stepper.level == "sub-step"
    assert moved(session, ("next", 1), ("into", 1)) == (2, 1, 1)
    assert moved(session, ("back_to_start", 1)) == (2, 1, 0)
    assert moved(session, ("back_to_start", 1)) == (2, 0, 0)
    assert session.stepper.level == "operation"
    assert moved(session, ("back_to_start", 1)) == (0, 0, 0)
    assert session.stepper.level == "layer"


def test_back_into_stops_before_the_last_product_of_the_operation_before() -> None:
    session = Session(compile_program(NET))
    session.debugger.go_to(1)
    assert moved(session, ("back_into", 1))[0] == 0
    assert session.stepper.level == "element"
    inside = session.debugger.frame.inside
    assert inside is not None
    assert inside.done == len(inside.steps) - 1
    assert inside.units == inside.last_unit - 1
    assert moved(session, ("into", 1)) == (1, 0, 0)


@settings(max_examples=25)
@given(st.sampled_from(LEVELS), st.integers(0, 20), st.integers(1, 40))
def test_into_and_back_into_by_the_same_count_lead_back(level: Level, begin: int, count: int) -> None:
    session = Session(compile_program(NET))
    session.debugger.go_to(begin)
    session.stepper.level = level
    assert moved(session, ("into", count), ("back_into", count)) == (begin, 0, 0)


@pytest.mark.parametrize("condition", [None, "E", "epoch 2"])
@pytest.mark.parametrize("begin", [0, 2, 17])
def test_out_of_an_operation_to_its_start_whether_there_are_breakpoints_or_not(
    condition: str | None, begin: int
) -> None:
    session = Session(compile_program(NET))
    if condition is not None:
        session.debugger.breakpoints.add(parse_breakpoint(condition, session.debugger.program))
    session.debugger.go_to(begin)
    for out in ("previous", "back_to_start"):
        session.stepper.level = "sub-step"
        assert moved(session, ("next", 1))[1] == 1
        session.stepper.level = "operation" if out == "previous" else "sub-step"
        assert moved(session, (out, 1)) == (begin, 0, 0)
    session.stepper.level = "sub-step"
    moved(session, ("next", 1))
    session.complete(session.go_to(begin))
    assert where(session.debugger) == (begin, 0, 0)


def test_reverse_from_inside_an_operation_stops_at_a_breakpoint_that_one_stands_just_behind() -> None:
    session = Session(compile_program(NET))
    session.debugger.breakpoints.add(parse_breakpoint("a1", session.debugger.program))
    session.complete(session.run_on())
    at = session.debugger.frame.position
    session.stepper.level = "sub-step"
    assert moved(session, ("next", 1))[:2] == (at, 1)
    session.complete(session.run_back())
    assert where(session.debugger) == (at, 0, 0)
    session.complete(session.run_back())
    assert where(session.debugger) == (0, 0, 0)


def test_reverse_from_inside_the_first_operation_leads_to_the_start() -> None:
    session = Session(compile_program(NET))
    session.debugger.breakpoints.add(parse_breakpoint("E", session.debugger.program))
    moved(session, ("into", 1))
    session.complete(session.run_back())
    assert where(session.debugger) == (0, 0, 0)


def test_at_the_ends_of_the_run_every_level_stays() -> None:
    session = Session(compile_program(NET))
    last = session.debugger.program.last_position
    for level in LEVELS:
        session.stepper.level = level
        session.debugger.go_to(last)
        assert moved(session, ("next", 3)) == (last, 0, 0)
        session.debugger.go_to(0)
        assert moved(session, ("previous", 3)) == (0, 0, 0)


def test_inside_the_first_operation_of_a_training_step_its_own_sample_is_used() -> None:
    program = compile_program(NET)
    debugger = Debugger(program)
    stepper, length = Stepper(debugger), len(program.ops)
    stepper.level = "sub-step"
    for step in range(1, 6):
        debugger.go_to(step * length)
        stepper.next()
        inside = debugger.frame.inside
        assert inside is not None
        x = program.scenario.samples[step % 3].input
        np.testing.assert_array_equal(inside.values["x"], x)
        product = inside.values[inside.steps[0].name]
        assert product.tobytes() == (debugger.frame.values["W1"] @ x).tobytes()


def test_inside_a_smaller_last_batch_the_shapes_are_its_own() -> None:
    program = compile_program(replace(NET, batch_size=2))
    debugger = Debugger(program)
    stepper = Stepper(debugger)
    stepper.level = "sub-step"
    for position, samples in ((0, 2), (len(program.ops), 1), (2 * len(program.ops), 2)):
        debugger.go_to(position)
        stepper.next()
        inside = debugger.frame.inside
        assert inside is not None
        assert inside.values[inside.steps[0].name].shape == (2, samples)
        assert inside.steps[0].shape == (2, samples)


def test_thousands_of_products_at_once_are_no_work_on_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(compile_program(load(READY["digits"])))
    session.stepper.level = "element"
    looks = []
    monkeypatch.setattr(Stepper, "_stand", lambda self, inside, stand=Stepper._stand: looks.append(stand(self, inside)))
    assert moved(session, ("next", 2000)) == (0, 0, 2000)
    assert session.debugger.frame.inside is not None
    assert session.debugger.frame.inside.element == ((1999 // 64 // 32, 1999 // 64 % 32), 1999 % 64)
    assert moved(session, ("previous", 1990)) == (0, 0, 10)
    assert len(looks) == 2


def test_moving_on_inside_an_operation_is_no_stop_at_the_breakpoint_before() -> None:
    session = Session(compile_program(NET))
    session.debugger.breakpoints.add(parse_breakpoint("a1", session.debugger.program))
    session.complete(session.run_on())
    assert "stopped by breakpoint 1" in session.where()[0]
    moved(session, ("into", 1))
    assert session.where() == ["1.1.2: a1, sub-step 1 of 2, element [0,0], term 1 of 2 of z2"]
