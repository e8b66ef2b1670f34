"""The dialogs around a run of the person's own program: the question before it, and its progress."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from nnstep.errors import NNStepError
from nnstep.harmless_text import visible, visible_prose
from nnstep.session.commands.replies import PaneRequest, RunProgram
from nnstep.tui.dialogs.closing import Dialog
from nnstep.tui.dialogs.problem_text import problem_text
from nnstep.tui.dialogs.questions import Confirming
from nnstep.tui.screens.debug import DebugScreen
from nnstep.tui.widgets.plain_text import PlainText

if TYPE_CHECKING:  # loaded only once the question is answered
    from nnstep.session.own_program.own_program import OwnProgram
    from nnstep.session.own_program.program_run import ProgramRun

_TAIL = 8
"""Lines of output that are shown while the program runs."""
_LOOK_SECONDS = 0.2


def run_program(app: App[None], screen: DebugScreen, request: RunProgram) -> None:
    """Ask, run the program, and show it beside the run of `screen`."""

    def answered(agrees: bool | None) -> None:  # noqa: FBT001 - what the question returns
        if agrees:
            from nnstep.session.own_program.program_run import ProgramRun

            run = ProgramRun(screen.debugger.program, Path(request.file), request.arguments)
            app.push_screen(ProgramProgress(run), ended)

    def ended(own: OwnProgram | None) -> None:
        if own is not None and screen.is_attached:
            show_program(screen, own)

    app.push_screen(Confirming(_question(request)), answered)


def _question(request: RunProgram) -> str:
    call = " ".join(["python", request.file, *request.arguments])
    return (
        f"Run {visible(Path(request.file).name)} as Python would?\n\n  {visible(call)}\n\n"
        "It can do whatever a program of yours can do, such as write files.\n"
        f"Its working folder is {visible(str(Path.cwd()))}.\n"
    )


def show_program(screen: DebugScreen, own: OwnProgram) -> None:
    """Show a program that was run beside the run."""
    from nnstep.session.own_program.line_notes import about_the_run

    screen.session.own_program = own
    screen.show_computed()
    screen.fulfil(PaneRequest("show", "code"))
    printed = len(own.output.splitlines())
    more = [f"it printed {printed} lines; the command code shows them"] if printed else []
    screen.prompts.say("\n".join([*about_the_run(own), *more]))


class ProgramProgress(Dialog["OwnProgram | None"]):
    """Runs a program; returns what was found, or None where it was closed before or could not be run."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+c", "cancel", "interrupts")]

    def __init__(self, run: ProgramRun) -> None:
        super().__init__()
        self._run = run
        self._text = PlainText("")

    def compose(self) -> ComposeResult:
        """Yield the progress."""
        yield Vertical(self._text, self.key_line(), classes="dialog")

    def on_mount(self) -> None:
        """Begin."""
        super().on_mount()
        self._show()
        self.set_interval(_LOOK_SECONDS, self._show)
        self.run_worker(self._work(), exclusive=True)

    def on_unmount(self) -> None:
        """Let no program outlive the app."""
        self._run.kill()

    async def _work(self) -> None:
        try:
            found = await asyncio.to_thread(self._run.run)
        except NNStepError as error:
            self.app.notify(problem_text(error), severity="error")
            found = None
        self.dismiss(found)

    def _show(self) -> None:
        name, tail = visible(self._run.script.name), self._run.output.splitlines()[-_TAIL:]
        doing = f"{name} is running" if self._run.state == "running" else f"looking what {name} computes"
        lines = [f"{doing}  {self._run.seconds:.0f} s", "", *map(visible_prose, tail)]
        self._text.update("\n".join([*lines, ""]))

    def action_cancel(self) -> None:
        """Interrupt the program, the second time kill it; what it did so far is shown. Afterwards, close."""
        if self._run.state == "running":
            self._run.interrupt()
        else:
            self.dismiss(None)
