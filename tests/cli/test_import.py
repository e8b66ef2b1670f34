"""``nnstep import``, as a person calls it."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from nnstep.array_files.array_writer import write_arrays
from nnstep.cli import main
from nnstep.scenario.load import load

ANSWERS = ("--activations", "tanh,sigmoid", "--loss", "BCELoss")
RANDOM = np.random.default_rng(1)


def nnstep(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    write_arrays(tmp_path / "net.npz", {"W1": RANDOM.normal(size=(3, 2)), "W2": RANDOM.normal(size=(1, 3))})
    write_arrays(tmp_path / "xor.npz", {"X": np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), "y": np.array([0, 1, 1, 0])})
    return tmp_path


def test_a_net_becomes_a_scenario_that_runs_and_what_was_assumed_is_said_aside() -> None:
    result = nnstep("import", "net.npz", "-o", "net.toml", *ANSWERS, "--data", "xor.npz", "--epochs", "2")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "assumed: the layers in this order: W1, W2\n" in result.stderr
    assert result.stderr.endswith("wrote net.toml\n")
    scenario = load("net.toml")
    assert (scenario.epochs, scenario.batch_size, scenario.error) == (2, 4, "binary-cross-entropy")
    assert nnstep("run", "net.toml", "--brief").exit_code == 0


def test_a_large_net_has_its_numbers_beside_it() -> None:
    write_arrays(Path("large.npz"), {"W1": RANDOM.normal(size=(30, 100)), "W2": RANDOM.normal(size=(1, 30))})
    result = nnstep("import", "large.npz", "-o", "large.toml", *ANSWERS)
    assert result.stderr.endswith("wrote large.toml, large.weights.npz\n")
    assert len(Path("large.toml").read_bytes()) < 2000
    with np.load("large.npz") as given:
        assert load("large.toml").layers[0].weights.tolist() == given["W1"].tolist()
    again = nnstep("import", "large.npz", "-o", "other.toml", *ANSWERS)
    assert again.exit_code == 0
    Path("large.toml").unlink()
    taken = nnstep("import", "large.npz", "-o", "large.toml", *ANSWERS)
    assert taken.exit_code == 2
    assert "large.weights.npz exists already" in taken.stderr
    assert not Path("large.toml").exists()
    assert nnstep("import", "large.npz", "-o", "large.toml", *ANSWERS, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (("net.npz",), "does not say its activations", "add --activations with one a layer"),
        (("net.npz", "--activations", "tanh,sigmoid"), "does not say its loss", "add --loss NAME"),
        (("net.npz", *ANSWERS, "--data", "net.npz"), "it has W1, W2", "call the arrays inputs and targets"),
        (("nothing.npz", *ANSWERS), "there is no such file", ""),
        (("nothing", *ANSWERS), "there is no such file", "or MODULE:NAME"),
        (("net.py:model",), "net.py:model names a file", "name the module without .py: net:model"),
        (("no_such_module:net",), "no_such_module can't be imported: ModuleNotFoundError", "shows more"),
        (("own_module:mode",), "own_module has nothing called mode", "did you mean model?"),
        (("own_module:model",), "this is a dict", "nnstep imports an MLPClassifier or"),
        (("own_module:Net",), "Net is a class", "name an object of it, as after net = Net()"),
        (("own_module:model", *ANSWERS), "--activations and --orientation are for files", ""),
        (("leaving_module:net",), "leaving_module can't be imported: SystemExit: 3", ""),
        (("broken_module:net",), "broken_module can't be imported: ZeroDivisionError: division by zero", ""),
    ],
)
def test_what_is_missing_or_wrong_is_one_clear_message(arguments: tuple[str, ...], message: str, hint: str) -> None:
    Path("own_module.py").write_text("model = {}\nclass Net: pass\n")
    Path("leaving_module.py").write_text("import sys\nsys.exit(3)\n")
    Path("broken_module.py").write_text("1 / 0\n")
    result = nnstep("import", *arguments, "-o", "new.toml")
    assert result.exit_code == 2
    assert message in result.stderr
    assert hint in result.stderr
    assert "Traceback" not in result.stderr
    assert not Path("new.toml").exists()
    sys.modules.pop("own_module", None)


def test_a_wrong_output_is_said_before_any_code_is_run() -> None:
    Path("marking_module.py").write_text("import sys\nassert len(sys.argv) == 1\nopen('run', 'w').close()\n")
    assert nnstep("import", "marking_module:net", "-o", "new.txt").exit_code == 2
    assert nnstep("import", "net.npz", "-o", "net.npz", *ANSWERS).exit_code == 2
    assert not Path("run").exists()
    nnstep("import", "marking_module:net", "-o", "new.toml")
    assert Path("run").exists()


def test_the_help_says_what_runs_code() -> None:
    text = " ".join(nnstep("import", "--help").stdout.split())
    assert "MODULE:NAME imports MODULE, and so RUNS ITS CODE, as python would. No other form runs any code" in text


def test_names_in_a_file_reach_neither_the_terminal_nor_the_scenario_raw() -> None:
    write_arrays(Path("net.safetensors"), {"\x1b[2J\nW": np.ones((1, 2)), "\x1b[2J\nb": np.ones(1)})
    result = nnstep("import", "net.safetensors", "-o", "net.toml", "--activations", "linear", "--loss", "MSELoss")
    assert result.exit_code == 0
    assert "\x1b" not in result.stderr + Path("net.toml").read_text()
    load("net.toml")


def test_objects_of_a_module_are_the_net_its_loss_its_optimizer_and_its_samples() -> None:
    pytest.importorskip("torch", reason="needs PyTorch")
    Path("training_module.py").write_text(
        "import torch\n"
        "model = torch.nn.Sequential(torch.nn.Linear(2, 1))\n"
        "class Holder:\n    criterion = torch.nn.BCEWithLogitsLoss()\n"
        "optimizer = torch.optim.Adam(model.parameters(), lr=0.25)\n"
        "X, y = torch.eye(2), torch.ones(2, 1)\n"
    )
    named = ("--loss", ":Holder.criterion", "--optimizer", ":optimizer", "--data", ":X,:y")
    result = nnstep("import", "training_module:model", *named, "-o", "net.toml")
    assert "checked: PyTorch computes the same outputs, error and gradients in the first step" in result.stderr
    scenario = load("net.toml")
    assert (scenario.optimizer, scenario.learning_rate) == ("adam", 0.25)
    twice = nnstep("import", "training_module:model", *named, "--learning-rate", "1", "-o", "b.toml")
    assert "the optimizer is given twice" in twice.stderr
    plain = ("--loss", "BCEWithLogitsLoss", "--data", "xor.npz", "--learning-rate", "1")
    assert (
        "the targets have the shape (4,), and the net's outputs (4, 1)"
        in nnstep("import", "training_module:model", *plain, "-o", "b.toml").stderr
    )
