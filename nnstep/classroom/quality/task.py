"""What is asked of an exercise: which numbers, with how many digits, and which mistakes they must tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np

from nnstep import limits
from nnstep.classroom.quality.asked_digits import AskedDigits
from nnstep.errors import CommandError
from nnstep.grading.asked_numbers import Asked
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.kinds import HandMistake, Mistake, OperationMistake, ProgramMistake
from nnstep.grading.sheet.blank_sheet import MOST_NUMBERS
from nnstep.problems.did_you_mean import meant
from nnstep.program.program import Program

USUAL_DIGITS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A task: its numbers, their digits, and the mistakes that must be told."""

    asked: Asked
    digits: AskedDigits
    mistakes: tuple[Mistake, ...]
    named: bool = False
    """Whether the mistakes were chosen by name."""

    @property
    def steps(self) -> int:
        """How many training steps are asked."""
        return max(step for step, _ in self.asked)


def task_of(
    program: Program,
    *,
    digits: int | None = None,
    decimals: int | None = None,
    steps: int | None = None,
    mistakes: Sequence[str] = (),
) -> Task:
    """Return what is asked: as given here, else as the scenario's table [variants] says, else as usual.

    Raise CommandError for a mistake that is not known, or where too many numbers are asked.
    """
    rules = program.scenario.variants
    if digits is None and decimals is None:
        digits, decimals = rules.digits, rules.decimals
    kept = AskedDigits(decimals, "decimals") if decimals is not None else AskedDigits(digits or USUAL_DIGITS)
    patterns = tuple(mistakes) or rules.mistakes
    asked = _asked(program, min(steps or rules.steps, program.schedule.steps))
    return Task(asked, kept, chosen_mistakes(patterns), bool(patterns))


def _asked(program: Program, steps: int) -> Asked:
    asked = {}
    for step in range(1, steps + 1):
        shapes = program.shapes_in(step - 1)
        for op in program.ops:
            if int(np.prod(shapes[op.target], dtype=int)) <= MOST_NUMBERS:
                asked[step, op.target] = tuple(np.ndindex(shapes[op.target]))
    count = sum(map(len, asked.values()))
    if count > limits.ASKED_NUMBERS.most:
        message = limits.ASKED_NUMBERS.refusal(count, "numbers are asked")
        raise CommandError(message, "choose fewer training steps, or a smaller exercise")
    return asked


def chosen_mistakes(patterns: Sequence[str]) -> tuple[Mistake, ...]:
    """Return the mistakes with these ids, ``*`` standing for any letters; without any, those of whole operations.

    Mistakes in single elements are so many that whole numbers hardly tell them all, and rounding changes few digits:
    both count where they are named.
    Raise CommandError for a mistake that is not known, or that changes digits only by hand.
    """
    if not patterns:
        whole = (each for each in MISTAKES if isinstance(each, OperationMistake | ProgramMistake))
        return tuple(mistake for mistake in whole if mistake.topic != "rounding")
    known = [mistake for mistake in MISTAKES if not isinstance(mistake, HandMistake)]
    chosen: list[Mistake] = []
    for pattern in patterns:
        found = [mistake for mistake in known if fnmatchcase(mistake.id, pattern.strip())]
        if not found:
            hint = meant(pattern, [mistake.id for mistake in known]) or "docs/mistakes.md lists their ids"
            raise CommandError(f"there is no mistake {pattern!r} that could be told by numbers", hint)
        chosen += [mistake for mistake in found if mistake not in chosen]
    return tuple(chosen)
