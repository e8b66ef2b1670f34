"""The commands, as a person and as a program calls them."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from nnstep.session.commands import key_table

ROOT = Path(__file__).parents[2]
BROKEN = """\
title = "t"
input = [1, 2]
target = [1]
learning_rate = "0.1"
[[layers]]
weights = [[1]]
activaton = "tanh"
"""


def nnstep(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_list_names_the_exercises_with_their_titles() -> None:
    result = nnstep("list")
    assert result.exit_code == 0
    assert ["zheng-exercise-1", "Exercise", "1:"] in [line.split()[:3] for line in result.stdout.splitlines()]


def test_list_for_programs_is_json() -> None:
    rows = json.loads(nnstep("list", "--json").stdout)["result"]
    assert {"name", "title", "source", "path"} == set(rows[0])


def test_show_for_programs_holds_the_program() -> None:
    facts = json.loads(nnstep("show", "bradbury-2-2-2-1", "--json").stdout)["result"]
    assert facts["layers"][2] == {"neurons": 1, "activation": "sigmoid", "biases": False}
    assert facts["shapes"]["W1"] == [2, 2]
    assert facts["program"][8]["formula"] == "δ⁽²⁾ = W⁽³⁾ᵀ δ⁽³⁾ ∘ σ′(a⁽²⁾)"
    assert facts["program"][8]["numpy"] == "delta2 = (W3.T @ delta3) * (a2 * (1 - a2))"


def test_run_prints_formula_line_and_numbers() -> None:
    printed = nnstep("run", "zheng-exercise-1").stdout
    assert "δ₁ = W₂ᵀ δ₂ ⊙ linear′(z₁)" in printed
    assert "delta1 = (W2.T @ delta2) * np.ones_like(z1)" in printed
    assert "⎡486⎤" in printed
    assert "⎣-323.3 -165.2 -209.5 -294.1⎦".replace("-", "−") in printed


def test_run_and_show_take_another_notation() -> None:
    printed = nnstep("run", "zheng-exercise-1", "--notation", "nielsen").stdout
    assert "δ² = w³ᵀ δ³ ⊙ linear′(z²)" in printed
    assert "w² → w² − η ∂C/∂w²" not in printed.split("update")[0]
    assert "w² → w² − η ∂C/∂w²" in printed
    assert "delta1 = (W2.T @ delta2) * np.ones_like(z1)" in printed
    shown = nnstep("show", "zheng-exercise-1", "--notation", "goodfellow").stdout
    assert "notation       Goodfellow, Bengio, Courville" in shown
    assert "W⁽¹⁾ ← W⁽¹⁾ − ε ∇_W⁽¹⁾ J" in shown
    assert (
        json.loads(nnstep("show", "zheng-exercise-1", "--notation", "plain", "--json").stdout)["result"]["notation"]
        == "plain"
    )


@pytest.mark.parametrize(
    ("name", "hint"), [("nielson", "did you mean nielsen?"), ("", "use one of bradbury,"), ("\x1b[2J", "use one of")]
)
@pytest.mark.parametrize("command", ["run", "show"])
def test_a_notation_that_does_not_exist_is_refused(command: str, name: str, hint: str) -> None:
    result = nnstep(command, "zheng-exercise-1", "--notation", name)
    assert result.exit_code == 2
    assert f"error: unknown notation {name!r}" in result.stderr
    assert hint in result.stderr
    assert "\x1b" not in result.stderr


def test_the_symbols_of_a_scenario_are_shown_in_its_own_notation_only(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    right = BROKEN.replace('"0.1"', "0.1").replace("[[1]]", "[[1, 2]]").replace("activaton", "activation")
    path.write_text(f'notation = "zheng"\n{right}[symbols]\nE = "L"\n', encoding="utf-8")
    own, same = (nnstep("show", str(path), *more).stdout for more in ([], ["--notation", "zheng"]))
    assert "L = ½ Σ (x₁ − y)²" in own
    assert "  E            written L" in own
    assert same == own
    assert "E = ½ Σ (a⁽²⁾ − y)²" in nnstep("show", str(path), "--notation", "tashfeen").stdout


def test_run_in_brief_prints_a_line_an_epoch() -> None:
    lines = nnstep("run", "tashfeen-parity", "--brief", "--epochs", "3").stdout.splitlines()
    assert [line.split()[:2] for line in lines if line.startswith("epoch ")] == [
        ["epoch", "1"],
        ["epoch", "2"],
        ["epoch", "3"],
    ]


def test_run_for_programs_prints_the_trace_itself(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    printed = nnstep("run", "kapur-3-3-3-1", "--json", "--epochs", "2", "--trace", str(path)).stdout
    assert printed == path.read_text()
    header, *records = [json.loads(line) for line in printed.splitlines()]
    assert json.loads(header["text"])["name"] == "kapur-3-3-3-1"
    assert sum(record["kind"] == "op" for record in records) == 2 * len(json.loads(header["text"])["ops"])


def test_digits_change_what_is_printed_and_not_what_is_recorded(tmp_path: Path) -> None:
    few, many = tmp_path / "few.jsonl", tmp_path / "many.jsonl"
    printed_few = nnstep("run", "zheng-forward", "--digits", "3", "--print", "--trace", str(few)).stdout
    printed_many = nnstep("run", "zheng-forward", "--digits", "12", "--print", "--trace", str(many)).stdout
    assert "0.964" in printed_few
    assert "0.964428810727" in printed_many
    assert few.read_bytes() == many.read_bytes()


def test_the_runnable_lines_printed_give_the_values_printed() -> None:
    """The NumPy lines, run by a plain interpreter with a sigmoid of its own, give what the trace holds."""
    header, *records = [json.loads(line) for line in nnstep("run", "zheng-forward", "--json").stdout.splitlines()]
    shaped = [(record, np.reshape(record["value"], record["shape"])) for record in records]
    values = {record["target"]: value for record, value in shaped if record["kind"] in ("start", "batch")}
    done = [(record["target"], value) for record, value in shaped if record["kind"] == "op"]
    for op, (target, value) in zip(json.loads(header["text"])["ops"], done, strict=True):
        exec(op["numpy"], {"np": np, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}, values)
        np.testing.assert_allclose(values[target], value, rtol=1e-3, atol=1e-300)


@pytest.mark.parametrize("command", ["run", "show", "open"])
def test_a_broken_file_is_said_with_every_line_and_without_a_traceback(command: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(BROKEN)
    result = nnstep(command, str(path))
    assert result.exit_code == 2
    assert result.stdout == ""
    for line in ("4: learning_rate", "6: layers[0].weights, row 1 has 1 number", "7: layers[0].activaton"):
        assert f"{path}:{line}" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "zheng-exercize-1"], "did you mean zheng-exercise-1?"),
        (["run", "none.toml"], "none.toml: there is no such file"),
        (["show", "."], "this is a folder"),
        (["lst"], "error: there is no scenario called"),
        (["show", "nosuch"], 'error: there is no scenario called "nosuch"'),
        (["run"], "Missing argument 'SCENARIO'"),
        (["run", "zheng-forward", "--epochs", "0"], "--epochs"),
        (["run", "zheng-forward", "--digits", "x"], "--digits"),
        (["run", "zheng-forward", "--epoch", "1"], "--epochs"),
        (["run", "zheng-forward", "--trace", "none/t.jsonl"], "no such file or directory"),
        (["screenshot", "zheng-forward", "-o", "x.svg", "--at", "9.9.9"], "9.9.9 is outside the run"),
        (["zheng-forward"], "the app needs a terminal"),
        ([], "the app needs a terminal"),
    ],
)
def test_a_wrong_call_is_said_and_ends_with_2(arguments: list[str], said: str) -> None:
    result = nnstep(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_word_that_is_nearly_a_command_gets_that_command_as_a_hint() -> None:
    assert "or the command list" in nnstep("lst").stderr


def test_a_word_that_is_a_scenario_gets_no_hint_at_a_command(tmp_path: Path) -> None:
    path = tmp_path / "session.txt"
    path.write_text("undo\n")
    said = nnstep("xor", "--commands", str(path)).stderr
    assert "nothing to undo" in said
    assert "export" not in said


def test_an_existing_trace_is_not_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text("mine")
    result = nnstep("run", "zheng-forward", "--trace", str(path))
    assert result.exit_code == 2
    assert "add --force" in result.stderr
    assert path.read_text() == "mine"
    assert nnstep("run", "zheng-forward", "--trace", str(path), "--force").exit_code == 0
    assert path.read_text().startswith('{"n":0,"kind":"header"')


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_said() -> None:
    result = nnstep("run", "zheng-forward", "--trace", "/dev/full", "--force")
    assert result.exit_code == 2
    assert "no space left on device" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_under_standard_output_is_said() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "nnstep", "run", "zheng-forward"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
    assert done.returncode == 2
    assert "error: the output can't be written: no space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["a" * 300, ""])
def test_a_name_that_no_file_can_have_is_said(name: str) -> None:
    result = nnstep("run", "zheng-forward", "--trace", name)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ")


def test_a_picture_is_not_written_over_another_file_unasked(tmp_path: Path) -> None:
    path = tmp_path / "app.svg"
    path.write_text("mine")
    result = nnstep("screenshot", "zheng-forward", "-o", str(path))
    assert result.exit_code == 2
    assert "exists already" in result.stderr
    assert "--force" in result.stderr
    assert path.read_text() == "mine"


def test_a_file_s_escape_sequences_do_not_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "evil\x1b[31m.toml"
    path.write_text('title = "\\u001b[2J"\nkey\\u0007 = 1\n')
    result = nnstep("run", str(path))
    assert result.exit_code == 2
    assert "\x1b" not in result.output
    assert "\\x1b" in result.output


def test_output_into_a_closed_pipe_ends_quietly() -> None:
    command = f"{sys.executable} -m nnstep run tashfeen-parity | head -2"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT)
    assert "Traceback" not in done.stderr
    assert done.stdout.startswith("Is a ten-bit number even?")


def test_a_picture_holds_the_screen_and_names_no_other_host(tmp_path: Path) -> None:
    path = tmp_path / "app.svg"
    assert nnstep("screenshot", "zheng-exercise-1", "--at", "1.1.7", "-o", str(path)).exit_code == 0
    svg = path.read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert "δ₁" in svg
    assert "url(" not in svg.replace("url(#", "")


def test_the_readme_shows_the_keys_that_there_are() -> None:
    assert key_table() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_exercise() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for row in json.loads(nnstep("list", "--json").stdout)["result"]:
        assert f"- `{row['name']}`: {row['title']}" in readme


def test_the_readme_s_scenario_is_a_right_one(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(readme.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    result = nnstep("run", str(path), "--brief")
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) == 2 + 10


def test_the_readme_s_error_is_the_one_that_is_shown(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    text = readme.split("```toml\n")[1].split("```")[0]
    lines = [line.split("   #")[0] for line in text.replace("[2, 1, 2]", "[2, 1]").splitlines()]
    path.write_text("\n".join(lines), encoding="utf-8")
    shown = nnstep("run", str(path)).stderr.replace(str(path), "mine.toml")
    expected = readme.split("```\nmine.toml")[1].split("```")[0]
    assert shown.startswith("mine.toml" + expected.rstrip())


def test_the_test_command_of_the_readme_is_the_one_that_ci_calls() -> None:
    command = "python3 -m venv .venv && .venv/bin/python -m pip install -e '.[test]' && .venv/bin/python -m pytest"
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_it_runs_where_standard_output_is_not_utf_8() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nnstep", "run", "zheng-forward"],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0, done.stderr.decode()


def test_gradcheck_prints_a_verdict_a_parameter() -> None:
    result = nnstep("gradcheck", "bradbury-2-2-2-1")
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines()[1:]]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("W1", "2×2", "right"),
        ("W2", "2×2", "right"),
        ("W3", "1×2", "right"),
    ]


def test_gradcheck_for_programs_holds_both_gradients() -> None:
    (first, *_) = json.loads(nnstep("gradcheck", "kapur-3-3-3-1", "--json").stdout)["result"]
    assert first["parameter"] == "W1"
    assert first["verdict"] == "right"
    np.testing.assert_allclose(first["backpropagated"], first["numerical"], rtol=1e-6, atol=1e-9)


def test_gradcheck_ends_with_1_where_a_gradient_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    from nnstep.activations import ACTIVATIONS
    from nnstep.activations.activation import A

    wrong = dataclasses.replace(ACTIVATIONS["sigmoid"], slope=A * (2 - A))
    monkeypatch.setitem(ACTIVATIONS, "sigmoid", wrong)
    result = nnstep("gradcheck", "kapur-3-3-3-1")
    assert result.exit_code == 1
    assert "WRONG" in result.stdout
