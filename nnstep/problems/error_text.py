"""An error as a person reads it, in the terminal and in the app."""

from __future__ import annotations

from nnstep.errors import NNStepError, ScenarioError


def error_text(error: NNStepError) -> str:
    """Return the message and, below it, the hint; a message that begins with file and line stays as it is."""
    label = "" if isinstance(error, ScenarioError) and error.located else "error: "
    hint = f"\n hint: {error.hint}" if error.hint else ""
    return f"{label}{error.message}{hint}"
