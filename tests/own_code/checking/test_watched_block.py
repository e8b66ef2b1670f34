"""The lines of a block, watched while they run in this very process."""

from __future__ import annotations

import sys
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from nnstep import Checker
from nnstep.errors import CommandError
from nnstep.own_code.checking.checked import DifferenceError

W1 = np.array([[2.0, 3, 4], [2, 1, 2], [3, 5, 1], [2, 3, 4]])
b1 = np.array([4.0, 1, 1, 2])
W2 = np.array([[3.0, 1, 1, 1], [1, 4, 2, 2]])
b2 = np.array([2.0, 3])
x = np.array([2.0, 1, 3])
t = np.array([4.0, 5])


def forward(x):
    hidden = W1 @ x + b1
    out = W2 @ hidden + b2
    return hidden, out


@pytest.fixture(scope="module")
def check() -> Checker:
    return Checker("zheng-exercise-1")


def test_a_right_block_passes_and_says_what_its_lines_compute(check: Checker) -> None:
    with check.watching() as seen:
        h, o = forward(x)
        d2 = o - t
        d1 = W2.T @ d2
    assert seen.is_right
    assert "✓ delta1" in line_with("d1 = W2.T @ d2", seen.text)
    assert "✓ z1" in line_with("hidden = W1 @ x", seen.text)
    assert "Right as far as it goes: z1, a1, z2, delta2 and delta1. The block does not update" in flat(seen.text)


@pytest.mark.thorough
def test_the_first_wrong_line_is_shown_with_its_cause(check: Checker) -> None:
    with pytest.raises(DifferenceError) as caught, check.watching() as seen:
        h, o = forward(x)
        d2 = o - t
        d1 = W2.T @ d2 * h
    assert not seen.is_right
    first = str(caught.value).splitlines()[0]
    assert first.endswith("in its place, at delta1)")
    assert "d1 is not delta1: something simpler stands in place of the derivative" in first
    assert "✗ not delta1" in line_with("d1 = W2.T @ d2 * h", str(caught.value))
    assert "should be  [486  679  397  397]" in str(caught.value)


def test_a_whole_training_step_may_give_its_results_other_names(check: Checker) -> None:
    with check.watching(steps=1) as seen:
        h, o = forward(x)
        d2 = o - t
        d1 = W2.T @ d2
        new_W2, new_b2 = W2 - 0.1 * np.outer(d2, h), b2 - 0.1 * d2
        new_W1, new_b1 = W1 - 0.1 * np.outer(d1, x), b1 - 0.1 * d1
    assert seen.is_right
    assert "Right through 1 training step." in seen.text


def test_asked_for_steps_must_be_there(check: Checker) -> None:
    with (
        pytest.raises(DifferenceError, match="does not update the parameters, and 1 training step"),
        check.watching(steps=1),
    ):
        forward(x)


def test_a_gradient_that_is_off_by_a_factor_does_not_pass_without_its_update(check: Checker) -> None:
    with pytest.raises(DifferenceError, match=r"Off by a factor .*delta2 \(times 2\)"), check.watching():
        h, o = forward(x)
        d2 = 2 * (o - t)


def test_a_block_that_computes_nothing_of_the_exercise_does_not_pass(check: Checker) -> None:
    with pytest.raises(DifferenceError, match=r"computes nothing|Nothing could be aligned"), check.watching():
        noise = np.array([0.3, 7.5])


@pytest.mark.thorough
def test_an_exception_of_the_block_stays_its_own(check: Checker) -> None:
    with pytest.raises(ZeroDivisionError) as caught, check.watching():
        h, o = forward(x)
        d2 = o - t
        d1 = W2.T @ d2 * h
        1 / 0  # noqa: B018
    assert "not delta1" in caught.value.__notes__[0]


def test_the_findings_are_there_once_the_block_has_ended(check: Checker) -> None:
    with check.watching() as seen:
        assert "<block watched for" in repr(seen)
        with pytest.raises(CommandError, match="has not ended"):
            seen.findings  # noqa: B018
        forward(x)
    assert seen.findings.labels


def test_the_tracer_before_is_the_tracer_after(check: Checker) -> None:
    before = sys.gettrace()
    with check.watching():
        forward(x)
    assert sys.gettrace() == before
    assert sys._getframe().f_trace is None or before is not None


def test_steps_that_there_are_not_are_said(check: Checker) -> None:
    with pytest.raises(CommandError, match="no 7 training steps"):
        check.watching(steps=7)


def test_a_block_without_source_is_said(check: Checker) -> None:
    with pytest.raises(CommandError, match="no file with their source"):
        exec(compile("with check.watching(): y = 1.0", "<no file>", "exec"), {"check": check})


def test_it_shows_in_a_terminal_and_in_a_notebook_with_the_source_escaped(check: Checker) -> None:
    with check.watching() as seen:
        names = {"[red]<b>": W1 @ x + b1}
    output = StringIO()
    Console(file=output, width=200).print(seen)
    assert 'names = {"[red]<b>": W1 @ x + b1}' in output.getvalue()
    assert "[red]&lt;b&gt;" in seen._repr_html_()
    assert "<b>" not in seen._repr_html_()


def line_with(code: str, text: str) -> str:
    return next(line for line in text.splitlines() if code in line)


def flat(text: str) -> str:
    return " ".join(text.split())
