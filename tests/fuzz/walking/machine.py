"""Walks through a session by typed commands, each held against a run that is computed anew."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from nnstep.engine.edits import Edit, editable
from nnstep.errors import NNStepError
from nnstep.expr.array import frozen
from tests.fuzz.walking.files import check_reloaded, check_saved
from tests.fuzz.walking.moving import MovingWalk
from tests.fuzz.walking.plain_breakpoints import drawn_breakpoint, drawn_number
from tests.fuzz.walking.recordings import Recordings
from tests.fuzz.walking.walked_session import SEEDS

LOOKING = ("where", "values", "notes", "compare", "watches", "breakpoints", "args", "list", "numerical", "edits")
"""Commands that change nothing of the run."""


class SessionWalk(MovingWalk):
    """Moves, breakpoints, changes, looks and files of one session."""

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
