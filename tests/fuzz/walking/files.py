"""What a session saves, read again; and the session itself, on a file that is read again."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from random import Random

import numpy as np

from nnstep.errors import CommandError
from nnstep.program.positions import carried_over
from nnstep.session.opening import OpenedRun, open_run
from nnstep.session.remembered.restoring import restore
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform


def check_saved(session: Session, folder: Path, random: Random) -> None:
    """Save one of the kinds of files, and hold what it brings back against the session."""
    kind = random.choice([_check_state, _check_weights, _check_exercise])
    kind(session, folder)


def _check_state(session: Session, folder: Path) -> None:
    path = folder / "state.nns"
    perform(session, f"save {path}!")
    other = Session.of(session.opened)
    perform(other, f"source {path}")
    assert [_kept(point) for point in other.debugger.breakpoints] == [_kept(p) for p in session.debugger.breakpoints]
    assert [watch.text for watch in other.watches] == [watch.text for watch in session.watches]
    assert list(other.bookmarks) == list(session.bookmarks)


def _kept(point: object) -> tuple[object, ...]:
    names = ("text", "ops", "source", "temporary", "enabled")
    passed_over = max(0, point.ignore_count - point.hits)  # type: ignore[attr-defined]
    return *(getattr(point, name) for name in names), passed_over


def _check_weights(session: Session, folder: Path) -> None:
    frame = session.debugger.frame
    perform(session, f"save {folder / 'weights.npz'}!")
    with np.load(folder / "weights.npz") as found:
        assert {id: value.tobytes() for id, value in found.items()} == {
            id: frame.values[id].tobytes() for id in frame.program.trained
        }


def _check_exercise(session: Session, folder: Path) -> None:
    path, frame = folder / "exercise.toml", session.debugger.frame
    path.unlink(missing_ok=True)
    with suppress(CommandError):  # where a file can't state what was changed
        perform(session, f"save {path}!")
    if not path.exists():
        return
    start = open_run(path).begin().seek(0).values
    for id in frame.program.start:
        if id in ("l1", "l2") and not frame.values[id]:
            continue  # a file without the penalty says the same
        assert id in start, id
        assert start[id].tobytes() == frame.values[id].tobytes(), id


def check_reloaded(before: Session, again: OpenedRun) -> Session:
    """Return the session on the file that was read again, at the same position with all that it had."""
    now = Session.of(again)
    assert restore(before, now) == []
    position = before.debugger.frame.position
    assert carried_over(position, before.debugger.program, now.debugger.program) == position
    now.debugger.go_to(0)
    now.complete(now.go_to(position))
    return now
