"""Programs that people write: the right ones compute what nnstep computes, and each mistake changes what they print."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

import numpy as np
import pytest

import nnstep
from nnstep.api import load
from tests.own_code.first_parting import first_parting
from tests.own_code.program_runs import printed_by
from tests.own_code.programs_corpus import MistakenProgram, Program, all_mistaken, all_programs


def runnable(program: Program) -> bool:
    return not program.needs_torch or find_spec("torch") is not None


PROGRAMS = [program for program in all_programs() if runnable(program)]
MISTAKEN = [mistaken for mistaken in all_mistaken() if runnable(mistaken.program)]


@cache
def printed_by_right(program: Program) -> list[float]:
    return printed_by(program, program.source)


def trained_numbers(program: Program) -> list[float]:
    """Return every number that the program's scenario has trained at the end, by nnstep."""
    parameters = {f"{kind}{n + 1}" for n in range(len(load(program.scenario).layers)) for kind in "Wb"}
    run = nnstep.run(program.scenario, epochs=program.epochs)
    values = {op.target: op.value for op in run if op.target in parameters}
    return [float(number) for value in values.values() for number in np.ravel(value)]


def without(numbers: list[float], wanted: float, tolerance: float) -> list[float]:
    """Return `numbers` less the one nearest to `wanted`; fail where none is near."""
    nearest = min(numbers, key=lambda number: abs(number - wanted))
    assert abs(nearest - wanted) <= tolerance * max(1.0, abs(wanted)), f"{wanted} is not printed"
    rest = list(numbers)
    rest.remove(nearest)
    return rest


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.path.stem)
def test_right_program_prints_the_trained_parameters(program: Program) -> None:
    printed = printed_by_right(program)
    for number in trained_numbers(program):
        printed = without(printed, number, program.tolerance)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.path.stem)
def test_each_mistake_changes_what_is_printed(program: Program) -> None:
    wrong = [mistaken.label for mistaken in _mistakes_of(program) if _changes_nothing(mistaken) != mistaken.harmless]
    assert not wrong


def _changes_nothing(mistaken: MistakenProgram) -> bool:
    program = mistaken.program
    printed, right = printed_by(program, mistaken.source), printed_by_right(program)
    far = 10 * program.tolerance
    return len(printed) == len(right) and np.allclose(printed, right, rtol=far, atol=far, equal_nan=True)


@pytest.mark.sweep
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.path.stem)
def test_first_wrong_line_is_where_the_values_part(program: Program) -> None:
    parted = {mistaken.label: (mistaken, first_parting(mistaken)) for mistaken in _mistakes_of(program)}
    # What is never put back is wrong by what is missing, and what has two names can't be told from its places.
    wrong = {
        label: f"parts on {line}, not on {mistaken.first_wrong_line}"
        for label, (mistaken, line) in parted.items()
        if mistaken.mistake not in ("never-updated", "aliased") and line not in _possible_partings(mistaken)
    }
    assert not wrong


def _possible_partings(mistaken: MistakenProgram) -> tuple[int | None, ...]:
    if mistaken.harmless:
        return (None, mistaken.changed_line)
    return (mistaken.first_wrong_line,)


def test_there_are_enough_of_them() -> None:
    mistaken = [each for each in all_mistaken() if not each.harmless]
    assert len(all_programs()) >= 40
    assert len(mistaken) >= 350
    assert len({each.mistake for each in mistaken}) >= 25


@pytest.mark.parametrize("program", all_programs(), ids=lambda program: program.path.stem)
def test_wrong_quantities_are_the_scenario_s(program: Program) -> None:
    known = {"x", "y"} | {op.target for op in nnstep.run(program.scenario, epochs=1)}
    wrong = {mistaken.label: mistaken.quantity for mistaken in all_mistaken() if mistaken.program == program}
    assert set(wrong.values()) <= known


def test_a_mistake_is_named_by_whole_words() -> None:
    mistaken = next(each for each in all_mistaken() if each.mistake == "learning-rate")
    assert mistaken.is_named_by("The Learning rate is left out.")
    assert not mistaken.is_named_by("The update is rather large.")


def test_no_two_labels_are_alike() -> None:
    assert len({mistaken.label for mistaken in all_mistaken()}) == len(all_mistaken())


def test_words_are_more_than_a_letter() -> None:
    assert all(len(word) > 1 or word in "½" for mistaken in all_mistaken() for word in mistaken.words)
    assert all(mistaken.words for mistaken in all_mistaken())


def _mistakes_of(program: Program) -> list[MistakenProgram]:
    return [mistaken for mistaken in MISTAKEN if mistaken.program == program]
