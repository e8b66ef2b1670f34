"""What an operation says of itself agrees with what was computed, for every exercise and element."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np
import pytest

from nnstep.activations import ACTIVATIONS
from nnstep.engine.frame import Frame
from nnstep.engine.timeline import Timeline
from nnstep.explain.explanation import definitions, numbers_put_in, operation_formula, worked_element
from nnstep.expr.array import frozen
from nnstep.expr.digits import Digits
from nnstep.losses import LOSSES
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.load import load
from tests.exercises import SMALL

BuildProgram = Callable[..., Program]
EVERY_DIGIT = Digits(17)
PYTHON = {
    "ln": math.log,
    "sqrt": math.sqrt,
    "tanh": math.tanh,
    "arctan": math.atan,
    "erf": math.erf,
    "max": max,
    "min": min,
    "e": math.e,
    "step": lambda z: float(z > 0),
    "sign": lambda z: math.copysign(1, z),
    "abs": abs,
}


def read_back(written: str) -> float:
    """Return the value of a formula's printed text, read by a plain calculator that knows nothing of the tree."""
    text = written.replace("−", "-").replace("·", "*").replace("^", "**")
    text = re.sub(r"½ (?=[^-+*>])", "0.5 * ", text).replace("½", "0.5")
    text = text.translate(str.maketrans({"²": "**2", "³": "**3"}))
    text = text.replace("√2", "2**0.5").replace("√", "sqrt").replace("≥", ">=")
    text = re.sub(r"\|([^|]+)\|", r"abs(\1)", text)
    text = re.sub(r"\[([^\[\]]+ >=?) 0\]", r"(\1 0)", text)
    text = re.sub(r"\(1 if (\S+) > 0, else ", r"(1 if \1 > 0 else ", text)
    text = re.sub(r"([\d.)]) ln ", r"\1 * ln ", text)
    text = re.sub(r"ln ([\d.e-]+|\([^()]*\))", r"ln(\1)", text)
    text = re.sub(r"(0\.5 \*) \(", r"\1 (", text)
    return float(eval(text, {"__builtins__": {}}, PYTHON))


def frames(program: Program) -> list[Frame]:
    timeline = Timeline(program)
    return [timeline.seek(position) for position in range(1, len(program.ops) + 1)]


@pytest.mark.parametrize("name", SMALL)
def test_every_printed_expansion_of_an_exercise_gives_its_printed_value(name: str) -> None:
    for frame in frames(compile_program(load(SMALL[name]))):
        assert_expansions(frame)


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@pytest.mark.parametrize("error", sorted(LOSSES))
def test_every_printed_expansion_of_any_net_gives_its_printed_value(
    program_of: BuildProgram, activation: str, error: str
) -> None:
    output = LOSSES[error].outputs[0] if LOSSES[error].outputs else activation
    seed = 8 if activation == "step" else 5  # so that its outputs are not the targets, where a root has no derivative
    for frame in frames(program_of((2, 3, 2), (activation, output), error=error, seed=seed)):
        assert_expansions(frame)


def assert_expansions(frame: Frame) -> None:
    assert frame.op is not None
    value = frame.values[frame.op.target]
    for index in np.ndindex(value.shape):
        worked = worked_element(frame, index, EVERY_DIGIT, most_terms=1000)
        assert float(worked.value.replace("−", "-")) == value[index]
        close = 1e-9 if frame.program.precision == "float64" else 1e-6
        assert read_back(worked.numbers) == pytest.approx(float(value[index]), rel=close, abs=1e-12), worked


def test_a_softmax_far_out_shows_its_value_and_not_what_a_calculator_makes_of_its_expansion(
    program_of: BuildProgram,
) -> None:
    program = program_of((1, 2), ("softmax",), error="cross-entropy")
    start = dict(program.start) | {"W1": frozen([[0.0], [0.0]]), "b1": frozen([[999.0], [998.0]])}
    object.__setattr__(program, "start", start)
    frame = Timeline(program).seek(2)
    assert worked_element(frame, (0, 0)).value == "0.731059"


@pytest.mark.parametrize("name", SMALL)
def test_a_definition_says_more_than_its_name(name: str) -> None:
    program = compile_program(load(SMALL[name]))
    for op in program.ops:
        for definition in definitions(op, program):
            left, right = definition.split(" = ")
            assert left != right


def test_formulas_are_in_the_notation_and_updates_in_its_sign(program_of: BuildProgram) -> None:
    program = compile_program(load(bundled_paths()["kapur-3-3-3-1"]))
    assert operation_formula(program.ops[0], program) == "yᵢ = W¹ xⱼ"
    assert operation_formula(program.ops[-1], program) == "W¹ := W¹ − α ∂J/∂W¹"


def test_by_nodes_an_element_reads_as_in_the_text() -> None:
    program = compile_program(load(bundled_paths()["zheng-forward"]))
    nodes = next(writing for writing in program.writings if writing.notation == "zheng-nodes")
    first, activated, second, *_ = frames(program)
    assert worked_element(first, (0, 0), writing=nodes).symbols == "z₃ = w₁₃·n₁ + w₂₃·n₂ + b₃"
    assert worked_element(first, (2, 0), writing=nodes).symbols == "z₅ = w₁₅·n₁ + w₂₅·n₂ + b₅"
    assert worked_element(activated, (0, 0), writing=nodes).symbols == "n₃ = 1 / (1 + e^(−z₃))"
    assert worked_element(second, (0, 0), writing=nodes).symbols == "z₆ = w₃₆·n₃ + w₄₆·n₄ + w₅₆·n₅ + b₆"
    assert operation_formula(program.ops[0], program, nodes) == "z₁ = W₁ x₀ + b₁"


def test_by_nodes_every_exercise_has_a_name_for_every_element() -> None:
    for path in SMALL.values():
        program = compile_program(load(path))
        if program.scenario.graph is not None or program.scenario.batched or program.sample_axis == 0:
            continue
        nodes = next(writing for writing in program.writings if writing.notation == "zheng-nodes")
        for frame in frames(program):
            assert frame.op is not None
            if frame.op.target in ("E_k", "diff"):  # no text gives their elements a letter
                continue
            for index in np.ndindex(frame.values[frame.op.target].shape):
                assert not re.search(r"\[\d", worked_element(frame, index, writing=nodes).symbols)


def test_a_notation_changes_symbols_and_no_number() -> None:
    program = compile_program(load(bundled_paths()["kapur-3-3-3-1"]))
    symbols, numbers = set(), set()
    for writing in program.writings:
        worked = [
            worked_element(frame, (0,) * frame.values[frame.op.target].ndim, writing=writing)
            for frame in frames(program)
            if frame.op is not None
        ]
        symbols.add(tuple(account.symbols for account in worked))
        numbers.add(tuple((account.numbers, account.value) for account in worked))
    assert len(symbols) == len(program.writings)
    assert len(numbers) == 1


def test_numbers_that_are_too_wide_have_their_value_below() -> None:
    frame = frames(compile_program(load(bundled_paths()["zheng-exercise-1"])))[0]
    wide, narrow = numbers_put_in(frame), numbers_put_in(frame, width=20)
    assert len(wide) == 4
    assert len(narrow) == 8
    assert narrow[4].strip() == "⎡23⎤"


def test_the_start_of_a_run_has_no_numbers(program_of: BuildProgram) -> None:
    start = Timeline(program_of((2, 2), ("tanh",))).seek(0)
    assert numbers_put_in(start) == ()
    with pytest.raises(ValueError, match="no operation"):
        worked_element(start, (0, 0))
