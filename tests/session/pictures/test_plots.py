"""A number over the training steps, held against going through the run one operation at a time."""

from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest

from nnstep.errors import CommandError, NNStepError
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse
from nnstep.session.pictures.plots import MOST_EXACT, Plot
from nnstep.session.session import Session
from nnstep.session.typed_commands import begin, perform

ONE = """title = "One weight"
input = [1]
target = [0]
learning_rate = 0.1
[[layers]]
activation = "linear"
weights = [[8]]
[training]
epochs = 5000
"""
"""W1 = 8·0.9ⁿ after n training steps."""


def one(steps: int) -> Session:
    session = Session(compile_program(parse(ONE, "one.toml")))
    perform(session, f"goto {steps * 6}")
    return session


def plot(session: Session, text: str) -> Plot:
    answer = begin(session, f"plot {text}")
    assert isinstance(answer, Plot)
    answer.advance(inf)
    return answer


def test_every_training_step_s_end_is_looked_at() -> None:
    found = plot(one(7), "W1[0,0]")
    np.testing.assert_allclose(found.values, [8 * 0.9**n for n in range(1, 8)], rtol=1e-12)
    assert found.about == "W1[0,0] at the end of each of 7 training steps"
    assert list(found.steps) == list(range(7))


def test_of_a_long_run_evenly_spaced_ones_are_the_first_and_the_last_among_them() -> None:
    found = plot(one(MOST_EXACT + 1000), "abs(W1).max()")
    assert (found.steps[0], found.steps[-1]) == (0, MOST_EXACT + 999)
    assert len(found.steps) == 500
    assert set(np.diff(found.steps)) <= {6, 7}
    np.testing.assert_allclose(found.values, 8 * 0.9 ** (found.steps + 1.0), rtol=1e-9)
    assert "500 of 3000 training steps, evenly spaced" in found.about


def test_the_values_are_those_of_going_there_in_whatever_slices_they_are_worked_out() -> None:
    session = Session(compile_program(load(find("xor")), 12))
    perform(session, "goto end")
    at_once = plot(session, "E")
    sliced = Plot(session.debugger, "E")
    slices = 0
    while not sliced.advance(0.0) and slices < 1000:
        slices += 1
    while not sliced.advance(1e-6):
        assert session.debugger.frame.at_end
    np.testing.assert_array_equal(sliced.values, at_once.values)
    np.testing.assert_array_equal(at_once.values, session.debugger.frame.errors)


def test_one_stays_where_one_is_also_half_way_through_a_training_step() -> None:
    session = one(3)
    perform(session, "next 2")
    frame = session.debugger.frame
    found = plot(session, "E")
    assert len(found.steps) == 3, "the fourth one is not done"
    assert session.debugger.frame is frame
    assert perform(session, "next")[0].startswith("4.1.3: E")


def test_a_watch_is_plotted_by_its_number() -> None:
    session = one(2)
    perform(session, "watch W1 * 2")
    assert plot(session, "1").text == "W1 * 2"
    assert list(plot(session, "2").values) == [2, 2], "there is no watch 2, but there is a number 2"


def test_a_changed_run_is_plotted_as_it_is_changed() -> None:
    session = one(2)
    perform(session, "set W1 = 100")
    perform(session, "next 6")
    np.testing.assert_allclose(plot(session, "W1").values, [7.2, 100 * 1.0, 90], rtol=1e-12)


def test_what_is_not_finite_is_kept_as_it_is() -> None:
    session = Session(compile_program(parse(ONE.replace("0.1", "1e200"), "one.toml")))
    perform(session, "goto 24")
    values = plot(session, "W1").values
    assert values[0] == pytest.approx(-8e200)
    assert not np.isfinite(values[1:]).any()
    assert repr(float(values[-1])) in (repr(nan), repr(inf), repr(-inf))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("W1[0,:]", ""),
        ("x[0,5]", "x"),
        ("", ""),
        ("previous(E)", "previous"),
        ("q", "nothing is called q"),
        ("__import__('os').system('true')", ""),
    ],
)
def test_what_is_no_number_is_refused_in_words(text: str, message: str) -> None:
    session = Session(compile_program(load(find("zheng-exercise-1")), 2))
    perform(session, "goto end")
    with pytest.raises(NNStepError) as caught:
        begin(session, f"plot {text}")
    assert message in caught.value.message


def test_nothing_done_yet_is_nothing_to_plot() -> None:
    session = one(0)
    with pytest.raises(CommandError, match="no training step is done yet"):
        begin(session, "plot E")
    perform(session, "next 5")
    with pytest.raises(CommandError, match="no training step is done yet"):
        begin(session, "plot E")


def test_on_the_command_line_a_plot_is_a_table_of_no_more_than_21_steps() -> None:
    lines = perform(one(100), "plot W1")
    assert len(lines) == 22
    assert lines[0] == "W1 at the end of each of 100 training steps"
    assert lines[1].split() == ["1", "7.2"]
    assert lines[-1].split()[0] == "100"
    assert float(lines[-1].split()[1]) == pytest.approx(8 * 0.9**100, rel=1e-5)
