"""What the app says of an error."""

from __future__ import annotations

from nnstep.errors import NNStepError
from nnstep.harmless_text import visible_lines


def problem_text(error: NNStepError) -> str:
    """Return the message and, below it, the hint."""
    return visible_lines("\n".join(filter(None, [error.message, error.hint])))
