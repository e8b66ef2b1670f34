"""The lines of a person's source that a report shows, each with what it computes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal, TypeAlias

from nnstep.own_code.aligning.labels import Label
from nnstep.own_code.program_findings import ProgramFindings, WrongLine
from nnstep.own_code.reports.fault_words import is_right_itself
from nnstep.own_code.source_tree import source_tree
from nnstep.own_code.watched import Arrival, Assigned

LineState: TypeAlias = Literal["right", "follows", "wrong", "plain"]
_SHORT = 40
"""Shorter sources are shown whole."""
_GAP = 2
"""So many lines between two that are shown are shown too."""


@dataclass(frozen=True, slots=True, eq=False)
class ReportedLine:
    """A line of source, and what is said of it."""

    number: int
    text: str
    state: LineState = "plain"
    labels: tuple[str, ...] = ()
    """What it computes."""
    faults: tuple[WrongLine, ...] = ()
    cell_place: tuple[int, int] | None = None
    """The cell and the line in it, where the source is a notebook."""

    @property
    def cell(self) -> int | None:
        """The number of the cell; None where the source is no notebook."""
        return None if self.cell_place is None else self.cell_place[0]

    @property
    def shown_number(self) -> int:
        """The number in the file, or in the cell."""
        return self.number if self.cell_place is None else self.cell_place[1]


@dataclass(frozen=True, slots=True, eq=False)
class SourceFile:
    """A file of the person's own."""

    path: Path
    lines: tuple[ReportedLine, ...]

    def shown(self, *, whole: bool) -> Iterator[ReportedLine | None]:
        """Yield the lines that matter, or all; None where lines are left out."""
        wanted = self._wanted(whole=whole or len(self.lines) <= _SHORT)
        last = 0
        for line in self.lines:
            if line.number in wanted:
                if line.number > last + 1:
                    yield None
                yield line
                last = line.number
        if last < len(self.lines):
            yield None

    def _wanted(self, *, whole: bool) -> set[int]:
        if whole:
            return {line.number for line in self.lines}
        marked = {line.number for line in self.lines if line.state != "plain"}
        heads = {head for first, last, head in _blocks(self.lines) if any(first <= at <= last for at in marked)}
        wanted = sorted(marked | heads)
        near = ((one, other) for one, other in pairwise(wanted) if other - one <= _GAP + 1)
        between = {at for one, other in near for at in range(one, other)}
        return {*wanted, *between}


def source_files(findings: ProgramFindings) -> list[SourceFile]:
    """Return the files in which something was found, the script first."""
    watched = findings.watched
    by_line: dict[tuple[Path, int], list[Assigned]] = {}
    for assignment in watched.assignments:
        by_line.setdefault((assignment.file, assignment.line), []).append(assignment)
    faults: dict[tuple[Path, int], list[WrongLine]] = {}
    for fault in findings.faults:
        faults.setdefault((fault.assignment.file, fault.assignment.line), []).append(fault)
    files = sorted(watched.sources, key=lambda path: path != watched.script)
    found = [SourceFile(path, tuple(_lines(path, findings, by_line, faults))) for path in files]
    return [file for file in found if any(line.state != "plain" for line in file.lines)]


def _lines(
    path: Path,
    findings: ProgramFindings,
    by_line: Mapping[tuple[Path, int], Sequence[Assigned]],
    faults: Mapping[tuple[Path, int], Sequence[WrongLine]],
) -> Iterator[ReportedLine]:
    for number, text in enumerate(findings.watched.sources[path].splitlines(), 1):
        at = path, number
        here = [one for one in by_line.get(at, ()) if one.kind is not Arrival.BOUND]
        right = [(one, label) for one in here if (label := findings.labels.get(one.index)) is not None]
        follows = [(one, label) for one in here if (label := findings.following.get(one.index)) is not None]
        wrong = tuple(faults.get(at, ()))
        state: LineState = "wrong" if wrong else "right" if right else "follows" if follows else "plain"
        said = _judged(right, follows)
        if wrong:
            said = tuple(dict.fromkeys(_accused(findings, fault) for fault in wrong))
        yield ReportedLine(number, text, state, said, wrong, findings.watched.cell_place(path, number))


def _accused(findings: ProgramFindings, fault: WrongLine) -> str:
    if not fault.target:
        return "goes wrong here"
    return f"{fault.target}, but goes wrong here" if is_right_itself(findings, fault) else f"not {fault.target}"


def _judged(right: Sequence[tuple[Assigned, Label]], follows: Sequence[tuple[Assigned, Label]]) -> tuple[str, ...]:
    """Return what a line computes, and from when on its values follow from what is wrong."""
    rightly, carried = list(_told(right)), list(_told(follows))
    first = min((label.step for _, label in follows), default=1)
    both = [text for text in carried if text in rightly]
    said = [f"{text}  ↓ from step {first}" if text in both else text for text in rightly]
    since = f", from step {first}" if right else ""
    return (*said, *(f"{text}, carried forward{since}" for text in carried if text not in both))


def _told(labelled: Sequence[tuple[Assigned, Label]]) -> Iterator[str]:
    """Yield what the values of a line are, each quantity once: of parts of one the first and the last."""
    places = {one.place for one, label in labelled if one.kind is not Arrival.RETURNED}
    by_form: dict[tuple[str, object, float, bool], list[tuple[Assigned, Label]]] = {}
    for one, label in labelled:
        form = label.id, label.way, label.factor, label.is_transposed
        by_form.setdefault(form, []).append((one, label))
    for group in by_form.values():
        assigned, first = group[0]
        parts = list(dict.fromkeys(label.part for _, label in group))
        text = first.text if len(parts) < 3 or first.part != parts[0] else f"{first.text} … {parts[-1]}"
        if len(parts) == 2:
            text = "; ".join(dict.fromkeys(label.text for _, label in group))
        yield f"{assigned.place}: {text}" if len(places) > 1 else text


def _blocks(lines: Sequence[ReportedLine]) -> list[tuple[int, int, int]]:
    """Return the first, last and head lines of functions and classes."""
    tree = source_tree("\n".join(line.text for line in lines))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [
        (node.lineno, node.end_lineno or node.lineno, node.lineno) for node in ast.walk(tree) if isinstance(node, kinds)
    ]
