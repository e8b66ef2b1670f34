"""The line that is to blame: where what is wrong comes in, not where it shows first."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.own_code.program_findings import findings_of
from nnstep.own_code.running import watch_program
from tests.own_code.judged_programs import context_of

GIVEN = """
import numpy as np
x, t = np.array([.05, .1]), np.array([.01, .99])
W1, W2 = np.array([[.15, .2], [.25, .3]]), np.array([[.4, .45], [.5, .55]])
def sigmoid(z): return 1/(1+np.exp(-z))
for step in range(3):
"""
FORWARD = """
    z1 = W1 @ x + .35
    h = sigmoid(z1)
    z2 = W2 @ h + .6
    o = sigmoid(z2)
"""
DELTAS = """
    d2 = (o-t)*o*(1-o)
    d1 = (W2.T @ d2)*h*(1-h)
"""
UPDATES = """
    W2 = W2 - .5*np.outer(d2, h)
    W1 = W1 - .5*np.outer(d1, x)
"""
HERE = "  # here"


def with_change(text: str, was: str, now: str) -> str:
    assert text.count(was) == 1
    return text.replace(was, now)


RIGHT = GIVEN + FORWARD + DELTAS + UPDATES
BLAMED = {
    "a right step on the way, under the delta's name": with_change(
        RIGHT, "    d1 = (W2.T @ d2)*h*(1-h)\n", "    e1 = W2.T @ d2\n    d1 = e1" + HERE + "\n"
    ),
    "a right step on the way, under its only name": with_change(
        RIGHT, "d1 = (W2.T @ d2)*h*(1-h)", "d1 = W2.T @ d2" + HERE
    ),
    "a sign that all updates have from the delta": with_change(
        with_change(RIGHT, "(o-t)*o*(1-o)", "(t-o)*o*(1-o)" + HERE), "W1 - ", "W1 -  "
    ),
    "a sign that no update has": with_change(
        with_change(with_change(RIGHT, "(o-t)*o*(1-o)", "(o-t)*o*(1-o)" + HERE), "W1 - ", "W1 + "), "W2 - ", "W2 + "
    ),
    "a factor in the error": with_change(
        RIGHT, "    d2 = (o-t)*o*(1-o)\n", "    e2 = 2*(o-t)" + HERE + "\n    d2 = e2*o*(1-o)\n"
    ),
    "targets that are other ones from the start": with_change(
        RIGHT, "t = np.array([.05, .1]), np.array([.01, .99])", "t = np.array([.05, .1]), np.array([.99, .01])" + HERE
    ),
    "inputs that are other ones from the start": with_change(
        RIGHT, "np.array([.05, .1]), np.array([.01, .99])", "np.array([.1, .05]), np.array([.01, .99])" + HERE
    ),
    "an array changed in the line that names it again": with_change(
        RIGHT, "    d1 = (W2.T @ d2)*h*(1-h)\n", "    d1 = h; d1[:] = W2.T @ d2" + HERE + "\n    d1 = d1*h*(1-h)\n"
    ),
    "a step made wrong before it is taken": with_change(
        RIGHT,
        "    W2 = W2 - .5*np.outer(d2, h)\n",
        "    s2 = .5*np.outer(d2, h)\n    s2 = s2.T.copy()" + HERE + "\n    W2 = W2 - s2\n",
    ),
    "another activation, its derivative taken at z": with_change(
        with_change(RIGHT, "h = sigmoid(z1)", "h = np.tanh(z1)" + HERE),
        "(W2.T @ d2)*h*(1-h)",
        "(W2.T @ d2)*sigmoid(z1)*(1-sigmoid(z1))",
    ),
    "a root of a negative number": with_change(
        RIGHT, "    W1 = W1 - .5*np.outer(d1, x)", "    W1 = np.sqrt(-W1)" + HERE
    ),
    "z under the name of a": with_change(
        with_change(RIGHT, "    d1 = ", "    a1 = z1" + HERE + "\n    d1 = "), "d2)*h*(1-h)", "d2)*a1*(1-a1)"
    ),
    "z handed to a function in the place of a": with_change(
        with_change(RIGHT, "def sigmoid", "def layer(W, a, b):\n    z = W @ a + b\n    return z\ndef sigmoid"),
        "z2 = W2 @ h + .6",
        "z2 = layer(W2, z1, .6)" + HERE,
    ),
}


@pytest.mark.sweep
@pytest.mark.parametrize("name", BLAMED)
def test_the_line_that_brings_it_in_is_blamed(tmp_path: Path, name: str) -> None:
    source = BLAMED[name]
    script = tmp_path / "my_net.py"
    script.write_text(source, encoding="utf-8")
    watched = watch_program(script, on_output=lambda _name, _data: None, folder=tmp_path, read_input=False)
    faults = findings_of(context_of("sigmoid-2-2-2"), watched).faults
    here = [number for number, line in enumerate(source.splitlines(), 1) if line.endswith(HERE)]
    assert [fault.assignment.line for fault in faults[:1]] == here, [fault.cause.diagnosis for fault in faults]
