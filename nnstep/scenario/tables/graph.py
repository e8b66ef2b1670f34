"""The table [graph]: assignments between numbers, what they start from, and which of that gradient descent changes.

Every line is read by the whitelist of ``expr.parsing.expressions``; nothing of a file is ever evaluated by Python.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from keyword import iskeyword
from typing import Any

from nnstep import limits
from nnstep.errors import ExpressionError, ProgramError
from nnstep.expr.parsing.expressions import parse_assignment
from nnstep.expr.tree import Expr, Name, names
from nnstep.expr.walks.derive import partial
from nnstep.losses.loss import Loss
from nnstep.problems.declared_table import DeclaredTable, Key
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description, listed, quoted
from nnstep.problems.numbers import check_number
from nnstep.problems.rules import ReadInContext
from nnstep.scenario.tables.graph_names import RESERVED, GraphIds, free_name

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_EXAMPLE = 'write [graph], and below it given = { x = 3 } and lines = ["y = 2*x"]'
_NUMBERS = {"type": "object", "additionalProperties": {"type": "number"}}
_LINES = {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": limits.GRAPH_LINES.default}

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
        "target": Key(ReadInContext("what lines are compared with, by name", _NUMBERS), {}),
    },
)


@dataclass(frozen=True)
class Graph:
    """Assignments between numbers, in the order they are worked out; the last one's target is the result."""

    lines: tuple[tuple[str, Expr], ...]
    """Where there are targets, the last one is the error."""
    given: Mapping[str, float] = field(default_factory=dict)
    """Numbers that stay as they are."""
    parameters: Mapping[str, float] = field(default_factory=dict)
    """Numbers that gradient descent changes."""
    targets: Mapping[str, float] = field(default_factory=dict)
    """What numbers of the graph are compared with, by the names of those."""
    target_names: Mapping[str, str] = field(default_factory=dict)
    """What the targets themselves are called, by the same names."""

    @property
    def stated_lines(self) -> tuple[tuple[str, Expr], ...]:
        """The lines of the text: without the error of its targets."""
        return self.lines[:-1] if self.targets else self.lines

    @property
    def numbers(self) -> dict[str, float]:
        """Everything that is there before the first line."""
        compared = {self.target_names[name]: value for name, value in self.targets.items()}
        return {**self.given, **compared, **self.parameters}

    def with_number(self, id: str, value: float) -> Graph:
        """Return the graph with another value of one of its numbers that stay."""
        for name, target in self.target_names.items():
            if target == id:
                return replace(self, targets={**self.targets, name: value})
        return replace(self, given={**self.given, id: value})

    def reads(self, expression: Expr) -> tuple[str, ...]:
        """Return the numbers in an expression that there are derivatives by: all but targets."""
        return tuple(name for name in names(expression) if name not in self.target_names.values())

    @cached_property
    def ids(self) -> GraphIds:
        """The ids of the program's own quantities."""
        every = {*self.numbers, *(target for target, _ in self.lines)}
        reads = ((target, name) for target, expression in self.lines for name in self.reads(expression))
        return GraphIds(every, reads, self.parameters)

    @property
    def result(self) -> str:
        """What is differentiated, and minimised where there are parameters."""
        return self.lines[-1][0]


def read_graph(subject: Subject, value: object, error: Loss, others: tuple[DeclaredTable, ...]) -> Graph | None:
    """Return the graph that the table states; note everything that is wrong with it and return None.

    `error` compares its targets, where it has any.
    """
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
    _check_use(subject, graph)
    if "target" in value:
        targets = _targets(subject, value, graph)
        graph = compared(graph, targets, error) if targets else graph
    return graph if len(subject.found) == before else None


def compared(graph: Graph, targets: Mapping[str, float], error: Loss) -> Graph:
    """Return a graph with one more line: the error of the numbers that have `targets`."""
    own = {*graph.numbers, *(target for target, _ in graph.lines)}
    called: dict[str, str] = {}
    for name in targets:
        called[name] = free_name(f"{name}_target", {*own, *called.values()})
    line = free_name("E", {*own, *called.values()}), error.of_numbers([(Name(a), Name(y)) for a, y in called.items()])
    return replace(graph, lines=(*graph.lines, line), targets=targets, target_names=called)


def _targets(subject: Subject, table: Mapping[str, Any], graph: Graph) -> dict[str, float]:
    """Return the numbers of the sub-table of targets; each belongs to a line."""
    value, place = table["target"], subject.key("target")
    lines = [target for target, _ in graph.lines]
    if not isinstance(value, dict) or not value:
        what = description(value) if value != {} else "empty"
        place.note(f"must be a table of numbers by name, but it is {what}", f"write target = {{ {lines[-1]} = 1 }}")
        return {}
    found = {}
    for name, number in value.items():
        if name not in lines:
            hint = f"lines have targets: {listed(lines, 'or')}"
            place.key(name).note("is not the name of a line, so there is nothing to compare", hint, at_key=True)
        if check_number(place.key(name), number):
            found[name] = float(number)
    return found


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
    if iskeyword(name):
        return f"is a word of Python, whose lines could not be run: write {name}_"
    return "is a function's name here" if name in RESERVED else ""


def _lines(subject: Subject, value: object, known: list[str]) -> list[tuple[str, Expr]]:
    if not isinstance(value, list) or not value:
        subject.note(f"must be a list of lines, but it is {description(value)}", 'as in lines = ["y = 2*x"]')
        return []
    if len(value) > limits.GRAPH_LINES.most:
        subject.note(f"has {limits.GRAPH_LINES.refusal(len(value), 'lines')}")
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


def _check_use(subject: Subject, graph: Graph) -> None:
    read = {name for _, expression in graph.lines for name in names(expression)}
    for key, numbers in (("given", graph.given), ("parameters", graph.parameters)):
        for name in numbers:
            if name not in read:
                subject.key(key).key(name).note("is read by no line", "leave it out", at_key=True)
