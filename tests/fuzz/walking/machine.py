"""Walks through a session by typed commands, each held against a run that is computed anew."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from nnstep.debugger.breakpoints import Breakpoint
from nnstep.debugger.levels import INSIDE, LEVELS
from nnstep.debugger.moves import Move
from nnstep.debugger.nonfinite_stop import FIRST_NONFINITE
from nnstep.engine.edits import Edit, editable
from nnstep.errors import NNStepError
from nnstep.expr.array import frozen
from nnstep.session.session import Session
from nnstep.session.typed_commands import begin, perform
from nnstep.session.watches import value_at
from tests.fuzz.walking.course import BUDGET, bits, difference, differences
from tests.fuzz.walking.drawn_runs import drawn_run
from tests.fuzz.walking.files import check_reloaded, check_saved
from tests.fuzz.walking.opened import OPENINGS, Opening, opened_as
from tests.fuzz.walking.plain_breakpoints import PlainBreakpoint, drawn_breakpoint, drawn_number
from tests.fuzz.walking.recordings import Recordings, difference_of_part
from tests.fuzz.walking.walk_model import WalkModel, coarser

SEEDS = st.integers(0, 2**32 - 1)
COUNTS = st.integers(1, 4) | st.integers(1, 40)
LOOKING = ("where", "values", "notes", "compare", "watches", "breakpoints", "args", "list", "numerical", "edits")
"""Commands that change nothing of the run."""


class SessionWalk(RuleBasedStateMachine):
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
        # How large a gradient was in the epoch before a recording began is not known, so it may not stop in time.
        is_whole = part is None or opening == "live" or live.program.scenario.stop.gradient_below is not None
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

    # Moves

    @rule(command=st.sampled_from(["next", "reverse-next"]), count=COUNTS)
    def step(self, command: str, count: int) -> None:
        model, back = self.model, command.startswith("reverse")
        if model.level in INSIDE:
            self.step_inside(command, count)
            return
        if self.is_obstructed(back=back):
            return
        inside = self.is_inside
        target = model.target(-count if back else count, model.level, inside=inside)
        self.do(f"{command} {count}")
        self.check_stop(model.move(target, inside=inside))
        self.check()

    def is_obstructed(self, *, back: bool) -> bool:
        """Return whether no step leads on here."""
        frame = self.session.debugger.frame
        return (frame.at_start and frame.inside is None) if back else frame.at_end

    def step_inside(self, command: str, count: int) -> None:
        """Step within operations: no breakpoint stops this, and the way back leads to the same place."""
        before, debugger = self.session.debugger.frame, self.session.debugger
        self.do(f"{command} {count}")
        self.model.position = debugger.frame.position
        self.check()
        reached_an_end = debugger.frame.at_end or (
            self.model.position == self.model.first and debugger.frame.inside is None
        )
        if not reached_an_end:
            opposite = "next" if command.startswith("reverse") else "reverse-next"
            self.do(f"{opposite} {count}")
            self.model.position = debugger.frame.position
            place = before.inside and before.inside.place
            assert (debugger.frame.position, debugger.frame.inside and debugger.frame.inside.place) == (
                before.position,
                place,
            )
            self.check()

    @rule(command=st.sampled_from(["into", "reverse-step"]), count=COUNTS)
    def step_into(self, command: str, count: int) -> None:
        if self.is_obstructed(back=command == "reverse-step"):
            return
        self.do(f"{command} {count}")
        self.model.level = LEVELS[0]
        self.model.position = self.session.debugger.frame.position
        self.check()

    @rule(command=st.sampled_from(["finish", "reverse-finish"]), count=st.integers(1, 3))
    def step_out(self, command: str, count: int) -> None:
        model, back = self.model, command.startswith("reverse")
        if self.is_obstructed(back=back):
            return
        inside = self.is_inside
        model.level = coarser(model.level)
        if model.level in INSIDE:
            self.do(f"{command} {count}")
            model.position = self.session.debugger.frame.position
        else:
            target = model.target(-count if back else count, model.level, inside=inside)
            self.do(f"{command} {count}")
            self.check_stop(model.move(target, inside=inside))
        self.check()

    @rule(command=st.sampled_from(["training-step", "reverse-training-step"]), count=COUNTS)
    def training_step(self, command: str, count: int) -> None:
        back = command.startswith("reverse")
        if self.is_obstructed(back=back):
            return
        inside = self.is_inside
        target = self.model.target(-count if back else count, "training step", inside=inside)
        self.do(f"{command} {count}")
        self.check_stop(self.model.move(target, inside=inside))
        self.check()

    @rule(level=st.sampled_from([*LEVELS, "up", "down"]))
    def choose_level(self, level: str) -> None:
        self.do(level if level in ("up", "down") else f"level {level}")
        by = {"up": 1, "down": -1}.get(level)
        at = LEVELS.index(self.model.level) + by if by else LEVELS.index(level)  # type: ignore[arg-type]
        self.model.level = LEVELS[max(0, min(len(LEVELS) - 1, at))]
        self.check()

    @rule(seed=SEEDS, counted=st.booleans())
    def jump(self, seed: int, counted: bool) -> None:
        position = Random(seed).randint(0, self.model.frame.program.last_position)
        self.do(f"goto {position if counted else self.model.frame.program.place(position)}")
        self.model.go_to(position)
        self.check()

    @rule(where=st.sampled_from(["goto start", "goto end", "restart"]))
    def jump_to_an_end(self, where: str) -> None:
        self.do(where)
        self.model.go_to(self.model.course.end if where == "goto end" else 0)
        if where == "restart":
            self.model.level = "operation"
        self.check()

    @rule()
    def go_back_in_the_stop_history(self) -> None:
        here = self.model.position
        try:
            self.do("earlier")
        except NNStepError:
            return
        self.model.position = self.session.debugger.frame.position
        self.check()
        self.do("later")
        self.model.position = self.session.debugger.frame.position
        assert self.model.position == here or here > self.model.course.end
        self.check()

    @rule(slices=st.none() | st.integers(0, 3), command=st.sampled_from(["continue", "run"]))
    def run_on(self, slices: int | None, command: str) -> None:
        """Run on, whole or in slices; after so many of them the run is left where it is."""
        if command == "run":
            self.model.go_to(0)
        inside = command == "continue" and self.is_inside
        move = begin(self.session, command)
        self.finish_move(move, slices, inside=inside)

    @rule(seed=SEEDS, slices=st.none() | st.integers(0, 3))
    def run_until(self, seed: int, slices: int | None) -> None:
        point = drawn_breakpoint(self.model.course, Random(seed))
        try:
            move = begin(self.session, f"until {point.text}")
        except NNStepError:
            return
        self.model.add(point)
        number = self.model.points[-1].number
        self.finish_move(move, slices, inside=self.is_inside, until=number)

    def finish_move(self, move: Any, slices: int | None, *, inside: bool, until: int = 0) -> None:
        assert isinstance(move, Move)
        model, debugger = self.model, self.session.debugger
        arrived, made = False, 0
        while not arrived and (slices is None or made <= slices):
            arrived, made = move.advance(0.0 if slices is not None else float("inf")), made + 1
        move.finish()
        self.session.arrived()
        if debugger.stopped_by is FIRST_NONFINITE:
            assert not model.course.is_finite
            self.take_hits(until)
        elif arrived:
            expected = model.forward(model.course.end)
            self.check_stop(expected)
        else:
            assert model.forward(debugger.frame.position) is None
        model.points = [point for point in model.points if point.number != until]
        self.check()

    def take_hits(self, until: int) -> None:
        """Take over what only the session knows: how far a run went before it came back to the first NaN."""
        model, debugger = self.model, self.session.debugger
        model.position = debugger.frame.position
        real = {point.number: point.hits for point in debugger.breakpoints}
        model.points = [point for point in model.points if point.number in real]
        for point in model.points:
            point.hits = real[point.number]

    @rule(slices=st.none() | st.integers(0, 2))
    def run_back(self, slices: int | None) -> None:
        model, inside = self.model, self.is_inside
        move = begin(self.session, "reverse-continue")
        assert isinstance(move, Move)
        arrived, made = False, 0
        while not arrived and (slices is None or made <= slices):
            arrived, made = move.advance(0.0 if slices is not None else float("inf")), made + 1
        move.finish()
        self.session.arrived()
        if arrived:
            self.check_stop(model.move(0, inside=inside))
        self.check()

    # Breakpoints

    @rule(seed=SEEDS, temporary=st.booleans())
    def add_breakpoint(self, seed: int, temporary: bool) -> None:
        point = drawn_breakpoint(self.model.course, Random(seed))
        try:
            self.do(f"{'tbreak' if temporary else 'break'} {point.text}")
        except NNStepError:
            return
        point.temporary = point.temporary or temporary
        self.model.add(point)
        self.check()

    @precondition(lambda self: self.model.points)
    @rule(seed=SEEDS, act=st.sampled_from(["delete", "disable", "enable", "toggle", "ignore"]))
    def change_breakpoint(self, seed: int, act: str) -> None:
        random = Random(seed)
        point = random.choice(self.model.points)
        more = random.randint(0, 4)
        self.do(f"{act} {point.number} {more}" if act == "ignore" else f"{act} {point.number}")
        match act:
            case "delete":
                self.model.points.remove(point)
            case "ignore":
                point.ignore_count = point.hits + more
            case _:
                point.enabled = {"disable": False, "enable": True}.get(act, not point.enabled)
        self.check()

    @rule()
    def delete_breakpoints(self) -> None:
        self.do("delete")
        self.model.delete_points()
        self.check()

    # Changes

    @rule(seed=SEEDS)
    def edit(self, seed: int) -> None:
        random, frame = Random(seed), self.model.frame
        id = random.choice([id for id in editable(frame.program) if id in frame.values])
        old = frame.values[id]
        index: tuple[Any, ...] = tuple(random.randrange(size) for size in old.shape)
        place = f"{id}[{','.join(map(str, index))}]" if index else id
        text, value = random.choice(
            [
                (number := f"{random.uniform(-1, 1):.3g}", float(number)),
                ("0", 0.0),
                (f"{place} * 2", old[index] * 2),
                (f"{random.choice('123')}e3", None),
            ]
        )
        value = float(text) if value is None else value
        changed = np.array(old)
        changed[index] = value
        try:
            self.do(f"set {place} = {text}")
        except NNStepError:
            self.check()
            return
        self.model.edit(Edit(self.model.position, id, frozen(changed), old, f"{place} = {text}"))
        self.check()

    @precondition(lambda self: self.model.course.edits)
    @rule()
    def undo(self) -> None:
        self.do("undo")
        self.model.undo()
        self.check()

    @precondition(lambda self: self.model.undone)
    @rule()
    def redo(self) -> None:
        self.do("redo")
        self.model.redo()
        self.check()

    # Looking

    @rule(command=st.sampled_from(LOOKING))
    def look(self, command: str) -> None:
        try:
            self.do(command)
        except NNStepError:
            assert command == "compare"
        self.check()

    @rule(seed=SEEDS)
    def plot(self, seed: int) -> None:
        number = drawn_number(self.model.frame.program, Random(seed))
        try:
            self.do(f"plot {number.text}")
        except NNStepError:
            return
        self.check()

    @rule(seed=SEEDS)
    def go_to_last_write(self, seed: int) -> None:
        random, frame = Random(seed), self.model.frame
        id = random.choice(sorted(frame.values))
        index = ",".join(str(random.randrange(size)) for size in frame.values[id].shape)
        try:
            self.do(f"lastwrite {id}[{index}]" if index else f"lastwrite {id}")
        except NNStepError:
            return
        assert self.session.debugger.frame.position <= self.model.position
        self.model.position = self.session.debugger.frame.position
        self.check()

    @rule(seed=SEEDS)
    def watch(self, seed: int) -> None:
        number = drawn_number(self.model.frame.program, Random(seed))
        try:
            self.do(f"watch {number.text}")
        except NNStepError:
            return
        self.model.watches.append(number.text)
        self.check()

    @rule(seed=SEEDS)
    def bookmark(self, seed: int) -> None:
        name = f"m{seed % 4 + 1}"
        if seed % 3 and name in self.model.bookmarks:
            self.do(f"goto {name}")
            self.model.go_to(self.model.bookmarks[name])
        else:
            self.do(f"bookmark {name}")
            self.model.bookmarks[name] = self.model.position
        self.check()

    @rule()
    def write_in_another_notation(self) -> None:
        self.do("notation")
        self.check()

    # Files

    @rule(seed=SEEDS)
    def record(self, seed: int) -> None:
        """Begin a recording, or end the one that goes on."""
        if self.recordings.is_on:
            self.recordings.end(self.model.course, self.session)
        elif not self.session.debugger.run.has_gaps:
            self.recordings.begin(Random(seed), self.model.frame.program)
        self.check()

    @rule(seed=SEEDS)
    def save(self, seed: int) -> None:
        check_saved(self.session, self.folder, Random(seed))
        self.check()

    @rule(at_start=st.booleans())
    def reload(self, at_start: bool) -> None:
        if self.session.opened.trace is not None:
            return
        self.recordings.end(self.model.course, self.session)
        self.session = check_reloaded(self.session, self.request.open())
        self.model.read_again()
        self.recordings = Recordings(self.session.debugger, self.folder, self.recordings.count)
        self.check()
