"""The observer of a run: what it is handed when the run is changed, gone back in, or goes on after a fault."""

from __future__ import annotations

import pytest

from nnstep.debugger.debugger import Debugger
from nnstep.engine.edits import Edit
from nnstep.engine.timeline import Timeline
from nnstep.expr.array import frozen
from nnstep.program.compile import compile_program
from tests.conftest import build_scenario
from tests.debugger.watching import Watching

PROGRAM = compile_program(build_scenario((2, 2, 2), ("sigmoid", "sigmoid"), samples=2, epochs=3))


class Observed:
    """A debugger with an observer, and how often it was told that the observation has ended."""

    def __init__(self, position: int = 0, *, every: int = 1) -> None:
        self.debugger = Debugger(PROGRAM)
        self.debugger.go_to(position)
        self.seen = Watching(every=every)
        self.ended = 0
        self.debugger.observe(self.seen, at_change=self.end)

    def end(self) -> None:
        self.ended += 1

    @property
    def is_active(self) -> bool:
        return self.debugger.observing[0] is not None


def doubled(debugger: Debugger, id: str = "W1") -> Edit:
    """Return the change that doubles a quantity at the current position."""
    old = debugger.frame.values[id]
    return Edit(debugger.frame.position, id, frozen(2 * old), old, f"{id} = 2 * {id}")


def test_a_change_where_the_run_stands_is_handed_over_and_what_follows_has_it() -> None:
    run = Observed()
    run.debugger.go_to(3)
    edit = doubled(run.debugger)
    run.debugger.edit(edit)
    run.debugger.step()
    assert run.seen.edits == [edit]
    assert run.seen.positions == [1, 2, 3, 4]
    assert (run.seen.frames[-1].values["W1"] == edit.value).all()
    assert (run.is_active, run.ended) == (True, 0)


def test_a_change_before_what_was_handed_over_ends_the_observation_once() -> None:
    run = Observed()
    run.debugger.go_to(5)
    run.debugger.go_to(2)
    run.debugger.edit(doubled(run.debugger))
    run.debugger.go_to(8)
    assert run.seen.positions == [1, 2, 3, 4, 5]
    assert run.seen.edits == []
    assert (run.is_active, run.ended) == (False, 1)


@pytest.mark.parametrize("way", ["undo", "redo", "another run"])
def test_what_makes_it_another_run_ends_the_observation_before_anything_of_it_is_handed_over(way: str) -> None:
    run = Observed()
    debugger = run.debugger
    debugger.go_to(4)
    debugger.edit(doubled(debugger))
    if way == "redo":
        debugger.undo()
        debugger.observe(run.seen, at_change=run.end)
        run.ended = 0
    before = list(run.seen.positions)
    {
        "undo": debugger.undo,
        "redo": debugger.redo,
        "another run": lambda: debugger.begin_with(lambda: Timeline(PROGRAM)),
    }[way]()
    debugger.go_to(9)
    assert run.seen.positions == before
    assert (run.is_active, run.ended) == (False, 1)


@pytest.mark.parametrize("way", ["undo", "redo"])
def test_where_there_is_nothing_to_undo_or_to_redo_it_goes_on(way: str) -> None:
    run = Observed()
    run.debugger.go_to(2)
    assert (run.debugger.undo if way == "undo" else run.debugger.redo)() is None
    run.debugger.go_to(4)
    assert run.seen.positions == [1, 2, 3, 4]
    assert (run.is_active, run.ended) == (True, 0)


@pytest.mark.parametrize("every", [1, 4])
def test_changes_made_before_it_began_are_handed_over_where_they_take_effect(every: int) -> None:
    """Also between the positions that the observer wants, and two at one place in the order in which they were made."""
    debugger = Debugger(PROGRAM)
    edits = []
    for position, id in ((3, "W1"), (6, "b1"), (6, "W2"), (9, "b2")):
        debugger.go_to(position)
        edits.append(doubled(debugger, id))
        debugger.edit(edits[-1])
    debugger.restart()
    seen = Watching(every=every)
    debugger.observe(seen)
    debugger.go_to(5)
    assert seen.edits == edits[:1]
    debugger.go_to(8)
    assert seen.edits == edits[:3]
    debugger.go_to(12)
    assert seen.edits == edits
    assert seen.positions == list(range(every, 13, every))
    if every == 1:  # the operation where a change was made is handed over as it was before the change
        assert [bool((seen.frames[at - 1].values["W1"] == edits[0].value).all()) for at in (3, 4)] == [False, True]
        assert [bool((seen.frames[at - 1].values["W2"] == edits[2].value).all()) for at in (6, 7)] == [False, True]
    assert (debugger.edits, debugger.observing[0]) == (tuple(edits), seen)


def test_a_change_where_it_began_is_not_handed_over_a_second_time() -> None:
    debugger = Debugger(PROGRAM)
    debugger.go_to(3)
    debugger.edit(doubled(debugger))
    seen = Watching()
    debugger.observe(seen)
    debugger.go_to(5)
    assert (seen.edits, seen.positions) == ([], [4, 5])


def test_an_observer_that_has_enough_leaves_the_run_alone() -> None:
    """What it wants next lies after the position gone to, and comes when the run gets there."""
    run = Observed(every=7)
    run.debugger.go_to(6)
    assert (run.seen.positions, run.debugger.observed_to) == ([], 0)
    run.debugger.go_to(7)
    assert (run.seen.positions, run.debugger.observed_to) == ([7], 7)


def test_an_observer_that_is_taken_away_while_it_is_handed_something_gets_no_more() -> None:
    class Leaving(Watching):
        def write(self, frame: object) -> None:
            super().write(frame)  # type: ignore[arg-type]
            if len(self.frames) == 3:
                debugger.observe(None)

    debugger, seen = Debugger(PROGRAM), Leaving()
    debugger.observe(seen)
    assert debugger.go_to(8).position == 8
    assert seen.positions == [1, 2, 3]


def test_what_the_person_did_is_handed_over_only_where_somebody_listens() -> None:
    run = Observed()
    assert run.debugger.remark("note", "a thought", "W1")
    run.debugger.observe(None)
    assert not run.debugger.remark("note", "another")
    assert run.seen.remarks == [("note", "a thought")]


@pytest.mark.parametrize("rebuild", [False, True])
def test_after_a_fault_nothing_is_handed_over_twice(*, rebuild: bool) -> None:
    """The fault came after operations were handed over that the state restored knows nothing of."""
    run = Observed()
    debugger = run.debugger
    debugger.go_to(3)
    debugger.edit(doubled(debugger))
    observing = debugger.observing
    debugger.go_to(6)
    debugger.go_on_after_fault(observing, rebuild=rebuild)
    debugger.go_to(8)
    assert run.seen.positions == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len(run.seen.edits) == len(debugger.edits) == 1
    assert (debugger.peek(4).values["W1"] == debugger.edits[0].value).all()


def test_an_observer_that_went_with_the_fault_is_there_again() -> None:
    run = Observed()
    run.debugger.go_to(3)
    observing = run.debugger.observing
    run.debugger.observe(None)
    run.debugger.go_on_after_fault(observing, rebuild=False)
    run.debugger.go_to(5)
    assert run.seen.positions == [1, 2, 3, 4, 5]
