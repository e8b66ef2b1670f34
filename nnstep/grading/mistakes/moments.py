"""Adam, RMSProp and Adagrad: bias correction, powers, where epsilon stands, what the sums start from."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.array import frozen
from nnstep.expr.tree import Binary, Call, Expr, Name, Number, call, substitute, transform, walk
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import Alternative, OperationMistake, ProgramMistake, Rewriting
from nnstep.grading.mistakes.rewriting import calls, put, reads
from nnstep.program.program import Op

_EPS = Name("eps")
_UPDATES = ("weight update", "bias update", "parameter update")
_STARTS = (0.1, 1.0, 1e-8)
"""What sums of squares start from in well-known libraries and texts."""


def _is_correction(op: Op) -> bool:
    return op.role == "optimizer state" and reads(op.expression, "t")


def _uncorrected(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    match op.expression:
        case Binary("/", moment, _) if _is_correction(op):
            yield Rewriting(moment, f"of the {str(op.meaning).removeprefix('corrected ')}")
        case _ if op.role in _UPDATES:
            yield from _both_uncorrected(op, exercise)


def _both_uncorrected(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    """Yield an update with both moments as they are, or with the learning rate as it is where that is corrected."""
    moments: dict[str, Expr] = {}
    for other in exercise.ops:
        if other.parameter == op.parameter and _is_correction(other) and isinstance(other.expression, Binary):
            moments[other.target] = other.expression.left
    if len(moments) > 1:
        yield Rewriting(substitute(op.expression, moments), "of both moments")
    elif not moments and reads(op.expression, "t"):
        yield Rewriting(transform(op.expression, _without_powers), "of both moments")


def _without_powers(node: Expr) -> Expr:
    """Return a rate that is corrected, lr √(1 − β₂ᵗ) / (1 − β₁ᵗ), without its correction."""
    match node:
        case Binary("/", Binary("*", rate, Call("sqrt", (root,))), below) if reads(root, "t") and reads(below, "t"):
            return rate
        case _:
            return node


UNCORRECTED = OperationMistake(
    id="moment-not-corrected",
    topic="optimizers",
    diagnosis="the bias of a moment is not corrected",
    question="Both moments start from 0: what are they divided by so that they are not too small?",
    source="Kingma and Ba, Adam, 2015, section 3",
    rewrite=_uncorrected,
)


def _power(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if _is_correction(op):
        t = Name("t")
        for other, detail in ((t - 1, "t − 1 for t"), (t + 1, "t + 1 for t"), (Number(1.0), "the power left out")):
            yield Rewriting(put(op.expression, "t", other), detail)
        swapped = {"beta1": Name("beta2"), "beta2": Name("beta1")}
        for id, other_beta in swapped.items():
            if reads(op.expression, id):
                yield Rewriting(put(op.expression, id, other_beta), "the other β")


POWER = OperationMistake(
    id="correction-power",
    topic="optimizers",
    diagnosis="the correction has the wrong power of β: t is off by one, or there is no power",
    question="What is the number of this training step, counted from 1?",
    rewrite=_power,
)


def _epsilon(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in _UPDATES and calls(op.expression, "sqrt"):
        is_inside = any(isinstance(node, Call) and reads(node, _EPS.id) for node in walk(op.expression))
        yield Rewriting(_moved(op.expression), "outside the root" if is_inside else "inside the root")
        yield Rewriting(put(op.expression, _EPS.id, Number(0.0)), "left out")


def _moved(expr: Expr) -> Expr:
    """Return an update with ε on the other side of the root."""

    def change(node: Expr) -> Expr:
        match node:
            case Call("sqrt", (Binary("+", inner, eps),)) if eps == _EPS:
                return call("sqrt", inner) + _EPS
            case Binary("+", Call("sqrt", (inner,)), eps) if eps == _EPS:
                return call("sqrt", inner + _EPS)
            case _:
                return node

    return transform(expr, change)


EPSILON = OperationMistake(
    id="epsilon-place",
    topic="optimizers",
    diagnosis="ε is in another place: inside the root, or nowhere",
    question="Is ε added to the root, or under it?",
    rewrite=_epsilon,
)


def _root(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in _UPDATES and calls(op.expression, "sqrt"):
        yield Rewriting(_without_root(op.expression))


def _without_root(expr: Expr) -> Expr:
    return transform(
        expr, lambda node: node.arguments[0] if isinstance(node, Call) and node.function == "sqrt" else node
    )


ROOT = OperationMistake(
    id="root-missing",
    topic="optimizers",
    diagnosis="the root of the mean square is left out",
    question="Is the gradient divided by its square, or by the root of that?",
    rewrite=_root,
)


def _not_summed(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.meaning in ("first moment", "second moment", "sum of squares"):
        yield Rewriting(put(op.expression, op.target, Number(0.0)), "without what was there")


NOT_SUMMED = OperationMistake(
    id="moment-forgotten",
    topic="optimizers",
    diagnosis="the sum of the earlier steps is left out",
    question="What remains of the earlier gradients in this sum?",
    rewrite=_not_summed,
)


def _starts(exercise: Exercise) -> Iterator[Alternative]:
    squares = {op.target for op in exercise.ops if op.meaning in ("second moment", "sum of squares")}
    sums = {id: value for id, value in exercise.program.start.items() if id in squares}
    for start in _STARTS if sums else ():
        yield Alternative(f"{start:g}", start={id: frozen(value + start) for id, value in sums.items()})


START = ProgramMistake(
    id="sum-start",
    topic="optimizers",
    diagnosis="the sum of squares starts from another value than 0",
    question="What is the sum before the first gradient?",
    rebuild=_starts,
)
