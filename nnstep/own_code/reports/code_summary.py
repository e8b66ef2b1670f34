"""The summary of a program: in one line, what is right, what is wrong, and what could not be told."""

from __future__ import annotations

from nnstep.harmless_text import cut_text
from nnstep.own_code.program_findings import ProgramFindings


def trained_parameters(findings: ProgramFindings) -> tuple[str, ...]:
    """Return the parameters that training changes."""
    return tuple(id for id in findings.program.trained if id in findings.program.parameters)


def is_passed(findings: ProgramFindings) -> bool:
    """Return whether the program is right as far as it was looked at."""
    ended = findings.right_steps > 0 and not findings.missing  # it trains fewer steps than the exercise
    is_whole = findings.right_steps == findings.steps or ended
    return is_whole and findings.is_right and not findings.watched.end.exception


def code_summary(findings: ProgramFindings) -> str:
    """Return the summary."""
    parameters = trained_parameters(findings)
    if findings.faults:
        first = findings.faults[0]
        elsewhere = "" if first.assignment.file == findings.watched.script else f" of {first.assignment.file.name}"
        before = f" Right before it: {_steps(findings.right_steps)}." if findings.right_steps else ""
        more = len(findings.faults) - 1
        others = f" {more} more {'line goes' if more == 1 else 'lines go'} wrong." if more else ""
        line = findings.watched.line_name(first.assignment.file, first.assignment.line)
        return f"Goes wrong first in {line}{elsewhere}, training step {first.step}.{before}{others}"
    if not findings.watched.assignments:
        return "Nothing was seen: no line of the program assigns an array, a list of numbers, an int or a float."
    if findings.right_steps == findings.steps:
        return f"Right through {_steps(findings.steps)}: {', '.join(parameters)} (all parameters)."
    if findings.right_steps and not findings.missing:
        return (
            f"Right through {_steps(findings.right_steps)}: {', '.join(parameters)} (all parameters). "
            "No further training step was found."
        )
    if findings.right_steps:
        missing = ", ".join(findings.missing)
        return (
            f"Right through {_steps(findings.right_steps)}. After the next one, {missing} could not be found: "
            "does the program train that long?"
        )
    if not findings.labels:
        return _nothing_aligned(findings)
    found = [id for id in parameters if id not in findings.missing]
    seen = f"{len(found)} of {len(parameters)} parameters" + (f" ({', '.join(found)})" if found else "")
    return (
        f"Not shown to be right: after training step 1, {seen} could be aligned; "
        f"{', '.join(findings.missing)} could not, and no cause was found."
    )


def _nothing_aligned(findings: ProgramFindings) -> str:
    parameters = trained_parameters(findings)
    name = parameters[0] if parameters else ""
    value = findings.program.start.get(name)
    given = "" if value is None else f" {name} = {_short(value)} is nowhere in it."
    return f"Nothing could be aligned: does the program start from the numbers of the scenario?{given}"


def _short(value: object) -> str:
    return cut_text(" ".join(str(value).split()), 60)


def _steps(count: int) -> str:
    return f"{count} training step{'' if count == 1 else 's'}"
