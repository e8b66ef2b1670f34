"""The status line: position, error, recording, the progress of a long run, title."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.drawing.styled_text import StyledLine, StyledPiece
from nnstep.engine.frame import Frame
from nnstep.explain.explanation import unrecorded_text
from nnstep.tui.view import View
from nnstep.tui.widgets.scroll_lines import ScrollLines


@dataclass(frozen=True, slots=True)
class RunProgress:
    """The progress of a long run."""

    fraction: float
    rate: float
    """Training steps a second."""
    seconds_left: float


class StatusLine(ScrollLines, can_focus=False):
    """One line at the top of the debugger."""

    DEFAULT_CSS = """
    StatusLine { dock: top; height: 1; background: $panel; overflow: hidden hidden; }
    """

    def paint(
        self,
        view: View,
        recording: str,
        progress: RunProgress | None,
        error: StyledLine = (),
        notation: str = "",
        count: str = "",
        replayed: str = "",
    ) -> None:
        """Show the position; `recording` is the file's name, or empty; `error` is shown here where it has no pane.

        `replayed` is the name of the recording that is shown, if it is one.

        `notation` is empty for the scenario's own; `count` holds the digits typed so far.
        """
        frame = view.frame
        pieces: list[StyledPiece] = [(f" {frame.place}", "accent")]
        if recording:
            pieces.append(("  ● REC", "changed"))
        if replayed:
            pieces.append((f"  ▷ {replayed}", "accent"))
        pieces += [("  ", "plain"), *error] if error else []
        if progress is not None:
            pieces.append((_progress_text(progress), "strong"))
        else:
            pieces.append((f"  operation {frame.position} of {frame.program.last_position}", "plain"))
            pieces.append((_state_text(frame), "strong"))
            pieces += _level_pieces(view)
        if count:
            pieces.append((f"  {count} times …", "accent"))
        if recording:
            pieces.append((f"  recording to {recording}", "changed"))
        if notation:
            pieces.append((f"  notation: {notation}", "accent"))
        pieces.append((f"  {frame.program.title}", "faint"))
        self.set_lines([pieces])


def _state_text(frame: Frame) -> str:
    ended = f": {frame.ended}" if frame.ended else ""
    end = f"  end of the run{ended}" if frame.at_end else ""
    if frame.unrecorded_op is not None:
        return f"  {unrecorded_text(frame)}{end}"
    if frame.op is None:
        return "  start of the run"
    layer = f", layer {frame.op.layer}" if frame.program.scenario.graph is None else ""
    return f"  {frame.op.role}{layer}{end}"


def _level_pieces(view: View) -> list[StyledPiece]:
    """Return the level unless it is the usual one, the place inside an operation, and what stopped a run."""
    pieces: list[StyledPiece] = []
    if view.level != "operation":
        pieces.append((f"  by {view.level}", "accent"))
    if view.frame.inside is not None:
        pieces.append((f"  {view.frame.inside.place}", "plain"))
    if view.stopped_by is not None:
        pieces.append((f"  ■ {view.stopped_by.name}", "changed"))
    return pieces


def _progress_text(progress: RunProgress) -> str:
    filled = round(10 * progress.fraction)
    bar = "█" * filled + "░" * (10 - filled)
    left = f"{progress.seconds_left:,.0f} s left, escape interrupts"
    return f"  {bar} {progress.fraction:.0%}  {progress.rate:,.0f} steps/s  {left}"
