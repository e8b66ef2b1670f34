"""The status line: position, error, recording, the progress of a long run, title."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.drawing.styled_text import RankedPart, StyledLine, fitted
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


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """What the status line shows beside the view."""

    recording: str = ""
    """The name of the file that is being recorded to, or empty."""
    replayed: str = ""
    """The name of the recording that is shown, if it is one."""
    progress: RunProgress | None = None
    error: StyledLine = ()
    """Where it has no pane."""
    notation: str = ""
    """Empty for the scenario's own."""
    count: str = ""
    """The digits typed so far."""
    playing: str = ""
    """The direction and the speed at which the run goes on by itself."""


class StatusLine(ScrollLines, can_focus=False):
    """One line at the top of the debugger; where room is short the title gives way first."""

    DEFAULT_CSS = """
    StatusLine { dock: top; height: 1; background: $panel; overflow: hidden hidden; }
    """

    _shown: tuple[View, StatusFacts] | None = None

    def paint(self, view: View, facts: StatusFacts) -> None:
        """Show the position and these facts."""
        self._shown = view, facts
        parts = presented_parts(view, facts) if view.presents else status_parts(view, facts)
        self.set_lines([fitted(parts, self.window.width)])

    def on_resize(self) -> None:
        """Fit the line into the new width, which is known only now."""
        if self._shown is not None:
            self.paint(*self._shown)


def status_parts(view: View, facts: StatusFacts) -> list[RankedPart]:
    """Return the parts of the line in their order, each with how soon it gives way."""
    frame, recording = view.frame, facts.recording
    parts = [
        RankedPart([(f" {frame.place}", "accent")], 0),
        RankedPart([("  ● REC", "changed")] if recording else [], 2),
        RankedPart([(f"  {facts.playing}", "changed")] if facts.playing else [], 2),
        RankedPart([(f"  ▷ {facts.replayed}", "accent")] if facts.replayed else [], 9),
    ]
    if facts.progress is not None:
        parts.append(RankedPart([(_progress_text(facts.progress), "strong")], 1))
    else:
        parts += [
            RankedPart([(f"  {_operation_text(frame)}", "plain")], 4),
            RankedPart([(_state_text(frame), "strong")], 7),
            *_level_parts(view),
        ]
    return [
        *parts,
        RankedPart([("  ", "plain"), *facts.error] if facts.error else [], 6),
        RankedPart([(f"  {facts.count} times …", "accent")] if facts.count else [], 1),
        RankedPart([(f"  recording to {recording}", "changed")] if recording else [], 10),
        RankedPart([(f"  notation: {facts.notation}", "accent")] if facts.notation else [], 8),
        RankedPart([(f"  {frame.program.title}", "faint")], 11, shortens=True),
    ]


def presented_parts(view: View, facts: StatusFacts) -> list[RankedPart]:
    """Return the few parts of the line on a projector, in their order."""
    frame, stopped = view.frame, view.stopped_by
    parts = [
        RankedPart([(f" {frame.position} of {frame.program.last_position}", "strong")], 0),
        RankedPart([(f"  {facts.playing}", "changed")] if facts.playing else [], 1),
        RankedPart([("  ● REC", "changed")] if facts.recording else [], 2),
        RankedPart([(f"  ■ {stopped.name}", "changed")] if stopped is not None else [], 3),
        RankedPart([(f"  {facts.count} times …", "accent")] if facts.count else [], 1),
    ]
    if facts.progress is not None:
        return [*parts, RankedPart([(_progress_text(facts.progress), "strong")], 1)]
    return [*parts, RankedPart([(_state_text(frame), "plain")], 4)]


def _operation_text(frame: Frame) -> str:
    """Return how many operations are done, or which one is half done."""
    last = frame.program.last_position
    if frame.inside is not None:
        return f"in operation {frame.position + 1} of {last}"
    return f"operation {frame.position} of {last}"


def _state_text(frame: Frame) -> str:
    op = frame.inside.op if frame.inside is not None else frame.op
    ended = f": {frame.ended}" if frame.ended else ""
    end = f"  end of the run{ended}" if frame.at_end else ""
    if frame.unrecorded_op is not None:
        return f"  {unrecorded_text(frame)}{end}"
    if op is None:
        return "  start of the run"
    layer = f", layer {op.layer}" if frame.program.scenario.graph is None else ""
    return f"  {op.role}{layer}{end}"


def _level_parts(view: View) -> list[RankedPart]:
    """Return the level unless it is the usual one, the place inside an operation, and what stopped a run."""
    level, inside, stopped = view.level, view.frame.inside, view.stopped_by
    return [
        RankedPart([(f"  by {level}", "accent")] if level != "operation" else [], 5),
        RankedPart([(f"  {inside.place}", "plain")] if inside is not None else [], 3),
        RankedPart([(f"  ■ {stopped.name}", "changed")] if stopped is not None else [], 3),
    ]


def _progress_text(progress: RunProgress) -> str:
    filled = round(10 * progress.fraction)
    bar = "█" * filled + "░" * (10 - filled)
    left = f"{progress.seconds_left:,.0f} s left, escape interrupts"
    return f"  {bar} {progress.fraction:.0%}  {progress.rate:,.0f} steps/s  {left}"
