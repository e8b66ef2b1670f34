"""What a session holds that is in no file, to be named and saved before it is left. Knows no front end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from nnstep.errors import CommandError
from nnstep.harmless_text import visible
from nnstep.outputs.asked import typed
from nnstep.problems.message_text import counted, listed
from nnstep.session.commands.edits import save
from nnstep.session.practice.practice import Practice
from nnstep.session.session import Session

_LONGEST = 40
"""So much is shown of a change as it was typed."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """One piece of work that is in no file."""

    text: str
    """What it is, as in ``1 change to the run: lr = 0.1``."""
    question: str
    """What to ask for, to save it."""
    name: str
    """The file's name that is suggested."""
    save: Callable[[str], object]
    """Saves it to the file named, a ! at the end to overwrite; raises NNStepError where that can't be done."""


def unsaved(session: Session) -> list[Unsaved]:
    """Return all that would be lost if the session ended here."""
    practice = session.practice
    answers = [answers_of(practice)] if practice is not None and practice.unsaved else []
    return [*([_edits_of(session)] if session.unsaved_edits else []), *answers]


def _edits_of(session: Session) -> Unsaved:
    texts = [edit.text if len(edit.text) <= _LONGEST else f"{edit.text[:_LONGEST]}…" for edit in session.unsaved_edits]
    return Unsaved(
        visible(f"{counted(len(texts), 'change')} to the run: {listed(texts)}"),
        "Save the changed exercise to which file? End with ! to overwrite",
        f"{visible(session.debugger.program.name)}-changed.toml",
        partial(_save_edits, session),
    )


def _save_edits(session: Session, text: str) -> None:
    """Save the exercise where it has all that was changed: here, or at the last change if that comes later."""
    if typed(text)[0].suffix.lower() != ".toml":
        raise CommandError("only a scenario file holds every change", "end the name in .toml")
    debugger, here = session.debugger, session.debugger.frame.position
    save(session, text, debugger.peek(max(here, debugger.edits[-1].position)))
    debugger.peek(here)


def answers_of(practice: Practice) -> Unsaved:
    """Return the answers of an exercise, saved or not, as what is to be saved."""
    ids = [id if step == 1 else f"{step}.{id}" for step, id in practice.unsaved]
    return Unsaved(
        f"{counted(len(ids), 'answer')} of the exercise: {listed(ids)}" if ids else "",
        "Save the answers to which file? End with ! to overwrite",
        f"{visible(practice.program.name)}-answers.toml",
        partial(_save_answers, practice),
    )


def _save_answers(practice: Practice, text: str) -> None:
    path, overwrite = typed(text)
    practice.save(path, overwrite=overwrite)
