"""Expressions of a person's source have NumPy's own values, and what is not on the lists is never computed."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest

from nnstep.own_code.mending.line_evaluation import Unknown, evaluate

NAMES: dict[str, Any] = {
    "x": np.array([1.0, -0.5, 2.0]),
    "W": np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]),
    "n": 3,
    "rows": [[1.0, 2.0], [3.0, 4.0]],
}
COMPUTED = [
    "W @ x",
    "(W * x).sum(axis=1, keepdims=True)",
    "np.outer(W @ x, x) / n",
    "1 / (1 + np.exp(-(W @ x)))",
    "W[:, 1:].T",
    "x[::-1] // 0.3",
    "np.where(x > 0, x, 0.0)",
    "x.astype(int)",
    "np.maximum(0, x) if n > 2 else x",
    "rows[1][0] ** 2",
    "x[:, None] - x",
    "W.mean(0)[:2]",
    "np.array([n, -n], dtype=np.float64)",
    "W.shape[0] + len(rows)",
]
REFUSED = [
    "open('secret.txt')",
    "__import__('os').system('true')",
    "x.__class__",
    "x.tofile('a')",
    "np.load('a.npy')",
    "np.lib",
    "(lambda: 1)()",
    "[one for one in rows]",
    "9 ** 9 ** 9",
    "'a' * 10 ** 9",
    "np.ones(10 ** 12)",
    "unknown + 1",
    "W @ rows @ rows",
    f"{'-' * 300}n",
    "np.eye(15000)",
    "np.eye(10, 10 ** 9)",
    "np.arange(0, 10 ** 9)",
    "np.arange(stop=10 ** 9)",
    "np.zeros_like(x, shape=10 ** 9)",
    "np.repeat(x, 10 ** 9)",
    "x.repeat(10 ** 9)",
    "np.tile(x, (10 ** 5, 10 ** 5))",
    "np.resize(x, 10 ** 9)",
    "np.diag(np.zeros(20000))",
    "np.add(np.zeros(20000)[:, None], np.zeros(20000))",
    "np.zeros(20000)[:, None] < np.zeros(20000)",
    "np.zeros((20000, 1)) @ np.zeros((1, 20000))",
    "np.dot(np.zeros((20000, 1)), np.zeros((1, 20000)))",
    "np.einsum('i,j->ij', np.zeros(20000), np.zeros(20000))",
    "np.zeros((2, 10000))[np.zeros(20000, dtype=int)]",
    "np.array_split(x, 10 ** 9)",
    "round(n, -10 ** 9)",
    "(9 ** 64) ** 64 ** 1 * 1 if ((9 ** 64) ** 64) ** 64 else 0",
    "np.array([[1, 2]], dtype=object)",
    "x.astype('U100000000')",
    "x.astype(object)",
]


def known(node: ast.expr) -> Any:
    if isinstance(node, ast.Name) and node.id in NAMES:
        return NAMES[node.id]
    raise Unknown


@pytest.mark.parametrize("text", COMPUTED)
def test_an_expression_has_the_value_that_python_gives_it(text: str) -> None:
    right = eval(text, {"np": np, **NAMES})
    np.testing.assert_array_equal(evaluate(ast.parse(text, mode="eval").body, known), right)


@pytest.mark.thorough
@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_on_the_lists_is_not_computed(text: str) -> None:
    with pytest.raises(Unknown):
        evaluate(ast.parse(text, mode="eval").body, known)
