"""The levels: where their units begin and end, against a walk over every operation of the run."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.debugger.levels import LEVELS, Level, coarser, end_of_unit, finer, start_of_unit
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import load
from tests.conftest import build_scenario
from tests.exercises import READY

PROGRAMS = [
    compile_program(build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=3, epochs=3)),
    compile_program(build_scenario((1, 1), ("linear",), samples=1, epochs=4)),
    *(compile_program(load(READY[name]), 2) for name in ("kapur-momentum", "bradbury-stepwise", "xor")),
    *(compile_program(load(READY[name])) for name in ("zheng-forward", "bradbury-graph-two-paths")),
]


def bounds(program: Program, level: Level) -> list[int]:
    """Return where units begin, and the run's end, by looking from each operation to the next."""
    length, per_epoch = len(program.ops), program.schedule.steps_per_epoch

    def unit(position: int) -> tuple[object, ...]:
        step, op = divmod(position, length)
        what = program.ops[op]
        parts: dict[Level, tuple[object, ...]] = {
            "epoch": (step // per_epoch,),
            "training step": (step,),
            "phase": (step, what.phase),
            "layer": (step, what.phase, what.layer),
        }
        return parts.get(level, (position,))

    last = program.last_position
    return [0, *(after for before, after in pairwise(range(last)) if unit(before) != unit(after)), last]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_units_begin_and_end_where_a_walk_over_all_operations_finds_it(program: Program, level: Level) -> None:
    every = bounds(program, level)
    for position in range(program.last_position + 1):
        ends = [bound for bound in every if bound > position] or [program.last_position]
        starts = [bound for bound in reversed(every) if bound < position] or [0]
        assert end_of_unit(program, position, level) == ends[0]
        assert start_of_unit(program, position, level) == starts[0]


@given(st.sampled_from(PROGRAMS), st.sampled_from(LEVELS), st.data(), st.integers(1, 40))
def test_a_count_is_so_many_times_one(program: Program, level: Level, data: st.DataObject, count: int) -> None:
    begin = data.draw(st.integers(0, program.last_position))
    end = start = begin
    for _ in range(count):
        end, start = end_of_unit(program, end, level), start_of_unit(program, start, level)
    assert end_of_unit(program, begin, level, count) == end
    assert start_of_unit(program, begin, level, count) == start


def test_a_count_of_any_size_is_no_work() -> None:
    program = compile_program(build_scenario((2, 2), ("tanh",), epochs=10**8))
    for level in LEVELS:
        assert end_of_unit(program, 3, level, 10**15) == program.last_position
        assert start_of_unit(program, program.last_position, level, 10**15) == 0
    assert end_of_unit(program, 0, "training step", 10**7) == 10**7 * len(program.ops)


def test_levels_follow_one_another_from_a_product_to_an_epoch_and_end_there() -> None:
    assert [finer(level) for level in LEVELS] == ["element", *LEVELS[:-1]]
    assert [coarser(level) for level in LEVELS] == [*LEVELS[1:], "epoch"]
