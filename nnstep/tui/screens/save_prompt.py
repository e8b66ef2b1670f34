"""A question for the file that a piece of work is to be saved to. Knows nothing of what it is."""

from __future__ import annotations

from functools import partial

from nnstep.errors import NNStepError
from nnstep.harmless_text import visible_lines
from nnstep.session.unsaved import Unsaved
from nnstep.tui.screens.prompt import Prompt


def save_prompt(work: Unsaved) -> Prompt:
    """Return the question that saves `work` before it is answered with the file's name."""
    return Prompt(work.question, work.name, partial(_problem, work))


def _problem(work: Unsaved, text: str) -> str:
    """Save work to the file that `text` names; return what is wrong with that, or nothing."""
    try:
        work.save(text.strip())
    except NNStepError as error:
        return visible_lines(f"{error.message}\n{error.hint}")
    return ""
