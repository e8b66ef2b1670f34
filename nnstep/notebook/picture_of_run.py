"""From what is to be shown to its picture: opens the run, goes to the position, and draws it."""

from __future__ import annotations

from contextlib import closing, nullcontext
from pathlib import Path

from nnstep.drawing.svg.figure import svg_text
from nnstep.engine.frame import Frame
from nnstep.engine.run import Run
from nnstep.errors import CommandError
from nnstep.expr.digits import Digits
from nnstep.notebook.picture_look import PictureLook
from nnstep.notebook.run_figure import RunPart, description, run_figure
from nnstep.notebook.run_picture import RunPicture
from nnstep.program.compile import compile_program
from nnstep.program.positions import parse_position
from nnstep.scenario.model import Scenario
from nnstep.session.opening import OpenedRun, open_run
from nnstep.traces.loading.trace import Trace

_ALL: tuple[RunPart, ...] = ("network", "operation", "error")


def picture_of(shown: Scenario | Trace | str | Path, at: int | str, look: PictureLook) -> RunPicture:
    """Return the picture; what is raised is that of `nnstep.show`."""
    look.check()
    opened = OpenedRun(compile_program(shown)) if isinstance(shown, Scenario) else open_run(_word(shown))
    with nullcontext() if opened.trace is None else closing(opened.trace):
        run = opened.begin()
        frame = _frame(run, at)
        digits = Digits(look.digits, precision=run.program.precision)
        inputs = tuple(run.program.scenario.inputs)
        if look.what == "screen":
            from nnstep.notebook.run_screen import screen_svg

            svg = screen_svg(opened, frame.position, look.theme, look.size)
            return RunPicture(svg, f"{run.program.title}. {description(frame, digits)}", "light", inputs)
        figure = run_figure(frame, _ALL if look.what == "all" else (look.what,), digits)
    text = svg_text(figure, look.theme)
    return RunPicture(text, f"{figure.title}. {figure.description}", look.theme, inputs)


def _word(shown: Trace | str | Path) -> str | Path:
    return shown.path if isinstance(shown, Trace) else shown


def _frame(run: Run, at: int | str) -> Frame:
    """Return the frame of a position; raise CommandError where the run does not get there."""
    program = run.program
    if str(at).strip() == "end":
        return run.seek(program.last_position)
    position = parse_position(str(at), program)
    frame = run.seek(position)
    if frame.position < position:
        raise CommandError(
            f"the run does not reach {program.place(position)}: it ends at {frame.place}",
            "; ".join(filter(None, [frame.ended, 'at="end" shows its end'])),
        )
    if frame.position > position and position:
        raise CommandError(
            f"the recording begins after {program.place(position)}, at {frame.place}", "choose a later position"
        )
    return frame
