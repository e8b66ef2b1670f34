"""One element: a wrong index, a term left out or with the wrong sign, a factor forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from nnstep.expr.tree import Binary, Derivative, Element, Expr, Negative, Total, transform, walk
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import ElementMistake, Rewriting

_MOST_ELEMENTS = 36
"""Of larger matrices one does not go through every other index."""
_MOST = 200
"""So many ways are tried at most."""


def _other_index(expr: Expr, exercise: Exercise) -> Iterator[Rewriting]:
    """Yield each element that is read, exchanged for another one of the same quantity."""
    elements = dict.fromkeys(node for node in walk(expr) if isinstance(node, Element))
    count = 0
    for element in elements:
        shape = exercise.program.shapes.get(element.id, ())
        if not shape or int(np.prod(shape)) > _MOST_ELEMENTS:
            continue
        for index in product(*map(range, shape)):
            count += 1
            if index != element.index and count <= _MOST:
                other = Element(element.id, index)
                yield Rewriting(
                    _exchanged(expr, element, other), f"{_text(other, shape)} in place of {_text(element, shape)}"
                )


def _exchanged(expr: Expr, one: Element, other: Element) -> Expr:
    return transform(expr, lambda node: other if node == one else node)


def _text(element: Element, shape: tuple[int, ...]) -> str:
    index = element.index[:1] if shape[1] == 1 else element.index
    return f"{element.id}[{','.join(map(str, index))}]"


OTHER_INDEX = ElementMistake(
    id="index-swapped",
    diagnosis="one index is wrong, so that a neighbour's value is used",
    question="Which weight leads from this neuron to that one: are both indices right?",
    rework=_other_index,
)


def _sums(expr: Expr) -> Iterator[tuple[Expr, tuple[Expr, ...]]]:
    """Yield each sum with its terms."""
    for node in walk(expr):
        match node:
            case Total(terms) if len(terms) > 1:
                yield node, terms
            case Binary("+" | "-", left, right):
                yield node, (left, right)
            case _:
                pass


def _replaced(expr: Expr, old: Expr, new: Expr) -> Expr:
    return transform(expr, lambda node: new if node == old else node)


def _left_out(expr: Expr, _exercise: Exercise) -> Iterator[Rewriting]:
    for node, terms in _sums(expr):
        if isinstance(node, Total):
            for number in range(len(terms)):
                rest = terms[:number] + terms[number + 1 :]
                yield Rewriting(_replaced(expr, node, rest[0] if len(rest) == 1 else Total(rest)), f"term {number + 1}")
        elif isinstance(node, Binary) and node.operator == "+" and not isinstance(node.right, Derivative):
            yield Rewriting(_replaced(expr, node, node.left), "the last term")
            yield Rewriting(_replaced(expr, node, node.right), "all but the last term")


TERM_LEFT_OUT = ElementMistake(
    id="term-left-out",
    diagnosis="one term of a sum is left out",
    question="How many products does this sum have?",
    rework=_left_out,
)


def _turned(expr: Expr, _exercise: Exercise) -> Iterator[Rewriting]:
    for node, terms in _sums(expr):
        match node:
            case Total():
                for number, term in enumerate(terms):
                    turned = (*terms[:number], Negative(term), *terms[number + 1 :])
                    yield Rewriting(_replaced(expr, node, Total(turned)), f"term {number + 1}")
            case Binary("+", left, right):
                yield Rewriting(_replaced(expr, node, left - right), "the last term")
            case Binary("-", left, right):
                yield Rewriting(_replaced(expr, node, left + right), "the last term")
            case _:
                pass


TERM_SIGN = ElementMistake(
    id="term-sign",
    diagnosis="one term of a sum has the wrong sign",
    question="Which of the numbers in this sum are negative?",
    rework=_turned,
)


def _factor_left_out(expr: Expr, exercise: Exercise) -> Iterator[Rewriting]:
    if not exercise.is_graph:
        return
    for node in walk(expr):
        if isinstance(node, Binary) and node.operator == "*":
            yield Rewriting(_replaced(expr, node, node.left), "the second factor")
            yield Rewriting(_replaced(expr, node, node.right), "the first factor")


FACTOR_LEFT_OUT = ElementMistake(
    id="factor-left-out",
    diagnosis="a factor of the chain rule is left out",
    question="Which derivatives lie along this path?",
    rework=_factor_left_out,
)
