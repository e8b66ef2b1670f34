"""Says what is wrong, in one line."""

from __future__ import annotations

from nnstep.cli.output import say
from nnstep.errors import ExpressionError, NNStepError


def complain(error: NNStepError) -> None:
    """Write what is wrong to standard error."""
    say(f"error: {problem_line(error)}", aside=True)


def problem_line(error: NNStepError) -> str:
    """Return what is wrong, and the hint, in one line; the column takes the place of a caret."""
    match error:
        case ExpressionError(summary=summary, column=column):
            what = f"{summary}, at character {column + 1}"
        case _:
            what = " ".join(error.message.split())
    return "; ".join(filter(None, [what, " ".join(error.hint.split())]))
