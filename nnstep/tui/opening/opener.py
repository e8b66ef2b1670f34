"""Opens runs in the app, one in the place of another, and reads them again when their files change.

What the debugger does not need for its first frame, the other screens among it, is imported when it is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from time import monotonic, time
from typing import TYPE_CHECKING, TypeVar, assert_never

from textual.app import App
from textual.screen import Screen

from nnstep.errors import NNStepError, ScenarioError
from nnstep.fault import Faults
from nnstep.garbage import pass_over_what_lasts
from nnstep.harmless_text import visible
from nnstep.input_files import named_file
from nnstep.program.positions import carried_over
from nnstep.progress import Tell
from nnstep.scenario.bundled import exists
from nnstep.session.opening import OpenedRun, RunRequest
from nnstep.session.remembered.display_settings import settings_of, take_settings, with_changes
from nnstep.session.remembered.remembered import Remembered, SettingValue, Visit
from nnstep.session.remembered.state_file import OFFERED, StateFile
from nnstep.session.session import Session
from nnstep.tui.dialogs.problem_text import problem_text
from nnstep.tui.opening.beginning import Beginning
from nnstep.tui.opening.file_watch import FileWatch, watch_of
from nnstep.tui.screens.debug import DebugScreen
from nnstep.tui.themes import theme_names

if TYPE_CHECKING:
    from nnstep.tui.screens.choice import Chosen

_Shown = TypeVar("_Shown", bound=Screen[None])
THEME = "theme"
"""The name of a setting."""
_LOOK_SECONDS = 1.0
"""Between two looks at the files, however many keys are pressed."""
_SETTLED_SECONDS = 1.0
"""After a run is shown, until all that lasts as long as it has been made."""


class Opener:
    """Holds what is open. An error leaves everything as it was."""

    def __init__(self, app: App[None], memory: StateFile, budget: int, faults: Faults) -> None:
        """`budget` is the memory for stepping back, in bytes; `faults` counts those of all sessions."""
        self._app = app
        self.memory = memory
        self._budget = budget
        self._faults = faults
        self._request: RunRequest | None = None
        self._folder: Path | None = None
        """The folder whose files were offered last, where that was not the current one."""
        self._debugging: DebugScreen | None = None
        """The screen of the run; it stays known when the app is closed."""
        self._watch = FileWatch({})
        self._looked = 0.0
        self.theme_before = app.theme
        """The theme when the app was opened, or when settings were kept last."""
        self._shown_before: dict[str, SettingValue] = {}
        """How the run was shown when it was opened, as settings."""
        self.problems: ScenarioError | None = None
        """What is wrong with the file that was to be opened last, while nothing else is open."""

    def begin(self, opened: OpenedRun) -> Session:
        """Return a new session, shown as it is remembered; raise as `Session` itself does."""
        session = Session.of(opened, self._budget)
        take_settings(session.display, self.memory.remembered.settings)
        return session

    def open(self, request: RunRequest, beginning: Beginning | None = None) -> None:
        """Open a run in the place of the present one, which is asked for first if anything would be lost."""
        question = f"Open {visible(Path(request.word).name)} instead?"

        def begun(session: Session) -> None:
            self._leave(partial(self.show, session, request, beginning or Beginning()), question)

        self._read(request, begun, partial(self.open, request, beginning))

    def open_word(self, word: str) -> None:
        """Open what `word` names; show what can be opened where it is a folder, or empty."""
        path = named_file(word)
        if not word or exists(path, Path.is_dir):
            self.choose(path if word else None)
        else:
            self.open(RunRequest(str(path) if path.name != word else word))

    def show(self, session: Session, request: RunRequest | None, beginning: Beginning) -> None:
        """Show a session that was begun, and nothing else."""
        self.remember()
        self.problems = None
        session.faults = self._faults
        session.display.themes = tuple(theme_names(self._app.available_themes))
        if self._debugging is not None:
            self._debugging.close()
        self._request = request
        self._watch = watch_of(self._read_files(session, request))
        self._debugging = screen = DebugScreen(session, beginning)
        screen.panes.take_settings(self.memory.remembered.settings)
        self._shown_before = _shown_settings(screen)
        screen.prompts.typed = self.memory.remembered.lines
        while len(self._app.screen_stack) > 1:
            self._app.pop_screen()
        self._app.push_screen(screen)
        if not self._app.is_headless:
            self._app.set_timer(_SETTLED_SECONDS, pass_over_what_lasts)

    def reload(self) -> None:
        """Read the files of the run again, and go on at the same position with all that can be kept."""
        screen, request = self._debugging, self._request
        if screen is None or request is None:
            self._app.screen.notify("this run was not opened from a file")
            return

        def begun(session: Session) -> None:
            from nnstep.session.unsaved import unsaved_answers

            lost = partial(unsaved_answers, screen.session)
            question = f"Read {visible(Path(request.word).name)} again?"
            screen.leave(partial(self._reloaded, screen, session, request), lost, question)

        self._read(request, begun, self.reload)

    def _reloaded(self, screen: DebugScreen, session: Session, request: RunRequest) -> None:
        from nnstep.session.remembered.restoring import restore
        from nnstep.tui.dialogs.waiting import wait_for

        def restored(remarks: Callable[[], list[str]]) -> None:
            self._show_again(screen.session, session, request, remarks())

        def stopped() -> None:
            screen.notify("stopped: the run stays as it was")

        what = f"reading {request.word}"
        wait_for(self._app, what, partial(restore, screen.session, session), restored, stopped, is_left=True)

    def _show_again(self, before: Session, session: Session, request: RunRequest, remarks: list[str]) -> None:
        position = carried_over(before.debugger.frame.position, before.debugger.program, session.debugger.program)
        session.debugger.go_to(0)
        message = f"read {request.path.name} again"
        self.show(session, request, Beginning(position=position, message=message, remarks=remarks))

    def choose(self, folder: Path | None = None) -> None:
        """Show what can be opened, with the files of `folder`, by default the current one."""
        from nnstep.session.starting.offers import offer_groups
        from nnstep.tui.screens.choice import Choice

        self._folder = folder
        memory = self.memory
        is_first = memory.is_first
        groups = offer_groups(memory.remembered, folder or Path.cwd(), date.today(), offers_tour=is_first)
        if is_first:
            memory.update(lambda remembered: remembered.with_settings({OFFERED: "yes"}))
        self._app.push_screen(Choice(groups, self._open_chosen, is_first=len(self._app.screen_stack) == 1))

    def fill_in(self) -> None:
        """Show the form for a new scenario; one that is saved is opened."""
        from nnstep.session.drafts.draft import first_draft  # loaded only for those who make one
        from nnstep.tui.drafting.draft_screen import DraftScreen

        folder = self._folder or Path.cwd()

        def saved(path: Path) -> None:
            self.open(RunRequest(str(path)), Beginning(message=f"saved {path.name}"))

        self._app.push_screen(DraftScreen(first_draft(folder), folder, saved))

    def take_tour(self) -> None:
        """Open the exercise to start with, and begin the tour there, which need not be offered any more."""
        from nnstep.session.starting.offers import START_HERE

        if self.memory.is_first:
            self.memory.update(lambda remembered: remembered.with_settings({OFFERED: "yes"}))
        self.open(RunRequest(START_HERE), Beginning(tour=True))

    def refuse(self, request: RunRequest, error: NNStepError, again: Callable[[], None]) -> None:
        """Show what is wrong with a file; `again` reads it again."""
        from nnstep.tui.screens.file_problems import FileProblems

        shown = self._top(FileProblems)
        if not isinstance(error, ScenarioError) or not error.located:
            self._app.screen.notify(problem_text(error), severity="error")
        elif shown is not None:
            shown.show_error(error)
            self.problems = error if self.problems is not None else None
        else:
            is_first = len(self._app.screen_stack) == 1
            self.problems = error if is_first else None
            self._app.push_screen(FileProblems(request.path, error, again, is_first=is_first))

    def look(self, *, at_once: bool = False) -> None:
        """Say which files have changed since they were read; not again within a second, unless `at_once`."""
        if not self._watch.states or (not at_once and monotonic() - self._looked < _LOOK_SECONDS):
            return
        self._looked = monotonic()
        self._watch, changed = self._watch.looked_again()
        if changed:
            names = " and ".join(visible(path.name) for path in changed)
            have = "has" if len(changed) == 1 else "have"
            self._app.screen.notify(f"{names} {have} changed on disk; R reads the file again")
            if self._debugging is not None and self._debugging.session.opened.trace is not None:
                self._watch = FileWatch({})  # a recording that is still being written changes all the time

    def remember(self) -> None:
        """Keep where the present run is left, and how it is shown, for the next time."""
        screen = self._debugging
        shown = {} if screen is None else _shown_settings(screen)
        before, now = {**self._shown_before, THEME: self.theme_before}, {**shown, THEME: self._app.theme}
        visit = self._visit()
        typed = () if screen is None else screen.prompts.typed

        def change(remembered: Remembered) -> Remembered:
            changed = with_changes(remembered, before, now).with_lines(typed)
            return changed if visit is None else changed.with_visit(visit)

        if visit is not None or before != now:
            self.memory.update(change)
        self._shown_before, self.theme_before = shown, self._app.theme

    def _visit(self) -> Visit | None:
        if self._debugging is None or self._request is None:
            return None
        frame = self._debugging.debugger.frame
        return Visit(self._request.lasting_word, str(frame.place), frame.position, time())

    def _read_files(self, session: Session, request: RunRequest | None) -> tuple[str | Path, ...]:
        """Return the files that were read for a run; of a recording, that is the trace itself."""
        if request is None:
            return ()
        trace, scenario = session.opened.trace, session.opened.program.scenario
        weights = () if request.weights is None else (request.weights,)
        return (trace.path,) if trace is not None else (*scenario.inputs, *weights)

    def _open_chosen(self, chosen: Chosen) -> None:
        offer = chosen.offer
        match offer.opens:
            case "run":
                self.open(RunRequest(offer.word), Beginning(exercise=chosen.exercise, position=offer.position))
            case "form":
                self.fill_in()
            case "tour":
                self.take_tour()
            case _:
                assert_never(offer.opens)

    def _read(self, request: RunRequest, then: Callable[[Session], None], again: Callable[[], None]) -> None:
        """Begin a session beside the app, for `then`; show where that is not possible, and `again` reads it again."""
        from nnstep.tui.dialogs.waiting import wait_for

        def begun(session: Callable[[], Session]) -> None:
            try:
                found = session()
            except NNStepError as error:
                self.refuse(request, error, again)
            else:
                then(found)

        def stopped() -> None:
            if len(self._app.screen_stack) == 1:
                self.choose()

        work = partial(self._session_of, request)
        wait_for(self._app, f"reading {request.word}", work, begun, stopped, is_left=True)

    def _session_of(self, request: RunRequest, _: Tell) -> Session:
        return self.begin(request.open())

    def _leave(self, then: Callable[[], None], question: str) -> None:
        screen = self._debugging
        if screen is None:
            then()
        else:
            from nnstep.session.unsaved import unsaved

            screen.leave(then, partial(unsaved, screen.session), question)

    def _top(self, kind: type[_Shown]) -> _Shown | None:
        return next((screen for screen in reversed(self._app.screen_stack) if isinstance(screen, kind)), None)


def _shown_settings(screen: DebugScreen) -> dict[str, SettingValue]:
    session = screen.session
    return {**settings_of(session.display, session.debugger.program), **screen.panes.settings}
