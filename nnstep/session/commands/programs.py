"""The command that runs a person's own program and holds it against the run."""

from __future__ import annotations

import shlex

from nnstep.errors import CommandError
from nnstep.harmless_text import visible_prose
from nnstep.input_files import named_file
from nnstep.session.commands.command import command
from nnstep.session.commands.replies import RunProgram
from nnstep.session.session import Session


@command(
    *(
        "code",
        "[FILE [ARGUMENTS]]",
        "Run your own program and show which line computes what; asks first; without FILE, show what it printed",
        "file",
    ),
    panes=("code",),
)
def _code(session: Session, text: str) -> RunProgram | list[str]:
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise CommandError(f"can't read {text!r}: {error}", "close each quotation mark") from None
    if words:
        from nnstep.own_code.running.watching import readable

        script = named_file(words[0])
        readable(script)
        return RunProgram(str(script), tuple(words[1:]))
    own = session.own_program
    if own is None:
        raise CommandError("no program is open", "name one, as in code my_net.py")
    return visible_prose(own.output).splitlines() or [f"nothing that {own.name} printed was captured"]
