"""One element: a wrong index, a term left out or with the wrong sign, a factor forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import numpy as np

from nnstep.expr.tree import Binary, Derivative, Element, Expr, Negative, Total, walk
from nnstep.expr.walks import numpy_line
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import ElementMistake, Rewriting
from nnstep.grading.mistakes.rewriting import replaced

_MOST_ELEMENTS = 36
"""Of larger matrices one does not go through every other index."""
_MOST_LINES = 8
"""So many rows or columns are tried at most in place of the right one."""
_MOST = 200
"""So many ways are tried at most."""
_MOST_FACTORS = 24
"""So many factors of products are left out at most, each alone."""
_MOST_PRODUCTS = 8
"""In longer sums no two weights are exchanged."""


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
                detail = f"{_text(other, exercise)} in place of {_text(element, exercise)}"
                yield Rewriting(replaced(expr, element, other), detail)
    yield from _other_line(expr, list(elements), exercise)


def _other_line(expr: Expr, elements: list[Element], exercise: Exercise) -> Iterator[Rewriting]:
    """Yield all that is read of a row or column, exchanged for a neighbour's: the weights of another neuron."""
    for id in dict.fromkeys(element.id for element in elements):
        shape, read = exercise.program.shapes.get(id, ()), [element for element in elements if element.id == id]
        for axis, name in enumerate(("row", "column")[: len(shape)]):
            lines = {element.index[axis] for element in read}
            if len(lines) != 1 or len(read) < 2 or len(shape) != 2:
                continue
            (own,) = lines
            for line in range(min(shape[axis], _MOST_LINES)):
                if line != own:
                    other = expr
                    for element in read:
                        index = tuple(line if n == axis else at for n, at in enumerate(element.index))
                        other = replaced(other, element, Element(id, index))
                    yield Rewriting(other, f"{name} {line} of {id} in place of {name} {own}")


def _text(element: Element, exercise: Exercise) -> str:
    is_column = exercise.program.shapes[element.id][1:] == (1,)
    index = element.index[:1] if is_column else element.index
    return f"{element.id}[{','.join(map(str, index))}]"


OTHER_INDEX = ElementMistake(
    id="index-swapped",
    topic="indices and sums",
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


def _left_out(expr: Expr, _exercise: Exercise) -> Iterator[Rewriting]:
    for node, terms in _sums(expr):
        if isinstance(node, Total):
            for number in range(len(terms)):
                rest = terms[:number] + terms[number + 1 :]
                yield Rewriting(replaced(expr, node, rest[0] if len(rest) == 1 else Total(rest)), f"term {number + 1}")
        elif isinstance(node, Binary) and node.operator == "+" and not isinstance(node.right, Derivative):
            yield Rewriting(replaced(expr, node, node.left), "the last term")
            yield Rewriting(replaced(expr, node, node.right), "all but the last term")


TERM_LEFT_OUT = ElementMistake(
    id="term-left-out",
    topic="indices and sums",
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
                    yield Rewriting(replaced(expr, node, Total(turned)), f"term {number + 1}")
            case Binary("+", left, right):
                yield Rewriting(replaced(expr, node, left - right), "the last term")
            case Binary("-", left, right):
                yield Rewriting(replaced(expr, node, left + right), "the last term")
            case _:
                pass


TERM_SIGN = ElementMistake(
    id="term-sign",
    topic="indices and sums",
    diagnosis="one term of a sum has the wrong sign",
    question="Which of the numbers in this sum are negative?",
    rework=_turned,
)


def _without_factor(expr: Expr, exercise: Exercise) -> Iterator[Rewriting]:
    """Yield a sum with one factor of one of its products left out."""
    count = 0
    for node, terms in _sums(expr):
        for number, term in enumerate(terms if isinstance(node, Total) else ()):
            match term:
                case Binary("*", Element() as left, Element() as right) if count < _MOST_FACTORS:
                    count += 2
                    for kept, lost in ((left, right), (right, left)):
                        other = Total((*terms[:number], kept, *terms[number + 1 :]))
                        yield Rewriting(replaced(expr, node, other), f"without {_text(lost, exercise)}")
                case _:
                    pass


TERM_WITHOUT_FACTOR = ElementMistake(
    id="term-without-factor",
    topic="indices and sums",
    diagnosis="one product of a sum lacks one of its two factors",
    question="What is each of these numbers multiplied by before they are added?",
    rework=_without_factor,
)


def _exchanged_in_sum(expr: Expr, exercise: Exercise) -> Iterator[Rewriting]:
    """Yield a sum of products in which two weights, or what they are multiplied by, have changed places."""
    for node, terms in _sums(expr):
        products = [term for term in terms if isinstance(term, Binary) and term.operator == "*"]
        if not isinstance(node, Total) or len(products) > _MOST_PRODUCTS:
            continue
        for one, other in combinations(products, 2):
            if isinstance(one.left, Element) and isinstance(other.left, Element) and one.left.id == other.left.id:
                turned = {one: replace(one, left=other.left), other: replace(other, left=one.left)}
                exchanged = Total(tuple(turned.get(term, term) if term in products else term for term in terms))
                yield Rewriting(
                    replaced(expr, node, exchanged), f"{_text(one.left, exercise)} and {_text(other.left, exercise)}"
                )


FACTORS_EXCHANGED = ElementMistake(
    id="factors-exchanged",
    topic="indices and sums",
    diagnosis="two weights of a sum are exchanged, each multiplied by what belongs to the other",
    question="Which number is this weight multiplied by?",
    rework=_exchanged_in_sum,
)


def _own_term(expr: Expr, _exercise: Exercise) -> Iterator[Rewriting]:
    """Yield a neuron's weighted sum with its own number alone in place of all: w_ii x_i in place of Σ w_ij x_j."""
    for node, terms in _sums(expr):
        for term in terms if isinstance(node, Total) else ():
            match term:
                case Binary("*", Element(_, (row, column)), Element()) if row == column:
                    yield Rewriting(replaced(expr, node, term), f"only {numpy_line.source(term)}")
                case _:
                    pass


OWN_TERM_ALONE = ElementMistake(
    id="own-term-alone",
    topic="indices and sums",
    diagnosis="only the number with the neuron's own index comes in, not the sum over all of them",
    question="How many numbers come into this neuron?",
    rework=_own_term,
)
