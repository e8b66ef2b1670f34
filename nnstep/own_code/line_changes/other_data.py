"""Numbers of the data that are others than the exercise's, or stand in another order."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations

from nnstep.own_code.mending.line_change import Changed, EvaluatedLine, LineChange, exchanged, written

_MOST_NUMBERS = 30


def _other_numbers(line: EvaluatedLine) -> Iterator[Changed]:
    """Yield the data with one number replaced by another one of them, or with two exchanged."""
    if not any(isinstance(node, ast.List | ast.Tuple) for node in line.parts()):
        return
    numbers = [node for node in line.parts() if _is_number(node)]
    if not 2 < len(numbers) <= _MOST_NUMBERS:
        return
    others = {ast.dump(node): node for node in numbers}
    said = "is not the number of this sample in the exercise: compare each input and target"
    for node in numbers:
        for other in others.values():
            if ast.dump(other) != ast.dump(node):
                yield Changed(exchanged(line.node, {id(node): other}), f"{written(node)} in {_short(line)} {said}")
    for one, other in combinations(numbers, 2):
        if ast.dump(one) != ast.dump(other):
            changed = exchanged(line.node, {id(one): other, id(other): one})
            yield Changed(
                changed, f"{written(one)} and {written(other)} are swapped in {_short(line)}, an input or target"
            )


def _is_number(node: ast.expr) -> bool:
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant) and isinstance(inner.value, int | float)


def _short(line: EvaluatedLine) -> str:
    text = ast.unparse(line.node)
    return f"`{text}`" if len(text) < 40 else f"`{text[:36]} ...`"


OTHER_DATA = LineChange(
    id="other-numbers",
    question="Which inputs and targets does the exercise give, and in which order?",
    ways=_other_numbers,
    rank=4,
    gives_way=True,
)
