"""Recording from the command line, and all that takes a trace in the place of a scenario."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from nnstep.engine.frame import Frame
from nnstep.session.opening import open_run
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from nnstep.traces.writing.trace_writer import TraceWriter
from tests.traces.recorded import lines_of


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def nnstep(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def recorded(*options: str) -> list[dict[str, object]]:
    result = nnstep("run", "xor", "--epochs", "6", "--trace", "t.jsonl", "--force", *options)
    assert result.exit_code == 0, result.stderr
    return [line for line in lines_of(Path("t.jsonl")) if line["kind"] == "op"]


def test_recording_prints_nothing_but_what_was_recorded_and_how_much() -> None:
    result = nnstep("run", "xor", "--epochs", "6", "--trace", "t.jsonl")
    assert result.stdout == ""
    assert result.stderr.startswith("recorded 90 operations to t.jsonl (")
    printed = nnstep("run", "xor", "--epochs", "6", "--trace", "u.jsonl", "--print").stdout
    assert printed == nnstep("run", "xor", "--epochs", "6").stdout
    assert Path("t.jsonl").read_bytes() == Path("u.jsonl").read_bytes()


def test_a_part_is_recorded_by_steps_quantities_and_positions() -> None:
    assert {line["epoch"] for line in recorded("--every", "3")} == {1, 4}
    assert Counter(line["target"] for line in recorded("--only", "W1,E,d*")) == dict.fromkeys(
        ("W1", "E", "delta1", "delta2", "dW1", "dW2", "db1", "db2"), 6
    )
    assert recorded("--epochs-only") == []
    assert len(lines_of(Path("t.jsonl"), "epoch")) == 6
    stretch = recorded("--from", "2.1.4", "--to", "3.1.2")
    assert [line["position"] for line in stretch] == list(range(20, 33))
    assert [line["epoch"] for line in recorded("--every", "2", "--only", "E", "--from", "2.1.0")] == [2, 4, 6]


def test_a_recording_ends_where_a_condition_holds_and_goes_through_breakpoints() -> None:
    result = nnstep("run", "xor", "--trace", "t.jsonl", "--until", "E < 0.5", "--break", "epoch 3")
    assert result.exit_code == 0
    operations = lines_of(Path("t.jsonl"), "op")
    assert operations[-1]["target"] == "E"
    assert operations[-1]["value"][0] < 0.5
    assert [line["position"] for line in operations] == list(range(1, len(operations) + 1))
    assert "3.1." in result.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--every", "3"), "--every says what is recorded, but no --trace is asked for"),
        (("--trace", "t.jsonl", "--only", "W9"), "no quantity is called 'W9'"),
        (("--trace", "t.jsonl", "--from", "9.9.9"), "is outside the run"),
        (("--trace", "t.jsonl", "--from", "2.1.3", "--to", "1.1.1"), "before it begins"),
        (("--trace", "t.parquet"), "end the name in .jsonl"),
        (("--trace", "t.jsonl", "--only", " , "), "--only names nothing"),
        (("--trace", "t.jsonl", "--epochs-only", "--every", "2"), "--epochs-only records no operation"),
        (("--trace", "t.jsonl", "--print", "--until", "E < 0.5"), "--print can't be combined"),
        (("--trace", "t.jsonl", "--commands", "x"), "can't be combined"),
    ],
)
def test_what_can_not_be_recorded_is_said_before_any_work(options: tuple[str, ...], said: str) -> None:
    result = nnstep("run", "xor", *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not Path("t.jsonl").exists()


def test_a_trace_takes_the_place_of_its_scenario() -> None:
    nnstep("run", "zheng-exercise-1", "--trace", "t.jsonl")
    for command in (
        ("check",),
        ("chain", "W1[0,2]"),
        ("run",),
        ("show",),
        ("gradcheck",),
        ("sheet",),
    ):
        name, *rest = command
        of_trace, of_scenario = nnstep(name, "t.jsonl", *rest), nnstep(name, "zheng-exercise-1", *rest)
        assert (of_trace.exit_code, of_trace.stdout) == (of_scenario.exit_code, of_scenario.stdout), command


def test_what_is_shown_of_a_trace_is_what_was_recorded_and_not_what_would_be_computed() -> None:
    nnstep("run", "xor", "--epochs", "3", "--trace", "t.jsonl")
    lines = Path("t.jsonl").read_text().splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if '"op":5,"position":20' in line)
    Path("t.jsonl").write_text("".join([*lines[:number], with_value(lines[number], 123.0), *lines[number + 1 :]]))
    Path("c").write_text("goto 20\nprint E\nrecompute\nprint E\n")
    shown = nnstep("t.jsonl", "--commands", "c").stdout.splitlines()
    assert shown.count("123") == 1
    assert "computed again from the scenario" in " ".join(shown)
    assert nnstep("verify", "t.jsonl").exit_code == 1


def with_value(line: str, value: float) -> str:
    return json.dumps({**json.loads(line), "value": [value]}) + "\n"


def test_a_trace_is_opened_as_it_was_recorded() -> None:
    nnstep("run", "xor", "--epochs", "3", "--trace", "t.jsonl")
    for arguments in (("t.jsonl", "--epochs", "9"), ("run", "t.jsonl", "--weights", "w.npz")):
        result = nnstep(*arguments)
        assert result.exit_code == 2
        assert "can't be used with a trace" in result.stderr
    assert "is not the name of a trace" in nnstep("replay", "xor").stderr
    assert "there is no such file" in nnstep("none.jsonl").stderr
    assert "is no trace, so it is computed anyway" in nnstep("open", "xor", "--recompute").stderr


@pytest.mark.parametrize(
    "text", ["", "title = 1\n", '{"a": 1}\n', "[1]\n", '{"n":0}\n', '{"nnstep_trace": 1}\n', "\n\n"]
)
def test_a_file_that_is_no_trace_is_said_with_its_line(text: str) -> None:
    Path("t.jsonl").write_text(text)
    for command in ("replay", "verify", "trace", "run"):
        result = nnstep(command, "t.jsonl")
        assert (result.exit_code, "t.jsonl:1: " in result.stderr) == (2, True), (command, result.stderr)
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda data: data.split(b"\n")[0] + b"\n[]\n", ":2: this is no record of a trace: it must be an object"),
        (lambda data: b"\xef\xbb\xbf" + data, ":1: this is no header of a trace: it begins with a byte order mark"),
        (lambda data: data.replace(b"zheng", b"zh\xff", 1), ":1: this is no header of a trace: its byte "),
    ],
)
def test_a_line_that_is_no_object_is_called_what_it_is(damage: Callable[[bytes], bytes], said: str) -> None:
    nnstep("run", "zheng-forward", "--trace", "t.jsonl")
    Path("d.jsonl").write_bytes(damage(Path("t.jsonl").read_bytes()))
    for command in ("verify", "trace", "run"):
        result = nnstep(command, "d.jsonl")
        assert (result.exit_code, f"d.jsonl{said}" in result.stderr) == (2, True)


def test_verify_says_how_a_converted_trace_is_made_one_that_it_reads() -> None:
    nnstep("run", "zheng-forward", "--trace", "t.jsonl")
    nnstep("convert", "t.jsonl", "t.npz")
    assert "nnstep convert t.npz t.jsonl" in nnstep("verify", "t.npz").stderr


def test_verify_says_what_it_has_looked_at_and_what_is_wrong() -> None:
    nnstep("run", "xor", "--epochs", "3", "--trace", "t.jsonl")
    assert "45 operations with" in nnstep("verify", "t.jsonl").stdout
    facts = json.loads(nnstep("verify", "t.jsonl", "--json").stdout)["result"]
    assert (facts["right"], facts["counts"]["operations"], facts["counts"]["hashes"]) == (True, 45, 4)
    data = Path("t.jsonl").read_bytes()
    Path("t.jsonl").write_bytes(
        data.replace(b'"target":"E","shape":[],"value":[0.7', b'"target":"E","shape":[],"value":[0.8', 1)
    )
    result = nnstep("verify", "t.jsonl")
    assert result.exit_code == 1
    assert "t.jsonl:14: 1.1.5 E: the value does not follow from the ones before" in result.stdout
    assert "the hash is not that of the bytes before it" in result.stdout


def test_format_1_is_read(folder: Path) -> None:
    header = {
        "nnstep_trace": 1, "version": "0.1.0", "scenario": "xor", "title": "XOR", "epochs": 2, "steps_per_epoch": 1,
        "first_position": 0,
    }  # fmt: skip
    nnstep("run", "xor", "--epochs", "2", "--trace", "t.jsonl")
    lines = lines_of(Path("t.jsonl"))
    ops = json.loads(lines[0]["text"])["ops"]
    start = {line["target"]: reshaped(line) for line in lines if line["kind"] == "start"}
    written = [{**header, "ops": ops, "start": start, "edits": []}]
    for line in lines:
        if line["kind"] == "op":
            kept = {key: line[key] for key in ("epoch", "step", "op", "phase", "layer", "target", "shape")}
            written.append({"position": line["position"] - 1, **kept, "value": reshaped(line)})
    Path("old.jsonl").write_text("".join(json.dumps(line) + "\n" for line in written))
    assert nnstep("run", "old.jsonl").stdout == nnstep("run", "t.jsonl").stdout
    Path("c").write_text("goto 20\nwhere\nprint W1\n")
    assert nnstep("old.jsonl", "--commands", "c").stdout == nnstep("t.jsonl", "--commands", "c").stdout
    assert nnstep("verify", "old.jsonl").exit_code == 0


def reshaped(line: dict[str, object]) -> object:
    import numpy as np

    return np.reshape(line["value"], line["shape"]).tolist()  # type: ignore[call-overload]


def test_a_recording_ends_where_it_was_to_end_whatever_was_written_last() -> None:
    recorded("--only", "x", "--to", "3.1.5")
    assert "positions      0 to 35 of 90" in nnstep("trace", "t.jsonl").stdout


def test_figures_of_an_epoch_are_not_wrong_because_a_sample_was_changed_by_hand() -> None:
    session = Session.of(open_run("xor", 3))
    with TraceWriter("t.jsonl", session.debugger.frame) as writer:
        session.debugger.observe(writer)
        for line in ("goto 15", "set y[0,0] = 0.5", "goto 45"):
            perform(session, line)
    assert nnstep("verify", "t.jsonl").exit_code == 0


@pytest.mark.parametrize("option", [(), ("--print",), ("--until", "E < 0")])
def test_a_recording_that_would_begin_after_the_run_s_end_is_refused(option: tuple[str, ...]) -> None:
    Path("net.toml").write_text(
        'title = "Net"\ninput = [1]\ntarget = [0]\nlearning_rate = 0.1\n[[layers]]\nactivation = "linear"\n'
        "weights = [[0.5]]\n[training]\nepochs = 50\nstop.error_below = 0.01\n"
    )
    result = nnstep("run", "net.toml", "--trace", "t.jsonl", "--from", "49.1.1", *option)
    assert result.exit_code == 2
    assert "--from: the run never comes to 49.1.1" in result.stderr
    assert not Path("t.jsonl").exists()


@pytest.mark.thorough
def test_the_scenario_of_a_run_that_was_changed_by_hand_is_not_taken_for_that_run() -> None:
    session = Session.of(open_run("xor"))
    with TraceWriter("t.jsonl", session.debugger.frame) as writer:
        session.debugger.observe(writer)
        for line in ("goto 3", "set W1[0,0] = 0.7", "goto 45"):
            perform(session, line)
    for command in (("gradcheck",), ("sheet",), ("export", "-o", "x.py")):
        name, *rest = command
        result = nnstep(name, "t.jsonl", *rest)
        assert result.exit_code == 2
        assert "the recorded run was changed by hand at 1.1.3 (W1[0,0] = 0.7)" in result.stderr
    shown = nnstep("run", "t.jsonl").stdout
    assert shown != nnstep("run", "xor").stdout
    assert nnstep("verify", "t.jsonl").exit_code == 0


@pytest.mark.parametrize("way", [(), ("--brief",), ("--print",), ("--break", "E < 0")])
@pytest.mark.parametrize("is_new", [False, True])
def test_an_interrupted_recording_stays_and_so_does_an_old_file(
    monkeypatch: pytest.MonkeyPatch, way: tuple[str, ...], is_new: bool
) -> None:
    if not is_new:
        Path("t.jsonl").write_text("old")
    write = TraceWriter.write

    def interrupted(writer: TraceWriter, frame: Frame) -> None:
        write(writer, frame)
        if writer.operations == 20:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(TraceWriter, "write", interrupted)
        result = nnstep("run", "xor", "--epochs", "6", "--trace", "t.jsonl", "--force", *way)
    assert result.exit_code == 130
    beginning = Path("t.jsonl" if is_new else "unfinished-t.jsonl")
    assert len(lines_of(beginning, "op")) == 20
    if is_new:
        assert "recorded 20 operations to t.jsonl (" in result.stderr
    else:
        assert (
            "the recording was broken off after 20 operations: "
            "the old t.jsonl stays; what was recorded is in unfinished-t.jsonl\n"
        ) in result.stderr
        assert Path("t.jsonl").read_text() == "old"
    assert len(recorded()) == 90
