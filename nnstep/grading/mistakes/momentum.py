"""Momentum: its sign, what it remembers, and its other forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from nnstep.expr.condition import PREVIOUS
from nnstep.expr.tree import Name, Number, walk
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import Alternative, OperationMistake, ProgramMistake, Rewriting
from nnstep.grading.mistakes.rewriting import put, reads
from nnstep.optimizers import OPTIMIZERS
from nnstep.optimizers.optimizer import Optimizer
from nnstep.program.compile import compile_program
from nnstep.program.program import Op


def _is_of_family(optimizer: Optimizer) -> bool:
    return optimizer.output_delta == "derivative" and all(own.meaning == "velocity" for own in optimizer.state)


_FAMILY = [id for id, row in OPTIMIZERS.items() if _is_of_family(row)]
"""Gradient descent, and the forms of momentum."""


def _is_momentum(op: Op) -> bool:
    return op.meaning == "velocity" and reads(op.expression, "mu")


def _sign(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if _is_momentum(op):
        yield Rewriting(put(op.expression, "mu", Number(-1.0) * Name("mu")))


SIGN = OperationMistake(
    id="momentum-sign",
    topic="optimizers",
    diagnosis="the momentum term has the opposite sign",
    question="Does the last change help this step along, or hold it back?",
    rewrite=_sign,
)


def _remembered(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if _is_momentum(op):
        gradient = f"{PREVIOUS}{exercise.program.gradients[op.parameter]}"
        yield Rewriting(put(op.expression, op.target, Name(gradient)), "the last gradient")
        yield Rewriting(put(op.expression, op.target, Number(-1.0) * Name(gradient)), "minus the last gradient")


REMEMBERED = OperationMistake(
    id="momentum-of-gradient",
    topic="optimizers",
    diagnosis="the last gradient is used instead of the last change",
    question="What does momentum remember: the last gradient, or the last step?",
    rewrite=_remembered,
)


def _reset(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if _is_momentum(op):
        yield Rewriting(put(op.expression, "mu", Number(0.0)))


RESET = OperationMistake(
    id="momentum-reset",
    topic="optimizers",
    diagnosis="the momentum is left out, or starts again from 0",
    question="What was the last change, and is it in this one?",
    rewrite=_reset,
)


def _shares(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    has_share = 1 - Name("mu") in walk(op.expression)
    if _is_momentum(op) and not has_share:
        gradient = exercise.program.gradients[op.parameter]
        yield Rewriting(put(op.expression, gradient, (1 - Name("mu")) * Name(gradient)))


SHARES = OperationMistake(
    id="momentum-in-shares",
    topic="optimizers",
    diagnosis="the gradient comes in with 1 − μ, a form of momentum that this exercise does not use",
    question="Which form of momentum does the exercise state: v = μ v + g, or v = μ v + (1 − μ) g?",
    rewrite=_shares,
)


def _forms(exercise: Exercise) -> Iterator[Alternative]:
    scenario = exercise.scenario
    if scenario.optimizer not in _FAMILY or not scenario.settings:
        return
    own = {
        id: scenario.choices.get(id, choice.default) for id, choice in OPTIMIZERS[scenario.optimizer].choices.items()
    }
    for name in _FAMILY:
        optimizer = OPTIMIZERS[name]
        settings = {id: scenario.settings.get(id, value) for id, value in optimizer.settings.items()}
        for chosen in _choices(optimizer):
            other = replace(
                scenario,
                optimizer=name,
                settings={**scenario.settings, **settings},
                choices={**scenario.choices, **chosen},
            )
            if name != scenario.optimizer or chosen.items() - own.items():
                stated = "".join(f", {id} {value}" for id, value in chosen.items())
                yield Alternative(f"{name}{stated}", program=compile_program(other))


def _choices(optimizer: Optimizer) -> Iterator[dict[str, str]]:
    """Yield every combination of an optimizer's forms."""
    every = optimizer.choices
    for values in product(*(choice.forms for choice in every.values())):
        yield dict(zip(every, values, strict=True))


FORM = ProgramMistake(
    id="momentum-form",
    topic="optimizers",
    diagnosis="another form of momentum is used than the one stated",
    question="Is the learning rate inside or outside of v, and where is the gradient taken?",
    rebuild=_forms,
)
