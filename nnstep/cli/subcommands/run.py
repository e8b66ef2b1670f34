"""``nnstep run``: without the app, every operation with its values, and the recording asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nnstep.cli import exit_status
from nnstep.cli.headless import print_commands, run_to_stops
from nnstep.cli.options import history_option
from nnstep.cli.output import say
from nnstep.errors import CommandError
from nnstep.harmless_text import visible

if TYPE_CHECKING:
    from nnstep.engine.frame import Frame
    from nnstep.program.program import Program


@click.command("run")
@click.argument("scenario")
@click.option("--weights", type=click.Path(), help="Start from the weights in this file.")
@click.option("--epochs", type=click.IntRange(1), help="Train for this many epochs instead of the scenario's number.")
@click.option("--trace", type=click.Path(), help="Record every operation in this file (.jsonl).")
@click.option("--save-weights", type=click.Path(), help="Save the final weights in this file (.npz, .safetensors ...).")
@click.option("--force", is_flag=True, help="Overwrite the --trace and --save-weights files.")
@click.option("--brief", is_flag=True, help="Print one line per epoch instead of every operation.")
@click.option("--digits", type=click.IntRange(1, 17), default=6, show_default=True, help="Significant digits to show.")
@click.option("--notation", metavar="NAME", help="Write formulas in this notation instead of the scenario's own.")
@click.option(
    "--until", metavar="CONDITION", help='Run until CONDITION holds, such as "E < 0.01", then print all values.'
)
@click.option(
    "--break",
    "breaks",
    metavar="WHERE",
    multiple=True,
    help='Set a breakpoint and print every stop, such as "W1 if E < 0.1".',
)
@click.option("--commands", metavar="FILE", help="Run the debugger commands in this file (- reads standard input).")
@history_option
@click.option("--json", "as_json", is_flag=True, help="Print the trace as JSON Lines.")
def command(
    scenario: str,
    *,
    weights: str | None,
    epochs: int | None,
    trace: str | None,
    save_weights: str | None,
    force: bool,
    brief: bool,
    digits: int,
    notation: str | None,
    until: str | None,
    breaks: tuple[str, ...],
    commands: str | None,
    history_mb: int,
    as_json: bool,
) -> None:
    """Run SCENARIO and print every operation with its values.

    With --until or --break, print only the stops. Exit status 1 if the condition of --until never holds.
    """
    from nnstep.session.opening import open_program

    stopping = until is not None or breaks or commands is not None
    if stopping and (trace is not None or save_weights is not None or brief or as_json):
        raise CommandError(
            "--until, --break and --commands can't be combined with --trace, --save-weights, --brief or --json",
            "to save the weights, put the command save into the --commands file",
        )
    program = open_program(scenario, epochs, notation, weights, (until or "", *breaks))
    if commands is not None:
        if until is not None or breaks:
            raise CommandError("--commands can't be combined with --until or --break", "put them into the file")
        print_commands(program, commands, history_mb << 20)
        return
    if stopping:
        if not run_to_stops(program, until, breaks, history_mb << 20):
            raise SystemExit(exit_status.CHECK_FAILED)
        return
    if trace is not None or save_weights is not None:
        _check_outputs(program, trace, save_weights, overwrite=force)
    frames = _frames(program, every=len(program.ops) if brief and trace is None and not as_json else 1)
    first = next(frames)
    with ExitStack() as stack:
        sinks = [_printer(program, digits, brief=brief, as_json=as_json)]
        if trace is not None:
            # Only now: a run that has not begun leaves the recording of another one as it is.
            from nnstep.traces.trace import TraceWriter

            writer = stack.enter_context(TraceWriter(trace, program, overwrite=force))
            sinks.insert(0, writer.write)
        for frame in chain([first], frames):
            for sink in sinks:
                sink(frame)
    if save_weights is not None:
        from nnstep.engine.saving import save_parameters

        save_parameters(frame, Path(save_weights), overwrite=force)
        say(f"saved the weights to {visible(save_weights)}", aside=True)
    if trace is not None:
        say(f"recorded {writer.operations} operations to {visible(trace)}", aside=True)


def _check_outputs(program: Program, trace: str | None, weights: str | None, *, overwrite: bool) -> None:
    from nnstep.outputs.asked import Output, check_outputs

    outputs = []
    if trace is not None:
        from nnstep.traces.trace import ENDINGS as TRACE_ENDINGS

        outputs.append(Output(Path(trace), TRACE_ENDINGS, "--trace"))
    if weights is not None:
        from nnstep.array_files.array_writer import ENDINGS, format_for

        format_for(Path(weights), len(program.trained))
        outputs.append(Output(Path(weights), ENDINGS, "--save-weights"))
    check_outputs(*outputs, inputs=program.scenario.inputs, overwrite=overwrite)


def _frames(program: Program, every: int) -> Iterator[Frame]:
    from nnstep.engine.timeline import Timeline

    timeline = Timeline(program)
    for position in range(every, program.last_position + 1, every):
        frame = timeline.seek(position)
        yield frame
        if frame.at_end:
            return


def _printer(program: Program, digits: int, *, brief: bool, as_json: bool) -> Callable[[Frame], None]:
    if as_json:
        from nnstep.traces.trace import header_line, operation_line

        click.echo(header_line(program, 0), nl=False)
        return lambda frame: click.echo(operation_line(frame), nl=False)
    from nnstep.cli.run_lines import epoch_lines, heading_lines, operation_lines
    from nnstep.expr.digits import Digits

    shown = Digits(digits, program.precision)
    lines = epoch_lines if brief else operation_lines
    for line in heading_lines(program):
        say(line)

    def show(frame: Frame) -> None:
        for line in lines(frame, shown):
            say(line)

    return show
