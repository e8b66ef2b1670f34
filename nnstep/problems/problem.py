"""What is wrong with a scenario file, and how all of it is shown to a person: message, source line, carets, hint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnstep.errors import LineProblem, Lines, ScenarioError
from nnstep.harmless_text import cells, visible, visible_character
from nnstep.problems.text_lines import TextLines

MOST_SHOWN = 20
"""A file with more problems shows the first ones, and how many there are."""
WIDEST = 96
"""More columns than this of one source line are not shown."""
_BEFORE = 32
"""How many columns of a long line are kept before the offending span."""
_TAB = "    "


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file, and where; line and columns count from 1, `end_column` is past the last one."""

    line: int
    column: int
    end_column: int
    key: str
    """The key that it is about, such as ``layers[0].weights``; empty where the text is no TOML."""
    message: str
    """The whole sentence, key included."""
    hint: str = ""


def located_error(
    problems: Sequence[Problem], path: str, lines: TextLines, kind: type[ScenarioError] = ScenarioError
) -> ScenarioError:
    """Return the error that says all that is wrong with the file `path`, and where it begins."""
    on_lines = [LineProblem(problem.line, problem.message, problem.hint) for problem in problems]
    return kind(render(problems, path, lines), problems=on_lines)


def render(problems: Sequence[Problem], path: str, lines: TextLines) -> Lines:
    """Return all problems of the file `path` as one text, in the order of their lines, with their number at the end."""
    ordered = sorted(problems, key=lambda problem: (problem.line, problem.column))
    shown = [_render_one(problem, path, lines.text(problem.line)) for problem in ordered[:MOST_SHOWN]]
    return Lines("\n\n".join([*shown, _count(len(ordered), path)]))


def is_excerpt(line: str) -> bool:
    """Return whether a line of a rendered text quotes the file or marks a place there, and so must not be wrapped."""
    gutter, bar, _ = line.partition(" |")
    return bool(bar) and (gutter.strip().isdecimal() or not gutter.strip())


def _count(count: int, path: str) -> str:
    more = f", of which the first {MOST_SHOWN} are shown" if count > MOST_SHOWN else ""
    return f"{count} {'problem' if count == 1 else 'problems'} in {visible(path)}{more}"


def _render_one(problem: Problem, path: str, source: str) -> str:
    gutter = " " * len(str(problem.line))
    text, carets = _excerpt(source, problem.column - 1, problem.end_column - 1)
    rows = [
        f"{visible(path)}:{problem.line}: {visible(problem.message)}",
        f"{gutter} |",
        f"{problem.line} | {text}".rstrip(),
        f"{gutter} | {carets}",
    ]
    if problem.hint:
        first, *others = map(visible, problem.hint.split("\n"))
        rows += [f"{gutter} = help: {first}", *(f"{gutter}         {other}".rstrip() for other in others)]
    return "\n".join(rows)


def _excerpt(source: str, start: int, end: int) -> tuple[str, str]:
    """Return the shown part of a source line, and the line of carets under its characters `start` to `end`."""
    first = _first_shown(source, start)
    last = _last_shown(source, first)
    opening = "…" if first else ""
    closing = "…" if last < len(source) else ""
    before = opening + _shown(source[first:start])
    under = cells(_shown(source[start : min(end, last)])) + (1 if end > last else 0)
    return opening + _shown(source[first:last]) + closing, " " * cells(before) + "^" * max(under, 1)


def _first_shown(source: str, start: int) -> int:
    """Return where to begin: at 0 if the whole line or all before the span fits, else a little before the span."""
    if _last_shown(source, 0) == len(source):
        return 0
    first, columns = start, 0
    while first and columns < _BEFORE:
        first -= 1
        columns += _columns(source[first])
    return first


def _last_shown(source: str, first: int) -> int:
    last, columns = first, 0
    while last < len(source):
        columns += _columns(source[last])
        if columns > WIDEST:
            break
        last += 1
    return last


def _columns(character: str) -> int:
    """Return how many columns to allow for a character: an accent has none, but a million of them is too much."""
    return max(1, cells(_shown(character)))


def _shown(text: str) -> str:
    return "".join(_TAB if character == "\t" else visible_character(character) for character in text)
