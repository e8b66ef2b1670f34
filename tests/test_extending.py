"""The files that docs/extending shows, each put into a copy of the package and used: nothing else names them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from math import exp, log1p, sqrt
from pathlib import Path
from typing import Any

import orjson
import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(?:python|toml)\n# ([\w/.-]+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
NEW_FILES = {
    path: text
    for page in sorted((ROOT / "docs" / "extending").glob("*.md"))
    for path, text in BLOCK.findall(page.read_text(encoding="utf-8"))
}

NETWORK = """
title = "Everything new at once"
notation = "lecture"
input = [1, 2]
target = [1]
learning_rate = 0.5
error = "quartic"

[[layers]]
activation = "steep-leaky-relu"
weights = "weights.dat"
biases = [0.25]

[training]
epochs = 2
optimizer = "averaged-momentum"
schedule = "inverse-root"
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the package, the new files in it, and a scenario that uses them."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "nnstep", folder / "nnstep", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "scenarios", folder / "scenarios", ignore=shutil.ignore_patterns("data"))
    for path, text in NEW_FILES.items():
        assert not (ROOT / path).exists()
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "weights.dat").write_text("0.5 -0.5\n", encoding="utf-8")
    (folder / "new.toml").write_text(NETWORK, encoding="utf-8")
    return folder


def call(house: Path, *arguments: str) -> str:
    """Return what nnstep prints, called from the copy."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "nnstep", *arguments],
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house)},
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def test_each_page_but_the_one_on_panes_shows_a_whole_file() -> None:
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "extending").glob("*.md")}
    shown = {page: len(BLOCK.findall(text)) for page, text in pages.items() if page not in ("README", "pane")}
    assert shown.pop("activation") == 2
    assert set(shown.values()) == {1}
    assert len(NEW_FILES) == len(shown) + 2 == 18


def operations(printed: str) -> list[dict[str, Any]]:
    """Return the operations of a printed trace, and what each training step is given."""
    return [line for line in map(orjson.loads, printed.splitlines()) if line["kind"] in ("op", "batch")]


@pytest.mark.thorough
def test_a_network_can_use_all_that_is_new(house: Path) -> None:
    """Worked by hand: z = -0.25, a = -0.05, E = 1.05^4, dE/da = -4 * 1.05^3, delta = 0.2 of that."""
    records = operations(call(house, "run", "new.toml", "--json"))
    values = {(op["epoch"], op["target"]): op["value"] for op in records}
    slope = 0.2 * -4 * 1.05**3
    assert values[1, "z1"] == [-0.25]
    assert values[1, "E"] == [pytest.approx(1.05**4)]
    assert values[1, "vb1"] == [pytest.approx(0.1 * slope)]
    assert values[2, "lr"] == [pytest.approx(0.5 / sqrt(2))]


LOG_SIGMOID = """
title = "A function that the language lacks"
input = [[1, 2], [-3, 4000]]
target = [[1], [0]]
learning_rate = 1e-9
error = "half-squared"

[[layers]]
activation = "log-sigmoid"
weights = [[0.5, -0.5], [1.0, 0.25]]
biases = [0.25, -0.5]

[[layers]]
activation = "log-sigmoid"
weights = [[0.75, -0.125]]
biases = [0.1]

[training]
epochs = 40
"""
AT_ONCE = """
from pathlib import Path
from nnstep.engine.timeline import Timeline
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load
program = compile_program(load(Path("log-sigmoid.toml")))
stepped, at_once = Timeline(program), Timeline(program)
for position in range(program.last_position + 1):
    frame = stepped.seek(position)
same = at_once.seek(program.last_position).values
assert at_once.errors().tobytes() == stepped.errors().tobytes()
assert all(same[id].tobytes() == value.tobytes() for id, value in frame.values.items())
print(len(at_once.errors()), "errors")
"""


@pytest.mark.thorough
def test_an_activation_is_one_file_though_the_language_lacks_its_function(house: Path) -> None:
    """In the second sample z is -1001.25, where e^-z is beyond all numbers."""
    (house / "log-sigmoid.toml").write_text(LOG_SIGMOID, encoding="utf-8")
    records = operations(call(house, "run", "log-sigmoid.toml", "--json"))
    first = {op["target"]: op["value"] for op in records if op["epoch"] == op["step"] == 1}
    assert first["z1"] == [-0.25, 1.0]
    assert first["a1"] == [pytest.approx(-log1p(exp(-z)), rel=1e-14) for z in (-0.25, 1.0)]
    (a2,), (z2,) = first["a2"], first["z2"]
    assert first["delta2"] == [pytest.approx((a2 - 1) / (1 + exp(z2)), rel=1e-14)]
    shown = call(house, "run", "log-sigmoid.toml")
    assert "lnσ(z1) = min(0, z1) − ln (1 + e^(−|z1|))" in shown
    assert "lnσ′(z1) = σ(−z1)" in shown
    assert call(house, "gradcheck", "log-sigmoid.toml").count("right") == 4
    done = subprocess.run(
        [sys.executable, "-P", "-c", AT_ONCE],
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house)},
        capture_output=True,
    )
    assert done.stdout == b"80 errors\n", done.stderr


@pytest.mark.thorough
def test_the_notation_writes_its_own_symbols(house: Path) -> None:
    assert "s⁽¹⁾ = W⁽¹⁾" in call(house, "show", "new.toml")


def test_an_initializer_draws(house: Path) -> None:
    drawn = NETWORK.replace('weights = "weights.dat"', 'weights = "lecun"\nneurons = 1')
    (house / "drawn.toml").write_text(drawn, encoding="utf-8")
    assert "z1" in call(house, "run", "drawn.toml", "--notation", "plain")


@pytest.mark.thorough
def test_the_mistake_is_recognised(house: Path) -> None:
    (house / "digits.toml").write_text(NETWORK.replace("[0.25]", "[0.2173]"), encoding="utf-8")
    (house / "sheet.toml").write_text("z1 = [-0.0654]\n", encoding="utf-8")
    assert "the bias is added twice" in call(house, "check", "digits.toml", "sheet.toml")


@pytest.mark.thorough
def test_a_platform_says_whose_its_files_are(house: Path) -> None:
    (house / "handed_in").mkdir()
    for day, number in (("2026-11-02", "-0.25"), ("2026-10-30", "7")):
        (house / "handed_in" / f"anna@uni_{day}.toml").write_text(f"z1 = [{number}]\n", encoding="utf-8")
    assert "anna@uni: 1 of 1 correct" in call(house, "check", "new.toml", "handed_in")


@pytest.mark.thorough
def test_a_trace_is_converted_to_the_new_format_and_back(house: Path) -> None:
    call(house, "run", "new.toml", "--trace", "new.jsonl", "--force")
    call(house, "convert", "new.jsonl", "new.json")
    assert orjson.loads((house / "new.json").read_bytes())[-1]["kind"] == "end"
    call(house, "convert", "new.json", "back.jsonl")
    assert (house / "back.jsonl").read_bytes() == (house / "new.jsonl").read_bytes()
    assert "recording      ended at " in call(house, "trace", "new.json")


@pytest.mark.thorough
def test_a_net_is_imported_from_the_new_kind_of_file(house: Path) -> None:
    (house / "net.json").write_text('{"W1": [[0.5, -0.5]], "b1": [0.25]}', encoding="utf-8")
    call(house, "import", "net.json", "-o", "imported.toml", "--activations", "linear", "--loss", "MSELoss", "--force")
    records = operations(call(house, "run", "imported.toml", "--json"))
    assert next(op["value"] for op in records if op["target"] == "z1") == [0.25]


@pytest.mark.thorough
def test_a_sheet_is_written_in_the_new_format_and_read_back(house: Path) -> None:
    call(house, "sheet", "new.toml", "-o", "sheet.txt", "--only", "z1,E")
    assert (house / "sheet.txt").read_text(encoding="utf-8") == '"z1[0]" = \n"E" = \n'
    (house / "sheet.txt").write_text('"z1[0]" = -0.25\n"E" = \n', encoding="utf-8")
    assert call(house, "check", "new.toml", "sheet.txt").endswith("\n1 of 1 correct\n")


@pytest.mark.thorough
def test_an_export_a_subcommand_a_typed_command_and_an_exercise_are_there(house: Path) -> None:
    call(house, "export", "new.toml", "-o", "new.txt")
    assert "forward: z1\n" in (house / "new.txt").read_text(encoding="utf-8")
    call(house, "export", "new.toml", "-o", "new.eqn", "--phases", "error")
    (equation,) = (house / "new.eqn").read_text(encoding="utf-8").splitlines()
    assert equation.startswith("$")
    (house / "session.txt").write_text("next\nnext\ncount\n", encoding="utf-8")
    assert "2 operations done" in call(house, "run", "new.toml", "--commands", "session.txt")
    assert "one-neuron" in call(house, "list")
    assert re.search(r"^\d+ operations$", call(house, "count", "one-neuron"), re.MULTILINE)
    assert '"operations": ' in call(house, "count", "one-neuron", "--json")
    assert "The operations of a training step." in call(house, "schema", "count")
