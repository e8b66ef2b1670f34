"""Graphs of numbers: forward values, chain rule along paths, sum across them, and descent, as texts print them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.engine.saving import save_scenario
from nnstep.engine.timeline import Timeline
from nnstep.explain.chain_rule import MOST_PATHS
from nnstep.explain.explanation import operation_formula
from nnstep.explain.gradcheck import check_gradients, error_position
from nnstep.explain.graph_paths import graph_chain
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.load import load, parse

GRAPHS = [name for name, path in bundled_paths().items() if "[graph]" in path.read_text()]


def program_of(graph: str, *, rate: str = "learning_rate = 0.1\n", more: str = "") -> Program:
    return compile_program(parse(f"title = 'T'\n{rate}[graph]\n{graph}\n{more}", "a.toml"))


def values_of(program: Program) -> dict[str, float]:
    values = Timeline(program).seek(program.last_position).values
    return {id: float(value) for id, value in values.items()}


def test_bradburys_two_paths_are_stepped_through_one_rule_at_a_time() -> None:
    program = compile_program(load(bundled_paths()["bradbury-graph-two-paths"]))
    assert [(op.source, op.role) for op in program.ops] == [
        ("a1 = 3 * x", "line"),
        ("a2 = -x", "line"),
        ("y = 2 * a1 + a2", "line"),
        ("da1_dx = 3", "local derivative"),
        ("da2_dx = -1", "local derivative"),
        ("da1 = 2", "local derivative"),
        ("da2 = 1", "local derivative"),
        ("dx_through_a1 = da1 * da1_dx", "chain rule along a path"),
        ("dx_through_a2 = da2 * da2_dx", "chain rule along a path"),
        ("dx = dx_through_a1 + dx_through_a2", "sum rule across paths"),
    ]
    assert operation_formula(program.ops[9], program) == "∂y/∂x = ∂y/∂x via a₁ + ∂y/∂x via a₂"


@pytest.mark.parametrize("name", [name for name in bundled_paths() if name.startswith("bradbury-graph")])
def test_bradburys_derivatives_are_the_printed_ones(name: str) -> None:
    scenario = load(bundled_paths()[name])
    values = values_of(compile_program(scenario))
    assert scenario.answers
    for id, answer in scenario.answers.items():
        assert values[id] == float(answer)  # type: ignore[arg-type]


def test_tashfeens_table_of_seven_steps_is_the_printed_one() -> None:
    program = compile_program(load(bundled_paths()["tashfeen-paraboloid"]))
    timeline = Timeline(program)
    table = []
    for step in range(7):
        values = timeline.seek((step + 1) * len(program.ops)).values
        a, b, error = (float(values[id]) for id in "abg")
        table.append(f"Step: {step:>2}, (a, b): ({a:>1.2}, {b:>1.2}) Error: {error:>3.5}")
    assert table == [
        "Step:  0, (a, b): (4.0, 4.0) Error: 200.0",
        "Step:  1, (a, b): (1.6, 1.6) Error: 32.0",
        "Step:  2, (a, b): (0.64, 0.64) Error: 5.12",
        "Step:  3, (a, b): (0.26, 0.26) Error: 0.8192",
        "Step:  4, (a, b): (0.1, 0.1) Error: 0.13107",
        "Step:  5, (a, b): (0.041, 0.041) Error: 0.020972",
        "Step:  6, (a, b): (0.016, 0.016) Error: 0.0033554",
    ]


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_zhengs_gradient_of_two_variables_is_the_printed_one(x: float, y: float) -> None:
    graph = f"parameters = {{ x = {x!r}, y = {y!r} }}\nlines = ['f = 2*x**2 + 3*x*y + y**3']"
    program = program_of(graph)
    values = Timeline(program).seek(len(program.ops) - 2).values
    assert float(values["dx"]) == pytest.approx(4 * x + 3 * y, rel=1e-12, abs=1e-12)
    assert float(values["dy"]) == pytest.approx(3 * x + 3 * y**2, rel=1e-12, abs=1e-12)


def test_zhengs_descents_end_where_the_functions_are_least() -> None:
    assert values_of(compile_program(load(bundled_paths()["zheng-descent-square"])))["x"] == pytest.approx(0, abs=1e-6)
    values = values_of(compile_program(load(bundled_paths()["zheng-descent-two-variables"])))
    assert (values["x"], values["y"]) == (pytest.approx(-9 / 16), pytest.approx(3 / 4))


def test_kapurs_chain_is_the_product_that_the_text_writes() -> None:
    program = compile_program(load(bundled_paths()["kapur-chain"]))
    values = Timeline(program).seek(len(program.ops)).values
    x, a, w1, w2, w3 = 1.5, 1.0, 0.8, -0.4, 0.6

    def act(z: float) -> float:
        return 1 / (1 + math.exp(-z))

    h1 = act(w1 * x)
    h2 = act(w2 * h1)
    p = act(w3 * h2)
    by_w1 = (p - a) * p * (1 - p) * w3 * h2 * (1 - h2) * w2 * h1 * (1 - h1) * x
    assert float(values["dw1"]) == pytest.approx(by_w1, rel=1e-12)
    assert float(values["dw2"]) == pytest.approx((p - a) * p * (1 - p) * w3 * h2 * (1 - h2) * h1, rel=1e-12)


@pytest.mark.parametrize("name", GRAPHS)
def test_every_bundled_graph_passes_the_gradient_check(name: str) -> None:
    checks = check_gradients(compile_program(load(bundled_paths()[name])))
    assert {check.verdict for check in checks} == {"right"}


FORMS = ["{0}*{1}", "{0} + 2*{1}", "sin({0})*{1}", "{0}/(2 + {1}**2)", "tanh({0} - {1})", "exp(-{0}**2) + {1}"]


@given(st.lists(st.tuples(st.sampled_from(FORMS), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=7))
def test_random_graphs_have_the_derivatives_of_central_differences(forms: list[tuple[str, int, int]]) -> None:
    known, lines = ["p", "q"], []
    for number, (form, first, second) in enumerate(forms):
        lines.append(f"v{number} = " + form.format(known[first % len(known)], known[second % len(known)]))
        known.append(f"v{number}")
    lines.append("r = " + " + ".join(known))
    program = program_of(f"parameters = {{ p = 0.7, q = -0.3 }}\nlines = {lines!r}")
    assert {check.verdict for check in check_gradients(program)} == {"right"}
    forward = Timeline(program).seek(error_position(program))
    values = Timeline(program).seek(len(program.ops)).values
    graph = program.scenario.graph
    assert graph is not None
    for name in ("p", "q"):
        found = graph_chain(forward, graph, name)
        assert found.derivative == pytest.approx(float(values[f"d{name}"]), rel=1e-10, abs=1e-12)
        if found.count <= MOST_PATHS:
            assert sum(path.value for path in found.paths) == pytest.approx(found.total, rel=1e-10, abs=1e-12)


def test_a_number_that_the_result_does_not_depend_on_has_the_derivative_nought() -> None:
    program = program_of("given = { x = 2, u = 5 }\nlines = ['a = 3*u', 'y = x**2']", rate="")
    values = values_of(program)
    assert (values["da"], values["du"], values["dx"]) == (0, 0, 4)
    assert [op.remark for op in program.ops if op.target == "da"] == ["y does not depend on it"]


def test_optimizers_and_schedules_serve_graphs_too() -> None:
    more = "[training]\nepochs = 3\noptimizer = 'momentum'\nmu = 0.5\nschedule = '1/t'\n"
    program = program_of("parameters = { x = 1 }\nlines = ['f = x**2']", more=more)
    x, v = 1.0, 0.0
    decay = program.scenario.settings["decay"]
    for epoch in range(3):
        v = 0.5 * v - 0.1 / (1 + decay * epoch) * 2 * x
        x += v
    assert values_of(program)["x"] == pytest.approx(x, rel=1e-12)


def test_all_paths_are_counted_even_where_they_are_more_than_one_could_list() -> None:
    lines = ["a0 = x + 1"] + [f"a{n} = a{n - 1}*{n} + a{n - 1}**2/1000" for n in range(1, 5)]
    pairs = [f"b{n} = 0.5*{'x' if n == 0 else f'c{n - 1}'}" for n in range(40)]
    both = [line for n in range(40) for line in (pairs[n], f"c{n} = b{n} + {'x' if n == 0 else f'c{n - 1}'}*0.5")]
    program = program_of(f"given = {{ x = 1 }}\nlines = {lines + both!r}", rate="")
    forward = Timeline(program).seek(error_position(program))
    graph = program.scenario.graph
    assert graph is not None
    found = graph_chain(forward, graph, "x")
    assert found.count == 2**40
    assert found.derivative == pytest.approx(1.0)
    assert np.isfinite(found.total)


TAKEN = """given = { t = 2, E = 3, B = 1, pi = 3, epochs = 0.5 }
parameters = { lr = 0.4, beta1 = -0.3 }
lines = ["sum = lr*t + beta1*E", "mlr = sum*pi - B", "dlr = mlr + epochs"]
"""


def adam_by_hand(epochs: int) -> dict[str, float]:
    """Return what Adam makes of the two parameters of `TAKEN`, with the error (dlr - 1)^2 / 2, in plain Python."""
    values, first, second = {"lr": 0.4, "beta1": -0.3}, {"lr": 0.0, "beta1": 0.0}, {"lr": 0.0, "beta1": 0.0}
    for step in range(1, epochs + 1):
        result = (values["lr"] * 2 + values["beta1"] * 3) * 3 - 1 + 0.5
        for name, slope in (("lr", 6.0), ("beta1", 9.0)):
            gradient = (result - 1) * slope
            first[name] = 0.9 * first[name] + 0.1 * gradient
            second[name] = 0.999 * second[name] + 0.001 * gradient**2
            corrected, root = first[name] / (1 - 0.9**step), math.sqrt(second[name] / (1 - 0.999**step))
            values[name] -= 0.1 * corrected / (root + 1e-8)
    return values


def test_a_text_may_use_every_name_and_ours_make_way() -> None:
    more = "target = { dlr = 1 }\n[training]\noptimizer = 'adam'\nepochs = 25\n"
    program = program_of(TAKEN + more)
    found = values_of(program)
    for name, expected in adam_by_hand(25).items():
        assert found[name] == pytest.approx(expected, rel=1e-12)
    stepped = Timeline(program)
    for step in range(25):
        frame = stepped.seek((step + 1) * len(program.ops))
    assert {id: float(value) for id, value in frame.values.items()} == found
    assert {"lr_", "beta1_", "t_", "mlr_", "dlr_", "E_"} <= found.keys()
    assert program.objective == "E_"
    assert {check.verdict for check in check_gradients(program)} == {"right"}
    symbols = [writing.symbols("t") for writing in program.writings]
    assert "t_" not in symbols


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ("half-squared", 0.5 * (2**2 + 1**2)),
        ("squared", 2**2 + 1**2),
        ("mean-squared", (2**2 + 1**2) / 2),
        ("cross-entropy", -(1 * math.log(3) + 4 * math.log(5))),
    ],
)
def test_targets_are_compared_by_any_error(error: str, expected: float, tmp_path: Path) -> None:
    text = f"error = '{error}'\n"
    graph = "parameters = { a = 3, b = 2 }\nlines = ['y = 1*a', 'z = a + b']\ntarget = { y = 1, z = 4 }\n"
    program = program_of(graph, rate=f"learning_rate = 0.1\n{text}")
    values = values_of(program)
    assert values["E"] == pytest.approx(expected)
    assert {check.verdict for check in check_gradients(program)} == {"right"}
    assert not {"dy_target", "dE_dy_target"} & values.keys()
    save_scenario(Timeline(program).seek(0), tmp_path / "saved.toml", overwrite=False)
    assert values_of(compile_program(load(tmp_path / "saved.toml"))) == values
