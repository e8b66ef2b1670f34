"""``nnstep code``: a person's program is run as Python runs it, and reported on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

RIGHT = """\
import sys
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

X = np.array([[0.2, 0.1, 0.3], [0.9, 0.4, 0.1], [0.5, 0.8, 0.7]]).T
T = np.array([[0, 1], [1, 0], [0, 1]]).T
W1 = np.array([[0.2, 0.3, 0.4], [-0.2, 0.1, 0.2], [0.3, -0.5, 0.1], [0.2, 0.3, -0.4]])
b1 = np.array([0.4, 0.1, -0.1, 0.2]).reshape(-1, 1)
W2 = np.array([[0.3, -0.1, 0.1, 0.2], [0.1, 0.4, -0.2, 0.2]])
b2 = np.array([0.2, -0.3]).reshape(-1, 1)
for epoch in range(4):
    h = sigmoid(W1 @ X + b1)
    o = sigmoid(W2 @ h + b2)
    d_o = (o - T) * o * (1 - o)
    d_h = (W2.T @ d_o) * h * (1 - h)
    W2 = W2 - 0.1 * d_o @ h.T / 3
    b2 = b2 - 0.1 * d_o.mean(axis=1, keepdims=True)
    W1 = W1 - 0.1 * d_h @ X.T / 3
    b1 = b1 - 0.1 * d_h.mean(axis=1, keepdims=True)
print("arguments", *sys.argv[1:])
"""
WRONG_LINE = 17
WRONG = RIGHT.replace("(W2.T @ d_o) * h * (1 - h)", "W2.T @ d_o")
EXERCISE = "zheng-exercise-3"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    return tmp_path / "my_net.py"


def called(*arguments: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "nnstep", "code", *map(str, arguments)]
    return subprocess.run(call, input=typed, capture_output=True, text=True)


def forward() -> tuple[np.ndarray, np.ndarray]:
    """Return a1 and a2 of the first training step, computed here without nnstep."""
    values: dict[str, np.ndarray] = {}
    given = RIGHT[RIGHT.index("def sigmoid") : RIGHT.index("    d_o =")].replace("range(4)", "range(1)")
    exec("import numpy as np\n" + given, values)
    return values["h"], values["o"]


def hidden_errors() -> np.ndarray:
    _, o = forward()
    weights = np.array([[0.3, -0.1, 0.1, 0.2], [0.1, 0.4, -0.2, 0.2]])
    return weights.T @ ((o - np.array([[0, 1, 0], [1, 0, 1]])) * o * (1 - o))


def hidden_slopes() -> np.ndarray:
    h, _ = forward()
    return h * (1 - h)


def unframed(text: str) -> str:
    """Return a report as one line, without the frame."""
    return " ".join(text.replace("│", " ").split())


@pytest.mark.thorough
def test_a_right_program_is_said_to_be_right_after_its_own_output(script: Path) -> None:
    script.write_text(RIGHT)
    done = called(EXERCISE, script, "--steps", "7", "-x")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("arguments --steps 7 -x\n── nnstep: ")
    assert done.stdout.endswith("Right through 3 training steps: W1, b1, W2, b2 (all parameters).\n")
    assert "    h = sigmoid(W1 @ X + b1)" in done.stdout
    assert "✓ a1" in done.stdout


@pytest.mark.thorough
def test_the_first_wrong_line_is_framed_with_both_values(script: Path) -> None:
    script.write_text(WRONG)
    done = called(EXERCISE, "--steps", "2", script)
    assert done.returncode == 1
    assert f"Line {WRONG_LINE}: d_h should be delta1, and is not (training step 1)" in done.stdout
    assert "the activation's derivative is left out at a hidden layer" in unframed(done.stdout)
    assert "↓ W1, carried forward" in done.stdout
    assert done.stdout.endswith(f"Goes wrong first in line {WRONG_LINE}, training step 1.\n")
    assert max(map(len, done.stdout.splitlines())) <= 100


@pytest.mark.thorough
def test_json_stands_alone_on_standard_output(script: Path) -> None:
    script.write_text(WRONG)
    done = called("--json", EXERCISE, script)
    assert done.stderr == "arguments\n"
    result = json.loads(done.stdout)["result"]
    assert (result["passed"], result["steps"], result["right_steps"]) == (False, 3, 0)
    fault = result["faults"][0]
    assert (fault["line"], fault["place"], fault["quantity"], fault["step"]) == (WRONG_LINE, "d_h", "delta1", 1)
    np.testing.assert_allclose(fault["own"], hidden_errors(), rtol=1e-12)
    np.testing.assert_allclose(fault["right"], hidden_errors() * hidden_slopes(), rtol=1e-12)


@pytest.mark.thorough
def test_the_programs_own_exception_is_shown_by_python_and_reported_on(script: Path) -> None:
    script.write_text(RIGHT.replace('print("arguments"', 'raise ValueError("no \\x1b[31m more")\nprint("arguments"'))
    done = called(EXERCISE, script)
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "nnstep" not in done.stderr
    assert "The program ended with an exception in line 22: ValueError: no" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.thorough
def test_a_program_with_other_numbers_can_not_be_aligned(script: Path) -> None:
    script.write_text("import numpy as np\nA = np.array([1.25, 3.5, 9.75])\nB = A * 2\n")
    done = called(EXERCISE, script)
    assert done.returncode == 1
    assert "Nothing could be aligned: does the program start from the numbers of the scenario? W1 = " in done.stdout


@pytest.mark.thorough
def test_a_program_that_python_can_not_read_is_a_wrong_call(script: Path) -> None:
    script.write_text("def f(:\n")
    done = called(EXERCISE, script)
    assert (done.returncode, done.stdout) == (2, "")
    assert "can't be run: SyntaxError" in done.stderr


@pytest.mark.thorough
def test_text_of_the_source_is_shown_harmlessly_and_cut_to_the_width(script: Path) -> None:
    script.write_text(RIGHT + "W3 = W1 + 0  # \x1b[31m\u202e" + "x" * 500 + "\nif 1:\n\tW4 = W1 + 0\n")
    done = called("--all", EXERCISE, script)
    assert "\\x1b[31m\\u202exx" in done.stdout
    assert "\x1b" not in done.stdout
    assert "      W4 = W1 + 0" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


@pytest.mark.thorough
def test_input_reaches_the_program(script: Path) -> None:
    script.write_text("print(input()[::-1])\n")
    assert called(EXERCISE, script, typed="abc\n").stdout.startswith("cba\n")


@pytest.mark.thorough
def test_a_map_holds_a_name_against_a_quantity_and_is_saved_and_read_again(script: Path, tmp_path: Path) -> None:
    script.write_text(RIGHT)
    saved = tmp_path / "map.toml"
    assert called("--save-map", saved, EXERCISE, script).returncode == 0
    assert 'd_h" = { quantity = "delta1"' in saved.read_text()
    assert called("--map-file", saved, EXERCISE, script).returncode == 0
    done = called("--map", "h=delta1", EXERCISE, script)
    assert done.returncode == 1
    assert "Line 14: h should be delta1, and is not (training step 1)" in done.stdout


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--map", "d_h"], "no name and quantity"),
        (["--map", "d_h=delta9"], "unknown quantity delta9"),
        (["--map", "no_such_name=delta1"], "no line that was run assigns no_such_name"),
        (["--map-file", "nowhere.toml"], "nowhere.toml"),
        (["--steps", "0"], "0 is not in the range"),
    ],
)
def test_a_wrong_call_says_what_to_change(script: Path, options: list[str], says: str) -> None:
    script.write_text(RIGHT)
    done = called(*options, EXERCISE, script)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.thorough
def test_a_script_that_can_not_be_read_is_a_wrong_call(tmp_path: Path) -> None:
    assert called(EXERCISE, tmp_path / "none.py").returncode == 2
    assert called(EXERCISE, tmp_path).returncode == 2
    assert called("no-such-exercise", tmp_path / "none.py").returncode == 2


@pytest.mark.thorough
def test_the_example_in_the_docs_prints_what_the_docs_say(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "own-code.md").read_text(encoding="utf-8")
    program = page.split("```python\n")[1].split("```")[0]
    call, output = page.split("```console\n$ ")[1].split("```")[0].split("\n", 1)
    (tmp_path / "my_net.py").write_text(program)
    words = [sys.executable, "-m", *call.split()]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == output
