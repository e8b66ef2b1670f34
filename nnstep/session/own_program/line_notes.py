"""What is said of a line of a program, beside its source and below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from nnstep.explain.explanation import formula_number
from nnstep.expr.digits import Digits
from nnstep.own_code.reports.code_summary import code_summary
from nnstep.problems.message_text import counted
from nnstep.session.own_program.compared_values import ComparedValues
from nnstep.session.own_program.own_program import LineStanding, LineWork, OwnProgram, standing_of

SIGNS = {LineStanding.RIGHT: "✓", LineStanding.FOLLOWS: "↓", LineStanding.WRONG: "✗"}
Symbols = Callable[[str], str]
_MOST = 3
"""Quantities that are named of a line; one in a function may compute many."""


def line_note(works: Sequence[LineWork], symbols: Symbols, *, briefly: bool = False) -> str:
    """Return what a line computes, with a sign for how it stands: ``✓ a1, transposed``; empty for no works.

    `briefly`, only the quantities are named.
    """
    if not works:
        return ""
    standing = standing_of(works)
    worst = [work for work in works if work.standing is standing] if standing is LineStanding.WRONG else works
    by_quantity: dict[str, dict[str, None]] = {}
    for work in worst:
        by_quantity.setdefault(quantity_of(work, symbols), {})[what_it_is(work, symbols)] = None
    texts = [name if briefly or len(forms) > 1 else next(iter(forms)) for name, forms in by_quantity.items()]
    more = " · …" if len(texts) > _MOST else ""
    return f"{SIGNS[standing]} {' · '.join(filter(None, texts[:_MOST]))}{more}"


def quantity_of(work: LineWork, symbols: Symbols) -> str:
    """Return which quantity a value is, or should be; empty where that is not known."""
    if work.standing is LineStanding.WRONG and work.fault is not None:
        return symbols(work.fault.target) if work.fault.target else ""
    return symbols(work.label.id) if work.label is not None else ""


def what_it_is(work: LineWork, symbols: Symbols) -> str:
    """Return which quantity a value is, or should be, in which form."""
    if work.standing is LineStanding.WRONG and work.fault is not None:
        part = f"{work.fault.part} of " if work.fault.part else ""
        return f"should be {part}{symbols(work.fault.target)}" if work.fault.target else "goes wrong"
    label = work.label
    if label is None:
        return ""
    id = f"on the way to {symbols(label.id)}" if label.way else symbols(label.id)
    return replace(label, id=id, way="").text


def difference_text(values: ComparedValues, digits: Digits) -> str:
    """Return how far two values are apart at most, and where; empty where they do not differ."""
    if not values.differ or values.right is None:
        return ""
    amount, index = values.largest
    where = f" at [{', '.join(map(str, index))}]" if index else ""
    most = "largest difference " if values.own.size > 1 else "difference "
    return f"{most}{formula_number(amount, digits)}{where}"


def place_text(work: LineWork) -> str:
    """Return where a value stands in the program."""
    return f"line {work.assignment.line}, {work.assignment.place}"


def part_text(work: LineWork) -> str:
    """Return what holds a part of a quantity, and which part that is."""
    part = work.label.part if work.label is not None else ""
    return f"{work.assignment.place}, {part}" if part else work.assignment.place


def about_the_run(own: OwnProgram) -> list[str]:
    """Return what there is to say of the whole program: how it ended, and where it goes wrong first."""
    findings, end = own.findings, own.findings.watched.end
    said = [code_summary(findings)]
    if end.exception:
        said.append(f"it ended with {_last_line(end.exception)}")
    elif end.status:
        said.append(f"it ended with exit status {end.status}")
    if end.stopped_watching:
        said.append(f"not all of it was watched: {end.stopped_watching}")
    return said


def about_no_work(own: OwnProgram, position: int, symbol: str) -> list[str]:
    """Return why no line is shown at a position: `symbol` is what was computed there, empty at the start."""
    if position > own.watched_to:
        steps = counted(own.findings.steps, "training step")
        return [f"not watched here: only the first {steps} of {own.name} {_was(own.findings.steps)}"]
    return [f"no line of {own.name} was found to compute {symbol}"] if symbol else []


def about_use(user: LineWork, symbol: str, symbols: Symbols) -> list[str]:
    """Return why no value is shown of a quantity that only `user`, the next one to read it, was found to use."""
    used = symbols(user.label.id) if user.label is not None else "what reads it"
    return [f"{symbol} was not found by itself; line {user.assignment.line} computes {used} from it"]


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _last_line(text: str) -> str:
    return next(reversed([line for line in text.splitlines() if line.strip()]), "").strip()
