"""Absolute error, Huber's, hinge and root mean square: their branches, and what is left out of their derivatives."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nnstep.expr.tree import Binary, Call, Expr, Number, call, transform
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import OperationMistake, Rewriting
from nnstep.program.program import Op

_ERRORS = ("error", "error of an output", "error of a sample")
_SLOPES = ("output delta", "activation gradient")
_Change = Callable[[Expr], Expr]


def _of(op: Op, exercise: Exercise, error: str) -> str:
    """Return whether an operation gives this error function's value, or its derivative; an empty text: neither."""
    if exercise.is_graph or exercise.scenario.error != error or op.layer != exercise.last_layer:
        return ""
    return "value" if op.role in _ERRORS else "slope" if op.role in _SLOPES else ""


def _changed(op: Op, ways: dict[str, _Change]) -> Iterator[Rewriting]:
    for detail, change in ways.items():
        other = transform(op.expression, change)
        if other != op.expression:
            yield Rewriting(other, detail)


def _calling(function: str, body: Callable[..., Expr]) -> _Change:
    """Return what puts `body`, made of the arguments, in place of each call of a function."""
    return lambda node: body(*node.arguments) if isinstance(node, Call) and node.function == function else node


def _absolute(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    match _of(op, exercise, "absolute"):
        case "value":
            ways = {
                "the differences with their signs": _calling("abs", lambda d: d),
                "their squares": _calling("abs", lambda d: d**2),
                "half their squares": _calling("abs", lambda d: 0.5 * d**2),
            }
            yield from _changed(op, ways)
        case "slope":
            ways = {
                "the difference itself": _calling("sign", lambda d: d),
                "the size of the difference": _calling("sign", lambda d: call("abs", d)),
                "1, whatever the sign": _calling("sign", lambda d: call("ones", d)),
            }
            yield from _changed(op, ways)


ABSOLUTE = OperationMistake(
    id="absolute-error",
    topic="error functions",
    diagnosis="something else stands in the absolute error for |a − y|, or in its derivative for the sign of a − y",
    question="How steep is |a − y| on either side of y?",
    rewrite=_absolute,
)


def _huber(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    def cut(body: Callable[[Expr, Expr], Expr]) -> _Change:
        def change(node: Expr) -> Expr:
            match node:
                case Call("max", (_, Call("min", (delta, difference)))):
                    return body(delta, difference)
                case _:
                    return node

        return change

    match _of(op, exercise, "huber"):
        case "value":

            def whole(body: Callable[[Expr, Expr, Expr], Expr]) -> _Change:
                def change(node: Expr) -> Expr:
                    match node:
                        case Binary("*", Call("max", (_, Call("min", (delta, d)))) as own, Binary("-")):
                            return body(delta, d, own)
                        case _:
                            return node

                return change

            yield from _changed(
                op,
                {
                    "½ (a − y)² at every distance": whole(lambda _delta, d, _cut: 0.5 * d**2),
                    "the straight line at every distance": whole(
                        lambda delta, d, _: delta * (call("abs", d) - 0.5 * delta)
                    ),
                    "δ |a − y| at every distance": whole(lambda delta, d, _: delta * call("abs", d)),
                    "without the term −δ/2": whole(lambda _delta, d, own: own * d),
                },
            )
        case "slope":
            yield from _changed(
                op,
                {
                    "a − y at every distance": cut(lambda _delta, d: d),
                    "δ with the sign of a − y at every distance": cut(lambda delta, d: delta * call("sign", d)),
                    "the sign of a − y alone": cut(lambda _delta, d: call("sign", d)),
                },
            )


HUBER = OperationMistake(
    id="huber-branch",
    topic="error functions",
    diagnosis="the wrong branch of Huber's error is used, or one that lacks a term",
    question="Is a further from y than δ, and which formula holds there?",
    source="P. Huber, Robust Estimation of a Location Parameter, 1964",
    rewrite=_huber,
)


def _hinge(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    def margin(node: Expr) -> Expr:
        """Return the margin without its 1."""
        match node:
            case Binary("-", Number(1.0), Binary("*") as product):
                return -product
            case _:
                return node

    match _of(op, exercise, "hinge"):
        case "value":
            ways: dict[str, _Change] = {
                "the margin of 1 left out": margin,
                "the margin also where it is below 0": _calling("max", lambda _zero, own: own),
                "squared": _calling("max", lambda _zero, own: call("max", 0, own) ** 2),
            }
            yield from _changed(op, ways)
        case "slope":
            ways = {
                "the margin of 1 left out": margin,
                "also where the margin is kept": _calling("step", lambda own: call("ones", own)),
                "without the target": _targetless,
            }
            yield from _changed(op, ways)


def _targetless(node: Expr) -> Expr:
    match node:
        case Binary("*", _, Call("step") as step):
            return step
        case _:
            return node


HINGE = OperationMistake(
    id="hinge-margin",
    topic="error functions",
    diagnosis="the hinge error's margin is wrong, or its derivative also counts outputs that keep the margin",
    question="Is y a below 1 here? What is the derivative if it is not?",
    rewrite=_hinge,
)


def _root_mean_square(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if _of(op, exercise, "root-mean-squared") == "slope":
        outputs = float(exercise.neurons(exercise.last_layer))
        ways = {
            "(a − y) / n": _calling("zero_over", lambda d, _: d / outputs),
            "2 (a − y) / n": _calling("zero_over", lambda d, _: 2 * d / outputs),
            "a − y": _calling("zero_over", lambda d, _: d),
            "without n": _calling("zero_over", lambda d, below: d / (below / outputs)),
            "a factor 2 for the root's ½": _calling("zero_over", lambda d, below: d / (2 * below)),
        }
        yield from _changed(op, ways)


ROOT_MEAN_SQUARE = OperationMistake(
    id="root-slope",
    topic="error functions",
    diagnosis="the derivative of the root of the mean square lacks a factor, such as 1/E",
    question="What is the derivative of a square root, and what is still within it?",
    rewrite=_root_mean_square,
)
