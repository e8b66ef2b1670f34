"""The report on a program, for people: its source with what each line computes, and the first wrong line framed."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from nnstep.grading.reports.report_rows import RowStyle, StyledText
from nnstep.harmless_text import cells, visible
from nnstep.own_code.program_findings import ProgramFindings, WrongLine
from nnstep.own_code.reports.code_summary import code_summary
from nnstep.own_code.reports.fault_words import explanation, further, other_causes
from nnstep.own_code.reports.own_form import own_value_rows, two_values, value_rows
from nnstep.own_code.reports.source_lines import LineState, ReportedLine, SourceFile, source_files

_MARKS: dict[LineState, tuple[str, RowStyle]] = {
    "right": ("✓", "right"),
    "follows": ("↓", "follows"),
    "wrong": ("✗", "off"),
    "plain": (" ", "plain"),
}
_NARROWEST, _WIDEST = 40, 120
_MOST_LABELS = 3
Line = list[StyledText]


def code_report(
    findings: ProgramFindings, exercise: str, width: int, *, whole: bool = False, summary: str = ""
) -> Iterator[Line]:
    """Yield the lines of the report, `width` columns wide; `whole` shows every line of the source.

    `summary` stands at the end in place of the program's own.
    """
    width = max(_NARROWEST, min(width, _WIDEST))
    script = visible(_path_text(findings.watched.script))
    yield [(_rule(f" nnstep: {script} against {visible(exercise)} ", width), "strong")]
    files = source_files(findings)
    for number, file in enumerate(files):
        if number or file.path != findings.watched.script:
            yield []
            yield [(visible(_path_text(file.path)), "strong")]
        yield from _source(findings, file, width, whole=whole)
    yield []
    if any(line.state == "follows" or "↓" in "".join(line.labels) for file in files for line in file.lines):
        yield [("✓ right   ✗ wrong   ↓ carried forward from what is wrong before", "faint")]
    yield from _closing(findings, width, summary or code_summary(findings))


def _closing(findings: ProgramFindings, width: int, summary: str) -> Iterator[Line]:
    watched, end = findings.watched, findings.watched.end
    if watched.cells is not None and watched.cells.left_out:
        left_out = "; ".join(watched.cells.left_out)
        yield from _wrapped(f"Left out, since only IPython runs it: {visible(left_out)}.", width)
    if end.exception:
        at = "" if end.exception_line is None else f" in {watched.line_name(watched.script, end.exception_line)}"
        last = end.exception.strip().splitlines()[-1]
        what = "A test failed" if watched.by_pytest else "The program ended with an exception"
        yield from _wrapped(f"{what}{at}: {visible(last)}", width)
    elif end.status and watched.by_pytest:
        yield from _wrapped(f"pytest ended with exit status {end.status}.", width)
    elif end.status:
        yield from _wrapped(f"The program ended with exit status {end.status}.", width)
    if end.stopped_watching:
        yield from _wrapped(f"Not everything was watched: {visible(end.stopped_watching)}.", width)
    yield from _wrapped(summary, width, "strong")


def _source(findings: ProgramFindings, file: SourceFile, width: int, *, whole: bool) -> Iterator[Line]:
    digits = len(str(max((line.shown_number for line in file.lines), default=0)))
    cell = None
    shown = list(file.shown(whole=whole))
    texts = [cells(_code(line.text)) for line in shown if line is not None and line.labels]
    column = min(max(texts, default=0) + 2, max(20, width - digits - 4 - 24))
    for line in shown:
        if line is None:
            yield [(f"  {'...':>{max(3, digits)}}", "faint")]
            continue
        if line.cell != cell:
            cell = line.cell
            yield [(_rule(f" cell {cell} ", min(width, 24)), "faint")]
        yield from _source_line(line, digits, column, width)
        for fault in line.faults:
            yield from _framed(_fault_lines(findings, fault, width - 4), width)


def _source_line(line: ReportedLine, digits: int, column: int, width: int) -> Iterator[Line]:
    mark, style = _MARKS[line.state]
    head: Line = [(f"{mark} ", style), (f"{line.shown_number:>{digits}}  ", "faint")]
    room = width - digits - 4
    code = _cut(_code(line.text), room)
    said = "; ".join(line.labels[:_MOST_LABELS])
    if (left := len(line.labels) - _MOST_LABELS) > 0:
        said += f"; and {left} more"
    code_style: RowStyle = "plain" if line.labels else "faint"
    if not said:
        yield [*head, (code, code_style)]
        return
    note = f"{mark} {said}"
    used = cells(code)
    if max(used + 2, column) + cells(note) <= room:
        yield [*head, (code + " " * (max(used + 2, column) - used), code_style), (note, style)]
        return
    yield [*head, (code, code_style)]
    indent = min(column, room // 3)
    for text in textwrap.wrap(note, room - indent, subsequent_indent="  "):
        yield [(" " * (digits + 4 + indent), "plain"), (text, style)]


def _fault_lines(findings: ProgramFindings, fault: WrongLine, width: int) -> Iterator[Line]:
    yield from _wrapped(visible(explanation(findings, fault)), width, "strong")
    for text in further(findings, fault):
        yield from _wrapped(visible(text), width)
    two = two_values(findings, fault)
    yield []
    alone = two is not None and (two.are_comparable and not two.different)
    for text in own_value_rows(fault.assignment.value) if two is None or alone else value_rows(two):
        yield [(_cut(text, width), "plain")]
    yield []
    yield from _wrapped(visible(fault.cause.question), width, "doubt", "Ask: ")
    for text in other_causes(fault):
        yield from _wrapped(visible(text), width, "plain", "or: ")


def _framed(lines: Iterator[Line], width: int) -> Iterator[Line]:
    yield [("┌" + "─" * (width - 2) + "┐", "off")]
    for line in lines:
        used = sum(cells(text) for text, _ in line)
        yield [("│ ", "off"), *line, (" " * max(0, width - 4 - used), "plain"), (" │", "off")]
    yield [("└" + "─" * (width - 2) + "┘", "off")]


def _wrapped(text: str, width: int, style: RowStyle = "plain", head: str = "") -> Iterator[Line]:
    indent = " " * len(head)
    for line in textwrap.wrap(text, width, initial_indent=head, subsequent_indent=indent, break_on_hyphens=False):
        yield [(line, style)]


def _rule(text: str, width: int) -> str:
    text = _cut(text, width - 4)
    return f"──{text}{'─' * max(2, width - 2 - cells(text))}"


def _code(text: str) -> str:
    return visible(text.expandtabs(4).rstrip())


def _cut(text: str, room: int) -> str:
    if cells(text) <= room:
        return text
    kept = text[: room - 1]
    while cells(kept) > room - 1:
        kept = kept[:-1]
    return f"{kept}…"


def _path_text(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def plain_text(lines: Sequence[Line] | Iterator[Line]) -> str:
    """Return styled lines without their styles."""
    return "\n".join("".join(text for text, _ in line).rstrip() for line in lines)
