"""Cross-entropy: its signs, its terms, and the short delta a − y where another derivative is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Binary, Call, Expr, Name, call, transform, walk
from nnstep.expr.walks.paper import negated
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import OperationMistake, Rewriting
from nnstep.grading.mistakes.rewriting import difference, parts, replaced
from nnstep.program.program import Op

_ERRORS = ("error", "error of an output", "error of a sample")


def _is_entropy(exercise: Exercise) -> bool:
    return not exercise.is_graph and exercise.scenario.error in ("cross-entropy", "binary-cross-entropy")


def _is_error(op: Op, exercise: Exercise) -> bool:
    return op.role in _ERRORS and _is_entropy(exercise)


def _sign(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if _is_error(op, exercise):
        yield Rewriting(negated(op.expression))


SIGN = OperationMistake(
    id="cross-entropy-sign",
    topic="cross-entropy",
    diagnosis="the minus sign before the sum of cross-entropy is lost",
    question="Can the logarithm of a probability be positive? Can the error be negative?",
    rewrite=_sign,
)


def _terms(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    """Yield an error, or its derivative, with one of two terms, or with the other sign between them."""
    if not _is_entropy(exercise) or not (op.role in _ERRORS or _is_at_output(op, exercise)):
        return
    for node in parts(op.expression):
        match node:
            case Binary("+", Call("times_ln") as first, Call("times_ln") as second):
                yield Rewriting(replaced(op.expression, node, first), "y ln a alone")
                yield Rewriting(replaced(op.expression, node, second), "(1 − y) ln(1 − a) alone")
                yield Rewriting(replaced(op.expression, node, first - second), "the other sign between them")
            case Binary("-", Call("zero_over") as first, Call("zero_over") as second):
                ways: dict[str, Expr] = {
                    "y/a alone": -second,
                    "(1 − y)/(1 − a) alone": first,
                    "the other sign between them": first + second,
                }
                for detail, other in ways.items():
                    yield Rewriting(replaced(op.expression, node, other), detail)
            case _:
                pass


def _is_at_output(op: Op, exercise: Exercise) -> bool:
    return op.layer == exercise.last_layer and op.role in ("activation gradient", "output delta")


TERMS = OperationMistake(
    id="cross-entropy-terms",
    topic="cross-entropy",
    diagnosis="one of the two terms of binary cross-entropy is left out, or has another sign",
    question="What does an output contribute whose target is 0, and what one whose target is 1?",
    rewrite=_terms,
)


def _as_binary(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role not in _ERRORS or exercise.is_graph or exercise.scenario.error != "cross-entropy":
        return
    a, y = Name(f"a{exercise.last_layer}"), Name("y")
    other = call("times_ln", 1 - y, call("ln", 1 - a))
    for node in walk(op.expression):
        if isinstance(node, Call) and node.function == "times_ln":
            yield Rewriting(replaced(op.expression, node, node + other))
            return


AS_BINARY = OperationMistake(
    id="cross-entropy-as-binary",
    topic="cross-entropy",
    diagnosis="the terms (1 − y) ln(1 − a) of binary cross-entropy are added to cross-entropy over classes",
    question="Does this error count the classes whose target is 0?",
    rewrite=_as_binary,
)


def _without_logarithm(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if not _is_error(op, exercise):
        return
    a = Name(f"a{exercise.last_layer}")

    def change(node: Expr) -> Expr:
        match node:
            case Call("times_ln", (factor, Call(_, (probability, *_)))):
                return factor * probability
            case _:
                return node

    yield Rewriting(transform(op.expression, change), "a in place of ln a")
    if exercise.scenario.error == "cross-entropy":
        for node in walk(op.expression):
            if isinstance(node, Call) and node.function == "times_ln":
                yield Rewriting(replaced(op.expression, node, call("times_ln", a, call("ln", a))), "a ln a")
                yield Rewriting(replaced(op.expression, node, call("ln", a)), "ln a of every class")
                return


WITHOUT_LOGARITHM = OperationMistake(
    id="cross-entropy-term",
    topic="cross-entropy",
    diagnosis="something else than y ln a is summed up in cross-entropy",
    question="Which probability's logarithm does cross-entropy take, and what is it multiplied by?",
    rewrite=_without_logarithm,
)


def _short(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role != "activation gradient" or exercise.is_graph or op.layer != exercise.last_layer:
        return
    short = difference(exercise)
    if op.expression == short:
        return
    yield Rewriting(short, "a − y")
    yield Rewriting(negated(short), "y − a")


SHORT = OperationMistake(
    id="short-delta-as-error-derivative",
    topic="cross-entropy",
    diagnosis="the short delta a − y, which is dE/dz, is written where dE/da is asked for",
    question="Is a − y the derivative by the activation a, or by the pre-activation z?",
    rewrite=_short,
)


def _slope(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    """Yield dE/da with its quotient upside down, without its target, or with the logarithm still in it."""
    if not _is_entropy(exercise) or not _is_at_output(op, exercise):
        return

    def change(node: Expr, way: int) -> Expr:
        match node:
            case Call("zero_over", (target, output)):
                return (1 / output, target * output, target * call("ln", output))[way]
            case _:
                return node

    if any(isinstance(node, Call) and node.function == "zero_over" for node in walk(op.expression)):
        details = ("1/a, without y", "y a in place of y/a", "y ln a in place of y/a")
        for way, detail in enumerate(details):
            yield Rewriting(transform(op.expression, lambda node, way=way: change(node, way)), detail)  # type: ignore[misc]


SLOPE = OperationMistake(
    id="cross-entropy-slope",
    topic="cross-entropy",
    diagnosis="cross-entropy is differentiated by another formula than −y/a",
    question="What is the derivative of ln a?",
    rewrite=_slope,
)
