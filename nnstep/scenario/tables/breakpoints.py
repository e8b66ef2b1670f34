"""The tables [[breakpoints]]: where runs of a scenario stop, as text that is read against its program later.

Knows no program, and so only the form of what is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nnstep.problems.fields import check_text
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description
from nnstep.scenario.tables.keys import BREAKPOINT, check_keys

_EXAMPLE = 'write [[breakpoints]], and below it lines such as at = "delta2" or if = "E < 0.01"'


def check_breakpoints(subject: Subject, value: object) -> None:
    """Check the tables of the breakpoints."""
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        subject.note(f"must be tables, but it is {description(value)}", _EXAMPLE)
        return
    for number, table in enumerate(value):
        _check_breakpoint(subject.element(number), table)


def breakpoint_texts(tables: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return each breakpoint as one would type it: ``delta2 if E < 0.01 once after 3``."""
    return tuple(" ".join(_words(table)) for table in tables)


def _check_breakpoint(subject: Subject, table: Mapping[str, object]) -> None:
    check_keys(subject, table, BREAKPOINT)
    for key in ("at", "if"):
        if key in table:
            check_text(subject.key(key), table[key], one_line=True)
    if not table.keys() & {"at", "if"}:
        subject.note("says neither where nor when to stop", 'add a line such as at = "delta2" or if = "E < 0.01"')
    once, after = table.get("once", False), table.get("after", 1)
    if not isinstance(once, bool):
        subject.key("once").note(f"must be true or false, but it is {description(once)}", "")
    if not isinstance(after, int) or isinstance(after, bool) or not 1 <= after < 10**9:
        subject.key("after").note(
            f"must be a whole number from 1, but it is {description(after)}", "how often it is met before it stops"
        )


def _words(table: Mapping[str, Any]) -> list[str]:
    words = [table["at"]] if "at" in table else []
    words += [f"if {table['if']}"] if "if" in table else []
    words += ["once"] if table.get("once") else []
    return words + ([f"after {table['after']}"] if "after" in table else [])
