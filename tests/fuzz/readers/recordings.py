"""Traces in every format, opened, looked at from anywhere, verified, and converted; and a person's own values."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import zstandard

from nnstep.session.difference.opened_sides import open_sides
from nnstep.session.opening import open_program, open_run
from nnstep.traces.contents.conversion import convert, records_of
from nnstep.traces.difference.closeness import Closeness
from nnstep.traces.difference.comparison import compare
from nnstep.traces.difference.own_file import OwnFile
from nnstep.traces.formats import TRACE_FORMATS
from nnstep.traces.loading.trace import Trace
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recorded_program import program_of
from nnstep.traces.selection import Selection
from nnstep.traces.verification.verify import verify
from tests.fuzz.fuzzed_reader import FuzzedReader, Seeds, contents, joined
from tests.traces.loading.test_trace import first_format
from tests.traces.recorded import record

WORDS = (
    *(
        '"n":',
        '"kind":',
        '"op"',
        '"batch"',
        '"epoch"',
        '"end"',
        '"start"',
        '"header"',
        '"edit"',
        '"note"',
        '"position":',
    ),
    *('"value":', '"shape":', '"text":', '"hash":', '"target":', '"nonfinite":', "[", "]", "{", "}", ",", "\n", "null"),
    *("true", '"', "-1", "0", "1e999", "NaN", "9223372036854775808", "\\ud800", "\\u0000", "0.5", '"nan"', "[[]]"),
)


@cache
def _plain() -> tuple[bytes, ...]:
    """Return short recordings: whole, of a part, and cut off."""
    with TemporaryDirectory() as folder:
        whole = record(Path(folder, "a.jsonl"), open_program("sigmoid-2-2-2", 2)).read_bytes()
        part = record(
            Path(folder, "b.jsonl"), open_program("xor", 2), Selection(2, ("W1", "E"), False, 0, None)
        ).read_bytes()
    return whole, part, whole[: len(whole) * 2 // 3]


def _lines() -> Sequence[bytes]:
    return _plain()


def _gzipped() -> Sequence[bytes]:
    return [gzip.compress(data) for data in _plain()]


def _zstd() -> Sequence[bytes]:
    return [zstandard.ZstdCompressor().compress(data) for data in _plain()]


def _converted(ending: str) -> Seeds:
    def seeds() -> Sequence[bytes]:
        found = []
        for data in _plain()[:2]:
            with TemporaryDirectory() as folder:
                source, target = Path(folder, "a.jsonl"), Path(folder, f"b{ending}")
                source.write_bytes(data)
                convert(source, target, lambda _: None)
                found.append(target.read_bytes())
        return found

    return seeds


def _first_format() -> Sequence[bytes]:
    with TemporaryDirectory() as folder:
        return [first_format(Path(folder, "a.jsonl"), "sigmoid-2-2-2", 2).read_bytes()]


def _opened(path: Path) -> object:
    """Open a trace as the app does, go here and there in it, and verify it."""
    with TraceFile(path) as trace:
        last = trace.last_position
        _ = trace.ending, trace.all_errors, trace.cut_off
        program = program_of(trace)
        verify(trace, program)
    opened = open_run(path)
    run = opened.begin()
    opened.remarks()
    for position in (run.last_position, run.first_position, (run.first_position + last) // 2):
        run.seek(position)
    assert opened.trace is not None
    opened.trace.close()
    return None


def _loaded(path: Path) -> object:
    """Read a trace as programs do."""
    with Trace(path) as trace:
        for _ in zip(range(50), trace, strict=False):
            pass
        _ = trace.errors, trace.epochs, trace.ended
        trace.quantity("E")
        trace.positions("W1")
        trace.frame(trace.header.first_position)
    return None


def _records(path: Path) -> object:
    for _ in records_of(path, lambda _: None):
        pass
    return None


def _own(path: Path) -> object:
    with OwnFile(path) as file:
        for line in range(min(50, len(file.numbers))):
            file.value(line)
    return None


def _compared(path: Path) -> object:
    """Hold a person's own values, or a trace, against the scenario that they are of."""
    with ExitStack() as stack:
        opened = open_sides("sigmoid-2-2-2", str(path), stack, 2)
        compare(*opened.sides, opened.program, Closeness())
    return None


def _own_lines() -> Sequence[bytes]:
    lines = [
        {"target": "z1", "value": [0.5, -0.25]}, {"target": "W1", "value": [[1, 2], [3, 4]], "epoch": 1, "step": 2},
        {"target": "E", "value": 0.25, "position": 7}, {"target": "b1", "value": ["nan", "inf"], "shape": [2, 1]},
    ]  # fmt: skip
    return ["\n".join(map(json.dumps, lines)).encode() + b"\n", *_plain()[:1]]


def _saved(ending: str, kind: str = "traces") -> Seeds:
    return contents(f"tests/hostile/{kind}/*{ending}", f"tests/golden/*{ending}")


def _rows() -> list[FuzzedReader]:
    rows = []
    packed = {".jsonl": _lines, ".jsonl.gz": _gzipped, ".jsonl.zst": _zstd}
    for ending, seeds in packed.items():
        rows.append(FuzzedReader(f"trace{ending}", "traces", ending, _opened, joined(seeds, _saved(ending)), WORDS))
        rows.append(
            FuzzedReader(f"trace-loaded{ending}", "traces", ending, _loaded, joined(seeds, _saved(ending)), WORDS)
        )
    for ending in dict.fromkeys([*TRACE_FORMATS, ".jsonl"]):
        seeds = joined(_converted(ending), _saved(ending))
        rows.append(FuzzedReader(f"records{ending}", "traces", ending, _records, seeds, WORDS))
    own = joined(_own_lines, _lines, _saved(".jsonl", "own_values"))
    rows.append(FuzzedReader("compared", "own_values", ".jsonl", _compared, own, WORDS))
    rows.append(FuzzedReader("trace-format-1", "traces", ".jsonl", _opened, _first_format, WORDS))
    rows.append(
        FuzzedReader("own-values", "own_values", ".jsonl", _own, joined(_own_lines, _saved(".jsonl", "own_values")))
    )
    return rows


globals().update({reader.name: reader for reader in _rows()})
