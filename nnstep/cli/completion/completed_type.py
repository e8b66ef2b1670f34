"""Gives the arguments and options of a subcommand the words that a shell proposes for them."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from nnstep.cli.completion.candidates import FILES, LISTS, WORDS, Words
from nnstep.errors import NNStepError


class CompletedType(click.ParamType[Any] if TYPE_CHECKING else click.ParamType):  # type: ignore[misc]
    """The type of an argument or an option, and the words that may stand there."""

    def __init__(self, kind: click.ParamType[Any], words: Words | None) -> None:
        """Wrap a type; without `words`, propose files."""
        self.kind = kind
        self.name = kind.name
        self.words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert as the type does."""
        return self.kind.convert(value, param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the words that begin as what is typed; where the shell knows more, such as files, say that first."""
        is_file = self.words is None or param.name in FILES
        # In bash the words that follow take the place of files; the other shells propose both.
        found = [CompletionItem(incomplete, type="file")] if is_file else []
        if self.words is None:
            return found
        done, comma, begun = incomplete.rpartition(",") if param.name in LISTS else ("", "", incomplete)
        try:
            words = list(self.words(ctx))
        except (NNStepError, OSError):  # said when the command is called, not while it is typed
            return found
        return [*found, *(CompletionItem(f"{done}{comma}{word}") for word in words if word.startswith(begun))]


def with_words(command: click.Command) -> click.Command:
    """Return a subcommand with the words of its arguments and options; it is only good for completion."""
    completed = copy(command)
    completed.params = [_with_words(param, command.name or "") for param in command.params]
    return completed


def _with_words(param: click.Parameter, command: str) -> click.Parameter:
    words = WORDS.get((command, param.name or ""), WORDS.get(("*", param.name or "")))
    takes_file = isinstance(param.type, click.Path) or param.metavar == "FILE" or param.name == "trace"
    if words is None and not takes_file:
        return param
    completed = copy(param)
    completed.type = CompletedType(param.type, words)
    return completed
