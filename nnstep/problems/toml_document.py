"""From a text to its TOML document, or one problem that says where it is no TOML and how to mend it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from nnstep import limits
from nnstep.problems.numbers import exact
from nnstep.problems.problem import Problem, located_error
from nnstep.problems.text_lines import Span, TextLines, TextPlace
from nnstep.problems.toml_hints import CLOSE_LIST, explanation
from nnstep.problems.toml_positions import STRING

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_SKIPPED = f"{STRING.pattern}|#[^\n]*"
_BRACKET = re.compile(rf"{_SKIPPED}|(?P<bracket>[\[\]{{}}])", re.DOTALL)
_PART = rf"(?>[A-Za-z0-9_-]+|{STRING.pattern})"
_DEEP_KEY = re.compile(
    rf"(?P<key>{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{limits.KEY_PARTS.default}}})|{_SKIPPED}|[A-Za-z0-9_-]++", re.DOTALL
)
"""A key of too many parts, or else what it must not be looked for in, a whole word at a time."""
_HEAD = re.compile(r"^[ \t]*\[", re.MULTILINE)
_LONG_NUMBER = re.compile(rf"{_SKIPPED}|(?P<number>\b\d[\d_]{{{limits.NUMBER_DIGITS.default},}})", re.DOTALL)
_TOKEN = re.compile(r"[^\s,\]}#]+")


def document_of(text: str, path: str) -> dict[str, object]:
    """Return the document of a TOML text, its floats as Decimal; raise ScenarioError, naming `path`, if it is none."""
    problem = _costly(text)
    if problem is not None:
        raise located_error([problem], path, TextLines(text))
    try:
        return tomllib.loads(text, parse_float=exact)
    except tomllib.TOMLDecodeError as error:
        problem = _syntax_problem(text, str(error))
    except RecursionError:
        problem = _problem(_first_too_deep(text), text, "lists or tables are nested too deep", "")
    except ValueError:
        hint = "float64 keeps about 17 digits: write fewer"
        problem = _problem(_first_long_number(text), text, "a number has too many digits", hint)
    raise located_error([problem], path, TextLines(text))


def _costly(text: str) -> Problem | None:
    """Return what would take too much time and memory to read, found without reading it as TOML."""
    deep = next((match for match in _DEEP_KEY.finditer(text) if match["key"]), None) if "." in text else None
    if deep is not None:
        message = f"a key has more than {limits.KEY_PARTS.most} parts"
        return _problem(Span(*deep.span("key")), text, message, "no key here has so many: leave out parts of it")
    keys = text.count("=") + sum(1 for _ in _HEAD.finditer(text))
    if keys > limits.TEXT_KEYS.most:
        message = f"there are {limits.TEXT_KEYS.refusal(keys, 'keys and tables')}"
        return _problem(Span(0, 1), text, message, "write numbers as lists, or put them into a file of arrays")
    return None


def _problem(span: Span, text: str, message: str, hint: str) -> Problem:
    place = TextLines(text).place(span)
    return Problem(place.line, place.column, place.end_column, "", message, hint)


def _syntax_problem(text: str, report: str) -> Problem:
    lines = TextLines(text)
    place = _place(text, report, lines)
    line = lines.text(place.line)
    message, hint, is_whole_line = explanation(_PLACE.sub("", report), line, place.column - 1)
    if hint == CLOSE_LIST:
        start = lines.place(_first_unclosed(text, lines.offset(place))).line
        hint = f"close the list that begins on line {start}: it needs as many ] as ["
    if is_whole_line:
        place = TextPlace(place.line, len(line) - len(line.lstrip()) + 1, len(line.rstrip()) + 1)
    return Problem(place.line, place.column, place.end_column, "", f"this is not TOML: {message}", hint)


def _place(text: str, report: str, lines: TextLines) -> TextPlace:
    """Return the place that tomllib's report names; the end of the document is that of its last line with text."""
    match = _PLACE.search(report)
    if match is None or match[1] is None:
        end = len(text.rstrip())
        return lines.place(Span(end, end))
    line, column = int(match[1]), int(match[2])
    token = _TOKEN.match(lines.text(line), column - 1)
    return TextPlace(line, column, column + (len(token[0]) if token else 1))


def _first_too_deep(text: str) -> Span:
    most = limits.LIST_DEPTH.most
    return next((still_open[-1] for still_open in _brackets(text) if len(still_open) > most), Span(0, 0))


def _first_unclosed(text: str, end: int) -> Span:
    """Return the outermost bracket that is still open before the offset `end`."""
    opened = Span(0, 0)
    for still_open in _brackets(text[:end]):
        opened = still_open[0] if still_open else opened
    return opened


def _brackets(text: str) -> Iterator[list[Span]]:
    """Yield, at each bracket of the text, the brackets that are open after it."""
    still_open: list[Span] = []
    for match in _BRACKET.finditer(text):
        if match["bracket"] is None:
            continue
        if match["bracket"] in "[{":
            still_open.append(Span(match.start(), match.end()))
        elif still_open:
            still_open.pop()
        yield still_open


def _first_long_number(text: str) -> Span:
    numbers = (match for match in _LONG_NUMBER.finditer(text) if match["number"])
    number = next(numbers, None)
    return Span(0, 0) if number is None else Span(number.start(), number.end())
