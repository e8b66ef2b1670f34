"""Propose the scenario that a program computes, and check it by a whole training step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nnstep.errors import NNStepError
from nnstep.grading.context import GradingContext
from nnstep.importers.imported import Imported
from nnstep.own_code.finding.fault_search import FaultSearch
from nnstep.own_code.inferring.forward_layers import LayerSearch, SeenLayer
from nnstep.own_code.inferring.proposed_scenario import SeenSamples, UpdateRule, proposed, sample_choices
from nnstep.own_code.inferring.training_step import StepProposal, step_proposals
from nnstep.own_code.inferring.value_pool import ValuePool
from nnstep.own_code.watched import WatchedProgram
from nnstep.program.compile import compile_program

_STEPS = 3
_MOST_CHAINS = 6
_MOST_PROPOSALS = 3
_MOST_TRIED = 24
"""Scenarios that are run and held against the program."""


@dataclass(frozen=True, slots=True, eq=False)
class TriedScenario:
    """A scenario, and for how many training steps the program has its parameters."""

    proposal: StepProposal
    samples: SeenSamples
    rule: UpdateRule
    imported: Imported | None = None
    steps: int = 0
    """How many were looked at."""
    right_steps: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Inference:
    """What was found of a program."""

    watched: WatchedProgram
    pool: ValuePool
    chain: tuple[SeenLayer, ...] = ()
    """The layers; empty where none were found."""
    found: TriedScenario | None = None
    """The scenario; None where the layers, the targets or the loss could not be told."""

    @property
    def agrees(self) -> bool:
        """Whether a whole training step of the scenario agrees with the program."""
        return self.found is not None and self.found.right_steps > 0


@np.errstate(all="ignore")
def inferred(watched: WatchedProgram, path: Path) -> Inference:
    """Return the scenario that a program computes, to be written to `path`, as far as its values tell it."""
    pool = ValuePool(watched)
    chains = LayerSearch(pool).chains()[:_MOST_CHAINS]
    words = "\n".join(watched.sources.values()).lower()
    proposals = [one for chain in chains for one in step_proposals(pool, chain, words)[:_MOST_PROPOSALS]]
    proposals.sort(key=lambda one: one.worth, reverse=True)
    best: TriedScenario | None = None
    for count, tried in enumerate(_tried(watched, pool, proposals, path)):
        if best is None or tried.right_steps > best.right_steps:
            best = tried
        if tried.right_steps == tried.steps or count == _MOST_TRIED or (count > 2 and best.right_steps):
            break
    if best is not None and 0 < best.right_steps < best.steps:
        best = _with_memory(watched, pool, best, path)
    chain = best.proposal.chain if best is not None else chains[0] if chains else ()
    return Inference(watched, pool, chain, best)


def _tried(
    watched: WatchedProgram, pool: ValuePool, proposals: list[StepProposal], path: Path
) -> Iterator[TriedScenario]:
    for proposal in proposals:
        for samples in sample_choices(pool, proposal):
            tried = _try(watched, pool, TriedScenario(proposal, samples, UpdateRule()), path)
            if tried is not None:
                yield tried


def _with_memory(watched: WatchedProgram, pool: ValuePool, best: TriedScenario, path: Path) -> TriedScenario:
    """Return the same with momentum, which the first step does not show, where more steps agree with it."""
    kept = sorted(number for number in pool.numbers if 0 < number < 1)[::-1]
    for mu in kept[:_MOST_PROPOSALS]:
        for optimizer in ("momentum", "momentum-sum", "nesterov"):
            rule = UpdateRule(optimizer, {"mu": mu})
            tried = _try(watched, pool, replace(best, rule=rule), path)
            if tried is not None and tried.right_steps > best.right_steps:
                return tried
    return best


def _try(watched: WatchedProgram, pool: ValuePool, tried: TriedScenario, path: Path) -> TriedScenario | None:
    """Return a scenario with the number of training steps that agree; None where nnstep refuses it."""
    try:
        made = proposed(pool, tried.proposal, tried.samples, tried.rule, path)
        program = compile_program(made.scenario)
        steps = min(_STEPS, program.schedule.steps)
        search = FaultSearch(GradingContext(program, by_hand=False), watched.assignments, steps, watched.sources)
        return replace(tried, imported=made, steps=steps, right_steps=search.right_steps())
    except NNStepError:
        return None
