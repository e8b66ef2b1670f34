"""One exercise, looked at as a task for somebody: its measures, and what its digits don't tell."""

from __future__ import annotations

from collections.abc import Collection

from nnstep.classroom.quality.fingerprints import MadeMistake, fingerprints_of
from nnstep.classroom.quality.measures import Measures, measures_of
from nnstep.classroom.quality.task import Task
from nnstep.classroom.quality.untold import Untold, untold
from nnstep.engine.timeline import Timeline
from nnstep.grading.context import GradingContext
from nnstep.program.compile import compile_program, with_other_numbers
from nnstep.program.program import Program
from nnstep.scenario.model import Scenario


class Examined:
    """An exercise with certain numbers."""

    def __init__(self, scenario: Scenario, form: Program | None = None) -> None:
        """Run its first training step; `form` is the program of the same exercise with other numbers."""
        self.scenario = scenario
        self.program: Program = compile_program(scenario) if form is None else with_other_numbers(form, scenario)
        self.measures: Measures = measures_of(self.program, Timeline(self.program).seek(len(self.program.ops)))

    def untold(
        self, task: Task, form: GradingContext | None = None, only: Collection[MadeMistake] | None = None
    ) -> Untold:
        """Return what the digits that are asked don't tell; of `only` some ways of making mistakes.

        `form` is the context of the same exercise with other numbers, of which expressions are taken over.
        """
        context = GradingContext(self.program, form=form)
        names = None if only is None else {way.id for way in only}
        mistakes = [mistake for mistake in task.mistakes if names is None or mistake.id in names]
        return untold(fingerprints_of(context, task.asked, mistakes, only), task.digits)
