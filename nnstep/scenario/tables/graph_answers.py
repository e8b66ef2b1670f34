"""Checks of published answers for a graph: numbers, under the ids that its program has. Knows no values."""

from __future__ import annotations

from nnstep.problems.did_you_mean import meant
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description, listed
from nnstep.scenario.tables.answer_keys import check_typed, entries
from nnstep.scenario.tables.graph import Graph, generated_names


def check_graph_answers(subject: Subject, value: object, graph: Graph) -> None:
    """Check the table of answers against the graph's quantities."""
    if not isinstance(value, dict):
        hint = "write [answers], and below it lines such as: dx = 5"
        subject.note(f"must be a table, but it is {description(value)}", hint)
        return
    own = [*graph.given, *graph.parameters, *(target for target, _ in graph.lines)]
    known = [*own, *generated_names(graph)]
    for entry in entries(subject, value):
        if entry.id not in known:
            hint = meant(entry.id, known) or f"known are {listed(own)} and their derivatives, such as d{own[0]}"
            entry.subject.note("is not a quantity of this graph", hint, at_key=True)
        elif entry.index is not None:
            entry.subject.note("has no elements", f"it is one number: write {entry.id} = ...", at_key=True)
        else:
            check_typed(entry.subject, entry.value)
