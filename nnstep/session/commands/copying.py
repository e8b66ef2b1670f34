"""The command that copies."""

from __future__ import annotations

from nnstep.session.commands.command import KeyQuestion, command
from nnstep.session.copied_text import COPY_FORMS, COPY_SUBJECTS, CopiedText
from nnstep.session.session import Session


def _choices(session: Session) -> list[str]:
    whats = [*COPY_SUBJECTS, *session.debugger.program.quantities]
    return [*whats, *(f"{what} {form}" for what in COPY_SUBJECTS for form in COPY_FORMS)]


@command(
    *("copy", "[WHAT] [FORM]", f"Copy {', '.join(COPY_SUBJECTS)} or an expression: {', '.join(COPY_FORMS)}", "file"),
    keys=("Y",),
    question=KeyQuestion(
        f"Copy what? {', '.join(COPY_SUBJECTS)} or an expression, then a form: {', '.join(COPY_FORMS)}",
        lambda session: "element" if session.debugger.frame.op is not None else "x numpy",
    ),
    choices=_choices,
    panes=("matrices", "values", "operation"),
)
def _copy(session: Session, text: str) -> CopiedText:
    from nnstep.session.copies import copy_of

    return copy_of(session, text)
