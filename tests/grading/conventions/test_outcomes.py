"""Conventions found from numbers alone: single ones, several together, another optimizer with them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnstep.errors import NNStepError
from nnstep.grading.baseline.true_run import TrueRun
from nnstep.grading.conventions.alternatives import apply, departures
from nnstep.grading.conventions.departure import Departure
from nnstep.grading.conventions.outcomes import outcomes
from nnstep.grading.conventions.tried import Outcome
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.grading.tolerance import Tolerance
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import parse

NET = """title = "T"
input = [0.7, -0.4, 0.3]
target = [0.9, 0.2]
learning_rate = 0.3
[[layers]]
weights = [[0.3, -0.2, 0.5], [0.1, 0.4, -0.6], [-0.7, 0.2, 0.1], [0.4, 0.8, -0.3]]
biases = [0.1, 0.2, -0.3, 0.5]
[[layers]]
weights = [[0.2, 0.5, -0.4, 0.3], [0.6, -0.3, 0.1, -0.2]]
biases = [0.4, -0.1]
"""
SINGLE = list(departures(parse(NET, "net.toml")))
WHOLE = ("z1", "a1", "z2", "a2", "E", "delta2", "delta1", "dW2", "dW1", "W2", "W1")


def sheet_of(program: Program, ids: tuple[str, ...], digits: int) -> str:
    values = TrueRun(program).step(1)

    def text(array: np.ndarray) -> str:
        if array.ndim == 0:
            return f"{float(array):.{digits}g}"
        return f"[{', '.join(text(np.asarray(part)) for part in array)}]"

    return "\n".join(f"{id} = {text(np.asarray(values.value(id)))}" for id in ids if id in program.shapes)


def program_of(combination: dict[str, Departure]) -> Program | None:
    """Return the exercise with departures; None where they exclude each other."""
    changed = apply(parse(NET, "net.toml"), combination)
    try:
        return None if changed is None else compile_program(changed)
    except NNStepError:
        return None


def found_for(other: Program, ids: tuple[str, ...] = WHOLE, digits: int = 6) -> list[Outcome]:
    """Return what is found for a sheet with another program's numbers."""
    program = compile_program(parse(NET, "net.toml"))
    shapes = tuple(id for id in ids if program.shapes.get(id) == other.shapes.get(id))
    return outcomes(program, parse_sheet(sheet_of(other, shapes, digits), "sheet.toml", program), Tolerance())


SOME = dict.fromkeys([*{each.key: each for each in SINGLE}.values(), *SINGLE[::5]])
"""One of each kind at least."""


@pytest.mark.sweep
@pytest.mark.parametrize("departure", [each for each in SOME if program_of({each.key: each})], ids=str)
def test_every_single_departure_is_found(departure: Departure) -> None:
    other = program_of({departure.key: departure})
    assert other is not None
    best = found_for(other)[0]
    assert best.reproduces
    assert best.departures == departure.names or len(best.departures) <= len(departure.names)


@pytest.mark.thorough
@settings(max_examples=4)
@given(st.data())
def test_two_departures_together_are_found_with_another_optimizer_or_without(data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(list(combinations(sorted({each.key for each in SINGLE}), 2))))
    picked = {key: data.draw(st.sampled_from([each for each in SINGLE if each.key == key])) for key in chosen}
    assume(program_of(picked) is not None)
    assert_found(picked)


@pytest.mark.sweep
@pytest.mark.parametrize(
    "values",
    [
        {"error": "squared", "optimizer": "momentum", "update": "output-first"},
        {"hidden_activation": "tanh", "error": "mean-squared", "biases": "frozen"},
        {"output_activation": "linear", "optimizer": "adam", "biases": "thresholds"},
    ],
    ids=", ".join,
)
def test_three_departures_together_are_found(values: dict[str, str]) -> None:
    """All of three is tried only from the best of two on, so that a few triples are not found."""
    picked = {each.key: each for each in SINGLE if values.get(each.key) == each.value and not each.forms}
    assert picked.keys() == values.keys()
    assert_found(picked)


def assert_found(picked: dict[str, Departure]) -> None:
    other = program_of(picked)
    assert other is not None
    best = found_for(other)[0]
    assert best.reproduces
    assert len(best.departures) <= sum(len(departure.names) for departure in picked.values())


@pytest.mark.sweep
@pytest.mark.parametrize("error", ["squared", "binary-cross-entropy"])
@pytest.mark.parametrize("optimizer", ["rmsprop", "nesterov"])
def test_the_weights_alone_show_an_optimizer_and_an_error(error: str, optimizer: str) -> None:
    picked = {"error": Departure("error", error), "optimizer": Departure("optimizer", optimizer)}
    other = program_of(picked)
    assert other is not None
    best = found_for(other, ("W1", "W2", "b1", "b2"))[0]
    assert best.reproduces
    assert best.departures == {"error": error, "optimizer": optimizer} or best.same


def test_square_weights_may_have_been_meant_the_other_way() -> None:
    """In row orientation z = x W: [1, 2] [[1, 3], [5, 2]] = [11, 7]."""
    text = NET.partition("[[layers]]")[0].replace("[0.7, -0.4, 0.3]", "[1, 2]")
    program = compile_program(
        parse(f"{text}[[layers]]\nactivation = 'linear'\nweights = [[1, 3], [5, 2]]\n", "square.toml")
    )
    best = outcomes(program, parse_sheet("z1 = [11, 7]\n", "sheet.toml", program), Tolerance())[0]
    assert best.reproduces
    assert best.departures == {"orientation": "row"}


@pytest.mark.thorough
def test_what_gives_the_same_numbers_is_one_outcome_the_simplest_first() -> None:
    """After one step from nothing Adam's step is the sign of the gradient, as Adagrad's is."""
    other = program_of({"optimizer": Departure("optimizer", "adam")})
    assert other is not None
    best = found_for(other)[0]
    assert best.reproduces
    assert {"optimizer": "adam"} in (best.departures, *best.same)
    assert {"optimizer": "adagrad"} in (best.departures, *best.same)


def found_in(scenario: str, sheet: str) -> list[Outcome]:
    program = compile_program(parse(scenario, "a.toml"))
    every = outcomes(program, parse_sheet(sheet, "sheet.toml", program), Tolerance())
    return [outcome for outcome in every if outcome.reproduces]


NEURON = "title = 'T'\ninput = [2]\ntarget = [0]\nlearning_rate = 0.5\n"


def test_an_update_that_climbs_is_found() -> None:
    """By hand: z = a = 1, delta = 1, dW = 2, and 0.5 + 0.5 * 2 = 1.5."""
    found = found_in(f"{NEURON}[[layers]]\nactivation = 'linear'\nweights = [[0.5]]\n", "dW1 = [[2]]\nW1 = [[1.5]]\n")
    assert {"learning_rate": "-0.5"} in (found[0].departures, *found[0].same)


def test_an_adagrad_that_does_not_start_from_0_is_found() -> None:
    """By hand: s = 0.1 + 2^2 = 4.1, and 0.5 - 0.5 * 2 / sqrt(4.1) = 0.0061352."""
    text = f"{NEURON}[[layers]]\nactivation = 'linear'\nweights = [[0.5]]\n"
    assert found_in(text, "dW1 = [[2]]\nW1 = [[0.0061352]]\n")[0].departures == {"optimizer": "adagrad", "state": "0.1"}
    own = found_in(f"{text}[training]\noptimizer = 'adagrad'\n", "sW1 = [[4.1]]\nW1 = [[0.0061352]]\n")
    assert own[0].departures == {"state": "0.1"}


@pytest.mark.parametrize(("delta", "error"), [("0.5", "1.375"), ("1.5", "3.375"), ("2", "4")])
def test_the_place_where_huber_turns_linear_is_found(delta: str, error: str) -> None:
    """By hand: a - y = 3, and delta * (3 - delta / 2)."""
    text = f"{NEURON}error = 'huber'\n[[layers]]\nactivation = 'linear'\nweights = [[1.5]]\n"
    assert found_in(text, f"E = {error}\ndelta1 = [{delta}]\n")[0].departures == {"error_delta": delta}


@pytest.mark.parametrize(
    ("activation", "key", "value", "z", "a"),
    [
        ("leaky-relu", "leak", "0.2", "-3", "-0.6"),
        ("leaky-relu", "leak", "0.3", "-3", "-0.9"),
        ("elu", "alpha", "0.5", "-3", "-0.47510647"),
    ],
)
def test_the_setting_of_an_activation_is_found(activation: str, key: str, value: str, z: str, a: str) -> None:
    text = f"{NEURON}[[layers]]\nactivation = '{activation}'\nweights = [[-1.5]]\n"
    assert found_in(text, f"z1 = [{z}]\na1 = [{a}]\n")[0].departures == {key: value}


@pytest.mark.thorough
def test_another_activation_of_the_hidden_layer_and_of_the_output_is_found() -> None:
    other = program_of(
        {
            "hidden_activation": Departure("hidden_activation", "tanh"),
            "output_activation": Departure("output_activation", "arctan"),
        }
    )
    assert other is not None
    assert found_for(other)[0].departures == {"hidden_activation": "tanh", "output_activation": "arctan"}


@pytest.mark.thorough
def test_progress_is_told_before_each_combination() -> None:
    program = compile_program(parse(NET, "net.toml"))
    sheet = parse_sheet("z1 = [0.51, 0.2, -0.9, 0.4]", "sheet.toml", program)
    told: list[float] = []
    outcomes(program, sheet, Tolerance(), lambda _, part: told.append(part))
    assert len(told) > len(SINGLE)
    assert told == sorted(told)
    assert 0 <= told[0] < told[-1] < 1
