"""A small program of the Zheng exercise, right and with mistakes, run once for all tests. Asserts nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from nnstep.session.opening import open_run
from nnstep.session.own_program.own_program import OwnProgram
from nnstep.session.own_program.program_run import ProgramRun
from nnstep.session.session import Session

RIGHT = """\
import numpy as np

def f(x):
    return 1 / (1 + np.exp(-x))

X = np.array([[0.2, 0.1, 0.3], [0.9, 0.4, 0.1], [0.5, 0.8, 0.7]])
T = np.array([[0, 1], [1, 0], [0, 1]])
W1 = np.array([[0.2, 0.3, 0.4], [-0.2, 0.1, 0.2], [0.3, -0.5, 0.1], [0.2, 0.3, -0.4]]).T
b1 = np.array([0.4, 0.1, -0.1, 0.2])
W2 = np.array([[0.3, -0.1, 0.1, 0.2], [0.1, 0.4, -0.2, 0.2]]).T
b2 = np.array([0.2, -0.3])

for epoch in range(4):
    h_in = X @ W1 + b1
    h = f(h_in)
    o = f(h @ W2 + b2)
    d_o = (o - T) * o * (1 - o)
    d_h = (d_o @ W2.T) * h * (1 - h)
    gW2 = h.T @ d_o / 3
    gW1 = X.T @ d_h / 3
    W2 -= 0.1 * gW2
    b2 -= 0.1 * d_o.sum(axis=0) / 3
    W1 -= 0.1 * gW1
    b1 -= 0.1 * d_h.sum(axis=0) / 3
print("done")
"""
"""Samples are rows, so that everything is transposed."""
WRONG = RIGHT.replace("(d_o @ W2.T) * h * (1 - h)", "(d_o @ W2.T)")
"""The derivative at the hidden layer is left out, in line 18."""
D_H, G_W1 = 18, 20


@cache
def own_program(source: str = RIGHT, epochs: int = 5) -> OwnProgram:
    """Return what is found of a program, by the name ``my_net.py``."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "my_net.py"
        script.write_text(source, encoding="utf-8")
        return ProgramRun(open_run("zheng-exercise-3", epochs).program, script).run()


def session_with(source: str = RIGHT, epochs: int = 5) -> Session:
    """Return a session at the start of the exercise, with the program beside it."""
    session = Session.of(open_run("zheng-exercise-3", epochs))
    session.own_program = own_program(source, epochs)
    return session


def script(own: OwnProgram) -> Path:
    """Return the program's file."""
    return own.files[0]
