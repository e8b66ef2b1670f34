"""The file that a person's own program wrote: a JSON object a line, each with a target and its value.

It is read twice: once for what is in it, of which a few bytes a line are kept, and again where a value is asked for.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson

from nnstep import limits
from nnstep.errors import DataError, lines_of
from nnstep.expr.array import Array, Shape, frozen
from nnstep.problems.message_text import description, quoted
from nnstep.traces.difference.own_values import own_array
from nnstep.traces.reading.trace_bytes import open_bytes
from nnstep.traces.record import KINDS, is_nearly_record, record_of, wrong_part

EXAMPLE = '{"target": "z1", "value": [0.5, -0.25]}'
_HINT = f"write a line for each value, such as {EXAMPLE}"
_DAMAGED = "copy the file again, or record the run again with nnstep run --trace"
_CHUNK = 1 << 20
_MOST_PROBLEMS = 5
_MOST_TARGETS = 10_000
_LARGEST_COUNT = 1 << 50
_UNSTATED = -1
_SKIPPED = frozenset(KINDS) - {"op", "batch"}
"""Lines out of a trace of nnstep that hold no value of a training step."""


class OwnLine(NamedTuple):
    """A line of the file, read."""

    target: str
    value: Array
    counts: tuple[int, int, int]
    """Its position, epoch and step; -1 for what it does not say."""


class OwnFile(AbstractContextManager["OwnFile"]):
    """An open file of a person's own values."""

    def __init__(self, path: str | Path) -> None:
        """Read the file once; raise DataError with everything that is wrong with it."""
        self.path = Path(path)
        self._bytes = open_bytes(self.path)
        self.targets: dict[str, int] = {}
        """The targets as they are written, numbered in the order of their first lines."""
        self.shapes: list[dict[Shape, None]] = []
        """By target: the shapes that its values are written in."""
        self.numbers, self.offsets = array("l"), array("q")
        """Of each line: the number of its target, and where it begins."""
        self.counts = array("q")
        """Of each line, one after another: position, epoch and step."""
        self.is_single = True
        """Whether every number is one of single precision; False where they all have few digits."""
        self.cut_off = False
        """Whether the last line is not complete."""
        self._has_digits = False
        self._has_records = False
        try:
            self._read()
        except BaseException:
            self._bytes.close()
            raise
        self.is_single &= self._has_digits

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._bytes.close()

    def value(self, line: int) -> Array:
        """Return the value of a line, counted from 0 among those with a value, as it is written."""
        offset = self.offsets[line]
        until = self.offsets[line + 1] if line + 1 < len(self.offsets) else self._bytes.size
        data, newline, _ = self._bytes.read(offset, min(until - offset, _CHUNK)).partition(b"\n")
        # A line that is longer, or the last one without its end.
        return self._parsed(data if newline else next(self._lines(offset))[1]).value

    def wrong(self, line: int, what: str, hint: str = "") -> DataError:
        """Return the error for what is wrong with the value of a line."""
        begins = self.offsets[line]
        number = 1 + sum(1 for offset, _ in self._lines(0) if offset < begins)
        return DataError(f"{self.path}:{number}: {what}", hint)

    def _read(self) -> None:
        problems: list[tuple[int, str]] = []
        for number, (offset, data) in enumerate(self._lines(0), start=1):
            if not data.strip():
                continue
            try:
                line = self._parsed(data)
            except ValueError as error:
                if not data.endswith(b"\n") and self.offsets:
                    self.cut_off = True
                    break
                problems.append((number, str(error)))
                if len(problems) == _MOST_PROBLEMS:
                    break
            else:
                if line.target:
                    self._note(offset, line)
        if not self.offsets and not problems:
            raise DataError(f"{self.path}: there is no value in it", _HINT)
        if problems:
            raise self._unreadable(problems)

    def _unreadable(self, problems: list[tuple[int, str]]) -> DataError:
        """Return the error for lines that can't be read; among records of nnstep they are those of a damaged trace."""
        what, hint = ("this trace is damaged: ", _DAMAGED) if self._has_records else ("", _HINT)
        return DataError(lines_of(*(f"{self.path}:{number}: {what}{error}" for number, error in problems)), hint)

    def _note(self, offset: int, line: OwnLine) -> None:
        if line.target not in self.targets:
            if len(self.targets) == _MOST_TARGETS:
                raise DataError(f"{self.path}: there are more than {_MOST_TARGETS} targets in it")
            self.targets[line.target] = len(self.targets)
            self.shapes.append({})
        number = self.targets[line.target]
        if len(self.shapes[number]) < _MOST_PROBLEMS:
            self.shapes[number].setdefault(line.value.shape)
        self.numbers.append(number)
        self.offsets.append(offset)
        self.counts.extend(line.counts)
        if self.is_single:
            self._note_precision(line.value)

    def _note_precision(self, value: Array) -> None:
        with np.errstate(all="ignore"):
            self.is_single = np.array_equal(value, value.astype(np.float32), equal_nan=True)
            self._has_digits |= not np.array_equal(value, value.astype(np.float16), equal_nan=True)

    def _parsed(self, data: bytes) -> OwnLine:
        """Return what a line says; raise ValueError where it can't be read, without a target where it has no value."""
        facts = _json(data)
        if not isinstance(facts, dict):
            raise ValueError(f"a line must be a JSON object, but it is {description(facts)}")
        if is_nearly_record(facts):
            self._check_record(facts)
        target = facts.get("target")
        kind = facts.get("kind")
        if isinstance(kind, str) and kind in _SKIPPED:
            return OwnLine("", frozen([]), (_UNSTATED,) * 3)
        if not isinstance(target, str) or not target:
            raise ValueError('there is no "target", the name of the quantity')
        if "value" not in facts:
            raise ValueError(f'{quoted(target)} has no "value"')
        value = own_array(facts["value"], facts.get("shape"), facts.get("nonfinite", ""), quoted(target))
        return OwnLine(target, value, (_count(facts, "position"), _count(facts, "epoch"), _count(facts, "step")))

    def _check_record(self, facts: dict[str, Any]) -> None:
        """Raise ValueError where a line that nnstep wrote was changed, or is the header, which belongs first."""
        self._has_records = True
        try:
            record = record_of(facts, frozen([]))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(wrong_part(error)) from None
        if record.kind == "header":
            raise ValueError("the header must be the first line of a trace")

    def _lines(self, start: int) -> Iterator[tuple[int, bytes]]:
        """Yield the lines from an offset on, the last one also where its end is missing."""
        at, end, parts = start, start, list[bytes]()
        while chunk := self._bytes.read(end, _CHUNK):
            end += len(chunk)
            head, newline, tail = chunk.partition(b"\n")
            parts.append(head)
            if newline:
                # Joined once a line: adding each chunk to the rest of a long line would copy it over and over.
                *whole, last = (b"".join(parts) + newline + tail).split(b"\n")
                for line in whole:
                    yield at, line + b"\n"
                    at += len(line) + 1
                parts = [last]
            elif end - at > limits.TABLE_BYTES.most:
                raise DataError(f"{self.path}: one of its lines has {limits.TABLE_BYTES.refusal(None)}")
        if rest := b"".join(parts):
            yield at, rest


def _json(data: bytes) -> Any:
    """Return what a line states; Python's own NaN and Infinity, which are no JSON, are read too."""
    try:
        return orjson.loads(data)
    except ValueError:
        pass
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("this is nested too deep") from None
    except ValueError as error:
        raise ValueError(f"this is no JSON: {error}") from None


def _count(facts: dict[str, Any], key: str) -> int:
    count = facts.get(key)
    if count is None:
        return _UNSTATED
    if isinstance(count, float) and count.is_integer():
        count = int(count)
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count < _LARGEST_COUNT:
        raise ValueError(f'"{key}" must be a whole number of 0 or more, but it is {description(count)}')
    return count
