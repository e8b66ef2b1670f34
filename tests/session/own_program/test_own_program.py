"""A person's program beside the run: which line works on a position, where a line leads, breakpoints at lines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nnstep.errors import CommandError, NNStepError
from nnstep.session.opening import open_run
from nnstep.session.own_program.own_program import LineStanding, chief_of, source_lines
from nnstep.session.remembered.restoring import restore
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from tests.session.own_program.own_net import D_H, G_W1, RIGHT, WRONG, own_program, script, session_with

OPS = 15
LINES = {"z1": 14, "a1": 15, "z2": 16, "a2": 16, "delta2": 17, "delta1": 18, "dW2": 19, "dW1": 20, "W2": 21, "b1": 24}
"""By quantity: the line that computes it, counted by hand."""


@pytest.mark.parametrize("step", [0, 1, 2])
@pytest.mark.parametrize("id", [id for id in LINES if id not in ("z2", "W2", "b1")])
def test_a_position_shows_the_line_that_computes_its_operation(step: int, id: str) -> None:
    own = own_program()
    ops = own.findings.program.ops
    number = next(number for number, op in enumerate(ops) if op.target == id)
    chief = chief_of(own.works_at(step * OPS + number + 1))
    assert chief is not None
    assert chief.place == (script(own), LINES[id])
    assert chief.standing is LineStanding.RIGHT


def test_updates_in_place_are_shown_at_their_lines() -> None:
    own = own_program()
    for op, line in ((11, 21), (12, 22), (13, 23), (14, 24)):
        chief = chief_of(own.works_at(op + 1))
        assert chief is not None
        assert chief.place[1] == line


def test_the_start_shows_what_is_given() -> None:
    own = own_program()
    assert {work.place[1] for work in own.works_at(0)} >= {6, 7, 8, 9, 10, 11}


def test_a_line_leads_to_the_nearest_operation_ahead_and_then_to_the_first() -> None:
    own = own_program()
    place = script(own), D_H
    first = next(n for n, op in enumerate(own.findings.program.ops) if op.target == "delta1") + 1
    assert own.leading_to(place, 0) == first
    assert own.leading_to(place, first) == first + OPS
    assert own.leading_to(place, first + 2 * OPS) == first
    with pytest.raises(CommandError, match="line 1 computes no operation"):
        own.leading_to((script(own), 1), 0)


def test_nothing_is_shown_beyond_the_training_steps_that_were_watched() -> None:
    own = own_program()
    assert own.watched_to == 3 * OPS
    assert own.works_at(own.watched_to)
    assert not own.works_at(own.watched_to + 1)


@pytest.mark.thorough
def test_the_wrong_line_and_what_follows_from_it_are_told_apart() -> None:
    own = own_program(WRONG)
    assert own.first_wrong == (script(own), D_H)
    ops = [op.target for op in own.findings.program.ops]

    def standing(id: str, step: int = 0) -> LineStanding:
        chief = chief_of(own.works_at(step * OPS + ops.index(id) + 1))
        assert chief is not None
        return chief.standing

    assert [standing(id) for id in ("delta2", "delta1", "dW1", "dW2")] == [
        *(LineStanding.RIGHT, LineStanding.WRONG, LineStanding.FOLLOWS, LineStanding.RIGHT),
    ]
    assert standing("z1", 1) is LineStanding.FOLLOWS
    assert standing("delta1", 1) is LineStanding.WRONG, "it goes wrong anew in each training step"


def test_a_line_of_the_program_is_a_place_for_a_breakpoint() -> None:
    session = session_with()
    assert perform(session, f"break my_net.py:{G_W1}") == [f"breakpoint 1: my_net.py:{G_W1}"]
    perform(session, "break my_net.py:17 if E < 0.277")
    (at_line, conditional) = session.debugger.breakpoints
    ops = [op.target for op in session.debugger.program.ops]
    assert at_line.ops == {ops.index("dW1")}
    assert conditional.ops == {ops.index("delta2")}
    assert perform(session, "continue")[0].startswith("1.1.10: dW1, stopped by breakpoint 1")
    perform(session, "delete my_net.py:20")
    assert "delta2" in perform(session, "continue")[0]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("my_net.py:1", "line 1 computes no operation"),
        ("my_net.py:99", "my_net.py has no line 99"),
        ("my_net.py:9999999999", "has no line"),
        ("other.py:3", "there is no 'other.py:3'"),
        ("my_net.py:", "there is no 'my_net.py:'"),
    ],
)
def test_a_line_that_is_no_place_is_refused(text: str, problem: str) -> None:
    with pytest.raises(NNStepError, match=problem):
        perform(session_with(), f"break {text}")


@pytest.mark.thorough
def test_reading_the_scenario_again_keeps_the_program_and_its_breakpoints() -> None:
    before, now = session_with(WRONG), Session.of(open_run("zheng-exercise-3", 4))
    perform(before, f"break my_net.py:{D_H}")
    perform(before, "break delta2")
    assert restore(before, now) == []
    assert now.own_program is not None
    assert now.own_program.first_wrong == (script(now.own_program), D_H)
    assert {point.text for point in now.debugger.breakpoints} == {"delta2", f"my_net.py:{D_H}"}


def test_breakpoints_at_lines_are_saved_with_all_that_was_set_on_them(tmp_path: Path) -> None:
    before = session_with()
    for line in (f"break my_net.py:{G_W1} after 3", "break E", f"tbreak my_net.py:{D_H}", "ignore 1 5", "disable 3"):
        perform(before, line)
    perform(before, f"save {tmp_path / 'state.nns'}")
    with_program, without = session_with(), Session.of(open_run("zheng-exercise-3", 4))
    perform(with_program, f"source {tmp_path / 'state.nns'}")
    assert [replace(point, number=0) for point in with_program.debugger.breakpoints] == [
        replace(before.debugger.breakpoints.numbered(number), number=0) for number in (2, 1, 3)
    ]
    with pytest.raises(CommandError, match=f"my_net.py:{G_W1} is no line of a program here") as caught:
        perform(without, f"source {tmp_path / 'state.nns'}")
    assert "run the program first" in caught.value.hint
    assert [point.text for point in without.debugger.breakpoints] == ["E"], "what needs no program is there"


def test_lines_are_counted_as_python_counts_them() -> None:
    assert source_lines("a\r\nb\x0c\rc\n") == ["a", "b\x0c", "c"]
    assert len(source_lines(RIGHT)) == RIGHT.count("\n")


def test_code_runs_nothing_without_a_screen() -> None:
    session = session_with()
    with pytest.raises(CommandError, match="no file"):
        perform(session, "code nothing.py")
    with pytest.raises(CommandError, match="only on the screen"):
        perform(session, f"code {__file__}")
    assert perform(session, "code") == ["done"]
    session.own_program = None
    with pytest.raises(CommandError, match="no program is open"):
        perform(session, "code")


@pytest.mark.thorough
def test_a_program_in_another_order_is_shown_at_the_exercises_operations() -> None:
    late = "    d_h = (d_o @ W2.T) * h * (1 - h)\n"
    update = "    W2 -= 0.1 * gW2\n"
    gradient = "    gW2 = h.T @ d_o / 3\n"
    source = RIGHT.replace(late, "").replace(gradient, "").replace(update, f"{gradient}{update}{late}", 1)
    source = source.replace("    gW1 = X.T @ d_h / 3\n", "").replace(late, f"{late}    gW1 = X.T @ d_h / 3\n")
    own = own_program(source)
    assert own.first_wrong is not None
    ops = [op.target for op in own.findings.program.ops]
    works = [work for position in range(own.watched_to + 1) for work in own.works_at(position)]
    assert any(work.standing is LineStanding.FOLLOWS for work in works)
    assert all(work.label is None or work.op == -1 or ops[work.op or 0] == work.label.id for work in works)
