"""Whether a block of code is right as far as it goes: it may be a part of a training step only."""

from __future__ import annotations

from nnstep.own_code.findings import ProgramFindings
from nnstep.own_code.reports.code_summary import code_summary
from nnstep.problems.message_text import listed


def computed(findings: ProgramFindings) -> list[str]:
    """Return the quantities that the exercise computes and that occur in the block, in the order of the exercise."""
    found = {label.id for label in findings.labels.values() if label.is_whole and label.number >= 0}
    return [op.target for op in findings.program.ops if op.target in found]


def is_block_right(findings: ProgramFindings, steps: int | None) -> bool:
    """Return whether a block is right: through `steps` training steps, or else as far as it goes."""
    if not findings.is_right:
        return False
    if steps is not None or findings.right_steps:
        return findings.right_steps == findings.steps or (steps is None and not findings.missing)
    return _stops_before_the_update(findings) and bool(computed(findings))


def _stops_before_the_update(findings: ProgramFindings) -> bool:
    """Return whether the block leaves the parameters as they are."""
    trained = {id for id in findings.program.trained if id in findings.program.parameters}
    places: dict[str, bytes] = {}
    for one in findings.watched.assignments:
        label = findings.labels.get(one.index)
        value = one.value.tobytes()
        if places.get(one.place, value) != value:
            return False
        if label is not None and label.is_whole and label.number < 0 and label.id in trained:
            places[one.place] = value
    return True


def block_summary(findings: ProgramFindings, steps: int | None) -> str:
    """Return in one or two sentences what is right and what is not."""
    if not is_block_right(findings, steps) or findings.right_steps:
        return code_summary(findings)
    return f"Right as far as it goes: {listed(computed(findings))}. The block does not update the parameters."
