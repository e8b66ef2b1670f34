"""The ``nnstep`` command itself: finds its subcommands, opens the app on anything else, and shows errors."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any

import click

from nnstep.cli import exit_status, subcommands
from nnstep.errors import CommandError, FileTakenError, NNStepError, system_reason
from nnstep.garbage import rare_collections
from nnstep.harmless_text import visible
from nnstep.limits import stated_limits
from nnstep.plugins import defined, module_names
from nnstep.process_exit import orderly_end, quiet_end, told_if_possible
from nnstep.version import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_DEFAULT = "open"


class Failure(click.ClickException):
    """An error that a person can mend, shown without a traceback."""

    exit_code = exit_status.WRONG_INPUT

    def __init__(self, error: NNStepError) -> None:
        super().__init__(error.message)
        self.error = error

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the message, and the hint below it, to standard error."""
        from nnstep.problems.error_text import error_text

        with told_if_possible():
            click.echo(error_text(self.error), file=file, err=True)


class Group(click.Group):
    """A group that takes a first word that is no command for a scenario to open."""

    @cached_property
    def _names(self) -> list[str]:
        """The subcommands, sorted. Each has the name of its file, so that only the one that is called is imported."""
        return module_names(subcommands.__path__)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Return the names of the subcommands, sorted."""
        return self._names

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a subcommand by its name."""
        if cmd_name not in self._names:
            return None
        found = defined(subcommands.__name__, cmd_name, click.Command)
        command = next(command for command in found if command.name == cmd_name)
        if ctx.resilient_parsing:
            from nnstep.cli.completion.completed_type import with_words

            return with_words(command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what may stand first: a subcommand or, as for `open`, a scenario."""
        opening = self.get_command(ctx, _DEFAULT)
        scenarios = opening.params[0].shell_complete(ctx, incomplete) if opening and incomplete[:1] != "-" else []
        return [*scenarios, *super().shell_complete(ctx, incomplete)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the opening command before anything that begins with neither a command nor an option of ours."""
        if ctx.resilient_parsing and not args:  # a shell asks what may stand first
            return super().parse_args(ctx, args)
        if not args or (args[0] not in self._names and args[0] not in ("--help", "-h", "--version")):
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the whole command; where something outside ends it, every open file is closed.

        Of what nobody foresaw write a report, and say so in a line.
        """
        try:
            with orderly_end(), rare_collections():
                return super().main(*args, **options)
        except Exception as error:
            from nnstep.fault import Fault, error_line, report_fault

            fault = Fault(error_line(error), report_fault(error, "the command as it was called"))
            with told_if_possible():
                click.echo(f"error: {fault.text}", err=True)
            raise SystemExit(exit_status.FAULT) from None

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Read the words of the call; click itself would end with 1 where a help text finds no reader."""
        with quiet_end(), _written(), _harmless_usage():
            return super().make_context(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; turn an error that a person can mend into a message."""
        try:
            stated_limits()  # so that a wrong setting is refused before any work, and not in the middle of it
            with quiet_end(), _written(), _harmless_usage(), _quiet():
                return super().invoke(ctx)
        except FileTakenError as error:
            raise Failure(FileTakenError(error.message, f"{error.hint}, or add --force to overwrite it")) from None
        except NNStepError as error:
            raise Failure(self._with_command_hint(error, ctx)) from None

    def _with_command_hint(self, error: NNStepError, ctx: click.Context) -> NNStepError:
        from difflib import get_close_matches

        word = (ctx.obj or {}).get("scenario", "")
        close = get_close_matches(word, self._names, n=1) if word else []
        if not close:
            return error
        return type(error)(error.message, "; ".join(filter(None, [error.hint, f"or the command {close[0]}"])))


@contextmanager
def _written() -> Iterator[None]:
    """Turn what keeps the output from being written into a message; a closed pipe is none."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Failure(CommandError(f"the output can't be written: {system_reason(error)}")) from None


@contextmanager
def _harmless_usage() -> Iterator[None]:
    """Make harmless what click says of a wrong call: it repeats the words that were given, file names among them."""
    try:
        yield
    except click.ClickException as error:
        error.message = visible(error.message)  # type: ignore[misc]
        raise


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Python's and NumPy's own warnings off the screen, unless it was asked for them, as by python -W."""
    with warnings.catch_warnings():
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
        yield


def _show_versions(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's own
    if wanted and not ctx.resilient_parsing:
        from nnstep.version import installed_versions

        python = ".".join(map(str, sys.version_info[:3]))
        packages = (f"{name} {version}" for name, version in installed_versions(("numpy", "textual", "rich")).items())
        click.echo(f"nnstep {__version__}")
        click.echo(", ".join([f"Python {python} on {sys.platform}", *packages]))
        ctx.exit()


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=exit_status.HELP,
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_versions, help="Show versions."
)
def main() -> None:
    """See, step by step, how a neural network learns.

    Without a command, open the app on SCENARIO or on the list of exercises.
    """
