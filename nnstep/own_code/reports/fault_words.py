"""What is said of a line that goes wrong, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.walks.numpy_line import source
from nnstep.own_code.program_findings import ProgramFindings, WrongLine
from nnstep.own_code.watched import Arrival, Assigned

_MOST_ALTERNATIVES = 3


def explanation(findings: ProgramFindings, fault: WrongLine) -> str:
    """Return which line goes wrong, under which name, and what was done."""
    assigned = fault.assignment
    line = line_name(findings, assigned).capitalize()
    step = f"(training step {fault.step})"
    if not fault.target:
        return f"{line} {step}: {fault.cause.diagnosis}."
    target = ", ".join(filter(None, (fault.target, fault.part)))
    if fault.way:
        name = f"{_named(assigned)}, on the way to {target}"
        return f"{line}: {name}, is wrong {step}: {fault.cause.diagnosis}."
    if is_right_itself(findings, fault):
        return f"{line}: {_named(assigned)} is {target}, but from here on {step}: {fault.cause.diagnosis}."
    return f"{line}: {_named(assigned)} should be {target}, and is not {step}: {fault.cause.diagnosis}."


def line_name(findings: ProgramFindings, assigned: Assigned) -> str:
    """Return what the line of an assignment is called."""
    return findings.watched.line_name(assigned.file, assigned.line)


def is_right_itself(findings: ProgramFindings, fault: WrongLine) -> bool:
    """Return whether the value that a line to blame assigned is right, and only what is made of it is not."""
    label = findings.labels.get(fault.assignment.index)
    return label is not None and label.is_whole and (label.id, label.step) == (fault.target, fault.step)


def further(findings: ProgramFindings, fault: WrongLine) -> Iterator[str]:
    """Yield what more there is to say: where the value comes from, the formula, and other causes."""
    if origin := _origin(findings, fault.assignment):
        yield origin
    for op in findings.program.ops:
        if op.target == fault.target:
            yield f"In the exercise: {op.target} = {source(op.expression)}"
            break


def other_causes(fault: WrongLine) -> Iterator[str]:
    """Yield the other causes that would explain the same, of each mistake one."""
    told: dict[str, str] = {}
    for cause in fault.alternatives:
        told.setdefault(cause.id or cause.diagnosis, cause.diagnosis)
    told.pop(fault.cause.id or fault.cause.diagnosis, None)
    yield from list(told.values())[:_MOST_ALTERNATIVES]
    if (left := len(told) - _MOST_ALTERNATIVES) > 0:
        yield f"{left} more {'cause that gives' if left == 1 else 'causes that give'} the same values"


def _named(assigned: Assigned) -> str:
    return f"what {assigned.function} returns" if assigned.kind is Arrival.RETURNED else assigned.place


def _origin(findings: ProgramFindings, assigned: Assigned) -> str:
    """Return which line of a function returned the value, where one did."""
    for read in assigned.reads:
        one = findings.watched.assignments[read]
        if one.kind is Arrival.RETURNED and one.value.tobytes() == assigned.value.tobytes():
            elsewhere = "" if one.file == assigned.file else f" of {one.file.name}"
            here, there = line_name(findings, assigned).capitalize(), line_name(findings, one)
            return f"{here} gets it from {there}{elsewhere}, where {one.function} returns it."
    return ""
