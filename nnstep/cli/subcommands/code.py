"""``nnstep code``: a person's own program, run as Python runs it, and the first line that goes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnstep.cli import exit_status
from nnstep.cli.output import echo_json, say, say_styled, width_to_fill
from nnstep.cli.progress_line import ProgressLine, reading
from nnstep.cli.results.json_option import json_option
from nnstep.cli.shown_app import memory_of, run_app
from nnstep.cli.terminal import check_terminal
from nnstep.errors import CommandError
from nnstep.harmless_text import visible

if TYPE_CHECKING:
    from nnstep.own_code.program_findings import ProgramFindings
    from nnstep.own_code.watched import WatchedProgram

_PIPED_WIDTH = 100
"""Columns of the report where standard output is no terminal."""


def _result() -> Any:
    from nnstep.own_code.inferring.inference_words import InferenceFacts
    from nnstep.own_code.reports.code_json import ProgramFacts

    return ProgramFacts | InferenceFacts


class _ScriptCommand(click.Command):
    """A command whose options end at its second word: what follows belongs to the script."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the options between the scenario and the script before both."""
        ctx.allow_interspersed_args = False
        options = click.Command(
            self.name, params=[one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        )
        own, words = self._split(options, ctx, args)
        if "--infer" in own:
            args = [*own, "--", "", *words]  # no scenario: it is to be found
        elif words:
            more, rest = self._split(options, ctx, words[1:])
            args = [*own, *more, "--", words[0], *rest]
        return super().parse_args(ctx, args)

    def _split(self, options: click.Command, ctx: click.Context, args: list[str]) -> tuple[list[str], list[str]]:
        """Return the options that `args` begin with, and what follows them."""
        _, rest, _ = options.make_parser(ctx).parse_args(list(args))
        own = args[: len(args) - len(rest)]
        return (own[:-1] if own and own[-1] == "--" else own), rest


@click.command("code", cls=_ScriptCommand)
@click.argument("scenario")
@click.argument("script", type=click.Path(path_type=Path))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--steps", type=click.IntRange(1), help="Training steps to look at.  [default: 3, or two epochs, up to 8]"
)
@click.option("--stop", is_flag=True, help="Stop the script when watching ends, instead of letting it run on.")
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="NAME=QUANTITY",
    help="Hold what NAME is assigned against QUANTITY. Repeatable.",
)
@click.option(
    "--map-file", "map_files", multiple=True, type=click.Path(path_type=Path), help="Read such a map from TOML."
)
@click.option("--save-map", type=click.Path(path_type=Path), help="Write the map that was found as TOML.")
@click.option("--force", is_flag=True, help="Overwrite the file of --save-map or --output.")
@click.option("--all", "whole", is_flag=True, help="Show every line of the source.")
@json_option("each value and the lines that go wrong", _result, note="the script's own output goes to standard error")
@click.option("--pytest", "by_pytest", is_flag=True, help="Run SCRIPT by pytest, whatever its name.")
@click.option("--infer", is_flag=True, help="Propose the scenario that SCRIPT computes; SCENARIO is left out then.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="With --infer: write the scenario (.toml).")
@click.option("--app", is_flag=True, help="Open the app then: your source beside the operations, stepping together.")
@click.pass_context
def command(
    ctx: click.Context,
    scenario: str,
    script: Path,
    arguments: tuple[str, ...],
    *,
    steps: int | None,
    stop: bool,
    maps: tuple[str, ...],
    map_files: tuple[Path, ...],
    save_map: Path | None,
    force: bool,
    whole: bool,
    as_json: bool,
    by_pytest: bool,
    infer: bool,
    output: Path | None,
    app: bool,
) -> None:
    """Run SCRIPT, your own program, and find the first line that goes wrong.

    SCRIPT is run as `python SCRIPT ARGUMENTS` runs it, with its input, output and errors; options after it are its
    own. The code cells of a notebook (.ipynb) run in order as one program; test_NAME.py and NAME_test.py are run by
    pytest. Its arrays and numbers are matched by value with the quantities of SCENARIO, so that it may use any names
    and shapes. Run only programs that you would run with python. Exit status 0 if all parameters are right through the
    training steps looked at, or as far as SCRIPT trains; 1 if not or if SCRIPT ends with an exception; 2 if it can't
    be run.

    `nnstep code --infer [-o FILE] SCRIPT` finds the layers, the loss and the learning rate of SCRIPT instead. Exit
    status 0 if a whole training step of the scenario agrees with SCRIPT; 1 if not.
    """
    from nnstep.grading.context import GradingContext
    from nnstep.outputs.asked import Output, check_outputs
    from nnstep.outputs.whole import write_text
    from nnstep.own_code.place_map import held_to, map_text, read_map
    from nnstep.own_code.program_findings import findings_of
    from nnstep.own_code.reports.code_summary import is_passed
    from nnstep.session.opening import open_program

    if infer:
        named = {"--app": app, "--map": maps, "--map-file": map_files, "--save-map": save_map}
        for option, value in {**named, "--steps": steps, "--all": whole}.items():
            if value:
                raise CommandError(f"{option} does not go with --infer", "leave one of them out")
        wanted = _CodeWishes(script, arguments, by_pytest or None, stop)
        ctx.exit(exit_status.of_check(passed=_infer(wanted, output, force=force, as_json=as_json)))
    if output is not None:
        raise CommandError("--output goes with --infer", "leave it out, or leave SCENARIO out and add --infer")
    if app and as_json:
        raise CommandError("--app does not go with --json", "leave one of them out")
    if app:
        check_terminal()
    with reading(scenario):
        program = open_program(scenario)
    places = read_map(maps, map_files, program)
    if save_map is not None:
        map_output = Output(save_map, {".toml": "a map"}, "--save-map")
        check_outputs(map_output, inputs=[*program.scenario.inputs, script, *map_files], overwrite=force)
    watched = _watched(_CodeWishes(script, arguments, by_pytest or None, stop), as_json=as_json)
    context = GradingContext(program, by_hand=False)
    with ProgressLine() as line:
        findings = held_to(findings_of(context, watched, steps=steps, tell=line.tell), context, places)
    if save_map is not None:
        write_text(save_map, map_text(findings), overwrite=force)
    if app:
        _open_app(scenario, findings)
    elif as_json:
        from nnstep.own_code.reports.code_json import code_json

        echo_json("code", code_json(findings))
    else:
        from nnstep.own_code.reports.code_report import code_report

        say_styled(code_report(findings, scenario, width_to_fill() or _PIPED_WIDTH, whole=whole))
    ctx.exit(exit_status.of_check(passed=is_passed(findings)))


@dataclass(frozen=True, slots=True)
class _CodeWishes:
    """The program to run, and how."""

    script: Path
    arguments: tuple[str, ...]
    by_pytest: bool | None
    stop: bool


def _watched(wanted: _CodeWishes, *, as_json: bool) -> WatchedProgram:
    """Run a program; raise CommandError where it can't be run."""
    import sys

    from nnstep.own_code.running import WatchLimits, watch_program

    sys.stdout.flush()
    watched = watch_program(
        *(wanted.script, wanted.arguments),
        limits=WatchLimits(stop=wanted.stop),
        on_output=_to_errors if as_json else None,
        by_pytest=wanted.by_pytest,
    )
    if watched.end.exception and not watched.sources:
        said = watched.end.exception.strip().splitlines()[-1]
        raise CommandError(f"{wanted.script} can't be run: {said}", "Python's own message stands above")
    return watched


def _infer(wanted: _CodeWishes, output: Path | None, *, force: bool, as_json: bool) -> bool:
    """Find the scenario that a program computes, and return whether a whole training step agrees."""
    from nnstep.importers.saving_import import check_import, save_import
    from nnstep.own_code.inferring.inference import inferred
    from nnstep.own_code.inferring.inference_words import inference_json, inference_text

    if output is not None:
        check_import(output, [wanted.script], overwrite=force)
    watched = _watched(wanted, as_json=as_json)
    with ProgressLine("looking for the scenario"):
        found = inferred(watched, output or wanted.script.with_suffix(".toml"))
    if as_json:
        echo_json("code", inference_json(found))
    else:
        say_styled([(text, "strong" if heading else "plain")] for text, heading in inference_text(found))
    if output is not None and found.found is not None and found.found.imported is not None:
        written = save_import(found.found.imported, output, overwrite=force)
        say(f"wrote {', '.join(visible(str(file)) for file in written)}", aside=True)
    return found.agrees


def _open_app(scenario: str, findings: ProgramFindings) -> None:
    """Open the app on the exercise with the program beside it, where that goes wrong first."""
    from nnstep.garbage import end_rare_collections
    from nnstep.session.opening import OpenedRun, RunRequest
    from nnstep.session.own_program.own_program import OwnProgram
    from nnstep.tui.app import NNStepApp
    from nnstep.tui.opening.beginning import Beginning

    own = OwnProgram(findings)
    beginning = Beginning(position=own.first_wrong_position, screen_commands=("pane code",))
    end_rare_collections()
    opened = OpenedRun(findings.program)
    run_app(
        NNStepApp(opened, beginning, request=RunRequest(scenario), own_program=own, memory=memory_of(no_state=False))
    )


def _to_errors(_name: str, data: bytes) -> None:
    import sys

    sys.stderr.buffer.write(data)
    sys.stderr.buffer.flush()
