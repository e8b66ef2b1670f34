"""What [training] says of single parameters: learning rates, and what the optimizer's own quantities start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from nnstep.api import run
from nnstep.errors import ScenarioError
from nnstep.program.compile import compile_program
from nnstep.scenario.load import parse
from nnstep.scenario.write import scenario_text

if TYPE_CHECKING:
    from collections.abc import Callable

LAYERS = """[[layers]]
weights = [[1, 2], [3, 4], [5, 6]]
biases = [1, 2, 3]
[[layers]]
weights = [[1, 2, 3]]
"""
GRAPH = """title = "T"
learning_rate = -0.1
[graph]
parameters = { x = 2, y = 1 }
lines = ["f = x*y"]
[training]
optimizer = "momentum"
"""


def training(lines: str) -> str:
    return f"[training]\n{lines}\n"


@pytest.mark.parametrize(
    ("stated", "rates"),
    [
        ("[0.2, 0.3]", {"W1": 0.2, "b1": 0.2, "W2": 0.3}),
        ("{ b1 = -1, W2 = 0 }", {"b1": -1.0, "W2": 0.0}),
        ("{}", {}),
    ],
)
def test_rates_are_stated_by_layer_or_by_parameter(
    exercise: Callable[..., str], stated: str, rates: dict[str, float]
) -> None:
    scenario = parse(exercise(LAYERS, more=training(f"learning_rates = {stated}")), "a.toml")
    assert dict(scenario.learning_rates) == rates
    assert {f"lr{id}" for id in rates} <= set(compile_program(scenario).start)


@pytest.mark.parametrize("stated", ["[0.2, 0.3]", "{ W1 = 0.2, b1 = 0.2, W2 = 0.3 }"])
@pytest.mark.parametrize("more", ["", 'schedule = "exponential"\noptimizer = "momentum"'])
def test_where_each_parameter_has_its_rate_no_other_is_needed(
    exercise: Callable[..., str], stated: str, more: str
) -> None:
    with_both = exercise(LAYERS, more=training(f"learning_rates = {stated}\n{more}"))
    alone = "".join(line for line in with_both.splitlines(keepends=True) if not line.startswith("learning_rate ="))
    programs = [compile_program(parse(text, "a.toml")) for text in (with_both, alone)]
    values = [{op.target: op.value for op in run(program.scenario)} for program in programs]
    assert values[0].pop("lr", None) is None or more
    for id, value in values[1].items():
        np.testing.assert_array_equal(value, values[0][id])
    assert not {"lr", "lr0"} & set(programs[1].shapes)
    again = parse(scenario_text(programs[1].scenario), "b.toml")
    assert (again.learning_rate, again.learning_rates) == (None, programs[1].scenario.learning_rates)


@pytest.mark.parametrize(
    ("stated", "missing"), [("{ W1 = 1, b1 = 2 }", "W2"), ("{ W1 = 1 }", "b1 and W2"), ("{}", "W1, b1 and W2")]
)
def test_a_parameter_without_any_rate_is_named(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], stated: str, missing: str
) -> None:
    text = exercise(LAYERS, more=training(f"learning_rates = {stated}"))
    (found,) = wrong("".join(line for line in text.splitlines(keepends=True) if not line.startswith("learning_rate =")))
    assert f"learning_rate is missing: learning_rates has none for {missing}" in found


def test_frozen_biases_need_no_rate(exercise: Callable[..., str]) -> None:
    more = '[conventions]\nbiases = "frozen"\n' + training("learning_rates = { W1 = 1, W2 = 2 }")
    text = exercise(LAYERS, more=more)
    text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("learning_rate ="))
    assert parse(text, "a.toml").learning_rate is None


def test_a_graph_whose_parameters_have_their_rates_needs_no_other() -> None:
    alone = GRAPH.replace("learning_rate = -0.1\n", "")
    assert parse(alone + "learning_rates = { x = 1, y = 2 }\n", "a.toml").learning_rate is None
    with pytest.raises(ScenarioError, match="learning_rates has none for y"):
        parse(alone + "learning_rates = { x = 1 }\n", "a.toml")
    with pytest.raises(ScenarioError, match="learning_rate is missing"):
        parse(alone, "a.toml")


def test_the_state_is_one_number_or_numbers_by_kind_or_arrays_by_id(exercise: Callable[..., str]) -> None:
    def state(stated: str) -> dict[str, list[object]]:
        text = exercise(LAYERS, more=training(f'optimizer = "adam"\nstate = {stated}'))
        return {id: value.tolist() for id, value in parse(text, "a.toml").state.items()}

    every = state("0.5")
    assert set(every) == {"mW1", "sW1", "mb1", "sb1", "mW2", "sW2"}
    assert every["mW1"] == [[0.5, 0.5]] * 3
    kinds = state("{ s = 1, sb1 = [4, 5, 6], sW2 = [[7, 8, 9]] }")
    assert kinds == {"sW1": [[1.0, 1.0]] * 3, "sb1": [[4.0], [5.0], [6.0]], "sW2": [[7.0, 8.0, 9.0]]}


def test_in_rows_the_state_is_written_as_the_weights_are(exercise: Callable[..., str]) -> None:
    layers = "[[layers]]\nweights = [[1, 2, 3], [4, 5, 6]]\nbiases = [1, 2, 3]\n"
    more = '[conventions]\norientation = "row"\n' + training(
        'optimizer = "momentum"\nstate = { vW1 = [[1, 2, 3], [4, 5, 6]], vb1 = [7, 8, 9] }'
    )
    text = exercise(layers, target="[1, 2, 3]", more=more)
    program = compile_program(parse(text, "a.toml"))
    assert program.start["vW1"].tolist() == program.start["W1"].tolist()
    assert program.start["vb1"].tolist() == [[7.0, 8.0, 9.0]]
    again = compile_program(parse(scenario_text(program.scenario), "b.toml"))
    assert again.start["vW1"].tobytes() == program.start["vW1"].tobytes()


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("learning_rates = [1]", "training.learning_rates has 1 number, but the network has 2 layers"),
        ("learning_rates = { W3 = 1 }", "training.learning_rates.W3 is not a known key"),
        ("learning_rates = { W1 = 'a' }", "training.learning_rates.W1 must be a number, but it is the string"),
        ("learning_rates = 3", "training.learning_rates must be a table, but it is the number 3"),
        ("state = 1", "training.state is not read: gradient-descent carries nothing along"),
        ('optimizer = "adam"\nstate = "a"', "training.state must be a number, but it is the string"),
        ('optimizer = "adam"\nstate = { v = 1 }', "training.state.v is not a known key"),
        ('optimizer = "adam"\nstate = { s = [1] }', "training.state.s must be a number, but it is"),
        (
            'optimizer = "adam"\nstate = { mW1 = [[1, 2]] }',
            "training.state.mW1 has 1 row, but the parameter has 3",
        ),
        ('optimizer = "adam"\nstate = { mb1 = [1] }', "training.state.mb1 has 1 number, but the parameter has 3 rows"),
    ],
)
def test_what_is_wrong_is_named(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], lines: str, problem: str
) -> None:
    (found,) = wrong(exercise(LAYERS, more=training(lines)))
    assert problem in found


def test_a_graph_has_rates_and_a_state_by_name() -> None:
    program = compile_program(parse(GRAPH + "state = { vx = 3 }\nlearning_rates = { y = 0.5 }\n", "a.toml"))
    assert (float(program.start["vx"]), float(program.start["vy"])) == (3, 0)
    assert [op.source for op in program.ops if op.parameter and op.target[0] == "v"] == [
        "vx = mu * vx - lr * dx",
        "vy = mu * vy - lry * dy",
    ]


@pytest.mark.parametrize(
    ("rate", "more", "is_warned_of"),
    [("-0.1", "", True), ("0.1", "", False), ("0.1", "{ b1 = -1 }", True), ("-1", "{ W1 = 1, b1 = 1, W2 = 1 }", False)],
)
def test_a_negative_rate_is_allowed_and_warned_of_where_it_is_used(
    exercise: Callable[..., str], rate: str, more: str, is_warned_of: bool
) -> None:
    lines = training(f"learning_rates = {more}") if more else ""
    scenario = parse(exercise(LAYERS, learning_rate=rate, more=lines), "a.toml")
    assert any("negative" in warning for warning in scenario.warnings) == is_warned_of
    program = compile_program(scenario)
    assert any("negative" in text for text in program.about) == is_warned_of


def test_a_graph_s_negative_rate_is_warned_of_too() -> None:
    assert any("negative" in text for text in compile_program(parse(GRAPH, "a.toml")).about)


def test_what_is_stated_is_written_again(exercise: Callable[..., str]) -> None:
    more = training(
        'optimizer = "nesterov"\ngradient_at = "look-ahead"\nschedule = "step"\ncount_from = "one"\nl1 = 0.5\n'
        'penalty = "lambda/(2m)"\nlearning_rates = { W1 = 0.25 }\nstate = { v = 0.125, vb1 = [1, 2, -0.0] }'
    )
    scenario = parse(exercise(LAYERS, more=more), "a.toml")
    again = parse(scenario_text(scenario), "b.toml")
    for what in ("choices", "settings", "learning_rates", "l1", "l2"):
        assert getattr(again, what) == getattr(scenario, what)
    assert {id: value.tobytes() for id, value in again.state.items()} == {
        id: value.tobytes() for id, value in scenario.state.items()
    }
    np.testing.assert_array_equal(again.state["vb1"].ravel(), [1, 2, 0])
