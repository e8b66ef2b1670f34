"""What `nnstep.show` draws, of which position of which run, and what it says where it can't."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnstep
from nnstep.errors import CommandError, FileTakenError, NNStepError, OutputError
from nnstep.harmless_text import visible
from tests.exercises import READY, SMALL
from tests.notebook.page_check import formula, page, picture

EXERCISE = "zheng-exercise-1"


def words(svg: str) -> str:
    return " ".join(" ".join(picture(svg).itertext()).split())


@pytest.mark.parametrize("exercise", READY)
def test_every_exercise_is_shown_at_its_start_at_an_operation_and_after_a_step(exercise: str) -> None:
    scenario = nnstep.load(exercise)
    length = len(nnstep.show(scenario).description)
    assert length
    for at in (1, 4, "1.1.0"):
        shown = nnstep.show(scenario, at)
        picture(shown.svg)
        assert shown.description in repr(shown)
        assert page(shown._repr_html_()).alternatives == [visible(shown.description)]


@pytest.mark.parametrize("exercise", SMALL)
def test_every_operation_of_an_exercise_has_a_formula_for_notebooks(exercise: str) -> None:
    operations = list(nnstep.run(exercise, epochs=1))[:60]
    for operation in operations:
        bundle = operation._repr_mimebundle_()
        assert list(bundle) == ["text/html", "text/latex", "text/plain"]
        formula(bundle["text/latex"])
        read = page(bundle["text/html"])
        assert {"math", "code"} <= read.tags
        assert operation.numpy in read.text


def test_the_numbers_of_a_formula_are_those_of_the_run() -> None:
    """Read back: delta1 by hand, W2ᵀ (115, 141) with the weights of the exercise."""
    operation = next(op for op in nnstep.run(EXERCISE) if op.target == "delta1")
    latex = formula(operation._repr_latex_())
    matrices = [
        np.array([[float(cell) for cell in row.split("&")] for row in found.split(r"\\")])
        for found in re.findall(r"\\begin{bmatrix}(.*?)\\end{bmatrix}", latex)
    ]
    weights, delta, result = matrices
    np.testing.assert_array_equal(weights.T @ delta, result)
    np.testing.assert_array_equal(result, operation.value)


@pytest.mark.parametrize("exercise", SMALL)
def test_the_value_at_the_end_of_each_formula_read_back_is_that_of_the_run(exercise: str) -> None:
    read = 0
    for operation in list(nnstep.run(exercise, epochs=1))[:60]:
        value = np.asarray(operation.value, dtype=np.float64)
        if value.size and max(np.atleast_1d(value).shape) <= 6:
            numbers, units = last_value(operation._repr_latex_())
            assert (np.abs(numbers - np.atleast_2d(value)) <= 0.5001 * units).all()
            is_exact = np.isclose(numbers, np.atleast_2d(value), rtol=1e-7, atol=0)
            assert (is_exact | (units <= 1e-4 * np.abs(value).max())).all()
            read += 1
    assert read


def last_value(latex: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the number or the matrix after the last equals sign, and what each last digit counts."""
    last = formula(latex).rpartition("&=")[2].removesuffix(r"\end{aligned}").strip()
    inside = last.removeprefix(r"\begin{bmatrix}").removesuffix(r"\end{bmatrix}")
    found = np.array([[number_of(cell) for cell in row.split("&")] for row in inside.split(r"\\")])
    return found[..., 0], found[..., 1]


def number_of(cell: str) -> tuple[float, float]:
    mantissa, _, exponent = cell.strip().replace(r" \cdot 10^{", "e").rstrip("}").partition("e")
    decimals = len(mantissa.partition(".")[2])
    return float(f"{mantissa}e{exponent or 0}"), 10.0 ** (int(exponent or 0) - decimals)


def test_the_picture_of_an_operation_has_its_values_formula_and_code() -> None:
    shown = nnstep.show(EXERCISE, at="1.1.7")
    said = words(shown.svg)
    for part in ("δ₁", "486", "679", "397", "W₂ᵀ", "np.ones_like(z1)", "hidden delta of layer 1"):
        assert part in said
    assert "δ₁ is 486, 679, 397 and 397. The error E is 16553." in shown.description


@pytest.mark.parametrize("at", ["1.1.7", 7, "7", " 1.1.7 "])
def test_a_position_is_a_text_or_a_number_of_operations(at: int | str) -> None:
    assert nnstep.show(EXERCISE, at=at).svg == nnstep.show(nnstep.load(EXERCISE), at=7).svg


def test_each_part_is_shown_alone_and_the_error_as_a_curve() -> None:
    whole = nnstep.show("xor", at="end")
    parts = {what: nnstep.show("xor", at="end", what=what) for what in ("network", "operation", "error")}  # type: ignore[arg-type]
    assert all(len(part.svg) < len(whole.svg) for part in parts.values())
    assert 'class="curve"' in parts["error"].svg
    assert 'class="node"' in parts["network"].svg
    assert "lr * db1" in words(parts["operation"].svg)
    assert len({part.svg for part in parts.values()}) == 3


def test_the_curve_has_the_errors_up_to_the_position() -> None:
    errors = [float(op.value) for op in nnstep.run("xor", epochs=6) if op.target == "E"]
    svg = nnstep.show("xor", at="6.1.7", what="error", theme="light").svg
    dots = [float(dot.get("cy", "")) for dot in picture(svg).iter() if dot.tag.endswith("circle")]
    assert len(dots) == 6
    spread = (dots[-1] - dots[0]) / (errors[-1] - errors[0])
    np.testing.assert_allclose(dots, [dots[0] + (error - errors[0]) * spread for error in errors], atol=0.02)


def test_one_error_alone_makes_no_curve_beside_the_rest() -> None:
    assert 'class="curve"' not in nnstep.show(EXERCISE, at="1.1.7").svg
    assert 'class="curve"' in nnstep.show(EXERCISE, at="1.1.7", what="error").svg


def test_digits_are_as_many_as_asked_for() -> None:
    assert "0.53" in words(nnstep.show("kapur-3-3-3-1", at=4, digits=2).svg)
    assert "0.53008555" in words(nnstep.show("kapur-3-3-3-1", at=4, digits=8, what="operation").svg)


# Light and dark


def test_a_picture_is_light_or_dark_or_as_dark_as_the_page() -> None:
    light, dark, auto = (nnstep.show(EXERCISE, theme=theme) for theme in ("light", "dark", "auto"))  # type: ignore[arg-type]
    assert "invert" not in light.svg
    assert 'style="filter: invert(0.9) hue-rotate(180deg)"' in dark.svg
    assert "@media (prefers-color-scheme: dark) { .nnstep-picture-auto {" in auto.svg
    assert "jp-theme-light=true] .nnstep-picture-auto" in auto._repr_html_()
    assert "<style>" not in light._repr_html_()
    (inside,) = re.findall(r'base64,([^"]+)"', auto._repr_html_())
    assert "@media" not in b64decode(inside).decode()
    for shown in (light, dark, auto):
        root = picture(shown.svg)
        assert root.get("role") == "img"
        assert root.find("{http://www.w3.org/2000/svg}desc").text  # type: ignore[union-attr]


# Recordings


def test_a_recording_is_shown_like_the_run_it_is_of(tmp_path: Path) -> None:
    path = nnstep.record("xor", tmp_path / "t.jsonl", epochs=5)
    live = nnstep.show("xor", at="3.1.8")
    with nnstep.open_trace(path) as trace:
        assert nnstep.show(trace, at="3.1.8").svg == live.svg
        assert len(trace) == 75
    assert nnstep.show(path, at="3.1.8").svg == live.svg
    assert "5.1.15" in nnstep.show(path, at="end").description


def test_of_a_recording_of_a_part_what_is_missing_is_said(tmp_path: Path) -> None:
    path = nnstep.record("xor", tmp_path / "t.jsonl", epochs=5, only="W1,E")
    said = words(nnstep.show(path, at="1.1.1", what="operation").svg)
    assert "not recorded: x, z1" in said
    path = nnstep.record("xor", path, epochs=5, first="2.1.0", last="4.1.3", overwrite=True)
    with pytest.raises(CommandError, match=r"the recording begins after 1\.1\.3"):
        nnstep.show(path, at="1.1.3")
    with pytest.raises(CommandError, match=r"does not reach 5.1.1: it ends at 4.1.3"):
        nnstep.show(path, at="5.1.1")
    with nnstep.open_trace(path) as trace:
        assert "E" in trace[4]._repr_latex_()


def test_operations_of_a_recording_have_the_formulas_of_the_run(tmp_path: Path) -> None:
    path = nnstep.record("kapur-3-3-3-1", tmp_path / "t.jsonl")
    live = [operation._repr_latex_() for operation in nnstep.run("kapur-3-3-3-1")]
    with nnstep.open_trace(path) as trace:
        assert [operation._repr_latex_() for operation in trace] == live
    path = nnstep.record("kapur-3-3-3-1", path, only="z*", overwrite=True)
    with nnstep.open_trace(path) as trace:
        assert trace[1]._repr_latex_().count("=") == 1  # what it read is not recorded


def test_an_operation_of_a_closed_recording_keeps_its_formula_and_its_value(tmp_path: Path) -> None:
    for name in ("t.jsonl", "t.jsonl.gz"):
        with nnstep.open_trace(nnstep.record(EXERCISE, tmp_path / name)) as trace:
            operation = trace[6]
        said = page(operation._repr_html_()).text
        assert "δ₁ = W₂ᵀ δ₂ ⊙ linear′(z₁)" in said
        assert "679" in said
        assert "679" in formula(operation._repr_latex_())


def test_an_operation_can_be_pickled_and_keeps_its_value_alone() -> None:
    operation = next(nnstep.run("zheng-exercise-1"))
    copy = pickle.loads(pickle.dumps(operation))
    np.testing.assert_array_equal(copy.value, operation.value)
    assert (copy.target, copy.formula, copy.frame()) == ("z1", operation.formula, None)
    assert "23" in copy._repr_latex_()


# What can't be shown


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ({"at": "9.9.9"}, "is outside the run"),
        ({"at": "x"}, "is no position"),
        ({"what": "netwrk"}, "no picture of 'netwrk'"),
        ({"what": "error"}, "no error is computed up to 1.1.0"),
        ({"what": "operation"}, "no operation has run yet"),
        ({"theme": "blue"}, "no theme 'blue'"),
        ({"digits": 0}, "digits is 0"),
        ({"digits": 99}, "digits is 99"),
        ({"what": "screen", "size": (5, 2)}, "size is 5 by 2"),
    ],
)
def test_what_can_t_be_shown_is_said_with_a_way_out(arguments: dict[str, Any], part: str) -> None:
    with pytest.raises(CommandError, match=re.escape(part)) as caught:
        nnstep.show(EXERCISE, **arguments)
    assert caught.value.hint


def test_a_run_that_computes_no_error_has_no_curve() -> None:
    with pytest.raises(NNStepError, match="computes no error"):
        nnstep.show("given-deltas", at="end", what="error")


def test_an_error_shows_no_traceback_in_a_notebook() -> None:
    error = CommandError("there is no \x1b[31mred", "look")
    assert error._render_traceback_() == ["CommandError: there is no \\x1b[31mred", "hint: look"]


# Files and modules


def test_a_picture_is_saved_whole_and_not_over_another_file(tmp_path: Path) -> None:
    shown = nnstep.show(EXERCISE, at=3)
    path = shown.save(tmp_path / "a.svg")
    assert path.read_text(encoding="utf-8") == shown.svg
    with pytest.raises(FileTakenError):
        shown.save(path)
    assert nnstep.show(EXERCISE, at=4).save(path, overwrite=True) == path
    with pytest.raises(OutputError, match=r"\.jpg files can't be written"):
        shown.save(tmp_path / "a.jpg")
    assert shown.save(tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    mine = tmp_path / "mine.svg"
    mine.write_text(SMALL[EXERCISE].read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(NNStepError, match=r"mine\.svg"):
        replace(shown, inputs=(str(mine),)).save(mine, overwrite=True)


@pytest.mark.thorough
def test_only_the_screen_loads_the_app() -> None:
    script = (
        "import sys, nnstep\nnnstep.show('xor', at=3)._repr_mimebundle_()\n"
        "next(nnstep.run('xor'))._repr_mimebundle_()\nprint('textual' in sys.modules, 'rich' in sys.modules)\n"
        "shown = nnstep.show('xor', at=3, what='screen', size=(80, 24))\n"
        "print('textual' in sys.modules, len(shown.svg) > 5000)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["False False", "True True"]
