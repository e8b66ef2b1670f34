"""What is copied is what the run holds: exact for other programs, as shown for people."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from nnstep.errors import NNStepError
from nnstep.session.copies import copy_of
from nnstep.session.opening import open_run
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform


@pytest.fixture
def session() -> Session:
    """At the first hidden delta of a text's exercise, which is 486 679 397 397."""
    session = Session.of(open_run("zheng-exercise-1"))
    perform(session, "goto 1.1.7")
    return session


def copied(session: Session, text: str) -> str:
    return copy_of(session, text).text


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("", "486"),
        ("element numpy", "486.0"),
        ("matrix latex", r"\delta _{1} = \begin{bmatrix} 486 \\ 679 \\ 397 \\ 397 \end{bmatrix}"),
        ("formula", "δ₁ = W₂ᵀ δ₂ ⊙ linear′(z₁)"),
        ("formula latex", r"\delta _{1} = {W_{2}}^{T} \delta _{2} \odot \mathrm{linear}'\left(z_{1}\right)"),
        ("lr", "0.1"),
    ],
)
def test_each_subject_in_the_form_that_was_asked_for(session, asked, text):
    assert copied(session, asked) == text


def test_numbers_for_numpy_are_the_runs_to_the_last_bit():
    session = Session.of(open_run("kapur-3-3-3-1"))
    perform(session, "goto 1.1.5")
    for id in ("W1", "z1", "a1"):
        read = eval(copied(session, f"{id} numpy"), {"np": np})
        assert np.array_equal(read, session.debugger.frame.values[id])


def test_a_table_has_a_line_for_each_row(session):
    rows = [[float(cell) for cell in row] for row in csv.reader(io.StringIO(copied(session, "W2 csv")))]
    assert np.array_equal(rows, session.debugger.frame.values["W2"])


def test_a_formula_with_its_numbers_in_latex_holds_every_operand(session):
    text = copied(session, "numbers latex")
    assert r"\begin{bmatrix} 115 \\ 141 \end{bmatrix}" in text
    assert text.endswith(r"= \begin{bmatrix} 486 \\ 679 \\ 397 \\ 397 \end{bmatrix}")


@pytest.mark.parametrize("asked", ["formula csv", "nonsense", "W9 numpy"])
def test_what_can_not_be_copied_is_refused(session, asked):
    with pytest.raises(NNStepError):
        copy_of(session, asked)


def test_there_is_no_result_at_the_start():
    with pytest.raises(NNStepError, match="no operation"):
        copy_of(Session.of(open_run("zheng-exercise-1")), "matrix")


def test_without_a_screen_the_text_is_the_answer(session):
    assert perform(session, "copy delta2 csv") == ["115.0", "141.0"]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("lr * 1e300 * 1e300", "np.inf"),
        ("0 - lr * 1e300 * 1e300", "-np.inf"),
        ("lr * 1e300 * 1e300 - lr * 1e300 * 1e300", "np.nan"),
    ],
)
def test_a_number_that_is_not_finite_is_copied_as_numpy_reads_it(session, asked, text):
    assert copied(session, f"{asked} numpy") == text


@pytest.mark.parametrize(("notation", "sign"), [("zheng", " = "), ("nielsen", r" \to "), ("kapur", " := ")])
def test_an_update_in_latex_has_the_sign_that_the_text_has(session, notation, sign):
    perform(session, "goto 1.1.12")
    perform(session, f"notation {notation}")
    assert sign in copied(session, "formula latex")
