"""Right programs that do more than train are not accused: gradient checks, restarts, other runs, an early end."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.own_code.aligning.trials import trial_values
from nnstep.own_code.program_findings import ProgramFindings, findings_of
from nnstep.own_code.reports.code_summary import code_summary, is_passed
from nnstep.own_code.running import watch_program
from tests.own_code.judged_programs import context_of

NET = """
import numpy as np
x, t = np.array([.05, .1]), np.array([.01, .99])
def sigmoid(z): return 1/(1+np.exp(-z))
def first(): return np.array([[.15, .2], [.25, .3]]), np.array([[.4, .45], [.5, .55]])
def error(W1, W2): return .5*np.sum((t-sigmoid(W2 @ sigmoid(W1 @ x + .35) + .6))**2)
def step(W1, W2, rate):
    h = sigmoid(W1 @ x + .35)
    o = sigmoid(W2 @ h + .6)
    d2 = (o-t)*o*(1-o)
    d1 = (W2.T @ d2)*h*(1-h)
    W2 = W2 - rate*np.outer(d2, h)
    W1 = W1 - rate*np.outer(d1, x)
    return W1, W2
"""
CHECK = """
for i in np.ndindex(2, 2):
    keep = W1[i]
    W1[i] = keep + 1e-6
    up = error(W1, W2)
    W1[i] = keep - 1e-6
    down = error(W1, W2)
    W1[i] = keep
"""
ONE_STEP = "W1, W2 = first()\nW1, W2 = step(W1, W2, .5)\n"
MORE = {
    "gradient check after training": ONE_STEP + CHECK,
    "gradient check before training": "W1, W2 = first()" + CHECK + "for n in range(5): W1, W2 = step(W1, W2, .5)\n",
    "another learning rate": "for rate in (.5, 2.):\n    W1, W2 = first()\n    W1, W2 = step(W1, W2, rate)\n",
    "random weights afterwards": ONE_STEP + "W1, W2 = np.random.rand(2, 2, 2)\n" + "W1, W2 = step(W1, W2, .5)\n" * 3,
}


def found_in(folder: Path, source: str, scenario: str = "sigmoid-2-2-2") -> ProgramFindings:
    script = folder / "my_net.py"
    script.write_text(source, encoding="utf-8")
    watched = watch_program(script, on_output=lambda _name, _data: None, folder=folder, read_input=False)
    return findings_of(context_of(scenario), watched)


@pytest.mark.parametrize("name", MORE)
def test_a_right_program_that_does_more_is_not_accused(tmp_path: Path, name: str) -> None:
    findings = found_in(tmp_path, NET + MORE[name])
    assert [(fault.assignment.line, fault.cause.diagnosis) for fault in findings.faults] == []
    assert is_passed(findings)


def test_the_summary_says_where_training_ends(tmp_path: Path) -> None:
    said = code_summary(found_in(tmp_path, NET + ONE_STEP))
    assert said == "Right through 1 training step: W1, W2 (all parameters). No further training step was found."


@pytest.mark.thorough
def test_a_mistake_is_found_behind_a_gradient_check(tmp_path: Path) -> None:
    source = NET.replace("W2.T @ d2", "W2 @ d2") + MORE["gradient check before training"]
    (fault,) = found_in(tmp_path, source).faults
    assert source.splitlines()[fault.assignment.line - 1].strip() == "d1 = (W2 @ d2)*h*(1-h)"


def test_trials_are_the_moved_numbers_and_what_depends_on_them(tmp_path: Path) -> None:
    watched = found_in(tmp_path, NET + MORE["gradient check after training"]).watched
    trials = [watched.assignments[number] for number in trial_values(watched.assignments)]
    assert {one.place for one in trials if one.function == "<module>"} == {"W1", "up", "down"}
    assert not trial_values(found_in(tmp_path, NET + MORE["another learning rate"]).watched.assignments)


@pytest.mark.thorough
def test_a_single_number_set_back_to_its_start_is_no_trial(tmp_path: Path) -> None:
    source = "b = -.1\nb = b - .0019159748\nprint(b)\nb = -.1\nc = -.1\nc = c + 1e-5\nprint(c)\nc = -.1\n"
    watched = found_in(tmp_path, source).watched
    assert [watched.assignments[number].line for number in trial_values(watched.assignments)] == [6]


def test_few_digits_with_the_bias_folded_in_are_followed(tmp_path: Path) -> None:
    source = """
import numpy as np
X = np.array([[1, 6], [2, 5], [2, 8], [3, 6], [4, 7], [5, 5], [6, 8], [7, 6]])
y = np.array([0, 0, 0, 0, 1, 1, 1, 1])
X1 = np.c_[np.ones(8), X]
theta = np.zeros(3)
for n in range({steps}):
    h = 1/(1+np.exp(-X1 @ theta))
    theta = theta - .2*X1.T @ (h-y)/8
"""
    for steps in (1, 5):
        findings = found_in(tmp_path, source.format(steps=steps), "logistic-regression")
        assert findings.faults == ()
        assert findings.right_steps == min(steps, 3)


@pytest.mark.thorough
def test_numbers_that_are_not_finite_are_no_fault_of_the_search(tmp_path: Path) -> None:
    source = NET.replace("d2 = (o-t)*o*(1-o)", "d2 = np.log(o-2)") + MORE["another learning rate"]
    assert not is_passed(found_in(tmp_path, source))
