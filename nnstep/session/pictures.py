"""A picture of a run: what its expressions are at the ends of training steps, as panels of a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

import numpy as np

from nnstep.drawing.svg.curves import Curves, CurveSeries
from nnstep.drawing.svg.figure import Figure, Panel
from nnstep.drawing.svg.heat_map import HeatMap
from nnstep.drawing.svg.images import Images
from nnstep.engine.edited_run import Run
from nnstep.engine.frame import Frame
from nnstep.errors import CommandError
from nnstep.expr.array import Array
from nnstep.expr.tree import Name
from nnstep.session.picture_request import PicturePlan, PictureRequest, PictureSubject, image_shape
from nnstep.session.sampling import Sampling, Steps, Stretch, steps_done

Tell: TypeAlias = Callable[[str, float], None]
"""Is told what is being done, and which part of it is."""

MOST_POINTS = 100_000
"""Of a longer run a curve shows so many training steps; the error alone is known of every one."""
_MOST_COLUMNS = 1000
_MOST_NUMBERS = 2**23
"""How many numbers of a heat map are kept."""
_LOOKS = 50
"""In how many parts a run is gone through to its end."""
_SECONDS = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class _SampledValues:
    """The values of an expression where it has one: step numbers, shape (n,), and elements, shape (n, elements)."""

    numbers: Array
    values: Array


def figure_of(run: Run, plan: PicturePlan, tell: Tell) -> Figure:
    """Return the figure that a plan asks for of a run, live or recorded; computing it may take long.

    Raise CommandError where no training step ends in the part of the run asked for, or none has a value.
    """
    program, request = run.program, plan.request
    frame = _end(run, request, tell)
    stretch = Stretch(_steps_before(request.first, len(program.ops)), steps_done(frame))
    if stretch.first >= stretch.end:
        raise CommandError("no training step ends in this part of the run", "choose a later --to, or an earlier --from")
    panels: list[Panel] = []
    if plan.curves:
        panels.append(_curves(run, plan.curves, stretch, request, frame, tell))
    if not plan.is_over_time:
        last = int(_chosen(run, stretch, request, stretch.end)[-1])
        stretch = Stretch(last, last + 1)
    panels += [_panel(run, subject, stretch, request, tell) for subject in plan.others]
    title = program.title if request.title is None else request.title
    return Figure(title, _about(run, stretch, request), tuple(panels), *plan.size)


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


def _group(run: Run, request: PictureRequest) -> int:
    """Return how many training steps belong together: an epoch's, where only the ends of epochs are shown."""
    return run.program.schedule.steps_per_epoch if request.per_epoch else 1


def _chosen(run: Run, stretch: Stretch, request: PictureRequest, most: int) -> Steps:
    """Return the training steps to look at: those asked for, or at most so many, evenly spaced."""
    group = _group(run, request)
    every = stretch.each(group * (request.every or 1))
    if not every.size:
        what = "epoch" if request.per_epoch else "training step"
        raise CommandError(f"the part of the run asked for has no {what} to show", "choose a longer part of it")
    if request.every is not None or every.size <= most:
        return every
    return every[Stretch(0, every.size).evenly(most)]


def _numbers(run: Run, steps: Steps, request: PictureRequest) -> Array:
    """Return training steps, or the epochs that they end, as numbers from 1 on."""
    return np.asarray((steps + 1) // _group(run, request), dtype=np.float64)


def _x_name(run: Run, steps: Steps, stretch: Stretch, request: PictureRequest) -> str:
    name = "epoch" if request.per_epoch else "training step"
    total = stretch.each(_group(run, request)).size
    if steps.size == total:
        return name
    if request.every is not None:
        return f"{name} ({request.every:,} apart)"
    return f"{name} ({steps.size:,} of {total:,}, evenly spaced)"


def _curves(
    run: Run, subjects: Sequence[PictureSubject], stretch: Stretch, request: PictureRequest, frame: Frame, tell: Tell
) -> Curves:
    objective = Name(run.program.objective)
    known = all(subject.expression == objective for subject in subjects)
    steps = _chosen(run, stretch, request, stretch.end if known else MOST_POINTS)
    x_name = _x_name(run, steps, stretch, request)
    if known:
        errors = np.asarray(frame.errors, dtype=np.float64)[steps, np.newaxis]
        found = [_SampledValues(_numbers(run, steps, request), errors)] * len(subjects)
    else:
        found = _sampled(run, subjects, steps, request, tell)
    curves = [
        CurveSeries(name, part.numbers, part.values[:, element])
        for subject, part in zip(subjects, found, strict=True)
        for element, name in enumerate(subject.element_names(own_name=True))
    ]
    return Curves(tuple(curves), x_name, log=request.log, log_x=request.log_x)


def _panel(run: Run, subject: PictureSubject, stretch: Stretch, request: PictureRequest, tell: Tell) -> Panel:
    if subject.kind == "images":
        return _images(run, subject, stretch, request, tell)
    steps = _chosen(run, stretch, request, max(2, min(_MOST_COLUMNS, _MOST_NUMBERS // prod(subject.shape))))
    (found,) = _sampled(run, [subject], steps, request, tell)
    names = subject.element_names(own_name=False)
    return HeatMap(subject.text, names, found.numbers, found.values, _x_name(run, steps, stretch, request))


def _images(run: Run, subject: PictureSubject, stretch: Stretch, request: PictureRequest, tell: Tell) -> Images:
    count, rows, columns = image_shape(subject, request.image)
    last = _chosen(run, stretch, request, stretch.end)[-1:]
    (found,) = _sampled(run, [subject], last, request, tell)
    names = [f"[{number}]" for number in range(count)] if count > 1 else [""]
    number = int(found.numbers[-1])
    when = f"after {'epoch' if request.per_epoch else 'training step'} {number:,}"
    return Images(f"{subject.text} {when}", names, found.values[-1].reshape(count, rows, columns))


def _sampled(
    run: Run, subjects: Sequence[PictureSubject], steps: Steps, request: PictureRequest, tell: Tell
) -> list[_SampledValues]:
    """Return the values of each subject at these training steps; raise CommandError where one has none."""
    sampling = Sampling(run, [subject.expression for subject in subjects], steps)
    what = ", ".join(subject.text for subject in subjects)
    while not sampling.advance(_SECONDS):
        tell(what, sampling.count / len(steps))
    numbers = _numbers(run, steps, request)
    return [_with_value(subject, numbers, sampling.values(i)) for i, subject in enumerate(subjects)]


def _with_value(subject: PictureSubject, numbers: Array, values: Sequence[Array | None]) -> _SampledValues:
    """Return the values of full shape: a smaller batch has fewer elements, and a stale value is none."""
    known = [i for i, value in enumerate(values) if value is not None and value.shape == subject.shape]
    if not known:
        raise CommandError(
            f"{subject.text} has no value at the end of any training step asked for",
            "choose another part of the run with --from and --to",
        )
    found = [np.asarray(values[i], dtype=np.float64).reshape(-1) for i in known]
    return _SampledValues(numbers[known], np.stack(found))


def _about(run: Run, stretch: Stretch, request: PictureRequest) -> str:
    """Return of which part of the run a figure is."""
    group = _group(run, request)
    first, last = -(-(stretch.first + 1) // group), stretch.end // group
    what = "epoch" if request.per_epoch else "training step"
    if first == last:
        return f"at the end of {what} {first:,}"
    return f"at the end of {what}s {first:,} to {last:,}"
