"""What goes stale after an edit: values computed from the one that was replaced, until they are computed again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from nnstep.engine.edits import Edit
from nnstep.expr.tree import names
from nnstep.program.program import Op, Program


def stale_after(program: Program, edit: Edit, stale: frozenset[str], before: Sequence[Edit]) -> frozenset[str]:
    """Return the quantities computed in the edit's training step from the value that it replaced.

    `stale` are those that were stale before; `before` are the earlier edits in this training step, in order.
    """
    _, done = program.step_and_op(edit.position)
    events = list(_events(program, done, before))
    written = [n for n, event in enumerate(events) if (event if isinstance(event, str) else event.target) == edit.id]
    return (stale_through(events[max(written, default=-1) + 1 :], frozenset({edit.id})) | stale) - {edit.id}


def _events(program: Program, done: int, edits: Sequence[Edit]) -> Iterator[Op | str]:
    """Yield the operations of a training step up to `done`, and between them the ids that were edited there."""
    changed: defaultdict[int, list[str]] = defaultdict(list)
    for edit in edits:
        changed[program.step_and_op(edit.position)[1]].append(edit.id)
    for number, op in enumerate(program.ops[:done]):
        yield from changed[number]
        yield op
    yield from changed[done]


def stale_through(events: Sequence[Op | str], stale: frozenset[str]) -> frozenset[str]:
    """Return what is stale after operations, and edits by id, of what was stale before them.

    What is computed again is current, unless it reads something stale.
    """
    found = set(stale)
    for event in events:
        if isinstance(event, str):
            found.discard(event)
        elif found.intersection(names(event.expression)):
            found.add(event.target)
        else:
            found.discard(event.target)
    return frozenset(found)
