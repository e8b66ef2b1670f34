"""From what a person names, a path or a bundled exercise, to the program to step through."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from nnstep.errors import CommandError
from nnstep.notations import NOTATIONS
from nnstep.problems.did_you_mean import meant
from nnstep.problems.message_text import listed
from nnstep.program.compile import compile_program, extended
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.scenario.model import Scenario

_WORD = re.compile(r"[A-Za-z_]\w*")


def open_program(
    word: str | Path,
    epochs: int | None = None,
    notation: str | None = None,
    weights: str | None = None,
    mentions: Iterable[str] = (),
) -> Program:
    """Return the program of the scenario that `word`, a path or a bundled name, stands for.

    Quantities that `mentions`, such as conditions, name are computed too, if they can be.

    `epochs`, `notation` and a file of saved `weights` replace the scenario's own. Raise ScenarioError with everything
    that is wrong with the scenario and its answers, ProgramError if it can't be compiled, CommandError for an unknown
    notation, DataError if the weights can't be read or do not fit.
    """
    scenario = load(find(str(word)))
    if scenario.answers:
        from nnstep.grading.sheet.scenario_answers import check_answers

        check_answers(compile_program(scenario))
    if weights is not None:
        from nnstep.scenario.sources.start_weights import with_weights

        scenario = with_weights(scenario, Path(weights))
    if notation is not None:
        scenario = _written(scenario, notation)
    return extended(compile_program(scenario, epochs), (word for text in mentions for word in _WORD.findall(text)))


def _written(scenario: Scenario, notation: str) -> Scenario:
    """Return `scenario` in another notation; the symbols that it gives are for its own one."""
    if notation not in NOTATIONS:
        hint = meant(notation, NOTATIONS) or f"use one of {listed(NOTATIONS)}"
        raise CommandError(f"unknown notation {notation!r}", hint)
    return scenario if notation == scenario.notation else replace(scenario, notation=notation, symbols={})
