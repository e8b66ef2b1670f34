"""Whether a block of code is right as far as it goes: it may be a part of a training step only."""

from __future__ import annotations

from nnstep.own_code.program_findings import ProgramFindings
from nnstep.own_code.reports.code_summary import code_summary
from nnstep.problems.message_text import listed

_USUAL = (1.0, -1.0)
"""The factors that say nothing against a value where the update that it is for is not in the block."""


def is_block_right(findings: ProgramFindings, steps: int | None) -> bool:
    """Return whether a block is right: through `steps` training steps, or else as far as it goes."""
    if not findings.is_right:
        return False
    ended = _ended_steps(findings)
    if ended == findings.steps:
        return True
    if steps is not None:
        return False
    return not findings.missing if ended else _stops_before_the_update(findings) and _is_right_so_far(findings)


def block_summary(findings: ProgramFindings, steps: int | None) -> str:
    """Return in one or two sentences what is right and what is not."""
    ended = _ended_steps(findings)
    if not findings.is_right or not findings.labels or not findings.watched.assignments:
        return code_summary(findings)
    if is_block_right(findings, steps):
        if ended:
            return f"Right through {ended} training step{'' if ended == 1 else 's'}."
        return f"Right as far as it goes: {listed(_computed(findings))}. The block does not update the parameters."
    if ended or not _stops_before_the_update(findings):
        return code_summary(findings)
    if steps is not None:
        return f"The block does not update the parameters, and {steps} training steps are asked for."
    if not (found := _computed(findings)):
        return "The block computes nothing that the exercise does."
    off = [f"{id} {_factors(findings, id)}" for id in found if not set(_USUAL) & _factors_of(findings, id)]
    return f"Off by a factor that no update in the block makes up for: {', '.join(off)}."


def block_headline(findings: ProgramFindings, steps: int | None) -> str:
    """Return the summary, of a line that goes wrong with its cause."""
    for fault in findings.faults[:1]:
        should = f" is not {fault.target}" if fault.target else " is not right"
        return f"line {fault.assignment.line}: {fault.assignment.place}{should}: {fault.cause.diagnosis}"
    return block_summary(findings, steps)


def _ended_steps(findings: ProgramFindings) -> int:
    """Return how many training steps end right, the last one by what its lines compute."""
    at = findings.right_steps + 1
    found = {
        label.id
        for label in findings.labels.values()
        if label.is_whole and label.step == at and label.number >= 0 and label.factor == 1.0
    }
    further = findings.right_steps < findings.steps and set(_trained(findings)) <= found
    return findings.right_steps + further


def _trained(findings: ProgramFindings) -> tuple[str, ...]:
    return tuple(id for id in findings.program.trained if id in findings.program.parameters)


def _computed(findings: ProgramFindings) -> list[str]:
    """Return the quantities that the exercise computes and that occur in the block, in the order of the exercise."""
    return [op.target for op in findings.program.ops if _factors_of(findings, op.target)]


def _factors_of(findings: ProgramFindings, id: str) -> set[float]:
    return {
        label.factor
        for label in findings.labels.values()
        if label.id == id and label.is_whole and (label.number >= 0 or id not in findings.program.start)
    }


def _factors(findings: ProgramFindings, id: str) -> str:
    return " or ".join(f"(times {factor:.6g})" for factor in sorted(_factors_of(findings, id)))


def _is_right_so_far(findings: ProgramFindings) -> bool:
    found = _computed(findings)
    return bool(found) and all(set(_USUAL) & _factors_of(findings, id) for id in found)


def _stops_before_the_update(findings: ProgramFindings) -> bool:
    """Return whether the block leaves the parameters as they are."""
    trained = _trained(findings)
    places: dict[str, bytes] = {}
    for one in findings.watched.assignments:
        value = one.value.tobytes()
        if places.get(one.place, value) != value:
            return False
        label = findings.labels.get(one.index)
        if label is not None and label.is_whole and label.id in trained:
            if label.number >= 0:
                return False
            places[one.place] = value
    return True
