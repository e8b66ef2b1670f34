"""In which order things are done: weights updated before they are used, steps counted wrongly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nnstep.expr.condition import PREVIOUS
from nnstep.expr.tree import Name
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import Alternative, OperationMistake, ProgramMistake, Rewriting
from nnstep.grading.mistakes.rewriting import put
from nnstep.program.program import Op

_UPDATES = ("weight gradient", "bias gradient", "optimizer state", "weight update", "bias update", "learning rate")


def _updated_first(exercise: Exercise) -> Iterator[Alternative]:
    hidden = range(1, exercise.last_layer)
    if exercise.is_graph or not hidden or exercise.scenario.conventions.update == "output-first":
        return
    yield Alternative(ops=_moved(exercise.ops, set(hidden)))
    if len(hidden) > 1:
        for layer in hidden:
            yield Alternative(f"only for layer {layer}", ops=_moved(exercise.ops, {layer}))


def _moved(ops: tuple[Op, ...], layers: set[int]) -> tuple[Op, ...]:
    """Return the operations with each update that a layer of `layers` depends on before that layer's delta."""
    done: list[Op] = []
    for op in ops:
        if op in done:
            continue
        if op.phase == "backward" and op.layer in layers:
            wanted = (op.layer + 1, 0)
            done += [o for o in ops if o.role in _UPDATES and o.layer in wanted and o not in done]
        done.append(op)
    return tuple(done)


UPDATED_WEIGHTS = ProgramMistake(
    id="updated-weights",
    topic="order of a training step",
    diagnosis="the hidden deltas are computed with output weights that were already updated",
    question="Which weights did the forward pass of this step use: the ones before the update, or the new ones?",
    source="copies of M. Mazur, A Step by Step Backpropagation Example, 2015, print an error of 0.291027924",
    rebuild=_updated_first,
)


def _shifted(by: int) -> tuple[Alternative, ...]:
    return (Alternative(shift=by),)


STEP_TOO_MANY = ProgramMistake(
    id="step-too-many",
    topic="order of a training step",
    diagnosis="there is one training step too many",
    question="How many times have all weights been updated when this value is asked for?",
    rebuild=lambda _exercise: _shifted(1),
)
STEP_TOO_FEW = ProgramMistake(
    id="step-too-few",
    topic="order of a training step",
    diagnosis="there is one training step too few",
    question="How many times have all weights been updated when this value is asked for?",
    rebuild=lambda _exercise: _shifted(-1),
)


def _after_update(exercise: Exercise) -> Iterator[Alternative]:
    if not exercise.is_graph and exercise.op("E") is not None:
        again = tuple(op for op in exercise.ops if op.phase in ("forward", "error"))
        yield Alternative(ops=(*exercise.ops, *again))


ERROR_AFTER_UPDATE = ProgramMistake(
    id="error-after-update",
    topic="order of a training step",
    diagnosis="it is computed with the weights after the update of this training step",
    question="Does the error belong before or after the update?",
    rebuild=_after_update,
)


def _not_updated(op: Op, _exercise: Exercise) -> Iterable[Rewriting]:
    if op.role in ("weight update", "parameter update"):
        yield Rewriting(Name(op.target))


UPDATE_FORGOTTEN = OperationMistake(
    id="update-forgotten",
    topic="order of a training step",
    diagnosis="the weights are left as they were before the update",
    question="Have you taken the step, or only computed it?",
    rewrite=_not_updated,
)


def _from_before(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    """Yield each quantity that changes from step to step taken from the training step before."""
    if op.role in ("pre-activation", "weight gradient", "bias gradient", "hidden delta", "output delta"):
        for id in op.reads:
            if id in exercise.positions or id in ("x", "y"):
                yield Rewriting(put(op.expression, id, Name(f"{PREVIOUS}{id}")), f"{id} of the training step before")


OLD_VALUE = OperationMistake(
    id="old-value",
    topic="order of a training step",
    diagnosis="a value of the training step before, or of the sample before, is used",
    question="Did you compute every activation again with the new weights and the new sample?",
    rewrite=_from_before,
)
