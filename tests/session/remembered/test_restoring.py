"""What a session on a changed file has of the session before."""

from __future__ import annotations

from nnstep.program.positions import carried_over
from nnstep.session.remembered.restoring import restore
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from tests.app.screen_text import SMALL, program_of

ONE_LAYER = """
title = "One layer"
input = [0.5, -1]
target = [1]
learning_rate = 0.5
[[layers]]
activation = "sigmoid"
weights = [[0.5, -0.6]]
biases = [0]
"""


def session_on(text: str, *lines: str, epochs: int = 3) -> Session:
    session = Session(program_of(text, epochs=epochs))
    for line in lines:
        perform(session, line)
    return session


def test_all_that_fits_is_kept_where_only_numbers_changed() -> None:
    lines = ["break delta1 after 2", "watch E", "next 4", "bookmark here", "set lr = 0.25", "goto 2.1.3", "level layer"]
    before = session_on(SMALL, *lines)
    now = session_on(SMALL.replace("0.1, -0.2", "0.15, -0.2"))
    assert restore(before, now) == []
    assert [point.text for point in now.debugger.breakpoints] == ["delta1 after 2"]
    assert [watch.text for watch in now.watches] == ["E"]
    assert list(now.bookmarks) == [("here", 4)]
    assert [(edit.position, edit.text) for edit in now.debugger.edits] == [(4, "lr = 0.25")]
    assert (now.debugger.original.program.start["lr"], now.debugger.program.start["lr"]) == (0.5, 0.25)
    assert now.stepper.level == "layer"


def test_what_does_not_fit_is_said_and_the_rest_is_kept() -> None:
    before = session_on(SMALL, "break W2 changes", "break E", "watch a2", "watch z1", "next 3", "set W2[0,1] = 3")
    now = session_on(ONE_LAYER)
    said = restore(before, now)
    assert [line.split(":")[1].strip() for line in said] == ["break W2 changes", "watch a2", "set W2[0,1] = 3"]
    assert all(line.startswith("not kept: ") for line in said)
    assert [point.text for point in now.debugger.breakpoints] == ["E"]
    assert [watch.text for watch in now.watches] == ["z1"]


def test_the_breakpoints_that_the_file_states_are_those_of_the_new_file() -> None:
    def stating(*places: str) -> str:
        return "breakpoints = [" + ", ".join(f'{{ at = "{place}" }}' for place in places) + "]" + SMALL

    before = session_on(stating("E", "a1", "a2"), "break z1", "delete a2", "disable 2")
    now = session_on(stating("a1", "a2", "delta1"))
    assert restore(before, now) == []
    assert [(point.text, point.enabled) for point in now.debugger.breakpoints] == [
        ("a1", False),
        ("z1", True),
        ("delta1", True),
    ]


def test_a_position_is_carried_to_the_same_operation() -> None:
    before, now = program_of(SMALL, epochs=3), program_of(ONE_LAYER, epochs=2)
    targets = [op.target for op in now.ops]
    assert carried_over(0, before, now) == 0
    for done, op in enumerate(before.ops, start=1):
        assert carried_over(15 + done, before, before) == 15 + done
        step, op_done = divmod(carried_over(15 + done, before, now), len(now.ops))
        if op.target in targets:
            assert (step, now.ops[op_done - 1].target) == (1, op.target) or op_done == 0
    assert carried_over(2 * 15 + 4, before, now) == now.last_position
