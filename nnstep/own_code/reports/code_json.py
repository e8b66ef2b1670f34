"""The findings of a program as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nnstep.expr.array import plain
from nnstep.own_code.program_findings import ProgramFindings, WrongLine
from nnstep.own_code.reports.code_summary import code_summary, is_passed, trained_parameters
from nnstep.own_code.reports.own_form import two_values


def code_json(findings: ProgramFindings) -> dict[str, Any]:
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
            **_cell_of_exception(findings),
            "stopped_watching": end.stopped_watching or None,
            "assignments": len(findings.watched.assignments),
            **_left_out(findings),
        },
    }


def _cell(findings: ProgramFindings, file: Path, line: int) -> dict[str, int]:
    """Return the cell of a notebook, and the line in it."""
    place = findings.watched.cell_place(file, line)
    return {} if place is None else {"cell": place[0], "cell_line": place[1]}


def _cell_of_exception(findings: ProgramFindings) -> dict[str, int]:
    watched = findings.watched
    line = watched.end.exception_line
    return {} if line is None else _cell(findings, watched.script, line)


def _left_out(findings: ProgramFindings) -> dict[str, list[str]]:
    """Return the lines of a notebook that were not run."""
    cells = findings.watched.cells
    return {} if cells is None else {"left_out": list(cells.left_out)}


def _fault(findings: ProgramFindings, fault: WrongLine) -> dict[str, Any]:
    assigned = fault.assignment
    two = two_values(findings, fault)
    return {
        "file": str(assigned.file),
        "line": assigned.line,
        **_cell(findings, assigned.file, assigned.line),
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


def _values(findings: ProgramFindings) -> list[dict[str, Any]]:
    """Return what the values are that could be aligned, in the order of time."""
    found = []
    for one in findings.watched.assignments:
        right = findings.labels.get(one.index)
        label = right or findings.following.get(one.index)
        if label is None:
            continue
        found.append(
            {
                "file": str(one.file),
                "line": one.line,
                **_cell(findings, one.file, one.line),
                "place": one.place,
                "how": one.kind.value,
                "quantity": label.id,
                "step": label.step,
                "form": label.text,
                "carried": right is None,
            }
        )
    return found
