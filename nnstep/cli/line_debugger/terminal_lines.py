"""Lines typed at the terminal: with history and completion where Python has readline."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType

try:
    import readline
except ImportError:  # as on Windows
    readline = None  # type: ignore[assignment]

_KEPT = 1000
"""Lines of history that the arrows bring back."""


class TerminalLines:
    """Reads one line after the other; the arrows bring back earlier ones, and tab completes."""

    def __init__(self, completions: Callable[[str], list[str]], history: Iterable[str] = ()) -> None:
        """`completions` returns how a line can continue, each as a whole line; `history` was typed before."""
        self._completions = completions
        self._ways: list[str] = []
        self._readline: ModuleType | None = readline
        if readline is not None:
            readline.set_completer_delims(" ")
            readline.set_auto_history(False)
            is_libedit = "libedit" in (readline.__doc__ or "")
            readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")
            readline.clear_history()
            readline.set_history_length(_KEPT)
        for line in history:
            self._keep(line)

    def read(self, prompt: str) -> list[str]:
        """Return a command as typed, in several lines where it was pasted so; raise EOFError at the end of the input.

        An interrupt passes through.
        """
        lines = self._asked(prompt, self._completed).split("\n")
        for line in lines:
            self._keep(line)
        return lines

    def ask(self, question: str) -> str:
        """Return the answer to a question, which is neither completed nor kept; raise EOFError as `read` does."""
        return self._asked(question, lambda *_: None).strip()

    def _asked(self, prompt: str, completer: Callable[[str, int], str | None]) -> str:
        if self._readline is not None:
            self._readline.set_completer(completer)
        return input(prompt)

    def _keep(self, line: str) -> None:
        """Keep a line for the arrows, unless it is the same as the last one."""
        kept = self._readline
        if kept is None or not line.strip():
            return
        if kept.get_current_history_length() == 0 or kept.get_history_item(kept.get_current_history_length()) != line:
            kept.add_history(line)

    def _completed(self, word: str, number: int) -> str | None:  # noqa: ARG002 - what readline calls
        """Return the way of this number in which the last word of the line can continue; None after the last one."""
        if number == 0 and self._readline is not None:
            typed = self._readline.get_line_buffer()[: self._readline.get_endidx()]
            start = self._readline.get_begidx()
            self._ways = [way[start:] for way in self._completions(typed) if len(way) > start]
            if len(self._ways) == 1 and not start:
                self._ways = [f"{self._ways[0]} "]
        return self._ways[number] if number < len(self._ways) else None
