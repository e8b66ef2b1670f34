"""The commands that let the run go on by itself, one unit of the level after the other."""

from __future__ import annotations

from nnstep.errors import CommandError
from nnstep.session.commands.command import command
from nnstep.session.commands.replies import ChangeSpeed, PlayRun
from nnstep.session.session import Session

LEAST_SPEED, MOST_SPEED = 0.25, 20.0
"""Units a second."""
_TO_PHASES = "phases"


@command(
    *("play", "[SPEED] [phases]", "Play SPEED units of the level a second, back if negative; again: pause", "move"),
    keys=("P",),
    choices=lambda _: ("1", "2", "-1", "1 phases"),
)
def _play(_session: Session, text: str) -> PlayRun:
    words = text.split()
    pauses = _TO_PHASES in words
    numbers = [word for word in words if word != _TO_PHASES]
    if len(numbers) > 1:
        raise CommandError(f"play takes one speed, but got {' and '.join(numbers)}", "write play 2, or play 2 phases")
    return PlayRun(typed_speed(numbers[0]) if numbers else None, pauses_at_phases=pauses)


def typed_speed(text: str) -> float:
    """Return a speed as it is typed, in units a second; raise CommandError for one that can't be played."""
    try:
        speed = float(text)
    except ValueError:
        raise CommandError(
            f"{text!r} is no speed", "write the number of operations a second, such as 2 or 0.5"
        ) from None
    if not LEAST_SPEED <= abs(speed) <= MOST_SPEED:
        raise CommandError(
            f"a speed of {text} can't be played", f"write {LEAST_SPEED:g} to {MOST_SPEED:g}, or negative"
        )
    return speed


@command("faster", "", "Play twice as fast", "move", keys=("right_parenthesis",))
def _faster(_session: Session, _text: str) -> ChangeSpeed:
    return ChangeSpeed(2.0)


@command("slower", "", "Play half as fast", "move", keys=("left_parenthesis",))
def _slower(_session: Session, _text: str) -> ChangeSpeed:
    return ChangeSpeed(0.5)


PLAYING = (_play, _faster, _slower)
"""The commands that do not pause what plays."""
