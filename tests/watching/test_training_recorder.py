"""The recorder writes the same trace as a run itself, where it is given the run's values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nnstep
from nnstep.engine.executor import Executor
from nnstep.expr.array import Array, frozen
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.write import scenario_text
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recorded_program import program_of
from nnstep.traces.verification.verify import verify
from nnstep.watching.training_recorder import TrainingRecorder
from tests.conftest import build_scenario


@pytest.fixture
def program() -> Program:
    scenario = build_scenario((3, 4, 2), ("tanh", "sigmoid"), samples=4, epochs=50)
    momentum = replace(scenario, batch_size=4, optimizer="momentum", settings={"mu": 0.9})
    return compile_program(replace(momentum, text=scenario_text(momentum)))


def train(program: Program, path: Path, every: int, rates: tuple[float, ...]) -> list[float]:
    """Record a run whose batch is another one in each training step, and whose rate changes."""
    recorder = TrainingRecorder(path, program, every, computed_by="a library", overwrite=False)
    executor, random = Executor(program), np.random.default_rng(0)
    kept = {id: program.start[id] for id in program.parameters}
    losses: list[float] = []
    for step, rate in enumerate(rates):
        batch = {id: frozen(random.uniform(0, 1, program.shapes[id])) for id in ("x", "y")}
        constants: dict[str, Array] = {"lr": frozen(rate), "mu": program.start["mu"]}
        values = executor.run({**program.schedule.feeds(step), **constants, **kept, **batch})
        losses.append(float(values["E"]))
        if step % every == 0:
            results = [values[op.target] for op in program.ops]
            recorder.write(step, {**constants, **kept}, batch, results, losses)
        kept = {id: values[id] for id in program.parameters}
    recorder.close(len(rates), losses, "it was over", is_whole=True)
    return losses


@pytest.mark.parametrize("every", [1, 3])
def test_each_record_follows_from_those_before_and_every_error_is_there(
    every: int, program: Program, tmp_path: Path
) -> None:
    path = tmp_path / "run.jsonl"
    losses = train(program, path, every, (0.5, 0.5, 0.5, 0.25, 0.25, 0.1, 0.1))
    with TraceFile(path) as trace:
        assert trace.header.computed_by == "a library"
        found = verify(trace, _without_data(program_of(trace)))
    assert found.wrong == []
    with nnstep.open_trace(path) as read:
        assert read.errors.tolist() == losses
        assert read.ended == "it was over"
        assert read.quantity("E").tolist() == losses[::every]


def _without_data(program: Program) -> Program:
    """Return the program as one whose samples are not those of the recording."""
    return replace(program, scenario=replace(program.scenario, missing_files=("training-data.npz",)))


def test_a_wrong_value_is_still_found(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    train(program, path, 1, (0.5, 0.5))
    text = path.read_text()
    at = text.index('"target":"delta2"')
    value = text.index('"value":[', at) + len('"value":[')
    path.write_text(text[:value] + "0.123," + text[text.index(",", value) + 1 :])
    with TraceFile(path) as trace:
        found = verify(trace, _without_data(program_of(trace)))
    assert "delta2" in {wrong.target for wrong in found.wrong}
