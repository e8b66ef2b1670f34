"""``nnstep chain``, ``export`` and saved weights, as one calls them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main


def called(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_a_derivation_is_printed_for_any_weight_in_any_notation() -> None:
    result = called("chain", "kapur-3-3-3-1", "W1[0,2]", "--notation", "plain", "--at", "3.1.4")
    assert result.exit_code == 0
    assert result.stdout.startswith("path 1 of 3\n    ∂E/∂a3[0] · ∂a3[0]/∂z3[0] · ")
    assert "backpropagation gives the same: " in result.stdout


@pytest.mark.parametrize(
    ("weight", "says"),
    [
        ("W1[0,9]", "it goes up to W1[2,2]"),
        ("W7[0,0]", "there are W1, W2, W3"),
        ("W1", "W1 has no element W1"),
        ("W1[a]", "names no element"),
        ("__import__('os')", "names no element"),
    ],
)
def test_what_is_no_weight_is_answered_with_those_that_there_are(weight: str, says: str) -> None:
    result = called("chain", "kapur-3-3-3-1", weight)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_number_of_a_graph_has_its_paths_too() -> None:
    result = called("chain", "bradbury-graph-two-paths", "x")
    assert result.stdout.splitlines()[-2:] == ["∂y/∂x = 6 + (−1) = 5", "backpropagation gives the same: 5"]


def test_weights_are_saved_and_training_goes_on_from_them(tmp_path: Path) -> None:
    saved = tmp_path / "w.npz"
    assert called("run", "xor", "--brief", "--epochs", "10", "--save-weights", str(saved)).exit_code == 0
    with np.load(saved) as file:
        assert sorted(file) == ["W1", "W2", "b1", "b2"]
    whole = called("run", "xor", "--json", "--epochs", "12").stdout.splitlines()
    rest = called("run", "xor", "--json", "--epochs", "2", "--weights", str(saved)).stdout.splitlines()
    results, more = (
        [line["value"] for line in map(json.loads, part) if line["kind"] == "op"] for part in (whole, rest)
    )
    assert len(more) == len(results) // 6
    assert more == results[-len(more) :]


def test_a_file_of_weights_is_not_overwritten_unasked(tmp_path: Path) -> None:
    saved = tmp_path / "w.npz"
    saved.write_text("mine")
    result = called("run", "xor", "--brief", "--epochs", "1", "--save-weights", str(saved))
    assert result.exit_code == 2
    assert saved.read_text() == "mine"
    assert called("run", "xor", "--brief", "--epochs", "1", "--save-weights", str(saved), "--force").exit_code == 0


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "w.npz", W1=np.zeros((5, 5)))
    result = called("run", "xor", "--weights", str(tmp_path / "w.npz"))
    assert result.exit_code == 2
    assert "W1 has the shape (5, 5), but here it is (2, 2)" in result.stderr


def test_a_script_is_written_and_not_over_another_file(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    assert called("export", "zheng-exercise-4", "-o", str(path)).exit_code == 0
    assert path.read_text().startswith('"""Exercise 4: an entire neural network in NumPy"""')
    assert called("export", "zheng-exercise-4", "-o", str(path)).exit_code == 2


def test_a_sheet_and_its_solution_are_written_and_named(tmp_path: Path) -> None:
    path = tmp_path / "sheet.html"
    result = called("export", "zheng-exercise-1", "-o", str(path), "--blanks", "--phases", "forward", "--digits", ".2")
    assert result.exit_code == 0
    assert [line.rpartition("/")[2] for line in result.stderr.splitlines()] == ["sheet.html", "sheet-solution.html"]
    assert "Exercise sheet" in path.read_text()
    assert "Worked solution" in (tmp_path / "sheet-solution.html").read_text()
    assert called("export", "xor", "-o", str(path)).exit_code == 2
    assert called("export", "xor", "-o", str(path), "--blanks", "--force").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a.html", "--formulas"), "add --blanks"),
        (("a.py", "--phases", "forward"), "a script shows no worked solution"),
        (("a.ipynb", "--fragment"), "files have no fragment"),
        (("a.html", "--expand", "z1"), "z1 has no element z1"),
        (("a.html", "--steps", "0"), "there are no training steps 0"),
        (("a.html", "--most", "2"), "2 is not in the range"),
        (("a.html", "--to", "torch"), "PyTorch"),
    ],
)
def test_a_wish_that_an_export_can_not_fulfil_is_said(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    result = called("export", "xor", "-o", str(tmp_path / arguments[0]), *arguments[1:])
    assert result.exit_code == 2
    assert said in result.stderr
    assert not list(tmp_path.iterdir())


def test_an_ending_that_says_nothing_is_answered_with_those_that_do() -> None:
    result = called("export", "xor", "-o", "net.exe")
    assert result.exit_code == 2
    assert ".py (a Python script that needs only NumPy)" in result.stderr


def test_a_line_an_epoch_says_the_accuracy_and_why_a_run_stops() -> None:
    lines = called("run", "xor", "--brief").stdout.splitlines()
    assert lines[-1] == "stopped: the mean error of the epoch is below 0.05"
    assert lines[-2].endswith("accuracy 1 on 4 training samples")


def test_gradients_can_be_checked_in_any_training_step() -> None:
    assert called("gradcheck", "tashfeen-parity", "--at", "3.2.1").exit_code == 0
    assert called("gradcheck", "tashfeen-parity", "--at", "9999.1.1").exit_code == 2


def test_weights_that_never_learn_come_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(
        "title = 'T'\ninput = [1]\ntarget = [1]\nlearning_rate = 1\n[[layers]]\nneurons = 2\nweights = 'zeros'\n"
        "[[layers]]\nneurons = 1\nweights = 'zeros'\n"
    )
    for command in ("run", "show"):
        assert "never learn" in called(command, str(path)).stdout


def test_under_target_less_output_both_print_the_sign_of_the_run(tmp_path: Path) -> None:
    text = "title='T'\ninput=[1, 2]\ntarget=[1]\nlearning_rate=0.1\n[conventions]\ndelta='y-a'\n[[layers]]\n"
    path = tmp_path / "a.toml"
    path.write_text(f"{text}activation='linear'\nweights=[[0.5, -0.25]]\n")
    (check,) = json.loads(CliRunner().invoke(main, ["gradcheck", str(path), "--json"]).stdout)["result"]
    # a = 0, so the run's dW1 is (y - a) x, which is x itself
    assert check["backpropagated"] == [[1.0, 2.0]]
    np.testing.assert_allclose(check["numerical"], [[1.0, 2.0]], rtol=1e-9)
    assert "both are the negatives of the derivatives" in CliRunner().invoke(main, ["gradcheck", str(path)]).stdout
    lines = CliRunner().invoke(main, ["chain", str(path), "W1[0,1]"]).stdout.splitlines()
    assert lines[-3:] == [
        "∂E/∂W1[0,1] = −2",
        "−∂E/∂W1[0,1] = 2, and the update adds this",
        "backpropagation gives the same: 2",
    ]
