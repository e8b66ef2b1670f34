"""Any number at any place of a scenario is refused with its line, or runs: forwards, back, at once, recorded."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from nnstep.engine.timeline import Timeline
from nnstep.errors import ScenarioError
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import parse
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recorded_program import program_of
from nnstep.traces.verification.verify import verify
from tests.engine.extreme_scenarios import NUMBERS, Extreme, extremes
from tests.traces.recorded import record

STEP = 29
"""About every so many is tried in the suite; ``tests/benchmarks/extreme_numbers.py`` tries all, in commands too."""


def program_or_refusal(extreme: Extreme) -> Program | None:
    """Return the program, or None where it is refused at the line of the number."""
    try:
        return compile_program(parse(extreme.text, "extreme.toml"))
    except ScenarioError as error:
        refusal = error
    assert f"extreme.toml:{extreme.line}: " in refusal.message, refusal.message
    return None


def assert_goes_back(program: Program) -> None:
    """Assert that every position has the same bits when it is come to from behind."""
    timeline = Timeline(program)
    frames = [timeline.seek(position) for position in range(program.last_position + 1)]
    last = next((n for n, frame in enumerate(frames) if frame.position < n), len(frames)) - 1
    for position in range(last, -1, -1):
        values = timeline.seek(position).values
        assert {id: value.tobytes() for id, value in values.items()} == {
            id: value.tobytes() for id, value in frames[position].values.items()
        }
    at_once = Timeline(program).seek(last).values
    assert {id: value.tobytes() for id, value in at_once.items()} == {
        id: value.tobytes() for id, value in frames[last].values.items()
    }


def assert_is_recorded(program: Program, path: Path) -> None:
    """Assert that a recording is valid JSON, is verified, and has the bits that this machine computes again."""
    record(path, program)
    for line in path.read_text(encoding="utf-8").splitlines():
        json.loads(line, parse_constant=pytest.fail)
    with TraceFile(path) as trace:
        result = verify(trace, program_of(trace))
    assert result.wrong == []
    assert result.counts.other_bits == 0


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("first", range(0, STEP, 8))
def test_a_number_at_the_end_of_its_range_is_refused_with_its_line_or_runs(
    first: int, precision: str, tmp_path: Path
) -> None:
    for extreme in islice(extremes(precision), first, None, 8 * STEP):
        program = program_or_refusal(extreme)
        if program is not None:
            assert_goes_back(program)
            assert_is_recorded(program, tmp_path / "t.jsonl")


def test_what_is_no_finite_number_is_refused_everywhere() -> None:
    for extreme in extremes():
        if extreme.number in NUMBERS[:4:3]:
            assert program_or_refusal(extreme) is None, extreme
