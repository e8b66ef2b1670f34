"""The line that one change puts right is found, and what is wrong with it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.own_code.program_findings import ProgramFindings, findings_of
from nnstep.own_code.running import watch_program
from nnstep.progress import Tell, tell_nobody
from tests.own_code.judged_programs import context_of

NET = """
import numpy as np
x, t = np.array([.05, .1]), np.array([.01, .99])
W1, W2 = np.array([[.15, .2], [.25, .3]]), np.array([[.4, .45], [.5, .55]])
rate = .5
def sigmoid(z): return 1/(1+np.exp(-z))
for n in range(3):
    h = sigmoid(W1 @ x + .35)
    o = sigmoid(W2 @ h + .6)
    e = o - t
    d2 = e*o*(1-o)
    back = np.sum(W2*d2[:, None], axis=0)
    d1 = back*h*(1-h)
    W2 = W2 - rate*np.outer(d2, h)
    W1 = W1 - rate*np.outer(d1, x)
"""
IN_NET = {
    "a rounded factor": ("np.sum(W2*d2", "np.sum(W2.round()*d2", "rounded"),
    "an integer dtype": ("d1 = back*h", "d1 = np.array(back, dtype=int)*h", "integer dtype"),
    "the wrong axis": ("axis=0)", "axis=1)", "axis=0 would be right"),
    "shapes that are broadcast": ("e = o - t", "e = (o[:, None] - t).mean(axis=1)", "broadcast to (2, 2)"),
    "elements in the wrong order": ("np.outer(d2, h)", "np.outer(d2, h[::-1])", "h"),
    "an update that is dropped": ("W1 = W1 - rate", "W1 - rate", "W1 is never updated"),
}
PERCEPTRON = """
data = [(1, 1, 1), (1, 0, 0), (0, 1, 0), (0, 0, 0)]
u, v, b = 0.0, 0.0, 0.0
rate = 0.5
for n in range(2):
    for p, q, t in data:
        net = u * p + v * q + b
        a = 1 if net > 0 else 0
        e = t - a
        u += rate * e * p
        v += rate * e * q
        b += rate * e
"""
IN_PERCEPTRON = {
    "a sign": ("e = t - a", "e = a - t", "`a - t` has the opposite sign"),
    "another input": ("e * q", "e * p", "`p` stands in place of `q`"),
    "a rounded rate": ("u += rate", "u += int(rate)", "rounded"),
    "the bias left out": ("v * q + b", "v * q", "`b` (the bias), is missing"),
    "no learning rate": ("b += rate * e", "b += e", "`rate` (the learning rate) is missing"),
    "another target": ("(0, 1, 0)", "(0, 1, 1)", "compare each input and target"),
}


def found_in(folder: Path, source: str, scenario: str, tell: Tell = tell_nobody) -> ProgramFindings:
    script = folder / "my_net.py"
    script.write_text(source, encoding="utf-8")
    watched = watch_program(script, on_output=lambda _name, _data: None, folder=folder, read_input=False)
    return findings_of(context_of(scenario), watched, tell=tell)


@pytest.mark.sweep
@pytest.mark.parametrize("name", IN_NET)
def test_the_line_is_found_and_what_it_does_is_said(tmp_path: Path, name: str) -> None:
    right, wrong, said = IN_NET[name]
    source = NET.replace(right, wrong)
    fault = found_in(tmp_path, source, "sigmoid-2-2-2").faults[0]
    assert wrong in source.splitlines()[fault.assignment.line - 1]
    assert said in fault.cause.diagnosis


@pytest.mark.sweep
@pytest.mark.parametrize("name", IN_PERCEPTRON)
def test_few_digits_are_told_by_all_training_steps(tmp_path: Path, name: str) -> None:
    right, wrong, said = IN_PERCEPTRON[name]
    source = PERCEPTRON.replace(right, wrong)
    fault = found_in(tmp_path, source, "perceptron-and").faults[0]
    assert wrong in source.splitlines()[fault.assignment.line - 1]
    assert said in fault.cause.diagnosis


@pytest.mark.parametrize(("source", "scenario"), [(NET, "sigmoid-2-2-2"), (PERCEPTRON, "perceptron-and")])
def test_right_programs_are_not_accused(tmp_path: Path, source: str, scenario: str) -> None:
    assert found_in(tmp_path, source, scenario).faults == ()


def test_a_value_that_is_rounded_to_be_printed_is_no_mistake(tmp_path: Path) -> None:
    source = NET.replace("    d2 =", "    shown = e.round(2)\n    print(shown)\n    d2 =").replace("axis=0)", "axis=1)")
    fault = found_in(tmp_path, source, "sigmoid-2-2-2").faults[0]
    assert "axis" in fault.cause.diagnosis


def test_progress_is_told_at_each_change_of_a_line(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    source = PERCEPTRON.replace("e = t - a", "e = 3 * a - t * t * 7")
    found = found_in(tmp_path, source, "perceptron-and", lambda what, part: told.append((what, part)))
    assert not found.is_right
    whats = [what for what, _ in told]
    assert whats.count("changing line after line") > 20
    assert whats.count("looking for what goes wrong") > 20
    assert all(0 <= part < 1 for _, part in told)
