"""What the overview says of each layer in words, and in columns that fit."""

from __future__ import annotations

import pytest

from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse
from nnstep.session.gradients.gradient_table import gradient_table
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from tests.explain.gradient_loop import exercise


def session_after(text: str, steps: int = 1) -> Session:
    session = Session(compile_program(parse(text, "exercise.toml")))
    session.complete(session.go_to(steps * len(session.debugger.program.ops)))
    return session


def lines(session: Session, width: int) -> list[str]:
    writing = session.debugger.program.writing
    table = gradient_table(session.debugger.frame, session.gradient_history, writing)
    return ["".join(text for text, _ in line) for line in table.lines(width)]


def test_dead_layers_are_named_with_what_that_means() -> None:
    said = perform(session_after(exercise().replace("[0, -6, 0.1]", "[-90, -90, -90]")), "gradients")
    assert said[1].split()[:3] == ["2", "relu", "DEAD"]
    assert said[2].split()[:4] == ["1", "tanh", "ALL", "0"]
    assert said[4].startswith("Layer 2: no unit passes a gradient")
    assert "Dead in layer 2: units 0, 1, 2." in said
    assert "Layer 1: the gradient is 0: a later layer passes none back." in said


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 140])
def test_lines_fit_and_the_largest_delta_is_always_there(width: int) -> None:
    heading, *rows = lines(session_after(exercise(), 5), width)
    assert "max|δ|" in heading
    assert all(len(row) <= max(width, 26) for row in (heading, *rows))
    assert len({len(row) for row in (heading, *rows)}) == 1


def test_a_share_of_zeros_that_is_not_all_is_not_rounded_to_all() -> None:
    text = 'title = "t"\ninput = [[1, 1]]\ntarget = [[{}]]\nlearning_rate = 0.1\n'
    rows = ", ".join(["[-1, -1]"] * 299 + ["[1, 1]"])
    layer = f'[[layers]]\nactivation = "relu"\nweights = [{rows}]\n'
    session = session_after(text.format(", ".join(["1"] * 300)) + layer)
    assert "99 %" in lines(session, 100)[1]


def test_a_graph_shows_its_numbers() -> None:
    session = Session(compile_program(load(find("bradbury-graph-chain"))))
    session.complete(session.go_to(session.debugger.program.last_position))
    assert lines(session, 80)[0].split() == ["node", "|derivative|", "of", "max", "last", "steps"]
    assert len(perform(session, "gradients")) == 1 + len(session.gradient_history.ids)
