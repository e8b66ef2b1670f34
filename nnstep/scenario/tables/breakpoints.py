"""The tables [[breakpoints]]: where runs of a scenario stop, as text that is parsed against its program later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnstep.problems.declared_table import DeclaredTable, Key
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description
from nnstep.problems.rules import Count, Flag, Text

_EXAMPLE = 'write [[breakpoints]], and below it lines such as at = "delta2" or if = "E < 0.01"'

BREAKPOINT = DeclaredTable(
    "in a table [[breakpoints]]",
    _EXAMPLE,
    {
        "at": Key(Text(one_line=True), help="an operation, a layer, a phase, an epoch, a step, or a change"),
        "if": Key(Text(one_line=True), help="a condition over quantities"),
        "once": Key(Flag(), default=False, help="remove the breakpoint after its first stop"),
        "after": Key(Count(10**9 - 1), default=1, help="stop only at this hit"),
    },
)


def read_breakpoints(subject: Subject, value: object, others: tuple[DeclaredTable, ...]) -> tuple[str, ...]:
    """Return each breakpoint as a person would type it: ``delta2 if E < 0.01 once after 3``."""
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        subject.note(f"must be tables, but it is {description(value)}", _EXAMPLE)
        return ()
    texts = []
    for number, table in enumerate(value):
        place = subject.element(number)
        taken = BREAKPOINT.read(place, table, others)
        if not table.keys() & {"at", "if"}:
            place.note("says neither where nor when to stop", 'add a line such as at = "delta2" or if = "E < 0.01"')
        texts.append(_text(taken, counts="after" in table))
    return tuple(texts)


def _text(taken: Mapping[str, Any], *, counts: bool) -> str:
    condition = f"if {taken['if']}" if taken["if"] else ""
    once, after = "once" if taken["once"] else "", f"after {taken['after']}" if counts else ""
    return " ".join(filter(None, [taken["at"], condition, once, after]))
