"""The activation's derivative: left out, added, or taken of something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from nnstep.activations import ACTIVATIONS
from nnstep.activations.sigmoid import SIGMOID
from nnstep.activations.tanh import TANH
from nnstep.expr.tree import Binary, Derivative, Expr, Name, Number, call, substitute, transform, walk
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import COMMON, Alternative, OperationMistake, ProgramMistake, Rewriting
from nnstep.grading.mistakes.rewriting import has_slope, one_row, put, upstream, with_slope
from nnstep.program.operations.chosen_functions import loss_of
from nnstep.program.operations.output_delta import loss_names, over_outputs
from nnstep.program.program import Op

_DELTAS = ("output delta", "hidden delta")
_SLOPED = (*_DELTAS, "activation derivative")
"""Where an activation's derivative stands: as a factor, or by itself."""


def _left_out(role: str) -> Callable[[Op, Exercise], Iterator[Rewriting]]:
    def rewrite(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
        if op.role == role and has_slope(op.expression):
            yield Rewriting(with_slope(op.expression, None))

    return rewrite


MISSING_OUTPUT = OperationMistake(
    id="derivative-missing-output",
    topic="derivatives of activations",
    diagnosis="the activation's derivative is left out at the output",
    question="Which derivatives lie between the error and the output's pre-activation?",
    rewrite=_left_out("output delta"),
    weight=COMMON,
)
MISSING_HIDDEN = OperationMistake(
    id="derivative-missing-hidden",
    topic="derivatives of activations",
    diagnosis="the activation's derivative is left out at a hidden layer",
    question="What is the slope of the hidden activation at this neuron's pre-activation?",
    rewrite=_left_out("hidden delta"),
    weight=COMMON,
)


def _left_out_throughout(exercise: Exercise) -> Iterator[Alternative]:
    sloped = [n for n, op in enumerate(exercise.ops) if op.role in _DELTAS and has_slope(op.expression)]
    if len({exercise.ops[n].role for n in sloped}) == len(_DELTAS):
        ops = list(exercise.ops)
        for n in sloped:
            ops[n] = replace(ops[n], expression=with_slope(ops[n].expression, None))
        yield Alternative(ops=tuple(ops))


MISSING_THROUGHOUT = ProgramMistake(
    id="derivative-missing",
    topic="derivatives of activations",
    diagnosis="the activation's derivative is left out in all layers",
    question="What does the chain rule take on the way back through each activation?",
    rebuild=_left_out_throughout,
    weight=COMMON,
)


def _slope(exercise: Exercise, op: Op, z: Expr, a: Expr) -> Expr | None:
    """Return the layer's derivative over other expressions in place of z and a."""
    activation = exercise.activation(op.layer)
    if activation.slope is None:
        return None
    return substitute(activation.slope_at(exercise.scenario.conventions.at_kink), {"z": z, "a": a})


def _of(op: Op, body: Expr | None, detail: str = "") -> Iterator[Rewriting]:
    if body is not None and op.role in _SLOPED and has_slope(op.expression):
        yield Rewriting(with_slope(op.expression, body), detail)


def _at_activation(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in _SLOPED:
        a = Name(f"a{op.layer}")
        yield from _of(op, _slope(exercise, op, a, exercise.activation(op.layer).apply(a)))


AT_ACTIVATION = OperationMistake(
    id="derivative-at-activation",
    topic="derivatives of activations",
    diagnosis="the derivative is taken at the activation instead of the pre-activation, as in σ(a)(1 − σ(a))",
    question="Is the number that you put into the derivative z, or already a?",
    rewrite=_at_activation,
    weight=COMMON,
)


def _of_pre_activation(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in _SLOPED:
        z = Name(f"z{op.layer}")
        yield from _of(op, _slope(exercise, op, z, z))


OF_PRE_ACTIVATION = OperationMistake(
    id="derivative-of-pre-activation",
    topic="derivatives of activations",
    diagnosis="the short form of the derivative is applied to the pre-activation, as in z(1 − z)",
    question="The short form a(1 − a) needs the activation: is that the number you used?",
    rewrite=_of_pre_activation,
    weight=COMMON,
)


def _of_error(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    arriving = upstream(op.expression)
    if op.role not in _DELTAS or arriving is None:
        return
    others = {"the error": arriving, "the error, with the other sign": -arriving}
    others |= {"the delta": op.expression, "the delta, with the other sign": -op.expression, "E": Name("E")}
    if op.role == "output delta":
        others["the error of each output"] = 0.5 * (Name(f"a{op.layer}") - Name("y")) ** 2
    for detail, other in others.items():
        yield from _of(op, _slope(exercise, op, other, other), f"of {detail}")


OF_ERROR = OperationMistake(
    id="derivative-of-error",
    topic="derivatives of activations",
    diagnosis="the short form of the derivative is applied to the error or to the delta, as in e(1 − e)",
    question="Which quantity's derivative is a(1 − a)?",
    rewrite=_of_error,
)


def _of_neighbour(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role not in _SLOPED or not 1 < exercise.neurons(op.layer) <= 12:
        return
    for node in walk(op.expression):
        if isinstance(node, Derivative):
            for neuron in range(exercise.neurons(op.layer)):
                yield from _of(op, one_row(node.body, neuron), f"that of neuron {neuron}")


OF_NEIGHBOUR = OperationMistake(
    id="derivative-of-neighbour",
    topic="derivatives of activations",
    diagnosis="another neuron's derivative is used",
    question="Whose activation is in the derivative: this neuron's?",
    rewrite=_of_neighbour,
)


def _of_other_function(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in _SLOPED:
        z, a = Name(f"z{op.layer}"), Name(f"a{op.layer}")
        own = exercise.activation(op.layer)
        for other in ACTIVATIONS.values():
            if other.id != own.id and other.familiar:
                slope = other.with_settings({}).slope
                yield from _of(op, slope and substitute(slope, {"z": z, "a": a}), f"that of {other.id}")


OF_OTHER_FUNCTION = OperationMistake(
    id="derivative-of-other-function",
    topic="derivatives of activations",
    diagnosis="another activation's derivative is used, such as the sigmoid's a(1 − a) for tanh, relu or linear",
    question="Which activation does this layer have, and what is its derivative?",
    rewrite=_of_other_function,
    weight=COMMON,
)


def _of_other_at_z(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role not in _SLOPED:
        return
    z, own = Name(f"z{op.layer}"), exercise.activation(op.layer)
    for other in (SIGMOID, TANH):
        slope = other.with_settings({}).slope
        if other.id != own.id and slope is not None:
            yield from _of(op, substitute(slope, {"a": z}), f"that of {other.id}, its short form applied to z")
            yield from _of(op, substitute(slope, {"a": call(other.id, z)}), f"that of {other.id}, computed from z")


OF_OTHER_AT_Z = OperationMistake(
    id="derivative-of-other-at-z",
    topic="derivatives of activations",
    diagnosis="another activation's derivative is used, and computed from z, as in z(1 − z) or 1 − z² for relu",
    question="Which activation does this layer have, and what is its derivative?",
    rewrite=_of_other_at_z,
)


def _part(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in _SLOPED:
        z, a = Name(f"z{op.layer}"), Name(f"a{op.layer}")
        bodies: dict[str, Expr] = {"a": a, "1 − a": 1 - a, "a²": a**2, "z": z, "1 − z": 1 - z}
        for detail, body in bodies.items():
            yield from _of(op, body, f"{detail} in its place")


PART = OperationMistake(
    id="derivative-part",
    topic="derivatives of activations",
    diagnosis="something simpler stands in place of the derivative, such as a, or 1 − a for a(1 − a)",
    question="What is the whole derivative of this activation?",
    rewrite=_part,
)


def _sign_inside(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in _SLOPED:
        slope = _slope(exercise, op, Name(f"z{op.layer}"), Name(f"a{op.layer}"))
        turned = None if slope is None else transform(slope, _with_plus)
        if turned != slope:
            yield from _of(op, turned)


def _with_plus(node: Expr) -> Expr:
    match node:
        case Binary("-", Number(1.0) as one, other):
            return one + other
        case _:
            return node


SIGN_INSIDE = OperationMistake(
    id="derivative-sign-inside",
    topic="derivatives of activations",
    diagnosis="the minus sign within the derivative becomes a plus, as in a(1 + a) or 1 + a²",
    question="Is it 1 less the activation, or 1 and the activation?",
    rewrite=_sign_inside,
)


_ONES_AND_ZEROS = ("linear", "relu", "step", "sign")
"""The activations whose derivative is its own square."""


def _twice(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if exercise.is_graph or op.layer < 1 or exercise.activation(op.layer).id in _ONES_AND_ZEROS:
        return
    if op.role in _DELTAS:
        for node in walk(op.expression):
            if isinstance(node, Derivative):
                yield from _of(op, node.body**2, "squared in the delta")
    elif op.role in ("weight gradient", "bias gradient"):
        slope = _slope(exercise, op, Name(f"z{op.layer}"), Name(f"a{op.layer}"))
        if slope is not None:
            delta = f"delta{op.layer}"
            yield Rewriting(put(op.expression, delta, Name(delta) * slope), "once more in the gradient")


TWICE = OperationMistake(
    id="derivative-twice",
    topic="derivatives of activations",
    diagnosis="the activation's derivative is multiplied in twice",
    question="Does what you multiply contain this derivative already?",
    rewrite=_twice,
)


def _beside_cross_entropy(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    fused = loss_of(exercise.scenario).fused if not exercise.is_graph else {}
    if op.role != "output delta" or exercise.scenario.layers[op.layer - 1].activation not in fused:
        return
    a = Name(f"a{op.layer}")
    if not has_slope(op.expression):
        yield Rewriting(op.expression * (a * (1 - a)))
    short = substitute(fused[exercise.scenario.layers[op.layer - 1].activation], loss_names(exercise.scenario))
    yield Rewriting(over_outputs(exercise.scenario, short) * (a * (1 - a)))


BESIDE_CROSS_ENTROPY = OperationMistake(
    id="derivative-with-cross-entropy",
    topic="cross-entropy",
    diagnosis="the short delta a − y of cross-entropy is multiplied by the activation's derivative as well",
    question="Which derivative has already cancelled in a − y?",
    rewrite=_beside_cross_entropy,
    weight=COMMON,
)


def _as_cross_entropy(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role == "output delta" and exercise.scenario.error in ("half-squared", "squared", "mean-squared"):
        difference = Name(f"a{op.layer}") - Name("y")
        yield Rewriting(difference if exercise.program.gradient_sign > 0 else Name("y") - Name(f"a{op.layer}"))


AS_CROSS_ENTROPY = OperationMistake(
    id="delta-of-cross-entropy",
    topic="cross-entropy",
    diagnosis="the output delta is just a − y, as if the error were cross-entropy",
    question="Does the activation's derivative cancel with this error function?",
    rewrite=_as_cross_entropy,
)


def _passed_when_shut(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in _DELTAS and exercise.activation(op.layer).kinked and has_slope(op.expression):
        yield Rewriting(with_slope(op.expression, None))


PASSED_WHEN_SHUT = OperationMistake(
    id="relu-always-open",
    topic="derivatives of activations",
    diagnosis="the gradient is passed through a rectifier whose pre-activation is below 0",
    question="Is z above 0 at this neuron? If not, what is the slope there?",
    rewrite=_passed_when_shut,
)
