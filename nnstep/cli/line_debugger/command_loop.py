"""Reads a command, performs it and says where the run stopped, until the person leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import assert_never

from nnstep.cli.line_debugger.leave_question import may_leave
from nnstep.cli.line_debugger.problem_line import complain
from nnstep.cli.line_debugger.stop_account import stop_account
from nnstep.cli.line_debugger.terminal_lines import TerminalLines
from nnstep.cli.output import say
from nnstep.cli.run_lines import heading_lines
from nnstep.debugger.moves import Move
from nnstep.errors import CommandError, NNStepError
from nnstep.process_exit import Undisturbed
from nnstep.session.commands.replies import (
    BeginExercise,
    Computation,
    HelpPage,
    Listing,
    OpenRun,
    Quit,
    RecordRun,
    Reply,
    ShowPane,
)
from nnstep.session.copied_text import CopiedText
from nnstep.session.opening import open_run
from nnstep.session.pictures.plots import Plot
from nnstep.session.session import Session
from nnstep.session.typed_commands import (
    begin,
    completions,
    is_repeatable,
    plot_lines,
    reply_lines,
    screen_only,
)
from nnstep.traces.writing.run_recorder import RunRecorder

PROMPT = "(nnstep) "
_HOW = "help lists the commands; an empty line repeats the last step; quit or ctrl+d leaves"
_SLICE = 0.05
"""Seconds of computing after which an interrupt is obeyed."""
_FIRST_NEWS, _NEWS = 2.0, 10.0
"""Seconds until a long run says how far it is, and between two such lines."""


class CommandLoop:
    """The line debugger of one session."""

    def __init__(
        self, session: Session, history: Iterable[str] = (), remember: Callable[[str], object] = lambda _: None
    ) -> None:
        """`history` are commands typed in earlier sessions; `remember` is given each one that is typed now."""
        self._session = session
        self._lines = TerminalLines(lambda text: completions(self._session, text), history)
        self._remember = remember
        self._recorder = RunRecorder(session.debugger, say, complain)
        self._last_step = ""

    def run(self) -> None:
        """Answer commands until the person leaves, or nobody can type any more."""
        self._say(self._beginning())
        say(_HOW)
        try:
            while not self._is_left():
                pass
        except BaseException:
            self._recorder.close(is_whole=False)
            raise
        self._recorder.close()

    def _beginning(self) -> Iterator[str]:
        yield from heading_lines(self._session.debugger.program)
        yield from stop_account(self._session)

    def _is_left(self) -> bool:
        """Answer the next command, or none where an interrupt comes first; return whether the person leaves."""
        try:
            return self._answer_next()
        except KeyboardInterrupt:
            say("")
            return False

    def _answer_next(self) -> bool:
        """Read commands and perform them; return whether the person leaves."""
        try:
            typed = self._lines.read(PROMPT)
        except EOFError:
            say("")
            return may_leave(self._session, self._recorder, self._lines)
        for line in filter(str.strip, typed):
            self._remember(line)
        return any(self._perform(line) for line in typed)

    def _perform(self, line: str) -> bool:
        """Perform a command, or the last step again for an empty line; return whether the person leaves."""
        session = self._session
        line = line.strip() or self._last_step
        self._last_step = line if is_repeatable(session, line) else self._last_step
        session.settle()
        try:
            before = session.element
            reply = begin(session, line)
            if isinstance(reply, Quit):
                return may_leave(session, self._recorder, self._lines)
            if reply == [] and session.element != before:
                reply = begin(session, "element")
            self._say(self._answer(reply))
        except NNStepError as error:
            complain(error)
        except KeyboardInterrupt as interrupt:
            session.recover(interrupt)
            say("\ninterrupted: nothing was changed")
        except Exception as error:
            say(session.outlive(error, f"the command {line}").text, aside=True)
        return False

    def _answer(self, reply: Reply) -> Iterable[str]:
        """Make the move or compute the plot that a command asks for, and return the lines of the answer."""
        match reply:
            case list() if reply == self._session.where():
                return stop_account(self._session)  # who asks where the run stands is told as at the stop
            case list() | CopiedText() | Listing() | HelpPage() | ShowPane():
                return reply_lines(self._session, reply)
            case Computation():
                return reply.complete(_News().tell)
            case OpenRun(word):
                return self._open(word)
            case BeginExercise():
                return self._practise()
            case RecordRun(file):
                return self._record(file)
            case Plot():
                return plot_lines(reply, self._session.digits) if self._is_completed(reply) else ["\ninterrupted"]
            case Move():
                try:
                    interrupted = not self._is_completed(reply)
                finally:
                    reply.finish()
                    self._session.arrived()
                return [*(["\ninterrupted"] if interrupted else []), *stop_account(self._session)]
            case None:
                self._session.arrived()
                return stop_account(self._session)
            case _:
                raise screen_only()

    def _open(self, word: str) -> Iterable[str]:
        """Go on with another run, if the person leaves this one."""
        if not word:
            raise CommandError("open needs the name of a file or an exercise", "nnstep list lists the exercises")
        session = Session.of(open_run(word))
        if not may_leave(self._session, self._recorder, self._lines):
            return []
        self._recorder.close()
        session.faults = self._session.faults  # the exit status is that of all of them
        self._session, self._last_step = session, ""
        self._recorder = RunRecorder(session.debugger, say, complain)
        return self._beginning()

    def _practise(self) -> list[str]:
        """Ask the questions of the exercise until the person leaves it."""
        from nnstep.cli.line_debugger.exercise_dialogue import ExerciseDialogue

        try:
            ExerciseDialogue(self._session, self._lines, self._recorder.give_up).run()
        except (EOFError, KeyboardInterrupt):
            say("")
        self._session.arrived()
        return self._session.where()

    def _record(self, file: str) -> list[str]:
        """Begin to record, or end the recording."""
        if self._recorder.recording is not None:
            self._recorder.end()
            return []
        if not file:
            raise CommandError("record needs the name of a file", "as in record run.jsonl")
        self._recorder.begin(file)
        return [f"recording to {self._recorder.name}; record alone ends it"]

    def _is_completed(self, work: Move | Plot) -> bool:
        """Work in slices, and say now and then that it goes on; return whether it came to its end uninterrupted."""
        news = _News()
        try:
            while True:
                with Undisturbed():
                    completed = work.advance(_SLICE)
                if completed:
                    return True
                news.say(_progress(work))
        except KeyboardInterrupt:
            return False

    def _say(self, lines: Iterable[str]) -> None:
        for line in lines:
            say(line)


class _News:
    """Says now and then how far something is that takes long."""

    def __init__(self) -> None:
        self._due = monotonic() + _FIRST_NEWS

    def tell(self, what: str, part: float) -> None:
        """Say what is being done, and which part of it is."""
        self.say(f"{what}: {part:.0%}")

    def say(self, text: str) -> None:
        if monotonic() >= self._due:
            self._due = monotonic() + _NEWS
            say(f"{text}; ctrl+c interrupts")


def _progress(work: Move | Plot) -> str:
    match work:
        case Move():
            return f"{work.fraction:.0%} of the way"
        case Plot():
            return "still computing"
        case _:
            assert_never(work)
