"""The SCENARIO argument of the subcommands: from a name or a path to a program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nnstep.errors import CommandError

if TYPE_CHECKING:
    from nnstep.program.program import Program
    from nnstep.scenario.model import Scenario


def load_scenario(word: str, notation: str | None = None, weights: str | None = None) -> Scenario:
    """Return the scenario that `word`, a path or a bundled name, stands for; raise ScenarioError.

    A `notation` given stands in for the scenario's own; raise CommandError where there is none of that name. So does a
    file of saved `weights`; raise DataError where it can't be read or does not fit.
    """
    from nnstep.scenario.bundled import find
    from nnstep.scenario.load import load

    scenario = load(find(word))
    if weights is not None:
        from nnstep.scenario.start_weights import with_weights

        scenario = with_weights(scenario, Path(weights))
    return scenario if notation is None else _written(scenario, notation)


def load_program(
    word: str, epochs: int | None = None, notation: str | None = None, weights: str | None = None
) -> Program:
    """Return the program of the scenario that `word` stands for; raise as `load_scenario` does, or ProgramError."""
    from nnstep.program.compile import compile_program

    return compile_program(load_scenario(word, notation, weights), epochs)


def _written(scenario: Scenario, notation: str) -> Scenario:
    """Return `scenario` in another notation; the symbols that it gives are for its own one."""
    from nnstep.notations import NOTATIONS
    from nnstep.problems.did_you_mean import meant
    from nnstep.problems.message_text import listed

    if notation not in NOTATIONS:
        hint = meant(notation, NOTATIONS) or f"use one of {listed(NOTATIONS)}"
        raise CommandError(f"unknown notation {notation!r}", hint)
    return scenario if notation == scenario.notation else replace(scenario, notation=notation, symbols={})
