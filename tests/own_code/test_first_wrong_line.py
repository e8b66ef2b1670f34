"""The first wrong line of programs with a mistake put in is found and named, and right programs are never accused.

A sample of the corpus; `python -m tests.benchmarks.own_code` takes the whole.
"""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from tests.own_code.judged_programs import Judged, found_in, judged, share
from tests.own_code.programs_corpus import Program, all_mistaken, all_programs

HAS_TORCH = find_spec("torch") is not None
RUN = [program for program in all_programs() if HAS_TORCH or not program.needs_torch]
MISTAKEN = [one for one in all_mistaken() if not one.harmless and not one.program.needs_torch]
EVERY = 47
"""One in so many mistaken programs is taken: a prime, so that programs and mistakes vary."""
LEAST = {"is_accused": 0.95, "is_line_found": 0.8, "is_named": 0.8}
"""How many of 1 of the sample must be accused at all, at the right line, and with the right name."""


@pytest.mark.sweep
@pytest.mark.parametrize("program", RUN, ids=lambda program: program.path.stem)
def test_a_right_program_is_never_accused(program: Program) -> None:
    findings = found_in(program, program.source)
    assert [(fault.assignment.line, fault.cause.diagnosis) for fault in findings.faults] == []
    assert findings.right_steps >= 1


@pytest.mark.thorough
def test_most_first_wrong_lines_are_found_and_named() -> None:
    judgements = [judged(one) for one in MISTAKEN[::EVERY]]
    assert len(judgements) > 14
    for what, least in LEAST.items():
        assert share(judgements, what) >= least, _told(judgements, what)


def _told(judgements: list[Judged], what: str) -> str:
    missed = [f"{one.label}: {one.said or 'nothing'}" for one in judgements if not getattr(one, what)]
    return "\n".join([f"not {what}:", *missed])
