"""How to mend a line that is no TOML, from what ``tomllib`` reports and what stands there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from nnstep.problems.message_text import quoted
from nnstep.problems.numbers import number_text

CLOSE_LIST = "is the list above closed?"
"""The hint where a list has too few closing brackets; who knows the whole text can say which one."""


class TomlHint(NamedTuple):
    """What is said of a line."""

    message: str
    hint: str
    is_whole_line: bool = False
    """Whether it is about the line as a whole, and not about what stands where tomllib stopped."""


class _Slip(NamedTuple):
    """A slip: where tomllib stops, what stands before and after that, and the hint, made from both matches."""

    report: str
    before: str
    after: str
    hint: Callable[[re.Match[str], re.Match[str]], str]


def _say(hint: str) -> Callable[[re.Match[str], re.Match[str]], str]:
    return lambda _before, _after: hint


def _number(before: re.Match[str], after: re.Match[str]) -> str:
    number = number_text(before[0] + after[0])
    return f"write {number}" if number else "write the number with digits on both sides of the point"


_VALUE, _NEWLINE, _LIST, _EQUALS = "Invalid value", "Expected newline", "Unclosed array", "Expected '='"
_AFTER_NUMBER = f"{_NEWLINE}|{_LIST}"
_DIGITS = r"(?:^|(?<=[\s,=\[]))[+-]?\d[\d_]*$"
_OPEN_TEXT = r"(?:Illegal|Found invalid) character '\\n'|Unterminated string|Expected \"'+\"$"
_CLOSE_LIST = _say(CLOSE_LIST)
_NO_ARITHMETIC = _say("TOML has no arithmetic: write the number itself, as 0.3333 for 1/3")
_COMMENT = _say("a comment starts with #")

_SLIPS = (
    _Slip("", "", r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", _say("leave the control character out")),
    _Slip(_VALUE, "", r"[+-]?\.\d+(?:[eE][+-]?\d+)?(?![\w.])", _number),
    _Slip(_VALUE, "", r"True|TRUE", _say("write true")),
    _Slip(_VALUE, "", r"False|FALSE", _say("write false")),
    _Slip(_VALUE, "", r"(?i:none|null|nil)\b", _say("leave the key out where there is no value")),
    _Slip(_VALUE, "", r"[“”„‟‘’‚«»`]", _say('use straight quotes: "..."')),
    _Slip(_VALUE, "", r"[\u2212\u2013\u2014]", _say("write the minus sign as - on the keyboard")),
    _Slip(_VALUE, r"=\s*$", r"\s*(?:#|$)", _say("write a value after the =")),
    _Slip(_VALUE, r"[\[,]\s*$", r",", _say("leave out one of the commas")),
    _Slip(_VALUE, r"^\s*$", r"[\w.-]+\s*=", _CLOSE_LIST),
    _Slip(_VALUE, r"^\s*\[\[?$", r"[A-Za-z][\w.-]*\]", _CLOSE_LIST),
    _Slip(_VALUE, r"[\[,]\s*$|^$", r"\s*(?:#|$)", _CLOSE_LIST),
    _Slip(_VALUE, "", r"\w+\(|\(", _NO_ARITHMETIC),
    _Slip(_VALUE, "", r"[^\W\d][^#,\[\]{}\"'=]*", lambda _, after: f"put text in quotes: {quoted(after[0].rstrip())}"),
    _Slip(_NEWLINE, _DIGITS, r",\d+(?:[eE][+-]?\d+)?", _number),
    _Slip(_NEWLINE, r"^[^=]*=.*\d\s*$", r",", _say("a list of numbers stands in brackets: [1, 2]")),
    _Slip(_AFTER_NUMBER, _DIGITS, r"\.(?!\d)(?:[eE][+-]?\d+)?", _number),
    _Slip(_AFTER_NUMBER, _DIGITS, r"\d+(?:\.\d+)?", _number),
    _Slip(_AFTER_NUMBER, r"\s*$", r"//", _COMMENT),
    _Slip(_AFTER_NUMBER, r"[\d.]\s*$", r"[/*+^]|-(?!\d\d-)", _NO_ARITHMETIC),
    _Slip(_AFTER_NUMBER, r"[\d.]$", r"%", _say("write it as a decimal fraction, as 0.05 for 5%")),
    _Slip(_AFTER_NUMBER, _DIGITS[:-1] + r"[.\d]*$", r"[\w.]", _say("write numbers as 0.5, 12 or 1e-3")),
    _Slip(_NEWLINE, "", r";", _say("leave out the semicolon")),
    _Slip(_NEWLINE, "", r"\]", _say("there are more ] than [")),
    _Slip(_NEWLINE, "", r"\r", _say("end lines with a line feed, as your editor does on saving with LF or CRLF")),
    _Slip(_NEWLINE, "", r"[\w-]+\s*=", _say("write each key on a line of its own")),
    _Slip(_NEWLINE, r"\"$", r".*\"", _say('write a quote within a text as \\"')),
    _Slip(_LIST, r"^\s*$", r"[A-Za-z][\w.-]*\s*=|\[\[?[A-Za-z]", _CLOSE_LIST),
    _Slip(_LIST, "", r"$", _CLOSE_LIST),
    _Slip(_LIST, "", r"", _say("put a comma between the entries")),
    _Slip(_EQUALS, "", r":", _say("write = in place of :")),
    _Slip(_EQUALS, r"[\w-]+ +$", r"[\w-]+(?=\s*=)", lambda before, after: f"write {before[0].strip()}_{after[0]}"),
    _Slip(_EQUALS, "", "", _say("write: key = value")),
    _Slip(r"Expected '\]", "", "", _say("write [name] or, for one of several tables, [[name]]")),
    _Slip("Invalid statement", "", r"//|;|%|--", _COMMENT),
    _Slip("Invalid statement", "", r"=", _say("write a key before the =")),
    _Slip("Invalid statement", "", r"[^\W]", _say("keys are written with the letters a to z, digits, _ and -")),
    _Slip(_OPEN_TEXT, "", "", _say("close the text with the quotes it begins with")),
    _Slip(r"Unescaped", "", "", _say("write a backslash as \\\\, or put the text in single quotes")),
)
_TWICE = re.compile(r"Cannot (?:overwrite|declare|redefine|mutate)|Duplicate")
_HEADER = re.compile(r"\s*+(\[\[?+(.*?)\]\]?+)\s*+(?:#|$)")
_KEY = re.compile(r"([^=]*+)=")


def explanation(report: str, line: str, at: int) -> TomlHint:
    """Return message and hint for tomllib's `report`, without its place, on offset `at` of `line`."""
    if _TWICE.match(report):
        return _twice(report, line)
    before, after = line[:at][-200:], line[at:][:200]
    for slip in _SLIPS:
        matches = re.search(slip.before, before), re.match(slip.after, after)
        if re.match(slip.report, report) and matches[0] and matches[1]:
            return TomlHint(_lowered(report), slip.hint(matches[0], matches[1]))
    return TomlHint(_lowered(report), "")


def _lowered(report: str) -> str:
    return report[:1].lower() + report[1:]


def _twice(report: str, line: str) -> TomlHint:
    header, key = _HEADER.match(line), _KEY.match(line)
    if report.startswith("Duplicate"):
        return TomlHint(_lowered(report), "keep one of the two")
    if header is not None and header[2].strip() == "layers":
        hint = "write [[layers]], in double brackets, above each layer"
        return TomlHint("[layers] is given twice", hint, is_whole_line=True)
    name = header[1] if header else key[1].strip() if key else "a key"
    return TomlHint(f"{name} is given twice", "keep one of the two", is_whole_line=True)
