"""What the check says of a simulated sheet, held against what the student did."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from functools import cache

from nnstep.grading.grader import Grader
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.grading.verdict import Verdict
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import parse
from tests.benchmarks.students.cases import Case, case_of
from tests.benchmarks.students.exercise import Cell
from tests.benchmarks.students.mistakes import Mistake
from tests.benchmarks.students.rivals import rivals
from tests.benchmarks.students.sheets import sheet_text
from tests.benchmarks.students.true_ids import TRUE_IDS

HABITS = frozenset({"rounded-early", "cut-off-early", "cut-off", "single-precision"})
"""What nnstep says of a person's habits, which is no mistake."""
GOOD = frozenset({"right", "leads", "both", "not named"})
"""The labels of sheets that were judged as they should be."""


@dataclass(frozen=True)
class Outcome:
    """One sheet judged."""

    key: str
    part: str
    group: str
    label: str
    made: tuple[str, ...]
    rivals: frozenset[str]
    numbers: int
    bad: int
    """How many right numbers were called a mistake or wrong."""
    foreign: bool
    """Whether a mistake is named that was not made."""
    ties: bool
    seconds: float
    preparing: float
    brief: str
    full: str


def outcome(key: str) -> Outcome:
    """Make the sheet of a key, check it, and compare."""
    case = case_of(key)
    begun = time.process_time()
    try:
        grader = Grader(program_of(case.exercise.toml()))
        sheet = parse_sheet(sheet_text(case.shown), "sheet.toml", grader.program)
        middle = time.process_time()
        result = grader.grade(sheet)
    except Exception:
        text = traceback.format_exc()
        return _told(case, "crash", frozenset(), text.splitlines()[-1], text, (0.0, 0.0), 0, foreign=False)
    seconds = time.process_time() - middle, middle - begun
    against = rivals(case) if case.part == "one" else frozenset()
    label = {"right": _right, "one": _one, "two": _two, "chance": _chance}[case.part](case, result, against)
    bad = [verdict for verdict in result.verdicts if _is_bad(verdict)]
    found = [line(verdict) for verdict in result.verdicts if verdict.kind not in ("correct", "rounded", "single")]
    true = frozenset[str]().union(*(TRUE_IDS[way.id] for way in case.mistakes))
    foreign = bool(names(result) - true)
    brief = "; ".join(found[:2])
    return _told(case, label, against, brief, "\n".join(found), seconds, len(bad), foreign=foreign)


def _told(
    case: Case,
    label: str,
    against: frozenset[str],
    brief: str,
    said: str,
    seconds: tuple[float, float],
    bad: int,
    *,
    foreign: bool,
) -> Outcome:
    made = "; ".join(map(described, case.mistakes)) or "none"
    if case.part == "chance":
        made = ", ".join(f"random number at {cell}: {case.right[cell]} -> {case.shown[cell]}" for cell in case.changed)
    about = f"{case.habit}, {case.digits} {'significant digits' if case.significant else 'decimals'}"
    changed = ", ".join(f"{cell}: {case.right[cell]} -> {case.shown[cell]}" for cell in sorted(case.changed)[:8])
    full = "\n".join([
        f"--- {case.key}: {label}", f"made: {made}", f"habit: {about}",
        f"fit as well: {', '.join(sorted(against)) or 'none'}",
        f"differs first: {changed}", case.exercise.toml(), sheet_text(case.shown), "the check says:", said,
    ])  # fmt: skip
    return Outcome(
        case.key, case.part, case.group, label, tuple(way.id for way in case.mistakes), against, len(case.shown),
        bad, foreign, case.ties, seconds[0], seconds[1], f"{case.key}: {made} ({about}): {brief}", full,
    )  # fmt: skip


@cache
def program_of(toml: str) -> Program:
    """Return the compiled exercise."""
    return compile_program(parse(toml, "simulated.toml"))


def described(way: Mistake) -> str:
    """Return a mistake with the place where it was made."""
    parts = [f"layer {way.layer}" if way.layer else "", f"step {way.step}" if way.step else ""]
    parts += [f"unit {way.unit}" if way.unit >= 0 else "", f"{way.other}" if way.other >= 0 else ""]
    parts += [f"{way.value:g}" if way.value else "", f"at {way.cell}" if way.cell else ""]
    parts += [f"from {way.source}" if way.source else "", "carried on" if way.carried else ""]
    return f"{way.id} ({', '.join(filter(None, parts)) or 'everywhere'})"


def line(verdict: Verdict) -> str:
    """Return a verdict in one line."""
    found = ", ".join(each.ids for each in verdict.explanations)
    right = " (right fits)" if verdict.fits_right else ""
    return f"{verdict.place} = {verdict.written} ({verdict.exact}): {verdict.kind}{right} {found}".rstrip()


def names(result: GradingResult) -> frozenset[str]:
    """Return all ids among the leading explanations, those of pairs singly."""
    return frozenset(part for ids in result.mistakes for part in bare(ids).split(" + ") if part)


def bare(ids: str) -> str:
    """Return the ids of a pair without those of habits."""
    return " + ".join(part for part in ids.split(" + ") if part not in HABITS)


def place_of(verdict: Verdict) -> Cell:
    """Return the place of a verdict as the students count it: columns and results have one index or none."""
    index = verdict.index or ()
    column = len(index) == 2 and not verdict.id.lstrip("vmshat").startswith("W") and not verdict.id.startswith("dW")
    return verdict.step, verdict.id, () if verdict.id == "E" else index[:1] if column else index


def _is_bad(verdict: Verdict) -> bool:
    return verdict.kind in ("mistake", "wrong", "shape") or (verdict.kind == "ambiguous" and not verdict.fits_right)


def _right(_case: Case, result: GradingResult, _against: frozenset[str]) -> str:
    return "bad" if any(map(_is_bad, result.verdicts)) else "right"


def _leading(result: GradingResult) -> Verdict | None:
    """Return the verdict that says the first name."""
    return next((each for each in result.verdicts if _is_bad(each) and _first(each)), None)


def _first(verdict: Verdict) -> str:
    return bare(verdict.explanations[0].ids) if verdict.explanations else ""


def _one(case: Case, result: GradingResult, against: frozenset[str]) -> str:
    (made,) = case.mistakes
    true, lead = TRUE_IDS[made.id], _leading(result)
    if made.id == "arithmetic-slip":
        return "named" if names(result) else "not named"
    if lead is None:
        return "none"
    first = _first(lead)
    if first in true:
        return "leads" if lead.kind == "mistake" else "leads, ambiguous"
    if lead.kind == "ambiguous":
        return "ambiguous" if any(bare(each.ids) in true for each in lead.explanations) else "ambiguous without"
    if any(bare(each.ids) in true for each in lead.explanations):
        return "leads, as an equal"  # what a mistake's verdict lists gives the same numbers throughout
    fits = any(first in TRUE_IDS[rival] for rival in against if rival in TRUE_IDS)
    return "another that fits" if fits else "another"


def _two(case: Case, result: GradingResult, _against: frozenset[str]) -> str:
    said = names(result)
    found = 0
    for way in case.mistakes:
        if way.id == "arithmetic-slip":
            found += any(place_of(each) == way.cell and each.kind == "wrong" for each in result.verdicts)
        else:
            found += bool(TRUE_IDS[way.id] & said)
    return ("neither", "one of two", "both")[found]


def _chance(_case: Case, result: GradingResult, _against: frozenset[str]) -> str:
    if any(each.kind == "mistake" for each in result.verdicts):
        return "mistake"
    if any(each.kind == "ambiguous" and not each.fits_right for each in result.verdicts):
        return "ambiguous"
    return "not named"
