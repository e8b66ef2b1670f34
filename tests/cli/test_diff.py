"""The command that compares two runs, as a person and as a program calls it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from nnstep.engine.edited_run import EditedTimeline
from nnstep.engine.edits import Edit, edited_value
from nnstep.engine.timeline import Timeline
from nnstep.expr.array import frozen
from nnstep.session.opening import open_program
from nnstep.traces.writing.trace_writer import TraceWriter
from tests.exits.hostile_files import STEERING, steering
from tests.traces.difference.own_program import SCENARIO, train, write

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "own-traces.md").read_text(encoding="utf-8")


def nnstep(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.toml").write_text(SCENARIO)
    return tmp_path


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


def without_last_bits(text: str) -> list[str]:
    """Return the lines but for those on rounding, which another machine's libraries may do otherwise."""
    return [line for line in text.splitlines() if not re.match(r"before it|   the largest difference is .*e-1\d", line)]


def test_the_example_in_the_docs_says_what_it_says_there(folder: Path) -> None:
    (program,), (said,), (call,) = blocks("python"), blocks("text"), blocks("console")
    subprocess.run([sys.executable, "-c", program], check=True, cwd=folder)
    result = nnstep(*call.removeprefix("$ nnstep ").split())
    assert result.exit_code == 1
    assert without_last_bits(result.stdout) == without_last_bits(said)
    assert "output weights that were already updated" in said


@pytest.mark.parametrize("pair", [("net.toml", "net.toml"), ("own.jsonl", "net.toml"), ("net.toml", "own.jsonl")])
def test_what_does_not_differ_ends_with_0(folder: Path, pair: tuple[str, str]) -> None:
    write(folder / "own.jsonl", train(epochs=60))
    result = nnstep("diff", *pair)
    assert result.exit_code == 0
    assert "in 120 training steps" in result.stdout
    assert ("identical: " if pair[0] == pair[1] else "the same up to rounding: ") in result.stdout


def test_a_difference_ends_with_1_and_is_in_the_json_whole(folder: Path) -> None:
    write(folder / "own.jsonl", train("updated W2 in delta1", epochs=20))
    result = nnstep("diff", "own.jsonl", "net.toml", "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert (document["format"], document["command"]) == (1, "diff")
    facts = document["result"]
    assert (facts["a"]["kind"], facts["b"]["kind"], facts["reference"]) == ("own values", "scenario", "b")
    first = facts["first"]
    assert (first["quantity"], first["step"], first["differ"], first["of"]) == ("delta1", 1, 4, 4)
    own, right = (next(value for id, value in train(made) if id == "delta1") for made in ("updated W2 in delta1", ""))
    np.testing.assert_allclose(first["a"], own, rtol=1e-14)
    np.testing.assert_allclose(first["b"], right, rtol=1e-14)
    assert first["largest"] == pytest.approx(np.abs(own - right).max())
    assert facts["mistake"]["mistakes"] == "updated-weights"
    rows = facts["growth"]
    assert [row["step"] for row in rows] == list(range(1, 41))
    w1 = [[value for id, value in train(made, 20) if id == "W1"] for made in ("updated W2 in delta1", "")]
    for row, one, other in zip(rows, *w1, strict=True):
        assert row["largest"]["W1"] == pytest.approx(np.abs(one - other).max(), rel=1e-9)


def test_the_growth_is_a_short_table(folder: Path) -> None:
    write(folder / "own.jsonl", train("gradient added", epochs=60))
    lines = nnstep("diff", "own.jsonl", "net.toml").stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("how it grows"))
    assert lines[at + 1].split() == ["step", "E", "W1", "b1", "W2", "b2", "per", "step"]
    assert [line.split()[0] for line in lines[at + 2 :]] == ["1", "2", "3", "6", "11", "21", "51", "101", "120"]


@pytest.mark.thorough
def test_a_tolerance_and_a_number_of_steps_can_be_asked_for(folder: Path) -> None:
    rows = [(id, np.asarray(value) * (1 + 1e-5)) for id, value in train()]
    write(folder / "own.jsonl", iter(rows))
    assert nnstep("diff", "own.jsonl", "net.toml").exit_code == 1
    assert nnstep("diff", "own.jsonl", "net.toml", "--tolerance", "1e-4").exit_code == 0
    write(folder / "own.jsonl", train("gradient added", since=4))
    assert nnstep("diff", "own.jsonl", "net.toml", "--steps", "3").exit_code == 0
    assert nnstep("diff", "own.jsonl", "net.toml", "--steps", "4").exit_code == 1


@pytest.mark.thorough
def test_traces_are_compared_with_scenarios_and_with_each_other(folder: Path) -> None:
    assert nnstep("run", "net.toml", "--trace", "whole.jsonl").exit_code == 0
    assert nnstep("run", "net.toml", "--trace", "part.jsonl.gz", "--every", "5", "--only", "W*,E").exit_code == 0
    (folder / "other.toml").write_text(SCENARIO.replace('error = "half-squared"', 'error = "squared"'))
    assert nnstep("run", "other.toml", "--trace", "other.jsonl").exit_code == 0
    same = nnstep("diff", "whole.jsonl", "net.toml")
    assert (same.exit_code, "identical: " in same.stdout) == (0, True)
    part = nnstep("diff", "part.jsonl.gz", "whole.jsonl")
    assert (part.exit_code, "in 120 training steps" in part.stdout) == (0, True)
    for pair in (("other.jsonl", "net.toml"), ("part.jsonl.gz", "other.toml"), ("other.jsonl", "whole.jsonl")):
        said = nnstep("diff", *pair)
        assert said.exit_code == 1
        assert "first difference: E at 1.1.5" in said.stdout
        assert "error: " in said.stdout
        assert "A computes E = " in said.stdout
    write(folder / "own.jsonl", train("gradient added"))
    assert "[step-added]" in nnstep("diff", "own.jsonl", "whole.jsonl").stdout


def test_of_steps_that_were_not_recorded_the_errors_are_compared(folder: Path) -> None:
    (folder / "other.toml").write_text(SCENARIO.replace("epochs = 60", "epochs = 60\nl2 = 0.001"))
    assert nnstep("run", "other.toml", "--trace", "epochs.jsonl", "--epochs-only").exit_code == 0
    assert "identical: " in nnstep("diff", "epochs.jsonl", "other.toml").stdout
    said = nnstep("diff", "epochs.jsonl", "net.toml").stdout
    assert "first difference: E at 1.1.5 (training step 1)" in said


def test_a_value_changed_by_hand_is_said_and_found_where_it_shows(folder: Path) -> None:
    run = Timeline(open_program("net.toml"))
    length = len(run.program.ops)
    frame = run.seek(2 * length)  # after the update of W1, in its training step
    old = frame.values["W1"]
    edit = Edit(frame.position, "W1", edited_value(old, (0, 0), frozen(3)), old, "W1[0,0] = 3")
    edited = EditedTimeline(run, edit, budget=1 << 20)
    with TraceWriter(folder / "edited.jsonl", run.seek(0)) as writer:
        for position in range(1, 4 * length + 1):
            writer.write(edited.seek(position))
            if position == edit.position:
                writer.edit(edit, edited.seek(position))
    said = nnstep("diff", "edited.jsonl", "net.toml").stdout
    assert "a value was changed at 1.2.15: W1[0,0] = 3" in said
    assert "first difference: z1 at 2.1.1 (training step 3)" in said
    assert "mistake" not in said


def test_a_recording_that_was_broken_off_is_compared_as_far_as_it_goes(folder: Path) -> None:
    nnstep("run", "net.toml", "--trace", "t.jsonl")
    data = (folder / "t.jsonl").read_bytes()
    (folder / "t.jsonl").write_bytes(data[: len(data) // 2])
    result = nnstep("diff", "t.jsonl", "net.toml")
    assert result.exit_code == 0
    assert "the recording was broken off after" in result.stdout
    assert "A ends after training step" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("net.toml", "xor"), "the shapes differ: x is"),
        (("own.jsonl", "own.jsonl"), "neither of the two is a scenario or a trace"),
        (("own.jsonl", "zheng-exercise-1"), "z1 is"),
        (("nothing.jsonl", "net.toml"), "nothing.jsonl"),
        (("net.toml", "nothing.toml"), "nothing.toml"),
        (("net.toml", "xorr"), "there is no scenario called"),
        (("broken.jsonl", "net.toml"), "broken.jsonl:1: this is no JSON"),
        (("unknown.jsonl", "net.toml"), 'none of its quantities: "q"'),
        (("net.toml", "net.toml", "--tolerance", "nan"), ""),
        (("net.toml", "net.toml", "--tolerance", "-1"), ""),
        (("net.toml",), "Missing argument"),
    ],
)
def test_what_can_not_be_compared_ends_with_2_and_a_message(
    folder: Path, arguments: tuple[str, ...], message: str
) -> None:
    write(folder / "own.jsonl", (("z1", np.ones((5, 1))) for _ in range(1)))
    (folder / "broken.jsonl").write_text("hello\n")
    (folder / "unknown.jsonl").write_text('{"target": "q", "value": 1}\n')
    result = nnstep("diff", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.thorough
def test_what_strangers_wrote_comes_out_harmlessly(folder: Path) -> None:
    name = f"own{STEERING}.jsonl"
    rows = [{"target": STEERING, "value": 1}, {"target": "z1", "value": [1, 2, 3, 4], STEERING: STEERING}]
    (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    shutil.copy("net.toml", f"net{STEERING}.toml")
    for options in ([], ["--json"]):
        result = nnstep("diff", name, f"net{STEERING}.toml", *options)
        assert result.exit_code == 1
        assert not steering(result.stdout + result.stderr)
    (folder / "bad.jsonl").write_text(json.dumps({"target": STEERING, "value": STEERING}) + "\n" + STEERING)
    result = nnstep("diff", "bad.jsonl", "net.toml")
    assert result.exit_code == 2
    assert not steering(result.stdout + result.stderr)


def test_help_and_wrong_calls_load_no_numpy() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from nnstep.cli import main;"
        "assert CliRunner().invoke(main, ['diff', '--help']).exit_code == 0; print('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
