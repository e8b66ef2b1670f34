"""The rules that move: steps at every level, jumps, and runs to breakpoints, whole or in slices."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from nnstep.debugger.levels import INSIDE, LEVELS
from nnstep.debugger.moves import Move
from nnstep.debugger.nonfinite_stop import FIRST_NONFINITE
from nnstep.errors import NNStepError
from nnstep.session.typed_commands import begin
from tests.fuzz.walking.plain_breakpoints import drawn_breakpoint
from tests.fuzz.walking.walk_model import coarser
from tests.fuzz.walking.walked_session import SEEDS, WalkedSession

COUNTS = st.integers(1, 4) | st.integers(1, 40)


class MovingWalk(WalkedSession):
    """Moves through one session."""

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
