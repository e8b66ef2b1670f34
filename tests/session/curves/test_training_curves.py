"""The curves of a run, by training step and by epoch, with the original's, another run's or the test samples'."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnstep.engine.timeline import Timeline
from nnstep.errors import CommandError, NNStepError
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse
from nnstep.session.curves.training_curves import TrainingCurves, curve_kinds, training_curves
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from tests.explain.gradient_loop import exercise
from tests.traces.recorded import record

PER_EPOCH = 3


def session_after(steps: int, text: str = "") -> Session:
    session = Session(compile_program(parse(text or exercise(), "exercise.toml")))
    session.complete(session.go_to(steps * len(session.debugger.program.ops)))
    return session


def curves(session: Session) -> TrainingCurves:
    return training_curves(session.curve_choice, session.debugger)


def test_the_error_of_each_step_and_the_mean_of_each_epoch() -> None:
    session = session_after(8)
    errors = session.debugger.frame.errors.tolist()
    drawn = curves(session)
    assert drawn.own.values.tolist() == errors
    assert (drawn.current, drawn.step_of(4)) == (7, 4)
    assert perform(session, "curve epoch") == ["curve: mean error per epoch"]
    drawn = curves(session)
    means = [sum(errors[first : first + PER_EPOCH]) / PER_EPOCH for first in (0, 3)]
    assert drawn.own.values.tolist() == pytest.approx(means, rel=1e-15)
    assert (drawn.current, drawn.step_of(1)) == (2, 5)
    assert drawn.beside is None


def test_going_on_adds_epochs_and_going_back_keeps_them() -> None:
    session = session_after(8)
    perform(session, "curve epoch")
    before = curves(session).own.values.tolist()
    session.complete(session.go_to(12 * len(session.debugger.program.ops)))
    after = curves(session)
    assert after.own.values.size == 4
    assert after.own.values[:2].tolist() == before
    session.complete(session.go_to(2))
    back = curves(session)
    assert back.own.values.tolist() == after.own.values.tolist()
    assert back.current is None


def test_the_original_stands_beside_a_changed_run_and_leaves_with_the_change() -> None:
    session = session_after(9)
    perform(session, "curve epoch")
    original = curves(session).own.values.tolist()
    session.complete(session.go_to(4 * len(session.debugger.program.ops)))
    perform(session, "set lr = 1")
    session.complete(session.go_to(9 * len(session.debugger.program.ops)))
    drawn = curves(session)
    assert drawn.beside is not None
    assert drawn.beside.name == "original"
    assert drawn.beside.values.tolist() == original
    assert drawn.own.values[0] == original[0]
    assert drawn.own.values[2] != original[2]
    perform(session, "undo")
    session.complete(session.go_to(9 * len(session.debugger.program.ops)))
    assert curves(session).beside is None
    assert curves(session).own.values.tolist() == original


def test_errors_of_test_samples_stand_beside_the_means_of_the_epochs() -> None:
    program = compile_program(load(find("digits")), epochs=3)
    session = Session(program)
    session.complete(session.go_to(program.last_position))
    assert curve_kinds(program) == ("step", "epoch", "accuracy")
    perform(session, "curve epoch")
    drawn = curves(session)
    assert drawn.beside is not None
    assert (drawn.own.name, drawn.beside.name) == ("training", "test")
    assert program.scenario.test_samples is not None
    x, y = program.scenario.test_samples.take(np.arange(397))
    v = session.debugger.frame.values
    z = v["W2"] @ np.maximum(0, v["W1"] @ x + v["b1"]) + v["b2"]
    logs = z - np.log(np.exp(z).sum(axis=0))
    assert drawn.beside.values[-1] == pytest.approx(float(-(y * logs).sum() / 397), rel=1e-12)
    perform(session, "curve accuracy")
    right = float(np.mean(z.argmax(axis=0) == y.argmax(axis=0)))
    assert curves(session).own.values[-1] == pytest.approx(100 * right)


def test_a_program_without_epochs_or_classes_has_one_curve() -> None:
    program = compile_program(load(find("zheng-exercise-1")))
    session = Session(program)
    assert curve_kinds(program) == ("step",)
    with pytest.raises(CommandError, match="no curve 'epoch' here"):
        perform(session, "curve epoch")
    assert perform(session, "curve") == ["curve: error per training step"]


def test_the_key_goes_through_all_curves_and_back() -> None:
    session = session_after(3)
    kinds = curve_kinds(session.debugger.program)
    assert kinds == ("step", "epoch", "accuracy")
    seen = []
    for _ in kinds:
        session.curve_choice.take_next(session.debugger.program)
        seen.append(session.curve_choice.kind)
    assert seen == ["epoch", "accuracy", "step"]


def test_another_scenario_is_computed_as_far_as_this_run(tmp_path: Path) -> None:
    other = exercise().replace("learning_rate = 0.3", "learning_rate = 0.05")
    path = tmp_path / "slow.toml"
    path.write_text(other, encoding="utf-8")
    session, expected = session_after(10), session_after(10, other).debugger.frame.errors
    assert perform(session, f"beside {path}") == [f"{path} is drawn beside this run, as a dotted line"]
    compared = session.curve_choice.compared
    assert compared is not None
    assert compared.lacks(10)
    while compared.lacks(10):
        compared.advance(10, 0.0)
    drawn = curves(session)
    assert drawn.beside is not None
    assert drawn.beside.name == "slow.toml"
    assert drawn.beside.values.tolist() == expected.tolist()
    perform(session, "beside off")
    assert curves(session).beside is None


def test_a_recording_is_there_at_once_in_steps_epochs_and_accuracy(tmp_path: Path) -> None:
    other = compile_program(parse(exercise().replace("learning_rate = 0.3", "learning_rate = 0.05"), "slow.toml"), 4)
    path = record(tmp_path / "slow.jsonl", other)
    session, end = session_after(30), Timeline(other).seek(other.last_position)
    perform(session, f"beside {path}")
    compared = session.curve_choice.compared
    assert compared is not None
    assert not compared.lacks(30), "it ends before"
    for word, expected in (
        ("step", end.errors),
        ("epoch", end.errors.reshape(-1, PER_EPOCH).mean(axis=1)),
        ("accuracy", 100 * end.accuracies),
    ):
        perform(session, f"curve {word}")
        drawn = curves(session)
        assert drawn.beside is not None
        assert drawn.beside.name == "slow.jsonl"
        assert drawn.beside.values.tolist() == expected.tolist()


@pytest.mark.parametrize("line", ["beside", "beside nothing.jsonl", "beside no-such-exercise"])
def test_what_can_t_be_compared_is_refused(line: str) -> None:
    session = session_after(1)
    with pytest.raises(NNStepError):
        perform(session, line)
    assert session.curve_choice.compared is None


def test_the_typed_command_lists_the_curve_and_the_one_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "slow.toml"
    path.write_text(exercise().replace("learning_rate = 0.3", "learning_rate = 0.05"), encoding="utf-8")
    session = session_after(60)
    session.draw_beside(str(path))
    about, heading, *rows = perform(session, "curve")
    assert about == "curve: error per training step; there are also epoch, accuracy"
    assert heading.split() == ["step", "this", "run", "slow.toml"]
    assert [int(row.split()[0]) for row in rows] == (np.linspace(0, 59, 21).round().astype(int) + 1).tolist()
    other = session_after(60, path.read_text(encoding="utf-8")).debugger.frame.errors
    for row in rows:
        step, own, beside = row.split()
        assert float(own) == pytest.approx(session.debugger.frame.errors[int(step) - 1], rel=1e-5)
        assert float(beside) == pytest.approx(other[int(step) - 1], rel=1e-5)
