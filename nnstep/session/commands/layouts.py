"""The command for layouts: which panes stand on the screen, and how roomy they are."""

from __future__ import annotations

from nnstep.errors import CommandError
from nnstep.problems.did_you_mean import meant
from nnstep.problems.message_text import listed
from nnstep.session.commands.command import command
from nnstep.session.commands.replies import PaneRequest
from nnstep.session.session import Session
from nnstep.session.stops import check_given_name

_SAVE = "save"


@command(
    *(
        "layout",
        "[NAME or save NAME]",
        "Switch to the presenter layout for a projector and back, or to a layout by name; save keeps this one",
        "look",
    ),
    keys=("V",),
    choices=lambda session: (*session.display.layouts, _SAVE),
)
def _layout(session: Session, text: str) -> PaneRequest:
    words = text.split()
    match words:
        case []:
            return PaneRequest("layout")
        case ["save", name]:
            check_given_name(name, "layout")
            if name == _SAVE:
                raise CommandError("save already names what keeps a layout", "choose another name")
            return PaneRequest("save layout", layout=name)
        case ["save", *_]:
            raise CommandError("save needs one name for the layout", "as in layout save lecture")
        case [name] if not session.display.layouts or name in session.display.layouts:
            return PaneRequest("layout", layout=name)
        case _:
            known = session.display.layouts
            there = f"there are {listed(known)}" if known else "a layout's name is one word"
            raise CommandError(f"unknown layout {text!r}", meant(text, known) or there)
