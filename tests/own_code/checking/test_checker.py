"""One's own code held against a scenario, in a test or a notebook."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from nnstep import Checker
from nnstep.errors import CommandError


@pytest.fixture
def check() -> Checker:
    return Checker("zheng-exercise-1")


def said(check: Checker, id: str, value: object) -> str:
    with pytest.raises(AssertionError) as caught:
        check(id, value)
    return str(caught.value)


def test_right_arrays_pass_in_every_form(check: Checker) -> None:
    check.delta2(np.array([[115.0], [141.0]]))
    check.delta2([115, 141])
    check("delta2", (115.0000001, 141))
    check.E(16553)
    check.b2(np.array([-9.5, -11.1], dtype=np.float32))


def test_a_later_training_step_is_checked_by_its_number(check: Checker) -> None:
    with pytest.raises(AssertionError, match=r"step\.2\.E is not right"):
        check.E(1.0, step=2)


def test_a_difference_is_explained_as_the_command_does(check: Checker) -> None:
    hidden = np.array([486.0, 679, 397, 397])
    message = said(check, "dW1", np.outer(hidden, [2, 1, 3]) * 2)
    assert "12 of 12 numbers are off" in message
    assert "this is what you get if a factor 2" in message


def test_what_follows_from_an_earlier_mistake_is_said_to(check: Checker) -> None:
    said(check, "delta2", [100.0, 141.0])
    message = said(check, "dW2", np.outer([100.0, 141.0], [23, 12, 15, 21]))
    assert "it follows from delta2[0]" in message
    check.forget()
    assert "follows from" not in said(check, "dW2", np.outer([100.0, 141.0], [23, 12, 15, 21]))


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (np.zeros((2, 2)), "its shape is (2, 2), which should be (2, 4)"),
        (
            np.array([[2645, 3243], [1380, 1692], [1725, 2115], [2415, 2961]]),
            "exchanged back, all its numbers are right",
        ),
        (None, "does the function return its result?"),
        (max, "is it called?"),
        (np.zeros((2, 4), dtype=bool), "dtype bool"),
        (np.zeros((2, 4), dtype=complex), "complex"),
        (np.full((2, 4), np.nan), "not finite"),
        ([[1, 2], [3]], "rows"),
        ("text", "not for numbers"),
    ],
)
def test_shapes_and_types_are_explained(check: Checker, value: object, part: str) -> None:
    assert part in said(check, "dW2", value)


@pytest.mark.thorough
def test_whole_numbers_that_can_t_hold_the_values_are_named(check: Checker) -> None:
    assert "its dtype is int64" in said(check, "b2", np.array([-9, -11]))


def test_an_unknown_quantity_is_said_with_what_there_is(check: Checker) -> None:
    with pytest.raises(AttributeError, match="did you mean delta2"):
        check.dleta2([1])
    with pytest.raises(CommandError, match="there is no dleta2 in this scenario; did you mean delta2"):
        check("dleta2", 1)


@pytest.mark.parametrize("step", [0, -1, 10**6])
def test_a_training_step_that_there_is_not_is_said_with_those_that_there_are(check: Checker, step: int) -> None:
    with pytest.raises(CommandError, match=f"no training step {step} in this scenario; they go from 1 to 2"):
        check("z1", [1], step=step)


def test_an_unknown_scenario_is_said() -> None:
    with pytest.raises(CommandError, match="there is no scenario called"):
        Checker("no-such-exercise")


def test_it_shows_in_a_notebook_what_was_checked(check: Checker) -> None:
    assert "right" in check.E(16553)._repr_html_()
    said(check, "b2", [1, 2])
    html = check._repr_html_()
    assert "✓" in html
    assert "✗" in html
    assert "<script" not in html
    assert "b2: " in repr(check)


def test_a_tensor_of_torch_is_an_array_too(check: Checker) -> None:
    torch = pytest.importorskip("torch", reason="needs PyTorch")
    check.delta2(torch.tensor([[115.0], [141.0]], requires_grad=True))
    check.delta2(torch.tensor([115.0, 141.0], dtype=torch.bfloat16))


@pytest.mark.thorough
def test_pytest_shows_the_message_and_no_insides(tmp_path) -> None:
    test = tmp_path / "test_mine.py"
    test.write_text(
        "from nnstep import Checker\ncheck = Checker('zheng-exercise-1')\n"
        "def test_delta2():\n    check.delta2([115, 140])\n"
    )
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", str(test)]
    done = subprocess.run(run, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1
    assert "delta2 is not right: 1 of 2 numbers is off" in done.stdout
    assert "checker.py" not in done.stdout.split("short test summary")[0]
