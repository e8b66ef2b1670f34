"""The epochs and batches of a training loop as source, for a script with NumPy or with a library on top of it."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

from nnstep.program.program import Program


def training_loop(program: Program, step: list[str], largest_gradient: str, after_epoch: list[str]) -> str:
    """Return the loop over the epochs.

    The lines of a training step find the sample numbers in ``rows``, and leave its error in ``error``.
    `largest_gradient` is the source of the largest element of any gradient.
    """
    schedule, stop = program.schedule, program.scenario.stop
    if stop.gradient_below is not None:
        step = [*step, f"largest_gradient = max(largest_gradient, {largest_gradient})"]
    inner = ["errors = []", *(["largest_gradient = 0.0"] if stop.gradient_below is not None else [])]
    if schedule.samples is None:
        inner += [*step, "errors.append(error)"]
    else:
        inner += [*_batches(program), indent("\n".join([*step, "errors.append(error)"]), " " * 4)]
    inner += [*after_epoch, 'print(f"epoch {epoch + 1}: error {float(np.mean(errors))!r}")', *_stopping(program)]
    return "\n".join([f"for epoch in range({schedule.epochs}):", indent("\n".join(inner), " " * 4)])


def _batches(program: Program) -> Iterator[str]:
    schedule = program.schedule
    count = len(schedule.samples) if schedule.samples is not None else 1
    order = f"np.arange({count})"
    if schedule.seed is not None:
        order = f"np.random.default_rng([{schedule.seed}, epoch]).permutation({count})"
    yield f"order = {order}"
    yield f"for first in range(0, {count}, {schedule.batch_size}):"
    yield f"    rows = order[first : first + {schedule.batch_size}]"


def _stopping(program: Program) -> Iterator[str]:
    stop = program.scenario.stop
    if stop.error_below is not None:
        yield f"if np.mean(errors) < {stop.error_below!r}:\n    break"
    if stop.gradient_below is not None:
        yield f"if largest_gradient < {stop.gradient_below!r}:\n    break"
