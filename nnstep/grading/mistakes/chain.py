"""The chain rule on the way back: a factor left out, or something else in its place."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Binary, Derivative, Name, call, walk
from nnstep.expr.walks.numpy_line import source
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import OperationMistake, Rewriting
from nnstep.grading.mistakes.rewriting import arriving, difference, put, reads, replaced
from nnstep.program.program import Op

_CARRYING = ("hidden delta", "activation gradient", "input gradient")
"""What carries a delta back through weights."""
_IN_GRAPH = ("line", "error", "local derivative", "derivative", "chain rule along a path")
_MOST_FACTORS = 12


def carried(op: Op) -> Binary | None:
    """Return the product of weights and delta that an operation carries back; None where it carries none."""
    if op.role not in _CARRYING:
        return None
    products = (node for node in walk(op.expression) if isinstance(node, Binary) and node.operator == "@")
    return next((node for node in products if reads(node.right, f"delta{op.layer + 1}")), None)


def _left_out(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if exercise.is_graph:
        yield from _left_out_of_graph(op)
        return
    product = carried(op)
    if product is not None:
        yield Rewriting(replaced(op.expression, product, call("ones", product.left) @ product.right), "the weights")
        yield Rewriting(replaced(op.expression, product, product.left @ call("ones", product.right)), "the delta")
    if op.role in ("output delta", "hidden delta"):
        for node in walk(op.expression):
            if isinstance(node, Binary) and node.operator == "*" and isinstance(node.right, Derivative):
                what = "the error's derivative" if op.role == "output delta" else "all but the derivative"
                yield Rewriting(node.right, what)
                return


def _left_out_of_graph(op: Op) -> Iterator[Rewriting]:
    if op.role not in _IN_GRAPH:
        return
    products = [node for node in walk(op.expression) if isinstance(node, Binary) and node.operator == "*"]
    for node in products[:_MOST_FACTORS]:
        yield Rewriting(replaced(op.expression, node, node.left), source(node.right))
        yield Rewriting(replaced(op.expression, node, node.right), source(node.left))


FACTOR_LEFT_OUT = OperationMistake(
    id="factor-left-out",
    topic="chain rule",
    diagnosis="a factor of the chain rule is left out",
    question="Which derivatives lie along this path?",
    rewrite=_left_out,
)


def _activation_for_factor(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if exercise.is_graph:
        yield from _value_for_factor(op, exercise)
        return
    product, above = carried(op), op.layer + 1
    if product is not None:
        delta = f"delta{above}"
        yield Rewriting(put(op.expression, delta, Name(f"a{above}")), f"a{above} in place of {delta}")
        own = f"a{op.layer}" if op.layer else "x"
        beside = Name(own) * call("column_sums", Name(delta))
        yield Rewriting(replaced(op.expression, product, beside), f"{own} in place of W{above}")
    if op.layer == exercise.last_layer and _starts_back(op):
        output = f"a{op.layer}"
        for id in (output, "y"):
            other = replaced(op.expression, difference(exercise), Name(id))
            if other != op.expression:
                yield Rewriting(other, f"{id} in place of {source(difference(exercise))}")


def _starts_back(op: Op) -> bool:
    """Return whether an operation of the output layer begins with the error's derivative."""
    if op.role == "activation gradient":
        return True
    return op.role == "output delta" and not reads(op.expression, f"da{op.layer}")


def _value_for_factor(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    """Yield a product of the chain rule with a value of the graph in place of one of its derivatives."""
    if op.role in ("derivative", "chain rule along a path"):
        for id in op.reads:
            for value in exercise.values_beside(id):
                yield Rewriting(put(op.expression, id, Name(value)), f"{value} in place of {id}")


ACTIVATION_FOR_FACTOR = OperationMistake(
    id="activation-for-factor",
    topic="chain rule",
    diagnosis="an activation stands in place of a factor of the chain rule",
    question="Is each factor here a derivative?",
    rewrite=_activation_for_factor,
)


def _error_carried_back(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if carried(op) is not None:
        above = op.layer + 1
        delta, without = f"delta{above}", arriving(exercise, above)
        if without is not None:
            yield Rewriting(put(op.expression, delta, without))


ERROR_CARRIED_BACK = OperationMistake(
    id="error-carried-back",
    topic="chain rule",
    diagnosis="what is carried back is the next layer's error, without its activation's derivative, and not its delta",
    question="Does the path back lead through the next layer's activation?",
    rewrite=_error_carried_back,
)


def _other_weights(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if exercise.is_graph or not (op.role == "pre-activation" or carried(op) is not None):
        return
    own = f"W{op.layer}" if op.role == "pre-activation" else f"W{op.layer + 1}"
    for other in exercise.weights:
        if other != own:
            yield Rewriting(put(op.expression, own, Name(other)), f"{other} in place of {own}")


OTHER_WEIGHTS = OperationMistake(
    id="weights-of-another-layer",
    topic="chain rule",
    diagnosis="another layer's weights are used",
    question="Between which two layers are these weights?",
    rewrite=_other_weights,
)
