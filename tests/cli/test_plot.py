"""``nnstep plot``: the files it writes, held against what ``nnstep run`` records, and what it says."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from tests.drawing.svg.drawn import Element, curves, found, labels, parsed, pixels, rectangle, texts, values_of

XOR = ("plot", "xor", "--epochs", "12")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def nnstep(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def drawn(*arguments: str) -> Element:
    """Return the picture that a call writes."""
    result = nnstep(*arguments, "-o", "p.svg", "--force")
    assert result.exit_code == 0, result.stderr
    assert (result.stdout, result.stderr) == ("", "wrote p.svg\n")
    return parsed(Path("p.svg").read_text(encoding="utf-8"))


def recorded(scenario: str, epochs: int, id: str) -> list[np.ndarray]:
    """Return the last value of a quantity in each training step, as the JSON of a run has it."""
    lines = nnstep("run", scenario, "--epochs", str(epochs), "--json").stdout.splitlines()
    by_step = {}
    for record in map(json.loads, lines[1:]):
        if record["kind"] == "op" and record["target"] == id:
            by_step[record["epoch"], record["step"]] = np.reshape(record["value"], record["shape"])
    return list(by_step.values())


def test_a_curve_shows_the_numbers_that_a_run_records() -> None:
    root = drawn(*XOR, "E", "W1[0,1]")
    for name, values in (
        ("E", [float(value) for value in recorded("xor", 12, "E")]),
        ("W1[0,1]", [value[0, 1] for value in recorded("xor", 12, "W1")]),
    ):
        (part,) = curves(root)[name]
        read = np.array(values_of(root, part))
        np.testing.assert_allclose(read[:, 0], np.arange(1, len(values) + 1), atol=0.02)
        np.testing.assert_allclose(read[:, 1], values, atol=0.003)
    assert "XOR: what one neuron can't do and three can" in texts(root)
    assert "at the end of training steps 1 to 12" in texts(root)


def test_a_heat_map_shows_the_signs_of_the_numbers_that_a_run_records() -> None:
    root = drawn(*XOR, "dW1")
    values = np.array(recorded("xor", 12, "dW1")).reshape(12, -1).T
    colours = pixels(found(root, "image")[0]).astype(int)
    assert colours.shape[:2] == values.shape
    large = np.abs(values) > np.abs(values).max() / 50
    assert large.sum() > 20
    is_red = colours[..., 0] > colours[..., 2]
    np.testing.assert_array_equal(is_red[large], values[large] > 0)


def test_a_symbol_of_the_notation_stands_for_a_quantity() -> None:
    (name,) = curves(drawn("plot", "tashfeen-parity", "W⁽²⁾[0,1]", "--epochs", "2"))
    assert name == "W⁽²⁾[0,1]"


def test_quantities_that_an_expression_names_are_computed_too() -> None:
    assert "stepW1" not in nnstep("show", "xor").stdout
    steps, gradients = (curves(drawn(*XOR, f"abs({id}).max()")) for id in ("stepW1", "dW1"))
    assert len(steps["abs(stepW1).max()"][0]) == len(gradients["abs(dW1).max()"][0]) == 12


def test_log_axes_a_part_of_the_run_a_title_and_a_size() -> None:
    root = drawn(
        *(*XOR, "E", "--log", "--log-x", "--from", "3.1.1", "--to", "9.1.2"),
        *("--title", "Mine <b>", "--size", "1000x300"),
    )
    assert (root.get("width"), root.get("height")) == ("1000", "300")
    assert "Mine <b>" in texts(root)
    assert "at the end of training steps 3 to 8" in texts(root)
    (part,) = curves(root)["E"]
    assert len(part) == 6


def test_one_point_an_epoch_or_each_n_th() -> None:
    root = drawn("plot", "tashfeen-parity", "E", "--epochs", "10", "--epochs-only", "--every", "2")
    assert len(curves(root)["E"][0]) == 5
    assert "epoch (2 apart)" in texts(root)


def test_weight_images_are_tiles() -> None:
    root = drawn("plot", "digits", "W1", "--kind", "images", "--epochs", "1")
    assert len(found(root, "image")) == 33
    tall = drawn("plot", "digits", "W1", "--kind", "images", "--epochs", "1", "--image", "16x4")
    _, _, width, height = rectangle(found(tall, "image")[0])
    assert height / width == pytest.approx(4, rel=1e-2)


def test_a_run_that_overflows_is_a_curve_with_a_gap_and_a_count() -> None:
    Path("big.toml").write_text(
        'title = "Big"\ninput = [1]\ntarget = [0]\nlearning_rate = 1e200\n[[layers]]\nactivation = "linear"\n'
        "weights = [[8]]\n[training]\nepochs = 5\n"
    )
    root = drawn("plot", "big.toml", "W1")
    assert len(curves(root)["W1"][0]) == 1
    assert "W1 (4 not finite)" in texts(root)


def test_the_same_call_writes_the_same_bytes() -> None:
    written = []
    for _ in range(2):
        drawn(*XOR, "E", "W1")
        written.append(Path("p.svg").read_bytes())
    assert written[0] == written[1]


@pytest.mark.thorough
def test_a_hundred_thousand_points_are_quick_and_small() -> None:
    begun = perf_counter()
    root = drawn("plot", "sigmoid-2-2-2", "E", "--epochs", "100000", "--log")
    assert perf_counter() - begun < 10, "about 1.3 s"
    assert Path("p.svg").stat().st_size < 60_000
    assert "100,000" in [text for _, _, text in labels(root, "middle")]


def test_a_png_is_as_large_as_was_asked_for() -> None:
    pytest.importorskip("resvg_py")
    assert nnstep(*XOR, "E", "-o", "p.PNG", "--size", "400x300").exit_code == 0
    data = Path("p.PNG").read_bytes()
    assert (data[:8], int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (b"\x89PNG\r\n\x1a\n", 400, 300)


def test_without_the_extra_a_png_is_refused_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    monkeypatch.setattr("nnstep.engine.timeline.Timeline.__init__", None)
    result = nnstep(*XOR, "E", "-o", "p.png")
    assert result.exit_code == 2
    assert "pip install 'nnstep[png]'" in result.stderr
    assert not list(Path().iterdir())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plot", "xor", "-o", "x.svg"], "Missing argument 'EXPRESSION...'"),
        (["plot", "xor", "E"], "Missing option '-o'"),
        (["plot", "xor", "nosuch", "-o", "x.svg"], "nosuch"),
        (["plot", "xor", "E", "-o", "x.gif"], ".svg (a picture of lines) or .png (a picture of pixels)"),
        (["plot", "xor", "E", "-o", "x.svg", "--size", "800"], "is not two numbers from 240 to 20000"),
        (["plot", "xor", "E", "-o", "x.svg", "--size", "8x9"], "is not two numbers"),
        (["plot", "digits", "W1", "-o", "x.svg", "--kind", "images", "--image", "0x64"], "is not two numbers"),
        (["plot", "xor", "E", "-o", "x.svg", "--to", "9999.1.1"], "9999.1.1 is outside the run"),
        (["plot", "xor", "E", "-o", "x.svg", "--from", "nowhere"], "'nowhere' is no position"),
        (["plot", "xor", "E", "-o", "x.svg", "--kind", "pie"], "--kind"),
        (["plot", "xor", "W1", "-o", "x.svg", "--log"], "which has no logarithmic axis"),
        (["plot", "xor", "E", "-o", "x.svg", "--to", "0"], "no training step ends in this part of the run"),
    ],
)
def test_a_wrong_call_is_said_and_ends_with_2(arguments: list[str], said: str) -> None:
    result = nnstep(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(Path().iterdir())
