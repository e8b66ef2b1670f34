"""What the app says of an error."""

from __future__ import annotations

from nnstep.errors import NNStepError


def problem_text(error: NNStepError) -> str:
    """Return the message and, below it, the hint."""
    return "\n".join(filter(None, [error.message, error.hint]))
