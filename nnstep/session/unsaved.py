"""The unsaved work of a session: what to name and save before leaving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from nnstep.errors import CommandError
from nnstep.harmless_text import cut_text, visible
from nnstep.outputs.asked import typed
from nnstep.problems.message_text import counted, listed
from nnstep.session.commands.edits import save
from nnstep.session.session import Session

if TYPE_CHECKING:
    from nnstep.session.practice.practice import Practice

_LONGEST = 40
"""Characters shown of a change as it was typed."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """One piece of unsaved work."""

    text: str
    """As in ``1 change to the run: lr = 0.1``."""
    question: str
    """The question for the file."""
    name: str
    """The suggested name of the file."""
    save: Callable[[str], object]
    """Save it to a named file, with a ! at the end to overwrite; raises NNStepError."""


def unsaved(session: Session) -> list[Unsaved]:
    """Return the work that would be lost if the session ended now."""
    return [*([_edits_of(session)] if session.unsaved_edits else []), *unsaved_answers(session)]


def unsaved_answers(session: Session) -> list[Unsaved]:
    """Return the answers of the exercise, where they would be lost."""
    practice = session.practice
    return [answers_of(practice)] if practice is not None and practice.unsaved else []


def _edits_of(session: Session) -> Unsaved:
    texts = [cut_text(edit.text, _LONGEST) for edit in session.unsaved_edits]
    return Unsaved(
        visible(f"{counted(len(texts), 'change')} to the run: {listed(texts)}"),
        "Save the changed exercise to which file? End with ! to overwrite",
        f"{visible(session.debugger.program.name)}-changed.toml",
        partial(_save_edits, session),
    )


def _save_edits(session: Session, text: str) -> None:
    """Save the exercise with all changes: here, or at the last change if that comes later."""
    if typed(text)[0].suffix.lower() != ".toml":
        raise CommandError("only a scenario file can hold every change", "end the name in .toml")
    debugger, here = session.debugger, session.debugger.frame.position
    save(session, text, debugger.peek(max(here, debugger.edits[-1].position)))
    debugger.peek(here)


def answers_of(practice: Practice) -> Unsaved:
    """Return the answers of an exercise, saved or not, as work to save."""
    ids = [id if step == 1 else f"{step}.{id}" for step, id in practice.unsaved]
    return Unsaved(
        f"{counted(len(ids), 'answer')} of the exercise: {listed(ids)}" if ids else "",
        "Save the answers to which file? End with ! to overwrite",
        f"{visible(practice.program.name)}-answers.toml",
        partial(_save_answers, practice),
    )


def _save_answers(practice: Practice, text: str) -> None:
    from nnstep.session.practice.progress_file import save_progress  # grading is loaded only where there are answers

    path, overwrite = typed(text)
    save_progress(practice, path, overwrite=overwrite)
