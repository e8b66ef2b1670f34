"""The findings of a program as JSON."""

from __future__ import annotations

from typing import TypedDict

from nnstep.expr.array import plain
from nnstep.json_schemas.type_schema import JsonArray, SignedInteger
from nnstep.own_code.program_findings import ProgramFindings, WrongLine
from nnstep.own_code.reports.code_summary import code_summary, is_passed, trained_parameters
from nnstep.own_code.reports.own_form import two_values
from nnstep.own_code.watched import Arrival


class CauseFacts(TypedDict):
    """Another cause that gives the same values."""

    mistake: str | None
    """The id of the mistake; null where it is no known one."""
    diagnosis: str
    """What was done, in a clause."""


class FaultFacts(TypedDict):
    """One line that goes wrong."""

    file: str
    """The file."""
    line: int
    """The line, from 1."""
    place: str
    """What is assigned there."""
    function: str
    """The function that the line is in; empty at the top of a file."""
    step: int
    """The training step, from 1."""
    quantity: str | None
    """The id of the quantity that it should be; null where that is not known."""
    mistake: str | None
    """The id of the mistake; null where it is no known one."""
    diagnosis: str
    """What was done, in a clause."""
    question: str
    """What to ask yourself about it."""
    alternatives: list[CauseFacts]
    """Other causes that give the same values."""
    own: JsonArray
    """The program's own value."""
    right: JsonArray | None
    """The right value in the same form; null where it is not known."""


class AlignedValue(TypedDict):
    """A value of the program that is a quantity of the exercise."""

    file: str
    """The file."""
    line: int
    """The line, from 1."""
    place: str
    """What is assigned there."""
    how: Arrival
    """How the value came there."""
    quantity: str
    """The id of the quantity."""
    step: int
    """The training step, from 1."""
    form: str
    """The form in which the value is the quantity, in words."""
    carried: bool
    """Whether it follows from what is wrong before."""


class EndFacts(TypedDict):
    """How the program ended."""

    status: SignedInteger
    """The exit status; negative where a signal ended it."""
    exception: str | None
    """The exception that ended it, with Python's own words; null where there was none."""
    exception_line: int | None
    """The line of that exception, where it lies in the script."""
    stopped_watching: str | None
    """Why not everything was watched; null where everything was."""
    assignments: int
    """How many assignments were watched."""


class ProgramFacts(TypedDict):
    """Everything that is found of a program."""

    script: str
    """The script."""
    passed: bool
    """Whether it is right as far as it was looked at."""
    summary: str
    """The result in a sentence."""
    steps: int
    """How many training steps were looked at."""
    right_steps: int
    """How many of them are right, from the first on."""
    parameters: list[str]
    """The ids of the parameters that training changes."""
    missing: list[str]
    """Those of which the program has no right value."""
    faults: list[FaultFacts]
    """The lines that go wrong, the first one first."""
    values: list[AlignedValue]
    """The values that are quantities of the exercise, in the order of time."""
    program: EndFacts
    """How the program ended."""


def code_json(findings: ProgramFindings) -> ProgramFacts:
    """Return everything that is found, as plain data."""
    end = findings.watched.end
    return {
        "script": str(findings.watched.script),
        "passed": is_passed(findings),
        "summary": code_summary(findings),
        "steps": findings.steps,
        "right_steps": findings.right_steps,
        "parameters": list(trained_parameters(findings)),
        "missing": list(findings.missing),
        "faults": [_fault(findings, fault) for fault in findings.faults],
        "values": _values(findings),
        "program": {
            "status": end.status,
            "exception": end.exception or None,
            "exception_line": end.exception_line,
            "stopped_watching": end.stopped_watching or None,
            "assignments": len(findings.watched.assignments),
        },
    }


def _fault(findings: ProgramFindings, fault: WrongLine) -> FaultFacts:
    assigned = fault.assignment
    two = two_values(findings, fault)
    return {
        "file": str(assigned.file),
        "line": assigned.line,
        "place": assigned.place,
        "function": assigned.function,
        "step": fault.step,
        "quantity": fault.target or None,
        "mistake": fault.cause.id or None,
        "diagnosis": fault.cause.diagnosis,
        "question": fault.cause.question,
        "alternatives": [{"mistake": one.id or None, "diagnosis": one.diagnosis} for one in fault.alternatives],
        "own": plain(assigned.value),
        "right": None if two is None else plain(two.right),
    }


def _values(findings: ProgramFindings) -> list[AlignedValue]:
    """Return what the values are that could be aligned, in the order of time."""
    found: list[AlignedValue] = []
    for one in findings.watched.assignments:
        right = findings.labels.get(one.index)
        label = right or findings.following.get(one.index)
        if label is None:
            continue
        found.append(
            {
                "file": str(one.file),
                "line": one.line,
                "place": one.place,
                "how": one.kind,
                "quantity": label.id,
                "step": label.step,
                "form": label.text,
                "carried": right is None,
            }
        )
    return found
