"""Sheets with verdicts made by hand, so that a report on them does not hang on how explanations are searched for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from nnstep.grading.grader import Grader
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.grading.verdict import Explanation, Verdict
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

PROGRAM = compile_program(load(find("sigmoid-2-2-2")))


def explained(ids: str, value: float, detail: str = "", place: str = "", *, digits: int | None = 2) -> Explanation:
    """Return an explanation by one mistake."""
    (mistake,) = (mistake for mistake in MISTAKES if mistake.id == ids)
    return Explanation((mistake,), (detail,), value, digits, "", (place,))


@dataclass
class Reported:
    """A sheet for sigmoid-2-2-2, all numbers graded as correct but for those that are given another verdict."""

    text: str
    slips: dict[tuple[int, str, Index | None], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Grade as far as it needs no search."""
        self.sheet = parse_sheet(self.text, "anna.toml", PROGRAM)
        exact = Grader(PROGRAM).exact
        self.verdicts: dict[str, Verdict] = {}
        for (step, id), given in self.sheet.answers.items():
            for index, written in given.cells.items():
                address = f"{id}[{','.join(map(str, index if given.shape[1] > 1 else index[:1]))}]" if index else id
                value = float(exact.step(step).value(id)[index] if index else exact.step(step).value(id))
                one = Verdict("correct", step, id, index, address, written, value)
                self.verdicts[one.place] = one

    def set(self, places: str, kind: str, slip: int | None = None, **facts: object) -> Reported:
        """Give numbers another verdict."""
        for place in places.split():
            changed = replace(self.verdicts[place], kind=kind, **facts)  # type: ignore[arg-type]
            self.verdicts[place] = changed
            if slip is not None:
                self.slips[changed.step, changed.id, changed.index] = slip
        return self

    @property
    def result(self) -> GradingResult:
        """The verdicts."""
        return GradingResult(self.sheet, tuple(self.verdicts.values()), self.slips)
