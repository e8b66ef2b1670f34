"""A picture of a run: what its expressions are at the ends of training steps, as panels of a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from nnstep.drawing.svg.curves import Curves, CurveSeries
from nnstep.drawing.svg.figure import Figure, Panel
from nnstep.drawing.svg.heat_map import HeatMap
from nnstep.drawing.svg.images import Images
from nnstep.engine.frame import Frame
from nnstep.engine.run import Run
from nnstep.errors import CommandError
from nnstep.expr.array import Array, Shape
from nnstep.expr.tree import Name
from nnstep.problems.message_text import counted
from nnstep.progress import Tell, tell_nobody
from nnstep.session.pictures.picture_request import PicturePlan, PictureRequest, PictureSubject, image_shape
from nnstep.session.sampling import Sampling, Steps, Stretch, steps_done
from nnstep.session.shown_steps import ShownSteps

MOST_POINTS = 100_000
"""Of a longer run a curve shows so many training steps; the error alone is known of every one."""
_MOST_COLUMNS = 1000
_MOST_NUMBERS = 2**23
"""How many numbers of a heat map are kept, unless more are asked for."""
_LOOKS = 50
"""In how many parts a run is gone through to its end."""
_SECONDS = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class _SampledValues:
    """The values of an expression where it has one: step numbers, shape (n,), and elements, shape (n, elements)."""

    numbers: Array
    values: Array
    shape: Shape
    left_out: int = 0
    """At how many other training steps it has no value of this shape."""

    def about(self, name: str) -> str:
        """Return a name, and how many training steps are left out."""
        return f"{name} ({counted(self.left_out, 'step')} without a value)" if self.left_out else name


def figure_of(run: Run, plan: PicturePlan, tell: Tell = tell_nobody) -> Figure:
    """Return the figure that a plan asks for of a run, live or recorded; computing it may take long.

    Raise CommandError where no training step ends in the part of the run asked for, or none has a value.
    """
    program, request = run.program, plan.request
    frame = _end(run, request, tell)
    stretch = Stretch(_steps_before(request.first, len(program.ops)), steps_done(frame))
    if stretch.first >= stretch.end:
        raise CommandError("no training step ends in this part of the run", "choose a later --to, or an earlier --from")
    shown = ShownSteps(stretch, request, program.schedule.steps_per_epoch)
    shown = shown if plan.is_over_time else shown.last
    panels: list[Panel] = [_curves(run, plan.curves, shown, frame, tell)] if plan.curves else []
    panels += [_panel(run, subject, shown, tell) for subject in plan.others]
    title = program.title if request.title is None else request.title
    return Figure(title, shown.about, tuple(panels), *plan.size)


def _end(run: Run, request: PictureRequest, tell: Tell) -> Frame:
    """Go to the end of what is asked for, or of the run where it ends before."""
    length = len(run.program.ops)
    last = run.program.last_position if request.last is None else request.last
    for part, step in enumerate(Stretch(0, last // length).evenly(_LOOKS).tolist()):
        frame = run.seek((step + 1) * length)
        tell("run", (part + 1) / _LOOKS)
        if frame.at_end:
            return frame
    return run.seek(last)


def _steps_before(position: int, length: int) -> int:
    """Return the first training step, from 0, that ends at a position or after it."""
    return max(0, -(-position // length) - 1)


def _curves(run: Run, subjects: Sequence[PictureSubject], shown: ShownSteps, frame: Frame, tell: Tell) -> Curves:
    objective = Name(run.program.objective)
    if all(subject.expression == objective for subject in subjects):
        steps = shown.all_asked()
        errors = np.asarray(frame.errors, dtype=np.float64)[steps, np.newaxis]
        found = [_SampledValues(shown.numbers(steps), errors, ())] * len(subjects)
    else:
        steps = shown.looked_at(MOST_POINTS, sum(prod(subject.shape) for subject in subjects))
        found = _sampled(run, subjects, steps, shown, tell)
    curves = [
        CurveSeries(part.about(name), part.numbers, part.values[:, element])
        for subject, part in zip(subjects, found, strict=True)
        for element, name in enumerate(subject.element_names(part.shape, own_name=True))
    ]
    return Curves(tuple(curves), shown.axis_name(steps), log=shown.request.log, log_x=shown.request.log_x)


def _panel(run: Run, subject: PictureSubject, shown: ShownSteps, tell: Tell) -> Panel:
    if subject.kind == "images":
        return _images(run, subject, shown.last, tell)
    elements = prod(subject.shape)
    steps = shown.looked_at(max(2, min(_MOST_COLUMNS, _MOST_NUMBERS // elements)), elements)
    (found,) = _sampled(run, [subject], steps, shown, tell)
    names = subject.element_names(found.shape, own_name=False)
    return HeatMap(found.about(subject.text), names, found.numbers, found.values, shown.axis_name(steps))


def _images(run: Run, subject: PictureSubject, shown: ShownSteps, tell: Tell) -> Images:
    (found,) = _sampled(run, [subject], shown.stretch.each(), shown, tell)
    count, rows, columns = image_shape(subject.text, found.shape, shown.request.image)
    names = [f"[{number}]" for number in range(count)] if count > 1 else [""]
    when = f"after {shown.noun} {int(found.numbers[-1]):,}"
    return Images(f"{subject.text} {when}", names, found.values[-1].reshape(count, rows, columns))


def _sampled(
    run: Run, subjects: Sequence[PictureSubject], steps: Steps, shown: ShownSteps, tell: Tell
) -> list[_SampledValues]:
    """Return the values of each subject at these training steps; raise CommandError where one has none."""
    sampling = Sampling(run, [subject.expression for subject in subjects], steps)
    what = ", ".join(subject.text for subject in subjects)
    while not sampling.advance(_SECONDS):
        tell(what, sampling.count / len(steps))
    numbers = shown.numbers(steps)
    return [_with_value(subject, numbers, sampling.values(i)) for i, subject in enumerate(subjects)]


def _with_value(subject: PictureSubject, numbers: Array, values: Sequence[Array | None]) -> _SampledValues:
    """Return the values of the shape that most have: a smaller batch has fewer elements, and a stale value is none."""
    shapes = Counter(value.shape for value in values if value is not None)
    if not shapes:
        raise CommandError(
            f"{subject.text} has no value at the end of any training step asked for",
            "choose another part of the run with --from and --to",
        )
    shape = shapes.most_common(1)[0][0]
    kept = [i for i, value in enumerate(values) if value is not None and value.shape == shape]
    found = [np.asarray(values[i], dtype=np.float64).reshape(-1) for i in kept]
    return _SampledValues(numbers[kept], np.stack(found), shape, len(values) - len(kept))
