"""A recorded run is the live one, frame by frame, at any position in any order."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.debugger import Debugger
from nnstep.debugger.stepper import Stepper
from nnstep.engine.edited_run import EditedTimeline
from nnstep.engine.edits import Edit, editable
from nnstep.engine.timeline import Timeline
from nnstep.errors import DataError
from nnstep.expr.array import frozen
from nnstep.program.program import Program
from nnstep.scenario.model import Stop
from nnstep.session.opening import open_program
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recomputed_run import recomputed_run
from nnstep.traces.replay.recorded_edits import recorded_edits
from nnstep.traces.replay.recorded_program import program_of
from nnstep.traces.replay.recorded_timeline import RecordedTimeline
from nnstep.traces.selection import Selection
from nnstep.traces.verification.verify import verify
from nnstep.traces.writing.run_recorder import RunRecorder
from nnstep.traces.writing.trace_writer import TraceWriter
from tests.engine.test_edits import random_edit, random_program
from tests.exercises import READY, SMALL
from tests.traces.recorded import assert_same_frame, lines_of, record


def short(name: str) -> Program:
    program = open_program(name)
    epochs = min(program.schedule.epochs, max(1, 300 // (program.schedule.steps_per_epoch * len(program.ops))))
    return open_program(name, epochs)


@pytest.mark.sweep
@pytest.mark.parametrize("name", READY)
def test_a_recording_of_every_exercise_opens_as_the_run_that_it_is_of(name: str, tmp_path: Path) -> None:
    program = short(name)
    last = min(program.last_position, 400)
    path = record(tmp_path / "t.jsonl", program, Selection(last=last))
    live = Timeline(program)
    random = np.random.default_rng(1)
    with TraceFile(path) as trace:
        run = RecordedTimeline(trace, program_of(trace))
        for position in [0, 1, last, *random.integers(0, last + 1, 40), *range(last - 1, max(0, last - 20), -1)]:
            theirs = live.seek(int(position))
            mine = run.seek(int(position))
            if mine.position == last < program.last_position:
                continue
            assert_same_frame(mine, theirs)


@pytest.mark.thorough
@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_a_recording_of_any_run_is_the_run_at_any_position_in_any_order(seed: int) -> None:
    random = np.random.default_rng(seed)
    program = random_program(random)
    live = Timeline(program)
    last = live.seek(program.last_position).position
    with TemporaryDirectory() as folder:
        ending = str(random.choice([".jsonl", ".jsonl.gz"]))
        path = record(Path(folder) / f"t{ending}", program)
        with TraceFile(path) as trace:
            run = RecordedTimeline(trace, program)
            assert run.last_position == last
            for position in map(int, random.integers(0, last + 1, 40)):
                for near in range(max(0, position - 2), min(last, position + 2) + 1):
                    assert_same_frame(run.seek(near), live.seek(near))


@pytest.mark.thorough
@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_a_recording_from_the_middle_is_the_run_from_there_on(seed: int) -> None:
    random = np.random.default_rng(seed)
    program = random_program(random)
    live = Timeline(program)
    last = live.seek(program.last_position).position
    first = int(random.integers(0, last))
    with TemporaryDirectory() as folder:
        path = record(Path(folder) / "t.jsonl", program, Selection(first=first))
        with TraceFile(path) as trace:
            run = RecordedTimeline(trace, program)
            assert run.seek(0).position == first
            begin = run.seek(first)
            assert {id: v.tolist() for id, v in begin.values.items()} == {
                id: v.tolist() for id, v in live.seek(first).values.items()
            }
            for position in map(int, random.integers(first + 1, last + 1, 30)):
                assert_same_frame(run.seek(position), live.seek(position))


@pytest.mark.thorough
@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_computed_again_a_recording_from_the_middle_is_the_run_from_there_on(seed: int) -> None:
    random = np.random.default_rng(seed)
    program = random_program(random)
    # How large a gradient was before the recording began is not known, so the run may end later.
    program = replace(program, scenario=replace(program.scenario, stop=Stop()))
    live = Timeline(program)
    last = live.seek(program.last_position).position
    first = int(random.integers(1, last))
    with TemporaryDirectory() as folder:
        path = record(Path(folder) / "t.jsonl", program, Selection(first=first))
        with TraceFile(path) as trace:
            run, recorded = recomputed_run(trace, program, 1 << 20), RecordedTimeline(trace, program)
            assert run.first_position == first
            for position in (0, first - 1, first, *map(int, random.integers(first + 1, last + 1, 30)), first, 0):
                if position > first:
                    assert_same_frame(run.seek(position), live.seek(position), but=["accuracies"])
                else:
                    assert_same_frame(run.seek(position), recorded.seek(position), but=["accuracies"])
            ended = first // len(program.ops) // program.schedule.steps_per_epoch
            shown, known = run.seek(last).accuracies, live.seek(last).accuracies
            assert np.isnan(shown[:ended]).all()
            assert shown[ended:].tolist() == known[ended:].tolist()


@pytest.mark.thorough
def test_a_change_where_a_recording_begins_is_in_the_values_shown_before_it(tmp_path: Path) -> None:
    program = open_program("sigmoid-2-2-2")
    with TraceFile(record(tmp_path / "t.jsonl", program, Selection(first=4))) as trace:
        before = RecordedTimeline(trace, program)
        old = before.seek(4).values["W1"]
        edit = Edit(4, "W1", frozen(old + 1), old, "W1 = W1 + 1")
        run = EditedTimeline(before, edit, budget=1 << 20)
        assert run.seek(0).values["W1"].tolist() == (old + 1).tolist()


def test_no_condition_holds_for_a_training_step_before_that_a_recording_does_not_have(tmp_path: Path) -> None:
    program = open_program("sigmoid-2-2-2", 3)
    first = len(program.ops) + 5
    assert program.ops[4].target == "E"
    with TraceFile(record(tmp_path / "t.jsonl", program, Selection(first=first))) as trace:
        debugger = Debugger(program, begin=lambda: RecordedTimeline(trace, program))
        debugger.breakpoints.add(parse_breakpoint("delta1 if E <= previous(E)", program))
        # In its first training step E could only be compared with itself.
        assert str(debugger.run_on().place) == "3.1.7"
        assert debugger.run_back().position == first


@pytest.mark.thorough
@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_what_is_recorded_of_a_part_has_the_values_of_the_run_and_the_rest_is_said_to_be_missing(seed: int) -> None:
    random = np.random.default_rng(seed)
    program = random_program(random)
    only = tuple(map(str, random.choice([op.target for op in program.ops], 2))) if random.integers(2) else ()
    selection = Selection(every=int(random.integers(1, 4)), only=only)
    live = Timeline(program)
    with TemporaryDirectory() as folder:
        path = record(Path(folder) / "t.jsonl", program, selection)
        with TraceFile(path) as trace:
            run = RecordedTimeline(trace, program)
            last = run.last_position
            for position in map(int, random.integers(1, last + 1, 60)):
                mine, theirs = run.seek(position), live.seek(position)
                for id, value in mine.values.items():
                    assert np.array_equal(value, theirs.values[id]), (id, position, selection)
                op = program.ops[mine.done - 1]
                is_recorded = selection.records_step(mine.step, program) and selection.includes(op.target)
                assert (op.target in mine.values) or not is_recorded
                if is_recorded and not only:
                    assert mine.op is op
                if mine.op is None:
                    assert mine.unrecorded_op is op
                    assert mine.unrecorded


def test_changes_that_were_recorded_act_from_where_they_were_made(tmp_path: Path) -> None:
    program = open_program("zheng-exercise-1", 3)
    live = Timeline(program)
    old = live.seek(15).values["b1"]
    edit = Edit(15, "b1", frozen(np.full(old.shape, 77.0)), old, "b1 = 77")
    changed = EditedTimeline(live, edit, budget=2**20)
    with TraceWriter(tmp_path / "t.jsonl", changed.seek(0)) as writer:
        for position in range(1, 46):
            frame = changed.seek(position)
            writer.write(frame)
            if position == 15:
                writer.edit(edit, frame)
    with TraceFile(tmp_path / "t.jsonl") as trace:
        run = RecordedTimeline(trace, program_of(trace))
        for position in [45, 15, 16, 14, 31, *range(45, 0, -1)]:
            mine, theirs = run.seek(position), changed.seek(position)
            assert {id: v.tolist() for id, v in mine.values.items()} == {
                id: v.tolist() for id, v in theirs.values.items()
            }, position


@pytest.mark.thorough
@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_a_what_if_in_a_recording_goes_on_live_from_the_recorded_values(seed: int) -> None:
    random = np.random.default_rng(seed)
    program = random_program(random)
    debugger = Debugger(program)
    edit = random_edit(debugger, random, debugger.go_to(program.last_position).position)
    live = Timeline(program)
    with TemporaryDirectory() as folder, TraceFile(record(Path(folder) / "t.jsonl", program)) as trace:
        mine = EditedTimeline(RecordedTimeline(trace, program), edit, budget=2**20)
        theirs = EditedTimeline(live, edit, budget=2**20)
        last = theirs.seek(program.last_position).position
        assert mine.seek(program.last_position).position == last
        for position in map(int, random.integers(0, last + 1, 30)):
            assert_same_frame(mine.seek(position), theirs.seek(position))


def test_a_recording_that_was_broken_off_ends_there_and_says_so(tmp_path: Path) -> None:
    program = open_program("xor", 20)
    data = record(tmp_path / "t.jsonl", program).read_bytes()
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(data[: len(data) // 2])
    live = Timeline(program)
    with TraceFile(cut) as trace:
        assert trace.cut_off > 0
        run = RecordedTimeline(trace, program_of(trace))
        end = run.seek(program.last_position)
        assert end.position < program.last_position
        assert end.at_end
        assert end.ended == "the recording was broken off here"
        assert_same_frame(run.seek(end.position - 1), live.seek(end.position - 1))
        assert end.errors.tolist() == live.seek(end.position).errors.tolist()


def test_a_recording_opens_where_its_data_is_missing_and_can_not_be_recomputed(tmp_path: Path) -> None:
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
    np.savez(tmp_path / "here" / "d.npz", x=np.eye(3, 2) + 0.5, y=np.array([0, 1, 1]))
    (tmp_path / "here" / "net.toml").write_text(
        'title = "Net"\nlearning_rate = 0.5\nerror = "cross-entropy"\n[data]\nfile = "d.npz"\ninputs = "x"\n'
        'targets = "y"\nclasses = 2\n[[layers]]\nactivation = "softmax"\nneurons = 2\nweights = "xavier"\n'
        "[training]\nepochs = 3\n"
    )
    program = open_program(tmp_path / "here" / "net.toml")
    path = record(tmp_path / "there" / "t.jsonl", program)
    live = Timeline(program)
    with TraceFile(path) as trace:
        again = program_of(trace)
        assert any("d.npz is missing here" in warning for warning in again.scenario.warnings)
        run = RecordedTimeline(trace, again)
        for position in range(1, program.last_position):
            assert_same_frame(run.seek(position), live.seek(position), but=("op", "next_op"))
    with pytest.raises(DataError, match=r"can't be computed without d\.npz"):
        open_program(path)


@pytest.mark.thorough
@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_changes_made_while_a_part_is_recorded_are_in_every_value_that_it_holds(seed: int) -> None:
    random = np.random.default_rng(seed)
    program = random_program(random)
    length, every = len(program.ops), int(random.integers(1, 4))
    only = tuple(map(str, random.choice([op.target for op in program.ops], 3))) if random.integers(2) else ()
    debugger = Debugger(program)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.jsonl"
        with TraceWriter(path, debugger.frame, Selection(every=every, only=only)) as writer:
            debugger.observe(writer)
            for _ in range(3):
                debugger.go_to(debugger.frame.position + int(random.choice([1, 2, length, length * 2])))
                debugger.edit(edit_here(debugger, random))
            debugger.go_to(program.last_position)
            debugger.observe(None)
        with TraceFile(path) as trace:
            assert len(recorded_edits(trace)) == 3
            run = RecordedTimeline(trace, program)
            for position in map(int, random.integers(0, run.last_position + 1, 60)):
                mine, theirs = run.seek(position), debugger.peek(position)
                for id, value in mine.values.items():
                    assert np.array_equal(value, theirs.values[id]), (id, position, every, only)
                if every == 1 and not only:
                    assert set(mine.values) == set(theirs.values)


def edit_here(debugger: Debugger, random: np.random.Generator) -> Edit:
    frame = debugger.frame
    id = str(random.choice([id for id in editable(debugger.program) if id in frame.values]))
    old = frame.values[id]
    return Edit(frame.position, id, frozen(random.uniform(0.01, 0.99, old.shape)), old, f"{id} = ...")


@pytest.mark.parametrize("name", [*SMALL, "digits"])
def test_a_recording_without_its_end_gives_the_frames_of_the_run(name: str, tmp_path: Path) -> None:
    program = open_program(name, 2) if name != "digits" else open_program(name, 1)
    data = record(tmp_path / "t.jsonl", program).read_bytes()
    (tmp_path / "cut.jsonl").write_bytes(data[: data.rindex(b"\n", 0, -1) + 1])
    live = Timeline(program)
    with TraceFile(tmp_path / "cut.jsonl") as trace:
        assert trace.ending is None
        run = RecordedTimeline(trace, program)
        length, last = len(program.ops), run.last_position
        for position in {*range(min(last, 3 * length)), *range(max(0, last - 2), last)}:
            assert_same_frame(run.seek(position), live.seek(position))


def test_a_part_without_its_end_has_as_many_errors_as_training_steps(tmp_path: Path) -> None:
    program = open_program("xor", 6)
    data = record(tmp_path / "t.jsonl", program, Selection(only=("W1",))).read_bytes()
    (tmp_path / "cut.jsonl").write_bytes(data[: data.rindex(b"\n", 0, -1) + 1])
    with TraceFile(tmp_path / "cut.jsonl") as trace:
        run = RecordedTimeline(trace, program)
        assert [run.seek(position).errors.size for position in (20, 40, 75)] == [2, 3, 5]
        assert np.isnan(run.seek(75).errors).all()


@pytest.mark.parametrize("change", ["x[0,0] = 9", "y[0,0] = 0.5", "lr = 9", "W1[0,0] = 9"])
@pytest.mark.parametrize("begins", [0, 5, 15, 18])
def test_a_recording_begun_after_a_change_verifies_and_is_computed_again_as_the_changed_run(
    tmp_path: Path, change: str, begins: int
) -> None:
    session = Session(open_program("zheng-exercise-1", 4))
    assert len(session.debugger.program.ops) == 15
    for line in (f"goto {begins // 2}", f"set {change}", f"goto {begins}"):
        perform(session, line)
    recorder = RunRecorder(session.debugger, lambda _: None, pytest.fail)
    recorder.begin(str(tmp_path / "t.jsonl"))
    perform(session, "goto end")
    recorder.end()
    with TraceFile(tmp_path / "t.jsonl") as trace:
        program = program_of(trace)
        assert verify(trace, program).wrong == []
        for run in (RecordedTimeline(trace, program), recomputed_run(trace, program, 1 << 20)):
            for position in range(begins + 1, program.last_position + 1):
                assert_same_frame(run.seek(position), session.debugger.peek(position), but=["accuracies"])


@pytest.mark.parametrize("change", ["x[0,0] = 9", "lr = 9", "W1[0,0] = 9"])
@pytest.mark.parametrize("selection", ["", " epochs-only", " only W2"])
def test_a_change_at_an_epochs_end_is_recorded_after_that_epoch_whether_it_was_made_before_or_meanwhile(
    tmp_path: Path, change: str, selection: str
) -> None:
    before, meanwhile = tmp_path / "before.jsonl", tmp_path / "meanwhile.jsonl"
    for path, begins in ((before, 3), (meanwhile, 0)):
        session = Session(open_program("zheng-exercise-1", 4))
        recorder = RunRecorder(session.debugger, lambda _: None, pytest.fail)
        for number, line in enumerate(("goto 15", f"set {change}", "goto 0", "goto end")):
            if number == begins:
                recorder.begin(f"{path}{selection}")
            perform(session, line)
        recorder.end()
        with TraceFile(path) as trace:
            assert verify(trace, program_of(trace)).wrong == []
    first, second = (
        [
            [line[key] for key in ("kind", "position", "target", "value", "text")]
            for line in lines_of(path, "start", "batch", "op", "edit", "epoch")
        ]
        for path in (before, meanwhile)
    )
    assert first == second


@pytest.mark.thorough
def test_no_step_back_leads_on_where_a_recording_begins(tmp_path: Path) -> None:
    program = open_program("sigmoid-2-2-2")
    with TraceFile(record(tmp_path / "t.jsonl", program, Selection(first=4))) as trace:
        debugger = Debugger(program, begin=lambda: RecordedTimeline(trace, program))
        Stepper(debugger).back_into()
        assert (debugger.frame.position, debugger.frame.inside) == (4, None)


def test_a_run_that_stops_by_a_rule_at_its_planned_end_says_so_when_it_was_recorded(tmp_path: Path) -> None:
    whole = open_program("sigmoid-2-2-2", 3)
    program = replace(whole, scenario=replace(whole.scenario, stop=Stop(error_below=_last_error(whole) * 1.0001)))
    live = Timeline(program).seek(program.last_position)
    assert live.ended
    with TraceFile(record(tmp_path / "t.jsonl", program)) as trace:
        assert RecordedTimeline(trace, program).seek(program.last_position).ended == live.ended


def _last_error(program: Program) -> float:
    return float(Timeline(program).seek(program.last_position).errors[-1])


def look_at_all(path: Path) -> None:
    with TraceFile(path) as trace:
        timeline = RecordedTimeline(trace, program_of(trace))
        for position in range(timeline.last_position + 1):
            timeline.seek(position)


@pytest.mark.parametrize(("kind", "id"), [("start", "lr"), ("start", "W1"), ("batch", "x"), ("op", "z1"), ("op", "E")])
@pytest.mark.parametrize("shape", [[4, 2], [8], [1, 0], []])
def test_a_value_in_another_shape_than_its_quantity_is_refused_with_its_place(
    tmp_path: Path, kind: str, id: str, shape: list[int]
) -> None:
    path = record(tmp_path / "run.jsonl", open_program("xor", 1))
    lines = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    changed = next(line for line in lines if (line["kind"], line["target"]) == (kind, id))
    if changed["shape"] == shape:
        pytest.skip("this is its shape")
    changed |= {"shape": shape, "value": [0.5] * math.prod(shape)}
    path.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    with pytest.raises(DataError, match=rf"run\.jsonl:.* {id} has the shape \(") as info:
        look_at_all(path)
    assert info.value.hint
