"""Graphs of numbers: another derivative of a line, the power rule, and several paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Binary, Call, Element, Expr, Name, Number, call, substitute, walk
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import ElementMistake, OperationMistake, Rewriting
from nnstep.grading.mistakes.rewriting import parts, put, replaced
from nnstep.program.program import Op

_CHAINED = ("derivative", "chain rule along a path")
_FUNCTIONS = ("sigmoid", "tanh", "relu")
"""The functions of lines whose derivatives people mistake for one another's."""
_MOST_NUMBERS = 12


def _other_local(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    locals_ = exercise.local_derivatives
    if op.target in locals_:
        line = locals_[op.target][0]
        for id, (target, _) in locals_.items():
            if id != op.target and target == line:
                yield Rewriting(exercise.ops[exercise.positions[id]].expression, f"{id} in place of {op.target}")
    elif op.role in _CHAINED:
        for own in op.reads:
            for id, beside in locals_.items():
                if own in locals_ and id != own and set(beside) & set(locals_[own]):
                    yield Rewriting(put(op.expression, own, Name(id)), f"{id} in place of {own}")


OTHER_LOCAL = OperationMistake(
    id="other-local-derivative",
    topic="computation graphs",
    diagnosis="another derivative of the graph is used, such as the one by the other factor",
    question="Which line is differentiated here, and by which number?",
    rewrite=_other_local,
)


def _value(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.target in exercise.local_derivatives:
        for id in exercise.local_derivatives[op.target]:
            yield Rewriting(Name(id), f"{id} in its place")
        yield Rewriting(Number(1.0), "1 in its place")
        yield Rewriting(Number(0.0), "0 in its place")


VALUE = OperationMistake(
    id="value-for-local-derivative",
    topic="computation graphs",
    diagnosis="a value of the line is written in place of its derivative",
    question="How much does the line's result change if this number grows a little?",
    rewrite=_value,
)


def _differentiated(op: Op, exercise: Exercise) -> Iterable[Expr]:
    """Return the parts of the line that a local derivative is taken of; none of another operation."""
    if op.target not in exercise.local_derivatives:
        return ()
    line = exercise.op(exercise.local_derivatives[op.target][0])
    return () if line is None else parts(line.expression)


def _formula(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    """Yield a function's derivative by another formula: each stands where the right one is found."""
    for node in _differentiated(op, exercise):
        match node:
            case Call(function, (argument,)) if function in _FUNCTIONS:
                own = substitute(PRIMITIVES[function].slopes[0], {"u": argument})
                for detail, other in _others(function, argument, node).items():
                    yield Rewriting(replaced(op.expression, own, other), detail)
            case _:
                pass


def _short_form(function: str, value: Expr) -> Expr:
    """Return a function's derivative in its short form, of whatever is put in for the function's value."""
    match function:
        case "sigmoid":
            return value * (1 - value)
        case "tanh":
            return 1 - value**2
        case _:
            return call("step", value)


def _others(function: str, z: Expr, a: Expr) -> dict[str, Expr]:
    """Return what people take for the derivative of f at z, where a = f(z)."""
    ways = {f"that of {other}, of the value": _short_form(other, a) for other in _FUNCTIONS if other != function}
    ways |= {f"that of {other}, of the argument": _short_form(other, z) for other in ("sigmoid", "tanh")}
    if function != "relu":
        ways["at the value in place of the argument"] = _short_form(function, call(function, a))
    return {**ways, "a": a, "1 − a": 1 - a, "a²": a**2, "z": z, "1 − z": 1 - z, "1": Number(1.0), "1 + a": 1 + a}


FORMULA = OperationMistake(
    id="local-derivative-formula",
    topic="computation graphs",
    diagnosis="a function of the graph is differentiated by another formula than its own",
    question="What is the derivative of this function, and of which number is it taken?",
    rewrite=_formula,
)


def _power(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    for node in _differentiated(op, exercise):
        match node:
            case Binary("**", base, Number(exponent)):
                lowered = base if exponent == 2 else base ** (exponent - 1)
                yield Rewriting(replaced(op.expression, lowered, node), "the exponent not lowered")
                if exponent > 2:
                    lower = base if exponent == 3 else base ** (exponent - 2)
                    yield Rewriting(replaced(op.expression, lowered, lower), "the exponent lowered by 2")
            case _:
                pass


POWER = OperationMistake(
    id="power-rule",
    topic="computation graphs",
    diagnosis="a power is differentiated with another exponent than one less",
    question="What becomes of the exponent when a power is differentiated?",
    rewrite=_power,
)


def _inner(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    """Yield the derivative of the square of a difference without that of the difference, and with the other sign."""
    if op.target not in exercise.local_derivatives:
        return
    for node in parts(op.expression):
        match node:
            case Binary("-", left, right):
                yield Rewriting(replaced(op.expression, node, left + right), "a sum in place of the difference")
                yield Rewriting(replaced(op.expression, node, left), "the first number alone")
                yield Rewriting(replaced(op.expression, node, right), "the second number alone")
            case _:
                pass


DIFFERENCE = OperationMistake(
    id="local-derivative-difference",
    topic="computation graphs",
    diagnosis="a difference in the derivative is a sum, or lacks one of its two numbers",
    question="Does the difference stay when its square is differentiated?",
    rewrite=_inner,
)


def _multiplied(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    match op.expression:
        case Binary("+", left, right) if op.role == "sum rule across paths":
            yield Rewriting(left * right, "multiplied")
            yield Rewriting(0.5 * op.expression, "their mean")
        case _:
            pass


PATHS_MULTIPLIED = OperationMistake(
    id="paths-multiplied",
    topic="computation graphs",
    diagnosis="the derivatives along several paths are multiplied or averaged, not added",
    question="What is done along one path, and what across several?",
    rewrite=_multiplied,
)


def _added(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    match op.expression:
        case Binary("*", left, right) if op.role in _CHAINED:
            yield Rewriting(left + right)
        case _:
            pass


FACTORS_ADDED = OperationMistake(
    id="chain-rule-added",
    topic="computation graphs",
    diagnosis="the derivatives along one path are added, not multiplied",
    question="What is done along one path, and what across several?",
    rewrite=_added,
)


def _other_number(expr: Expr, exercise: Exercise) -> Iterator[Rewriting]:
    """Yield each number that is read, exchanged for another one of the graph's own."""
    graph = exercise.scenario.graph
    if graph is None:
        return
    lines = [target for target, _ in graph.lines]
    read = dict.fromkeys(node for node in walk(expr) if isinstance(node, Element))
    last = max((lines.index(element.id) for element in read if element.id in lines), default=-1)
    own = [*graph.numbers, *lines[: last + 1]]
    for element in read:
        for id in own[:_MOST_NUMBERS] if element.id in own else ():
            if id != element.id:
                yield Rewriting(replaced(expr, element, Element(id, ())), f"{id} in place of {element.id}")


OTHER_NUMBER = ElementMistake(
    id="other-number",
    topic="computation graphs",
    diagnosis="another number of the graph is read",
    question="Which numbers stand in this line?",
    rework=_other_number,
)
