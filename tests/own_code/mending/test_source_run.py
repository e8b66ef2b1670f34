"""A short script worked through assigns what Python assigns, and other scripts are left alone."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from nnstep.own_code.mending.line_evaluation import Unknown
from nnstep.own_code.mending.source_run import SourceRun

SCRIPT = """
import numpy as np
samples = [((1, 1), 1), ((1, 0), 0), ((0, 1), 0)]
w = [0.1, -0.2]
b = 0.0
V = np.zeros(2)
step = lambda z: 0.5 * z
def heaviside(z):
    if z > 0:
        return 1.0
    return 0.0
errors = []
for epoch in range(3):
    for (x1, x2), wanted in samples:
        z = w[0] * x1 + w[1] * x2 + b
        err = wanted - heaviside(z)
        for i, x in enumerate((x1, x2)):
            w[i] = w[i] + step(err) * x
        b += 0.5 * err
        V -= np.array([err, 2 * err])
        errors.append(err ** 2)
        if epoch == 2:
            break
    print(epoch, 1)
"""
REFUSED = [
    "x = [1]\nfor i in range(99): x = [x, x]",
    "x = [1]\nfor i in range(99):\n    x.append(x)",
    "x = 9\nfor i in range(99): x = x * x",
    "for i in list(range(10 ** 12)): x = 1",
    "while True: x = 1",
    "class A: pass",
    "import os\nos.remove('a')",
    "x = open('a')",
    "x = 1\nx.y = 2",
    "import numpy as np\nx = np.zeros((4, 1))\nx += np.ones((4, 2))",
]


def test_the_last_values_are_those_of_python() -> None:
    names: dict[str, object] = {}
    exec(SCRIPT.replace("print", "max"), names)
    run = SourceRun(1000)
    run.work_through(ast.parse(SCRIPT))
    last = {one.place: one.value for one in run.values if one.function == "<module>"}
    for name in ("w", "b", "V", "z", "err"):
        np.testing.assert_array_equal(last[name], np.asarray(names[name], dtype=float))


def test_it_ends_where_enough_was_assigned() -> None:
    run = SourceRun(5)
    run.work_through(ast.parse("x = 0.0\nfor n in range(10 ** 9):\n    x += 1\n"))
    assert len(run.values) == 5


@pytest.mark.thorough
@pytest.mark.parametrize("source", REFUSED)
def test_other_scripts_are_left_alone(source: str) -> None:
    with pytest.raises(Unknown):
        SourceRun(100).work_through(ast.parse(source))
