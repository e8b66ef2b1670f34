"""The question for the file in which to save a piece of work."""

from __future__ import annotations

from functools import partial

from nnstep.errors import NNStepError
from nnstep.session.unsaved import Unsaved
from nnstep.tui.dialogs.prompt import Prompt
from nnstep.tui.notices import problem_text


def save_prompt(work: Unsaved) -> Prompt:
    """Return a prompt that saves `work` and returns the file's name."""
    return Prompt(work.question, work.name, partial(_problem, work))


def _problem(work: Unsaved, text: str) -> str:
    """Save work to the file that `text` names; return what is wrong with that, or nothing."""
    try:
        work.save(text.strip())
    except NNStepError as error:
        return problem_text(error)
    return ""
