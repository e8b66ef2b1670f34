"""One record of a trace, and the line that states it: every line of a trace has the same keys, in the same order.

Floats have the fewest digits that read back as the same bits. A number that is not finite is null in ``value``, and
``nonfinite`` names it, so that ``value`` holds numbers alone in strict JSON.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

import numpy as np
import orjson

from nnstep.expr.array import Array, RunPrecision, Shape, in_precision
from nnstep.problems.message_text import description

RecordKind: TypeAlias = Literal["header", "start", "batch", "op", "epoch", "edit", "move", "answer", "note", "end"]
KINDS: tuple[RecordKind, ...] = get_args(RecordKind)

INTEGERS = ("n", "epoch", "step", "op", "position", "layer")
"""The keys of whole numbers in a line."""
TEXTS = ("kind", "phase", "target", "text", "hash")
"""The keys of texts in a line, but ``nonfinite``, which belongs to the value."""
_KEYS = frozenset((*INTEGERS, *TEXTS, "shape", "value", "nonfinite"))
_NO_NUMBERS = np.empty(0)
_PLAIN = 512
"""Up to so many numbers a list is encoded quicker than an array; null among them is looked for in the text."""


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where in the run a record belongs."""

    epoch: int = 0
    """The epoch, from 1."""
    step: int = 0
    """The training step in the epoch, from 1."""
    op: int = 0
    """The operation in the training step, from 1; 0 before the first."""
    position: int = 0
    """How many operations of the run are done after it."""


@dataclass(frozen=True, slots=True, eq=False)
class TraceRecord:
    """One line of a trace. Not compared by value, since arrays are not."""

    n: int
    """The number of the line, from 0."""
    kind: RecordKind
    """What the line is about."""
    place: RecordPlace
    phase: str = ""
    """The phase of the operation; empty in other lines."""
    layer: int = 0
    """The layer of the operation; 0 in other lines."""
    target: str = ""
    """The id of the quantity that has the value; empty where none has it."""
    value: Array = field(default_factory=lambda: _NO_NUMBERS)
    """Shape (), (rows, columns), or (n,) for a plain list such as errors; shape (0,) where there is no value."""
    text: str = ""
    """What the kind says in words or as JSON."""
    hash: str = ""
    """The hash of all bytes of the file before it, on the lines that have one."""


class Encoded(NamedTuple):
    """The numbers of a record as the line states them."""

    value: bytes
    nonfinite: bytes


def encoded(value: Array) -> Encoded:
    """Return a value as the text of a flat list in C order, and the text that names what of it is not finite."""
    flat = value.reshape(-1)
    if flat.size <= _PLAIN and value.dtype == np.float64:
        text = orjson.dumps(flat.tolist())
        if b"null" not in text:
            return Encoded(text, b"")
    elif np.isfinite(flat).all():
        return Encoded(orjson.dumps(np.ascontiguousarray(flat), option=orjson.OPT_SERIALIZE_NUMPY), b"")
    text = orjson.dumps(np.ascontiguousarray(flat), option=orjson.OPT_SERIALIZE_NUMPY)
    bad = np.flatnonzero(~np.isfinite(flat)).tolist()
    return Encoded(text, " ".join(f"{index}:{float(flat[index])}" for index in bad).encode())


def encoded_numbers(numbers: list[float]) -> Encoded:
    """Return the same of a short list of numbers."""
    text = orjson.dumps(numbers)
    return Encoded(text, b"") if b"null" not in text else encoded(np.array(numbers))


def encoded_together(values: Sequence[Array]) -> list[Encoded]:
    """Return the same of one or more values of a run, in less time where they are small."""
    if sum([value.size for value in values]) <= _PLAIN and values[0].dtype == np.float64:
        text = orjson.dumps([value.ravel().tolist() for value in values])
        if b"null" not in text and b"[]" not in text:
            return [Encoded(b"[%b]" % part, b"") for part in text[2:-2].split(b"],[")]
    return [encoded(value) for value in values]


def decoded(value: list[float | None], nonfinite: str, shape: Shape) -> Array:
    """Return the array that a line states; raise TypeError or ValueError where the parts do not fit together."""
    numbers: Any = value
    if type(nonfinite) is not str:
        raise TypeError(another_type("nonfinite", nonfinite, "text"))
    if nonfinite:
        numbers = list(value)
        for entry in nonfinite.split(" "):
            index, _, name = entry.partition(":")
            if name not in ("nan", "inf", "-inf"):
                raise ValueError(f"{entry!r} names no number that is not finite")
            numbers[int(index)] = float(name)
    array = np.array(numbers, dtype=np.float64).reshape(shape)
    array.flags.writeable = False
    return array


def record_from(facts: Mapping[str, Any]) -> TraceRecord:
    """Return the record that the object in a line states.

    Raise KeyError, TypeError, ValueError or IndexError where it states none.
    """
    return record_of(facts, decoded(facts["value"], facts["nonfinite"], tuple(facts["shape"])))


def record_of(facts: Mapping[str, Any], value: Array) -> TraceRecord:
    """Return the record with these facts by key and this value; raise KeyError, TypeError or ValueError."""
    n, epoch, step, op, position, layer = numbers = [facts[key] for key in INTEGERS]
    kind, phase, target, text, digits = texts = [facts[key] for key in TEXTS]
    if {*map(type, numbers)} != {int} or {*map(type, texts)} != {str}:
        raise TypeError(_of_another_type(facts))
    if kind not in KINDS:
        raise ValueError(f"the kind is {description(kind)}, which is unknown")
    return TraceRecord(n, kind, RecordPlace(epoch, step, op, position), phase, layer, target, value, text, digits)


def _of_another_type(facts: Mapping[str, Any]) -> str:
    wrong = next((key for key in INTEGERS if type(facts[key]) is not int), "")
    if wrong:
        return another_type(wrong, facts[wrong], "whole number")
    wrong = next(key for key in TEXTS if type(facts[key]) is not str)
    return another_type(wrong, facts[wrong], "text")


def another_type(key: str, value: object, expected: str) -> str:
    """Return what is wrong with a part that must be a "text" or a "whole number"."""
    return f"{key} must be a {expected}, but it is {description(value)}"


def is_nearly_record(facts: Mapping[str, Any]) -> bool:
    """Return whether an object has the keys of a line of nnstep, all but one at least."""
    return len(_KEYS & facts.keys()) >= len(_KEYS) - 1


def wrong_part(error: Exception) -> str:
    """Return what an error says that was raised because a line, or the header, states no such thing."""
    return f'"{error.args[0]}" is missing' if isinstance(error, KeyError) else str(error)


def table_in(line: bytes | str) -> dict[str, Any]:
    """Return the object that a line holds; raise ValueError or TypeError where it holds none."""
    try:
        facts = orjson.loads(line)
    except ValueError:
        if isinstance(line, bytes):
            _check_encoding(line)
        raise
    if not isinstance(facts, dict):
        raise TypeError(f"it must be an object, but it is {description(facts)}")
    return facts


def _check_encoding(line: bytes) -> None:
    if line.startswith(BOM_UTF8):
        raise ValueError("it begins with a byte order mark, which editors write and no trace has")
    try:
        line.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"its byte {error.start + 1:,} is no UTF-8") from None


def in_run_precision(record: TraceRecord, precision: RunPrecision) -> TraceRecord:
    """Return a record whose value has the run's precision, if it is one that the run had: its line is spelled so."""
    if precision == "float64" or not record.target or record.kind == "answer":
        return record
    return replace(record, value=in_precision(record.value, precision))


def facts_of(record: TraceRecord) -> dict[str, int | str]:
    """Return all that a record states beside its value, by key."""
    place = record.place
    return {
        "n": record.n,
        "kind": record.kind,
        "epoch": place.epoch,
        "step": place.step,
        "op": place.op,
        "position": place.position,
        "phase": record.phase,
        "layer": record.layer,
        "target": record.target,
        "text": record.text,
        "hash": record.hash,
    }


def line_text(
    n: int,
    kind: RecordKind,
    place: RecordPlace,
    target: str,
    shape: Shape,
    numbers: Encoded,
    text: str,
    phase: str = "",
    layer: int = 0,
) -> bytes:
    """Return a line up to where its hash begins."""
    return b'{"n":%d,"kind":"%b","epoch":%d,"step":%d,"op":%d,"position":%d,%b,"value":%b,%b:%b,"hash":"' % (
        *(n, kind.encode(), place.epoch, place.step, place.op, place.position, _facts(phase, layer, target, shape)),
        *(numbers.value, b'"nonfinite":"%b","text"' % numbers.nonfinite, orjson.dumps(text)),
    )


LINE_HEAD = re.compile(
    rb'\{"n":(\d{1,18}),"kind":"(%b)","epoch":(\d{1,18}),"step":(\d{1,18}),"op":(\d{1,18}),"position":(\d{1,18}),'
    rb'"phase":"[a-z]*","layer":\d{1,18},"target":"([\x20-\x21\x23-\x5b\x5d-\x7e]*)",'
    rb'"shape":\[((?:\d{1,18}(?:,\d{1,18})*)?)\]' % "|".join(KINDS).encode()
)
"""How `line_text` spells the beginning of a line: n, kind, epoch, step, op, position, target and shape. A target with
other characters than printable ASCII ones is escaped, so that its line has to be read as JSON."""


def line_of(record: TraceRecord) -> bytes:
    """Return the whole line that states a record, as nnstep spells it."""
    value = record.value
    begins = line_text(
        *(record.n, record.kind, record.place, record.target, value.shape, encoded(value), record.text),
        *(record.phase, record.layer),
    )
    return begins + record.hash.encode() + LINE_END


def op_template(number: int, phase: str, layer: int, target: str, shape: Shape) -> bytes:
    """Return an operation's line up to its hash, to be filled in: n, epoch, step, position, value and nonfinite."""
    return (
        b'{"n":%%d,"kind":"op","epoch":%%d,"step":%%d,"op":%d,"position":%%d,' % number
        + _facts(phase, layer, target, shape)
        + b',"value":%b,"nonfinite":"%b","text":"","hash":"'
    )


@lru_cache(maxsize=256)
def _facts(phase: str, layer: int, target: str, shape: Shape) -> bytes:
    return orjson.dumps({"phase": phase, "layer": layer, "target": target, "shape": shape})[1:-1]


LINE_END = b'"}\n'
"""What follows the hash."""
