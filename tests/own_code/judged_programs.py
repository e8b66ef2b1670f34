"""What `nnstep code` says of a program of the corpus, held against what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from nnstep.grading.context import GradingContext
from nnstep.own_code.program_findings import ProgramFindings, findings_of
from nnstep.own_code.running import watch_program
from nnstep.session.opening import open_program
from tests.own_code.programs_corpus import MistakenProgram, Program


@dataclass(frozen=True, slots=True)
class Judged:
    """One mistaken program: whether something is said to be wrong, at the right line, with the right name."""

    label: str
    mistake: str
    is_accused: bool
    is_line_found: bool
    is_named: bool
    said: str
    seconds: float


@cache
def context_of(scenario: str) -> GradingContext:
    return GradingContext(open_program(scenario), by_hand=False)


def found_in(program: Program, source: str) -> ProgramFindings:
    """Run a source in the place of a program and return what is found in it."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / program.path.name
        script.write_text(source, encoding="utf-8")
        for data in program.path.parent.glob("*.csv"):
            (script.parent / data.name).write_bytes(data.read_bytes())
        watched = watch_program(
            script, program.arguments, on_output=lambda _name, _data: None, folder=program.path.parent, read_input=False
        )
    return findings_of(context_of(program.scenario), watched)


def judged(mistaken: MistakenProgram) -> Judged:
    started = perf_counter()
    findings = found_in(mistaken.program, mistaken.source)
    seconds = perf_counter() - started
    first = findings.faults[0] if findings.faults else None
    said = "" if first is None else f"line {first.assignment.line}: {first.cause.diagnosis}"
    return Judged(
        mistaken.label,
        mistaken.mistake,
        first is not None,
        first is not None and first.assignment.line in mistaken.possible_lines,
        first is not None and mistaken.is_named_by(first.cause.diagnosis),
        said,
        seconds,
    )


def share(judgements: Sequence[Judged], what: str) -> float:
    """Return how many of 1 have a property: `is_accused`, `is_line_found` or `is_named`."""
    return sum(getattr(one, what) for one in judgements) / max(1, len(judgements))
