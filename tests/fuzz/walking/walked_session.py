"""A session that is walked through, held after each command against a run that is computed anew."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from nnstep.debugger.breakpoints import Breakpoint
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from nnstep.session.watches import value_at
from tests.fuzz.walking.course import BUDGET, bits, difference, differences
from tests.fuzz.walking.drawn_runs import drawn_run
from tests.fuzz.walking.opened import OPENINGS, Opening, opened_as
from tests.fuzz.walking.plain_breakpoints import PlainBreakpoint
from tests.fuzz.walking.recordings import Recordings, difference_of_part
from tests.fuzz.walking.walk_model import WalkModel

SEEDS = st.integers(0, 2**32 - 1)


class WalkedSession(RuleBasedStateMachine):
    """One session with one run."""

    @initialize(
        number=st.integers(0, 3000),
        opening=st.sampled_from(["live", *OPENINGS]),
        part=st.none() | SEEDS,
        budget=st.sampled_from([BUDGET, 5000, 0]),
    )
    def open(self, number: int, opening: Opening, part: int | None, budget: int) -> None:
        self.tests = 0
        self._kept = TemporaryDirectory(prefix="nnstep-walk-")
        self.folder = Path(self._kept.name)
        self.request = drawn_run(number, self.folder)
        live = self.request.open()
        whole = WalkModel(live.beginning(BUDGET))
        is_whole = part is None or opening == "live"
        first = 0 if is_whole else Random(part).randrange(whole.course.end)
        self.session = Session.of(opened_as(opening, live, self.folder, first), budget)
        self.model = WalkModel(live.beginning(BUDGET), first)
        self.knows_less = opening == "recorded" or first > 0
        perform(self.session, "delete")
        self.recordings = Recordings(self.session.debugger, self.folder)
        self.check()

    def teardown(self) -> None:
        if hasattr(self, "recordings"):
            self.recordings.end(self.model.course, self.session)
            course = self.model.course
            chosen = course.frames[self.model.first + 1 :: max(1, course.end // 20)]
            assert not (found := differences(chosen, course.fresh())), found
            assert not (found := differences(chosen[::-1], self.session.debugger.run, recorded=self.knows_less)), found
        if hasattr(self, "_kept"):
            self._kept.cleanup()

    @property
    def is_inside(self) -> bool:
        return self.session.debugger.frame.inside is not None

    def check(self) -> None:
        """Hold the session against the model."""
        session, model = self.session, self.model
        frame = session.debugger.frame
        if model.first and model.position == model.first:
            assert not (found := difference_of_part(model.frame, frame)), found
        else:
            assert not (found := difference(frame, model.frame, recorded=self.knows_less)), found
        known = model.course.frames[-1].errors[: frame.known_errors.size]
        assert bits(frame.known_errors) == bits(known)
        assert str(model.frame.place) in session.where()[0] or not model.position
        states = [
            (p.number, p.text, p.temporary, p.ignore_count, p.hits, p.enabled) for p in session.debugger.breakpoints
        ]
        assert states == [point.state for point in model.points]
        assert dict(session.bookmarks) == model.bookmarks
        assert session.stepper.level == model.level
        assert [edit.text for edit in session.debugger.edits] == [edit.text for edit in model.course.edits]
        self.check_watches()
        self.recordings.look(model.course, session)

    def check_watches(self) -> None:
        """Hold the values that watches had on the way against those of the run as it is now."""
        frames, edited = self.model.course.frames, {edit.position for edit in self.model.course.edits}
        for watch, text in zip(self.session.watches, self.model.watches, strict=True):
            assert watch.text == text
            positions = [look.position for look in watch.looks]
            assert positions == sorted(positions)
            assert not positions or positions[-1] <= self.model.position
            for look in watch.looks:  # where a change was made there is the value before it, too
                expected = value_at(watch.expression, frames[look.position])
                assert look.position in edited or expected is None or bits(look.value) == bits(expected)

    def check_stop(self, expected: PlainBreakpoint | None) -> None:
        """Hold the breakpoint that ended the last move against the one that should have."""
        stopped: Breakpoint | None = self.session.debugger.stopped_by
        assert (stopped and stopped.number) == (expected and expected.number)

    def do(self, line: str) -> list[str]:
        self.session.settle()
        return perform(self.session, line)
