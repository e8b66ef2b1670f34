"""The exercise saved as it is: what is loaded from the file is the same program with the same values, bit for bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.debugger.debugger import Debugger
from nnstep.engine.saving import save_parameters, save_scenario
from nnstep.engine.timeline import Timeline
from nnstep.errors import CommandError, FileTakenError, OutputError
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.scenario.model import Scenario
from nnstep.scenario.write import has_own_data, scenario_text
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from tests.conftest import build_scenario
from tests.engine.test_edits import random_program
from tests.exercises import READY


def saved(program: Program, position: int, path: Path) -> Program:
    """Return the program of the exercise as it was saved at a position, and loaded again."""
    save_scenario(Timeline(program).seek(position), path, overwrite=False)
    return compile_program(load(path))


def assert_same_start(program: Program, again: Program) -> None:
    assert [op.source for op in again.ops] == [op.source for op in program.ops]
    assert {id: value.tobytes() for id, value in again.start.items()} == {
        id: value.tobytes() for id, value in program.start.items()
    }
    assert again.shapes == program.shapes
    assert again.last_shapes == program.last_shapes
    assert again.last_position == program.last_position


def assert_same_run(program: Program, again: Program) -> None:
    one, other = Timeline(program), Timeline(again)
    length = len(program.ops)
    steps = min(program.schedule.steps, 4)
    for position in sorted({*range(length + 1), *(step * length for step in range(steps + 1)), length * steps}):
        if position <= program.last_position:
            here, there = one.seek(position), other.seek(position)
            assert {id: v.tobytes() for id, v in here.values.items()} == {
                id: v.tobytes() for id, v in there.values.items()
            }
            np.testing.assert_array_equal(here.errors, there.errors)
            assert here.accuracies.tolist() == there.accuracies.tolist()
            assert here.ended == there.ended


@pytest.mark.parametrize("name", sorted(READY))
def test_every_exercise_saved_at_its_start_is_the_same_exercise(name: str, tmp_path: Path) -> None:
    program = compile_program(load(READY[name]))
    again = saved(program, 0, tmp_path / "again.toml")
    assert_same_start(program, again)
    assert_same_run(program, again)
    for what in ("title", "source", "notation", "error", "optimizer", "rate", "l2", "epochs", "batch_size", "seed"):
        assert getattr(again.scenario, what) == getattr(program.scenario, what), what
    for what in ("shuffled", "stop", "conventions", "breakpoints", "learning_rate"):
        assert getattr(again.scenario, what) == getattr(program.scenario, what), what
    assert dict(again.scenario.symbols) == dict(program.scenario.symbols)
    assert again.writing.symbols("W1") == program.writing.symbols("W1")


@pytest.mark.parametrize("name", sorted(READY))
def test_saved_on_the_way_an_exercise_starts_from_the_parameters_there(name: str, tmp_path: Path) -> None:
    program = compile_program(load(READY[name]))
    length = len(program.ops)
    position = min(program.last_position, length * min(3, program.schedule.steps) - 1)
    again = saved(program, position, tmp_path / "later.toml")
    frame = Timeline(program).seek(position)
    for id in program.trained:
        assert again.start[id].tobytes() == np.ascontiguousarray(frame.values[id]).tobytes()
    assert f"It starts from the values at {frame.place} of {name}." in again.scenario.notes
    # And once more: what was read from a file that was saved is saved as the same file.
    second = saved(again, 0, tmp_path / "second.toml")
    assert_same_start(again, second)


@pytest.mark.thorough
@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_any_network_is_saved_and_loaded_bit_for_bit(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    random = np.random.default_rng(seed)
    program = random_program(random)
    path = tmp_path_factory.mktemp("saved") / "net.toml"
    again = saved(program, 0, path)
    assert_same_start(program, again)
    assert_same_run(program, again)


@pytest.mark.parametrize(
    "change",
    ["W1[0,0] = 0.1234567890123456789", "lr = 1e-7", "x[1] = -2.5", "y[0] = 0.25", "b1[0] = 1e300", "x[0] = 1/3"],
)
def test_what_was_changed_is_in_the_file(change: str, tmp_path: Path) -> None:
    session = Session(compile_program(load(READY["xor"]), 3))
    perform(session, "goto 2.1.1")
    perform(session, f"set {change}")
    perform(session, f"save {tmp_path}/changed.toml")
    again = compile_program(load(tmp_path / "changed.toml"))
    debugger = session.debugger
    for id in (*debugger.program.trained, "lr"):
        assert again.start[id].tobytes() == debugger.frame.values[id].tobytes()
    rows = Timeline(again).seek(1).values
    assert rows["x"].tobytes() == debugger.frame.values["x"].tobytes()
    assert rows["y"].tobytes() == debugger.frame.values["y"].tobytes()


def test_a_negative_zero_keeps_its_sign(tmp_path: Path) -> None:
    """Weights, biases, samples and a graph's numbers alike: 1 / -0.0 is not 1 / 0.0."""
    net = Session(compile_program(build_scenario((2, 2), ("linear",))))
    for place in ("W1[0,1]", "b1[1]", "x[0]", "y[1]"):
        perform(net, f"set {place} = -0.0")
    graph = Session(compile_program(load(find("bradbury-graph-chain"))))
    perform(graph, "set x = -0.0")
    for name, session, count in (("net.toml", net, 4), ("graph.toml", graph, 1)):
        frame = session.debugger.frame
        save_scenario(frame, tmp_path / name, overwrite=False)
        again = Timeline(compile_program(load(tmp_path / name))).seek(0).values
        assert {id: value.tobytes() for id, value in again.items()} == {
            id: value.tobytes() for id, value in frame.values.items()
        }
        assert sum(int(np.sum((value == 0) & np.signbit(value))) for value in again.values()) == count


def test_saved_before_a_change_an_exercise_is_without_it(tmp_path: Path) -> None:
    program = compile_program(load(READY["xor"]), 3)
    session = Session(program)
    perform(session, "goto 40")
    perform(session, "set lr = 0.123")
    perform(session, "set x[0] = 9")
    perform(session, "goto start")
    perform(session, f"save {tmp_path}/before.toml")
    again = compile_program(load(tmp_path / "before.toml"))
    assert_same_start(program, again)
    assert_same_run(program, again)


def test_breakpoints_of_a_file_are_kept_as_they_were(tmp_path: Path) -> None:
    texts = (
        "delta2",
        "if E < 0.01",
        "delta2 if abs(delta2).max() < 1e-4",
        "W1[0,1] changes sign",
        "E once",
        "E after 3",
        "if E > previous(E) once after 12",
    )
    program = compile_program(load(READY["xor"]), 3)
    program = compile_program(replace(program.scenario, breakpoints=texts), 3)
    again = saved(program, 0, tmp_path / "stops.toml")
    assert again.scenario.breakpoints == texts
    here, there = Session(program).debugger.breakpoints, Session(again).debugger.breakpoints
    assert list(here) == list(there)


def test_texts_of_any_kind_come_back_as_they_were(tmp_path: Path) -> None:
    scenario: Scenario = load(READY["sigmoid-2-2-2"])
    texts = ['a "quoted" title \\ with 二層 🙂', "it's", "tab\tand\nline\n\nend", "\\u0041 [brackets] # no comment"]
    for text in texts:
        odd = replace(scenario, title=text.replace("\t", " ").replace("\n", " "), notes=text, source="")
        again = saved(compile_program(odd), 0, tmp_path / f"{texts.index(text)}.toml")
        assert (again.scenario.title, again.scenario.notes.strip()) == (odd.title, text.strip())


def test_many_samples_go_into_a_file_beside_it_that_moves_with_it(tmp_path: Path) -> None:
    program = compile_program(load(READY["digits"]))
    assert has_own_data(program.scenario)
    saved(program, 0, tmp_path / "digits.toml")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["digits.samples.npz", "digits.toml"]
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for path in list(tmp_path.glob("digits.*")):
        path.rename(moved / path.name)
    assert_same_start(program, compile_program(load(moved / "digits.toml")))


def test_a_file_that_is_there_is_kept_unless_it_is_to_be_overwritten(tmp_path: Path) -> None:
    frame = Debugger(compile_program(load(READY["digits"]))).frame
    (tmp_path / "one.toml").write_text("mine")
    with pytest.raises(FileTakenError, match=r"one\.toml exists already"):
        save_scenario(frame, tmp_path / "one.toml", overwrite=False)
    assert [p.name for p in tmp_path.iterdir()] == ["one.toml"]
    assert (tmp_path / "one.toml").read_text() == "mine"
    save_scenario(frame, tmp_path / "one.toml", overwrite=True)
    assert (tmp_path / "one.toml").read_text().startswith("title = ")
    with pytest.raises(OutputError):
        save_scenario(frame, tmp_path / "missing" / "one.toml", overwrite=False)


def digits_session(folder: Path) -> Session:
    """Return a session on more samples than a scenario file holds, which weights were saved from as net.npz."""
    session = Session(compile_program(load(READY["digits"])))
    assert perform(session, f"save {folder}/net.npz") == [f"saved the weights of position 1.1.0 to {folder}/net.npz"]
    return session


def test_samples_have_a_name_of_their_own_and_leave_weights_of_the_same_name_alone(tmp_path: Path) -> None:
    session = digits_session(tmp_path)
    weights = (tmp_path / "net.npz").read_bytes()
    for line in ("save net.toml", "save net.toml!"):
        said = perform(session, line.replace("net", f"{tmp_path}/net"))
        assert said[0].endswith(f"to {tmp_path}/net.toml, and its samples to {tmp_path}/net.samples.npz")
    assert (tmp_path / "net.npz").read_bytes() == weights
    assert sorted(path.name for path in tmp_path.iterdir()) == ["net.npz", "net.samples.npz", "net.toml"]


def test_samples_are_never_written_over_another_file_not_even_when_the_scenario_is(tmp_path: Path) -> None:
    (tmp_path / "net.samples.npz").write_text("mine")
    (tmp_path / "net.samples-2.npz").symlink_to("nowhere")
    session = digits_session(tmp_path)
    perform(session, f"save {tmp_path}/net.toml")
    kept = (tmp_path / "net.samples-3.npz").read_bytes()
    perform(session, "set x[0,0] = 0.25")
    before = load(tmp_path / "net.toml")
    said = perform(session, f"save {tmp_path}/net.toml!")
    assert said[0].endswith("net.samples-4.npz")
    assert (tmp_path / "net.samples.npz").read_text() == "mine"
    assert (tmp_path / "net.samples-3.npz").read_bytes() == kept
    after = load(tmp_path / "net.toml")
    assert (before.samples.inputs != after.samples.inputs).sum() == 1


def test_a_scenario_is_not_saved_over_a_file_that_it_was_read_from(tmp_path: Path) -> None:
    perform(digits_session(tmp_path), f"save {tmp_path}/net.toml")
    session = Session(compile_program(load(tmp_path / "net.toml")))
    (tmp_path / "other.toml").symlink_to("net.toml")
    (tmp_path / "other.npz").hardlink_to(tmp_path / "net.samples.npz")
    for name in ("net.toml!", "other.toml!", "other.toml", "net.samples.npz!", "other.npz!"):
        with pytest.raises(OutputError, match="this file is read, so it can't be written as well"):
            perform(session, f"save {tmp_path}/{name}")


@pytest.mark.thorough
def test_a_sheet_that_is_laid_over_the_run_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "sheet.toml").write_text("z1 = [1, 2, 3]")
    session = Session(compile_program(load(READY["zheng-forward"])))
    perform(session, f"sheet {tmp_path}/sheet.toml")
    with pytest.raises(OutputError, match="this file is read"):
        perform(session, f"save {tmp_path}/sheet.toml!")
    assert (tmp_path / "sheet.toml").read_text() == "z1 = [1, 2, 3]"


def test_weights_are_saved_under_their_ids(tmp_path: Path) -> None:
    frame = Debugger(compile_program(load(READY["kapur-momentum"]))).step(5)
    save_parameters(frame, tmp_path / "weights.npz", overwrite=False)
    with np.load(tmp_path / "weights.npz") as arrays:
        assert set(arrays) == set(frame.program.trained)
        assert all(arrays[id].tobytes() == frame.values[id].tobytes() for id in arrays)


def test_answers_of_the_file_are_left_out_since_they_hold_for_that_one() -> None:
    scenario = load(READY["zheng-exercise-1"])
    assert scenario.answers
    assert "[answers]" not in scenario_text(scenario)


def test_a_value_that_is_no_number_can_not_be_saved(tmp_path: Path) -> None:
    session = Session(compile_program(load(READY["sigmoid-2-2-2"])))
    perform(session, "set W1[0,0] = exp(1000 + x[0])")
    with pytest.raises(CommandError, match="W1 has elements that are no numbers"):
        perform(session, f"save {tmp_path}/no.toml")
    perform(session, "undo")
    perform(session, "set x[0] = exp(1000 + x[0])")
    with pytest.raises(CommandError, match="no numbers"):
        perform(session, f"save {tmp_path}/no.toml")
    perform(session, "undo")
    perform(session, "set lr = exp(1000 + x[0])")
    with pytest.raises(CommandError, match="no number"):
        perform(session, f"save {tmp_path}/no.toml")
    assert list(tmp_path.iterdir()) == []


def test_a_value_that_no_file_may_state_can_not_be_saved(tmp_path: Path) -> None:
    session = Session(compile_program(load(READY["momentum-average"])))
    perform(session, "set mu = 2")
    with pytest.raises(CommandError, match=r"can't be saved: .*mu") as caught:
        perform(session, f"save {tmp_path}/no.toml")
    assert "undo the change" in caught.value.hint
    assert list(tmp_path.iterdir()) == []
