"""The places where one stopped, and bookmarks: a browser's history, and names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.errors import CommandError
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load
from nnstep.session.session import Session
from nnstep.session.stops import Bookmarks, StopHistory
from nnstep.session.typed_commands import begin, perform
from tests.exercises import READY


def new_session(epochs: int = 4) -> Session:
    return Session(compile_program(load(READY["zheng-exercise-1"]), epochs))


def here(session: Session) -> int:
    return session.debugger.frame.position


class Browser:
    """What everybody knows from a browser, in the plainest way: two piles, and the page between them."""

    def __init__(self) -> None:
        self.before: list[int] = []
        self.after: list[int] = []
        self.page: int | None = None

    def visit(self, page: int) -> None:
        if page == self.page:
            return
        if self.page is not None:
            self.before.append(self.page)
        self.page, self.after = page, []

    def back(self) -> int | None:
        if not self.before or self.page is None:
            return None
        self.after.append(self.page)
        self.page = self.before.pop()
        return self.page

    def forward(self) -> int | None:
        if not self.after or self.page is None:
            return None
        self.before.append(self.page)
        self.page = self.after.pop()
        return self.page


@given(st.lists(st.one_of(st.integers(0, 6), st.sampled_from(["back", "forward"])), max_size=60))
def test_the_places_where_one_stopped_are_gone_through_as_in_a_browser(moves: list[int | str]) -> None:
    visits, browser = StopHistory(), Browser()
    for move in moves:
        if isinstance(move, int):
            visits.note(move)
            browser.visit(move)
        else:
            found = visits.move(-1) if move == "back" else visits.move(1)
            assert found == (browser.back() if move == "back" else browser.forward())
            if found is not None:
                visits.note(found)


def test_a_thousand_places_are_kept() -> None:
    visits = StopHistory()
    for position in range(5000):
        visits.note(position)
    assert visits.move(-1) == 4998
    count = 1
    while visits.move(-1) is not None:
        count += 1
    assert count == 999
    assert visits.move(1) == 4001


def test_a_stop_beyond_where_the_run_ends_by_now_gives_way_to_the_end_and_later_ones_are_kept() -> None:
    visits = StopHistory()
    for position in (3, 20, 9):
        visits.note(position)
    assert visits.move(-1) == 20
    visits.note(12, at_end=True)
    assert (visits.move(1), visits.move(-1), visits.move(-1)) == (9, 12, 3)


def test_a_way_back_that_is_interrupted_keeps_the_stop_that_it_led_to() -> None:
    visits = StopHistory()
    for position in (3, 20, 9):
        visits.note(position)
    assert visits.move(-1) == 20
    visits.note(12)
    assert (visits.move(-1), visits.move(-1)) == (20, 3)


def test_one_goes_back_and_forth_between_the_places_where_one_stopped() -> None:
    session = new_session()
    for line in ("next 3", "goto 20", "break E", "continue", "goto end"):
        perform(session, line)
    seen = [here(session)]
    for _ in range(4):
        perform(session, "earlier")
        seen.append(here(session))
    assert seen == [60, 35, 20, 3, 0]
    perform(session, "later")
    assert here(session) == 3
    perform(session, "goto 7")
    with pytest.raises(CommandError, match="no later stop"):
        perform(session, "later")
    perform(session, "earlier")
    assert here(session) == 3


def test_parts_of_an_operation_are_no_places_of_their_own() -> None:
    session = new_session()
    for line in ("goto 15", "into", "into", "next"):
        perform(session, line)
    assert (here(session), session.debugger.frame.inside is None) == (15, False)
    perform(session, "earlier")
    assert here(session) == 0
    perform(session, "later")
    assert (here(session), session.debugger.frame.inside) == (15, None)


def test_bookmarks_stand_in_the_order_of_the_run_and_one_name_is_one_place() -> None:
    bookmarks = Bookmarks()
    assert [bookmarks.set("", position) for position in (9, 4, 7)] == ["m1", "m2", "m3"]
    assert list(bookmarks) == [("m2", 4), ("m3", 7), ("m1", 9)]
    bookmarks.remove("m2")
    assert bookmarks.set("", 1) == "m2"
    bookmarks.set("m3", 0)
    assert list(bookmarks) == [("m3", 0), ("m2", 1), ("m1", 9)]
    assert len(list(bookmarks)) == 3
    assert "m1" in dict(bookmarks)
    assert "m9" not in dict(bookmarks)
    assert dict(bookmarks)["m1"] == 9


@pytest.mark.parametrize("name", ["1st", "two words", "a" * 32, "-", "a.b", "[red]", "\x1b[31m", "start", "end", "a\n"])
def test_what_is_no_name_is_refused(name: str) -> None:
    bookmarks = Bookmarks()
    with pytest.raises(CommandError):
        bookmarks.set(name, 3)
    assert len(list(bookmarks)) == 0


def test_a_name_that_is_not_there_is_answered_with_those_that_are() -> None:
    bookmarks = Bookmarks()
    bookmarks.set("here", 3)
    with pytest.raises(CommandError) as caught:
        bookmarks.remove("there")
    assert (caught.value.message, caught.value.hint) == ("no bookmark 'there'", "bookmarks: here")


def test_until_leaves_no_breakpoint_behind_however_it_ends() -> None:
    session = new_session()
    perform(session, "until E < 0")
    assert session.debugger.frame.at_end
    assert len(session.debugger.breakpoints) == 0
    perform(session, "goto start")
    journey = begin(session, "until E < 0")
    assert not isinstance(journey, list)
    assert journey is not None
    assert len(session.debugger.breakpoints) == 1
    # Stopped on the way: what was begun is finished without having arrived.
    journey.finish()
    journey.finish()
    assert len(session.debugger.breakpoints) == 0


def test_a_journey_knows_how_far_it_has_come_and_can_be_left_after_any_slice() -> None:
    session = Session(compile_program(load(READY["sigmoid-2-2-2"]), 20_000))
    length = len(session.debugger.program.ops)
    journey = session.run_on()
    assert journey.is_far
    seen = []
    for _ in range(5):
        assert not journey.advance(1e-9)
        seen.append(journey.fraction)
        assert here(session) % length == 0
    assert seen == sorted(seen)
    assert 0 < seen[-1] < 1
    at = here(session)
    perform(session, "next")
    assert here(session) == at + 1
    back = session.run_back()
    assert not back.is_far
    assert back.advance()
    assert here(session) == 0


@pytest.mark.thorough
def test_looking_far_back_is_sliced_too_and_shows_its_progress() -> None:
    session = Session(compile_program(load(READY["sigmoid-2-2-2"]), 20_000))
    perform(session, "goto end")
    perform(session, "break if E > 100")
    journey = session.run_back()
    assert journey.is_far
    seen = []
    while not journey.advance(1e-9):
        seen.append(journey.fraction)
        assert session.debugger.frame.at_end
    assert seen == sorted(seen)
    assert len(seen) > 3
    assert here(session) == 0
