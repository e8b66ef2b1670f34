"""Verifying: a right recording passes, and no changed bit or number does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import orjson
import pytest
from click.testing import CliRunner

from nnstep.cli import main
from nnstep.engine.timeline import Timeline
from nnstep.program.program import Program
from nnstep.session.opening import open_program
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recorded_program import program_of
from nnstep.traces.selection import Selection
from nnstep.traces.verification.finding import VerificationResult
from nnstep.traces.verification.verify import verify
from tests.exercises import SMALL
from tests.traces.recorded import record


def verified(path: Path, program: Program | None = None) -> VerificationResult:
    with TraceFile(path) as trace:
        return verify(trace, program or program_of(trace))


@pytest.mark.sweep
@pytest.mark.parametrize("name", SMALL)
def test_a_recording_of_every_exercise_is_right(name: str, tmp_path: Path) -> None:
    program = open_program(name)
    last = Timeline(program).seek(min(program.last_position, 300)).position
    result = verified(record(tmp_path / "t.jsonl", program, Selection(last=last)))
    assert result.wrong == []
    assert result.counts.operations == last
    assert not result.counts.skipped


@pytest.mark.thorough
def test_the_figures_of_epochs_are_computed_again(tmp_path: Path) -> None:
    # What the figures follow from, and not every operation: those are recomputed in the tests above.
    path = record(tmp_path / "t.jsonl", open_program("digits", 1), Selection(only=("W?", "b?", "E", "lr")))
    assert verified(path).is_right
    for name, number in (("mean_error", 0), ("test_error", 1), ("accuracy", 2), ("learning_rate", 3)):
        changed = tmp_path / f"{name}.jsonl"
        changed.write_bytes(b"".join(with_value(line, "epoch", number) for line in path.read_bytes().splitlines(True)))
        assert f"{name} does not follow from the values before" in [wrong.what for wrong in verified(changed).wrong]


def with_value(line: bytes, kind: str, place: int, factor: float = 1.001) -> bytes:
    """Return a line of this kind with one number changed, and no hash that would tell."""
    facts = orjson.loads(line)
    if facts["kind"] == kind:
        facts["value"][place] *= factor
    return orjson.dumps({**facts, "hash": ""}) + b"\n"


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["sigmoid-2-2-2", "softmax-three-classes", "single-precision", "bradbury-stepwise"])
def test_a_changed_number_of_any_operation_is_found_with_its_place(name: str, tmp_path: Path) -> None:
    program = open_program(name, 2)
    lines = record(tmp_path / "t.jsonl", program).read_bytes().splitlines(keepends=True)
    numbers = [n for n, line in enumerate(lines) if b'"kind":"op"' in line[:40] and np.any(orjson.loads(line)["value"])]
    for number in numbers:
        value = orjson.loads(lines[number])["value"]
        place = int(np.argmax(np.abs(value)))
        changed = [*lines[:number], with_value(lines[number], "op", place, 1 + 1e-5), *lines[number + 1 :]]
        path = tmp_path / "changed.jsonl"
        path.write_bytes(b"".join(changed))
        wrong = [found for found in verified(path).wrong if found.target and found.recorded is not None]
        assert wrong[0].line == number + 1
        assert wrong[0].target == orjson.loads(lines[number])["target"]


def is_found(path: Path, data: bytes, bit: int) -> bool:
    """Return whether the command tells, by its exit status, that one bit of a recording is another one."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    path.write_bytes(changed)
    return CliRunner().invoke(main, ["verify", str(path)]).exit_code in (1, 2)


@pytest.mark.thorough
def test_every_changed_bit_is_found(tmp_path: Path) -> None:
    data = record(tmp_path / "t.jsonl", open_program("sigmoid-2-2-2", 4)).read_bytes()
    last_line = 8 * (data.rindex(b"\n", 0, -1) + 1)
    generator = np.random.default_rng(0)
    bits = [*generator.integers(0, last_line, 50), *generator.integers(last_line, 8 * len(data), 22)]
    bits += range(8 * len(data) - 8, 8 * len(data))  # those of the last newline
    missed = [int(bit) for bit in bits if not is_found(tmp_path / "changed.jsonl", data, int(bit))]
    assert missed == []


@pytest.mark.parametrize("last", [b"}\n", b"x\n", b"\n", b"{}\n{}\n", b'{"n":1}\n\0\0'])
def test_a_last_line_that_is_complete_and_can_not_be_read_is_wrong(last: bytes, tmp_path: Path) -> None:
    path = record(tmp_path / "t.jsonl", open_program("xor", 1))
    lines = path.read_bytes().count(b"\n")
    path.write_bytes(path.read_bytes() + last)
    result = CliRunner().invoke(main, ["verify", str(path)])
    assert result.exit_code == 1
    assert f"t.jsonl:{lines + 1}: this is no record of a trace" in result.output
    assert "not right" in result.output


@pytest.mark.parametrize("rest", [b'{"n":9', b'{"n":9\0\0\0', b"\0" * 5000])
def test_a_last_line_that_is_cut_off_is_told_and_not_wrong(rest: bytes, tmp_path: Path) -> None:
    path = record(tmp_path / "t.jsonl", open_program("xor", 1))
    path.write_bytes(path.read_bytes() + rest)
    result = CliRunner().invoke(main, ["verify", str(path)])
    assert result.exit_code == 0
    assert f"the file ends within a record: {len(rest):,} bytes are cut off" in result.output


def test_missing_and_repeated_lines_are_found(tmp_path: Path) -> None:
    lines = record(tmp_path / "t.jsonl", open_program("xor", 2)).read_bytes().splitlines(keepends=True)
    for changed in ([*lines[:20], *lines[21:]], [*lines[:20], lines[19], *lines[20:]]):
        (tmp_path / "changed.jsonl").write_bytes(b"".join(changed))
        assert not verified(tmp_path / "changed.jsonl").is_right


def test_what_a_part_does_not_hold_is_counted_and_not_wrong(tmp_path: Path) -> None:
    program = open_program("xor", 6)
    path = record(tmp_path / "t.jsonl", program, Selection(every=2, only=("W1", "dW1")))
    result = verified(path)
    assert result.is_right
    assert (result.counts.skipped > 0, result.counts.operations > 0) == (True, True)
    every = verified(record(tmp_path / "e.jsonl", program, Selection(every=3)))
    assert (every.is_right, every.counts.skipped, every.counts.operations > 0) == (True, 0, True)


def test_other_data_than_the_scenario_s_is_found(tmp_path: Path) -> None:
    lines = record(tmp_path / "t.jsonl", open_program("xor", 2)).read_bytes().splitlines(keepends=True)
    changed = [line.replace(b"[0.0", b"[9.0") if b'"batch"' in line[:30] else line for line in lines]
    assert changed != lines
    (tmp_path / "t.jsonl").write_bytes(b"".join(changed))
    assert any("the scenario's data gives another x" in wrong.what for wrong in verified(tmp_path / "t.jsonl").wrong)


def test_what_a_training_step_is_given_is_not_taken_for_what_the_next_one_is(tmp_path: Path) -> None:
    # The rate follows from the number of epochs, which is recorded where the recording begins and not beyond.
    (tmp_path / "net.toml").write_text(
        'title = "A"\ninput = [1]\ntarget = [0]\nlearning_rate = 0.1\n[training]\nepochs = 4\n'
        'schedule = "exponential"\n'
        '[[layers]]\nactivation = "linear"\nweights = [[1]]\n'
    )
    program = open_program(tmp_path / "net.toml")
    assert {"epochs"} == program.schedule.counted.keys()
    result = verified(record(tmp_path / "t.jsonl", program, Selection(only=("lr",), first=len(program.ops))))
    assert result.wrong == []
    assert result.counts.skipped == 3
