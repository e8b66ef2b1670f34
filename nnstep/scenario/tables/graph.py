"""The table [graph]: assignments between numbers, what they start from, and which of that gradient descent changes.

Every line is read by the whitelist of ``expr.parsing.expressions``; nothing of a file is ever evaluated by Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import Any

from nnstep import limits
from nnstep.errors import ExpressionError, ProgramError
from nnstep.expr.parsing.expressions import parse_assignment
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Expr, names
from nnstep.expr.walks.derive import partial
from nnstep.optimizers import OPTIMIZER_SETTINGS, OPTIMIZERS
from nnstep.problems.declared_table import DeclaredTable, Key
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description, listed, quoted
from nnstep.problems.numbers import check_number
from nnstep.problems.rules import ReadInContext
from nnstep.scenario.tables.graph_names import derivative, local_derivative, path_derivative
from nnstep.schedules import SCHEDULE_SETTINGS

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_EXAMPLE = 'write [graph], and below it given = { x = 3 } and lines = ["y = 2*x"]'
_NUMBERS = {"type": "object", "additionalProperties": {"type": "number"}}
_LINES = {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": limits.GRAPH_LINES}

GRAPH = DeclaredTable(
    "in the table [graph]",
    _EXAMPLE,
    {
        "lines": Key(
            ReadInContext("assignments in quotes, see below", _LINES),
            required='add a line such as: lines = ["y = 2*x"]',
        ),
        "given": Key(ReadInContext("numbers by name, which stay", _NUMBERS), {}),
        "parameters": Key(ReadInContext("numbers by name, which are trained", _NUMBERS), {}),
    },
)

_ACCUMULATORS = [own for optimizer in OPTIMIZERS.values() for own in optimizer.accumulators]
RESERVED = {
    "E",
    "B",
    "t",
    "epochs",
    "lr",
    "lr0",
    "l2",
    "l1",
    "np",
    *OPTIMIZER_SETTINGS,
    *SCHEDULE_SETTINGS,
    *PRIMITIVES,
}
"""What programs call something else by."""
_CALLED = {name for name, row in PRIMITIVES.items() if row.named}
"""What NumPy lines call by a name of its own, so that no value may have it."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Assignments between numbers, in the order they are worked out; the last one's target is the result."""

    lines: tuple[tuple[str, Expr], ...]
    given: Mapping[str, float] = field(default_factory=dict)
    """Numbers that stay as they are."""
    parameters: Mapping[str, float] = field(default_factory=dict)
    """Numbers that gradient descent changes."""

    @property
    def result(self) -> str:
        """What is differentiated, and minimised where there are parameters."""
        return self.lines[-1][0]


def read_graph(subject: Subject, value: object, others: tuple[DeclaredTable, ...]) -> Graph | None:
    """Return the graph that the table states; note everything that is wrong with it and return None."""
    before = len(subject.found)
    GRAPH.read(subject, value, others)
    if not isinstance(value, dict):
        return None
    given = _numbers(subject, value, "given")
    parameters = _numbers(subject, value, "parameters")
    for name in given.keys() & parameters.keys():
        subject.key("parameters").key(name).note("is given already", "leave one of the two out", at_key=True)
    if not given and not parameters and len(subject.found) == before:
        subject.key("given").note("is missing, and so is parameters", _EXAMPLE)
    lines = _lines(subject.key("lines"), value.get("lines"), [*given, *parameters]) if "lines" in value else []
    if len(subject.found) > before:
        return None
    graph = Graph(tuple(lines), given, parameters)
    _check_names(subject, graph)
    _check_use(subject, graph)
    return graph if len(subject.found) == before else None


def generated_names(graph: Graph) -> Iterable[str]:
    """Yield the ids of what a graph's program computes beside its own lines."""
    for target, expression in graph.lines:
        for name in names(expression):
            yield derivative(name)
            yield local_derivative(target, name)
            yield path_derivative(name, target)


def _numbers(subject: Subject, table: Mapping[str, Any], key: str) -> dict[str, float]:
    """Return the numbers of a sub-table by name, as far as they are right."""
    value, place = table.get(key, {}), subject.key(key)
    if not isinstance(value, dict):
        place.note(f"must be a table, but it is {description(value)}", f"write {key} = {{ x = 3 }}")
        return {}
    found = {}
    for name, number in value.items():
        fault = _name_fault(name)
        if fault:
            place.key(name).note(fault, "choose another name", at_key=True)
        # A name with a wrong number is known all the same: no line is wrong for reading it.
        found[name] = float(number) if check_number(place.key(name), number) else 0.0
    return found


def _name_fault(name: str) -> str:
    if not _IDENTIFIER.fullmatch(name):
        return "is no name: a letter, then letters, digits and _, at most 31 of them"
    return "is a word with a meaning of its own here" if name in RESERVED else ""


def _lines(subject: Subject, value: object, known: list[str]) -> list[tuple[str, Expr]]:
    if not isinstance(value, list) or not value:
        subject.note(f"must be a list of lines, but it is {description(value)}", 'as in lines = ["y = 2*x"]')
        return []
    if len(value) > limits.GRAPH_LINES:
        subject.note(f"has {len(value)} lines, but there may be at most {limits.GRAPH_LINES}")
        return []
    found: list[tuple[str, Expr]] = []
    names_known = list(known)
    for index, text in enumerate(value):
        line = _line(subject.entry(index), text, names_known)
        if line is None:
            # What follows would only say that this line's name is not known.
            names_known += [text.partition("=")[0].strip()] if isinstance(text, str) else []
        else:
            found.append(line)
            names_known.append(line[0])
    return found


def _line(subject: Subject, text: object, known: list[str]) -> tuple[str, Expr] | None:
    if not isinstance(text, str):
        subject.note(f"must be a line in quotes, but it is {description(text)}", 'as in "y = 2*x"')
        return None
    try:
        target, expression = parse_assignment(text, known)
        for name in names(expression):
            partial(expression, name)
    except ExpressionError as error:
        hint = f"; {error.hint}" if error.hint else ""
        subject.note(f"can't be read: {error.summary}", f"at column {error.column + 1} of {quoted(text)}{hint}")
        return None
    except ProgramError as error:
        subject.note(f"is no line between numbers: {error.message}", error.hint)
        return None
    fault = "is assigned twice" if target in known else _name_fault(target)
    if fault:
        subject.note(f"is {quoted(text)}, but {target} {fault}", "choose another name")
        return None
    if not names(expression):
        subject.note(f"is {quoted(text)}, which depends on nothing", f"write {target} under given or parameters")
        return None
    return target, expression


def _check_names(subject: Subject, graph: Graph) -> None:
    """Note names that the program needs for derivatives and for what an optimizer carries along."""
    own = [*graph.given, *graph.parameters, *(target for target, _ in graph.lines)]
    derivatives = {*generated_names(graph)}
    states = {own.of(name) for own in _ACCUMULATORS for name in graph.parameters}
    meant = {id for id in derivatives if id in RESERVED or iskeyword(id)} | (states & _CALLED)
    if meant:
        reason = f"{listed(sorted(meant))} would be the name of a derivative, or of what an optimizer carries"
        subject.key("lines").note(f"can't be used with these names: {reason}", "choose other names")
    clashing = [name for name in own if name in derivatives | states]
    if clashing:
        reason = f"{'is' if len(clashing) == 1 else 'are'} needed for derivatives or for what an optimizer carries"
        subject.key("lines").note(f"can't be used with these names: {listed(clashing)} {reason}", "choose other names")


def _check_use(subject: Subject, graph: Graph) -> None:
    read = {name for _, expression in graph.lines for name in names(expression)}
    for key, numbers in (("given", graph.given), ("parameters", graph.parameters)):
        for name in numbers:
            if name not in read:
                subject.key(key).key(name).note("is read by no line", "leave it out", at_key=True)
