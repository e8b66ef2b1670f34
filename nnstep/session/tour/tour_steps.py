"""The texts of the tour, and which command each step waits for."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.session.commands import COMMANDS
from nnstep.session.commands.key_names import key_text


@dataclass(frozen=True, slots=True)
class TourStep:
    """One step: what to look at, and which key to press."""

    text: str
    """One or two sentences; a command's name in braces stands for its first key."""
    pane: str
    """The pane that it speaks about, by id."""
    awaited: str = ""
    """The command that leads on to the next step; empty for the last one."""

    @property
    def told(self) -> str:
        """The text with keys; raise KeyError where it names no command with a key."""
        return self.text.format_map({row.name: key_text(row.keys[0]) for row in COMMANDS if row.keys})


TOUR = (
    TourStep(
        "The program lists the operations of one training step; ▶ marks the next one. Press {next} to run it.",
        pane="program",
        awaited="next",
    ),
    TourStep(
        "This pane works out one number of the result. Press {element-down} to see how the next number comes about.",
        pane="operation",
        awaited="element-down",
    ),
    TourStep(
        "Press {into} to step into the next operation: it runs one product at a time.",
        pane="operation",
        awaited="into",
    ),
    TourStep(
        "Press {finish} to step out: what is left of it runs at once.",
        pane="operation",
        awaited="finish",
    ),
    TourStep(
        "Runs stop at breakpoints. Press {break}, type delta2 and press enter to stop where delta2 is computed.",
        pane="program",
        awaited="break",
    ),
    TourStep(
        "Press {continue} to run on to the breakpoint. This pane shows what its operation reads and what it gives.",
        pane="matrices",
        awaited="continue",
    ),
    TourStep(
        "Nothing is lost by going on: press {reverse-next} to step back, with all values as they were.",
        pane="operation",
        awaited="reverse-next",
    ),
    TourStep(
        "That is the tour. {exercise} lets you type the next values and checks them; {help} lists all keys.",
        pane="operation",
    ),
)
"""Over the exercise to start with."""
