"""The lecturer's key to a variant: the same scenario, with the right numbers as its answers."""

from __future__ import annotations

import numpy as np

from nnstep.classroom.variants.handed_out import HandedOut
from nnstep.grading.asked_numbers import Asked
from nnstep.grading.baseline.true_run import TrueRun
from nnstep.program.compile import compile_program
from nnstep.scenario.toml_text import row_text

_DIGITS = 12
"""So many digits are the same on every machine."""


def key_text(variant: HandedOut, asked: Asked) -> str:
    """Return the text of the key."""
    run = TrueRun(compile_program(variant.scenario))
    lines, present = ["", "[answers]"], 1
    for step, id in sorted(asked, key=lambda place: place[0]):
        if step != present:
            lines += ["", f"[answers.step.{step}]"]
            present = step
        lines.append(f"{id} = {_numbers(run.step(step).value(id))}")
    return variant.text + "\n".join(lines) + "\n"


def _numbers(value: object) -> str:
    array = np.asarray(value, dtype=np.float64)
    rounded = np.array([float(f"{number:.{_DIGITS}g}") for number in array.ravel().tolist()]).reshape(array.shape)
    if not array.ndim:
        return row_text([float(rounded)])[1:-1]
    if 1 in array.shape:
        return row_text(rounded.ravel())
    return f"[{', '.join(map(row_text, rounded))}]"
