"""What a student is told of a finding: the mistake and where, and the right number only where that is wanted."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.grading.mistakes.kinds import PHASE_TOPICS, HandMistake, Topic
from nnstep.grading.reports.errata import corrected
from nnstep.grading.reports.number_report import digits_that_tell, shape_remarks
from nnstep.grading.reports.sheet_findings import Rival, SheetFinding
from nnstep.grading.verdict import AGREES_WITH, Explanation, Verdict
from nnstep.problems.message_text import listed
from nnstep.program.program import Program

_MOST_RIVALS = 4


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """A finding in words."""

    place: str
    """The first number that shows it."""
    what: str
    """What was done: a clause."""
    possible: tuple[str, ...] = ()
    """What may have been done, where that can't be told."""
    asks: tuple[str, ...] = ()
    """What to ask oneself, in whole sentences."""
    note: str = ""
    """What would tell the possible mistakes apart."""
    topics: tuple[Topic, ...] = ()


def told(finding: SheetFinding, program: Program, *, answers: bool) -> ToldFinding:
    """Return what is told of a finding; without `answers`, no right number, nor digits that give it."""
    rivals = finding.rivals[:_MOST_RIVALS]
    possible: tuple[str, ...] = ()
    match finding.kind:
        case "mistake" if rivals:
            what = _clause(rivals[0].ways[0], answers=answers)
        case "ambiguous" if len(rivals) == 1:
            what = f"perhaps {_rival(rivals[0], answers=answers)}"
        case "ambiguous" if rivals:
            what = "several mistakes give these digits"
            possible = tuple(dict.fromkeys(_rival(rival, answers=answers) for rival in rivals))
        case "shape":
            what = ": ".join(shape_remarks(finding.first))
        case _:
            what = _unexplained(finding.first, answers=answers)
    note = digits_that_tell(finding.first)
    return ToldFinding(finding.first.place, what, possible, _asks(finding, program), note, topics_of(finding, program))


def topics_of(finding: SheetFinding, program: Program) -> tuple[Topic, ...]:
    """Return what a lecture says of the likeliest mistakes; of one unexplained, the topic of its operation's phase."""
    phases = {op.target: op.phase for op in program.ops}
    of_phase = PHASE_TOPICS[phases[finding.first.id]] if finding.first.id in phases else None
    mistakes = finding.first.explanations[0].mistakes if finding.first.explanations else ()
    found = [mistake.topic or of_phase for mistake in mistakes] or [of_phase]
    return tuple(dict.fromkeys(topic for topic in found if topic is not None))


def right_number(verdict: Verdict) -> str:
    """Return the right number with the digits that were written; nothing where there is none to give."""
    if verdict.exact is None:
        return ""
    return f"{verdict.exact:.6g}" if verdict.written is None else corrected(verdict.exact, verdict.written)


def _rival(rival: Rival, *, answers: bool) -> str:
    return rival.statement() if answers or not _gives_digits(rival.ways[0]) else rival.ways[0].diagnosis


def _clause(way: Explanation, *, answers: bool) -> str:
    return way.statement if answers or not _gives_digits(way) else way.diagnosis


def _gives_digits(way: Explanation) -> bool:
    """Return whether how the mistake was made says digits of the right number, as of two that are exchanged."""
    return any(isinstance(mistake, HandMistake) for mistake in way.mistakes)


def _unexplained(verdict: Verdict, *, answers: bool) -> str:
    if not verdict.remark.startswith(AGREES_WITH):
        return verdict.remark or verdict.meaning
    if answers:
        return f"comes from {verdict.remark.removeprefix(AGREES_WITH)}; no known mistake explains that"
    hidden = verdict.remark.removeprefix(AGREES_WITH).split(" = ")[0]
    return f"comes from another value of {hidden} than the right one; no known mistake explains that"


def _asks(finding: SheetFinding, program: Program) -> tuple[str, ...]:
    asks = list(finding.questions)
    if finding.kind == "wrong":
        reads = next((op.reads for op in program.ops if op.target == finding.first.id), ())
        asks += (
            [f"{finding.first.id} is computed from {listed(reads)}. Is each of them the one you used?"] if reads else []
        )
    if finding.kind == "ambiguous":
        asks += dict.fromkeys(mistake.question for rival in finding.rivals[:1] for mistake in rival.ways[0].mistakes)
    return tuple(asks)
