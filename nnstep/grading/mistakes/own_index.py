"""The neuron's own index in place of a sum's: z_i from x_i alone."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Binary, Expr, Name, Pick, Range, call, walk
from nnstep.grading.mistakes.chain import carried
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import OperationMistake, Rewriting
from nnstep.grading.mistakes.rewriting import incoming, replaced
from nnstep.program.program import Op


def _own(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if exercise.is_graph:
        return
    if op.role == "pre-activation":
        for node in walk(op.expression):
            if isinstance(node, Binary) and node.operator == "@" and node.right == Name(incoming(op.layer)):
                other = _at_own(node, exercise.neurons(op.layer), exercise.neurons(op.layer - 1))
                if other is not None:
                    yield Rewriting(replaced(op.expression, node, other), "forward")
    elif (product := carried(op)) is not None and op.layer:
        other = _at_own(product, exercise.neurons(op.layer), exercise.neurons(op.layer + 1))
        if other is not None:
            yield Rewriting(replaced(op.expression, product, other), "backward")


def _at_own(product: Binary, rows: int, numbers: int) -> Expr | None:
    """Return each row's sum of weights times the number of the row's own index; None where a row has none."""
    if not 1 < rows <= numbers:
        return None
    own = product.right if rows == numbers else Pick(product.right, (Range(0, rows), Range()))
    return call("row_sums", product.left) * own


OWN_INDEX = OperationMistake(
    id="own-index",
    topic="indices and sums",
    diagnosis="all weights of a neuron are multiplied by the number with the neuron's own index, as in Σ w_ij x_i",
    question="Which index does the sum run over: the one of the weight's row, or of its column?",
    rewrite=_own,
)
