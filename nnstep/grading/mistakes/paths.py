"""Which activations and deltas a product takes: one path in place of all, the input for the hidden activation."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Name, substitute
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import COMMON, OperationMistake, Rewriting
from nnstep.grading.mistakes.rewriting import one_row, put
from nnstep.program.program import Op

_MOST_PATHS = 12


def _one_path(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    """Yield the delta carried back along one neuron of the layer above, or along all but one; of a graph, one path."""
    if op.role == "sum rule across paths":
        yield from _one_path_of_graph(op)
        return
    above = op.layer + 1
    if op.role not in ("hidden delta", "activation gradient", "input gradient") or above > exercise.last_layer:
        return
    neurons = exercise.neurons(above)
    weights, delta = f"W{above}", f"delta{above}"
    for neuron in range(neurons) if 1 < neurons <= _MOST_PATHS else ():
        row = {weights: one_row(Name(weights), neuron), delta: one_row(Name(delta), neuron)}
        alone = substitute(op.expression, row)
        yield Rewriting(alone, f"only that of neuron {neuron}")
        if neurons > 2:
            yield Rewriting(op.expression - alone, f"all but that of neuron {neuron}")


def _one_path_of_graph(op: Op) -> Iterator[Rewriting]:
    paths = op.reads
    for path in paths if len(paths) <= _MOST_PATHS else ():
        yield Rewriting(Name(path), f"only {path}")
        if len(paths) > 2:
            yield Rewriting(op.expression - Name(path), f"all but {path}")


ONE_PATH = OperationMistake(
    id="one-path",
    topic="chain rule",
    diagnosis="only one next-layer neuron's delta is carried back, not the sum over all of them",
    question="How many neurons of the next layer does this one lead to?",
    rewrite=_one_path,
    weight=COMMON,
)


def _other_activation(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role not in ("weight gradient", "pre-activation"):
        return
    own = f"a{op.layer - 1}" if op.layer > 1 else "x"
    last = exercise.last_layer if op.role == "weight gradient" else op.layer - 1
    every = range(1, last + 1)
    for id in ("x", *(f"a{layer}" for layer in every), *(f"z{layer}" for layer in every)):
        # The layer before without its activation is a mistake of its own.
        if id != own and not (op.role == "pre-activation" and id == f"z{op.layer - 1}"):
            yield Rewriting(put(op.expression, own, Name(id)), f"{id} in place of {own}")


OTHER_ACTIVATION = OperationMistake(
    id="other-activation",
    topic="activation functions",
    diagnosis=(
        "the wrong activation comes in, in the gradient or in the forward pass, such as the input instead of the "
        "hidden one, or the reverse"
    ),
    question="What comes in along this weight?",
    rewrite=_other_activation,
    weight=COMMON,
)


def _not_activated(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role == "pre-activation" and op.layer > 1:
        before = op.layer - 1
        yield Rewriting(put(op.expression, f"a{before}", Name(f"z{before}")), f"z{before} in place of a{before}")


NOT_ACTIVATED = OperationMistake(
    id="not-activated",
    topic="activation functions",
    diagnosis="the previous layer is passed on without its activation function",
    question="What does the next layer get: z, or its activation?",
    rewrite=_not_activated,
    weight=COMMON,
)
