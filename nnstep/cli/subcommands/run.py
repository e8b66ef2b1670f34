"""``nnstep run``: without the app, every operation with its values, and the recording asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from nnstep.cli import exit_status
from nnstep.cli.headless import print_commands, run_to_stops
from nnstep.cli.options import history_option
from nnstep.cli.output import say
from nnstep.cli.progress_line import ProgressLine, reading
from nnstep.cli.results.json_option import json_option
from nnstep.errors import CommandError
from nnstep.harmless_text import visible

if TYPE_CHECKING:
    from nnstep.cli.recording import Recording
    from nnstep.engine.frame import Frame
    from nnstep.engine.run import Run
    from nnstep.expr.digits import Digits
    from nnstep.program.program import Program

_BETWEEN_LINES = 0.1
"""Seconds between what is printed of epochs, about, where they take less."""


@click.command("run")
@click.argument("scenario")
@click.option("--weights", type=click.Path(), help="Start from the weights in this file.")
@click.option("--epochs", type=click.IntRange(1), help="Train for this many epochs instead of the scenario's number.")
@click.option("--trace", type=click.Path(), help="Record the run in this file (.jsonl, .jsonl.gz, .jsonl.zst).")
@click.option("--every", type=click.IntRange(1), default=1, help="Record every Nth training step only.", metavar="N")
@click.option("--only", metavar="IDS", help='Record these quantities only, such as "W1,E,d*".')
@click.option("--epochs-only", is_flag=True, help="Record the figures of each epoch only.")
@click.option("--from", "first", metavar="POSITION", help="Begin the recording at this position.")
@click.option("--to", "last", metavar="POSITION", help="End the recording at this position.")
@click.option("--print", "printing", is_flag=True, help="Print every operation while recording, too.")
@click.option("--save-weights", type=click.Path(), help="Save the final weights in this file (.npz, .safetensors ...).")
@click.option("--force", is_flag=True, help="Overwrite the --trace and --save-weights files.")
@click.option("--yes", is_flag=True, help="Run without asking, however long it takes.")
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
@json_option("the trace", lambda: None, schema="trace", note="one record a line (JSON Lines)")
def command(
    scenario: str,
    *,
    weights: str | None,
    epochs: int | None,
    trace: str | None,
    every: int,
    only: str | None,
    epochs_only: bool,
    first: str | None,
    last: str | None,
    printing: bool,
    save_weights: str | None,
    force: bool,
    yes: bool,
    brief: bool,
    digits: int,
    notation: str | None,
    until: str | None,
    breaks: tuple[str, ...],
    commands: str | None,
    history_mb: int,
    as_json: bool,
) -> None:
    """Run SCENARIO, or replay a trace, and print every operation with its values.

    With --until or --break, print only the stops; with --trace, a progress bar. Exit status 1 if the condition of
    --until never holds. A run that would take more than an hour begins only after a question, or with --yes.
    """
    from nnstep.session.opening import open_run

    stopping = until is not None or breaks
    if printing and stopping:
        raise CommandError("--print can't be combined with --until or --break", "they print the stops")
    if (stopping or commands is not None) and (save_weights is not None or brief or as_json):
        raise CommandError(
            "--until, --break and --commands can't be combined with --save-weights, --brief or --json",
            "to save the weights, put the command save into the --commands file",
        )
    if commands is not None and (stopping or trace is not None):
        raise CommandError(
            "--commands can't be combined with --until, --break or --trace", "put the stops into the file"
        )
    asked = {
        "--every": every != 1,
        "--only": only is not None,
        "--epochs-only": epochs_only,
        "--from": first,
        "--to": last,
    }
    if trace is None and any(asked.values()):
        option = next(name for name, value in asked.items() if value)
        raise CommandError(f"{option} says what is recorded, but no --trace is asked for", "add --trace FILE.jsonl")
    with reading(scenario):
        opened = open_run(scenario, epochs, notation, weights, (until or "", *breaks))
    program = opened.program
    for remark in opened.remarks():
        say(remark, aside=True)
    if commands is not None:
        print_commands(opened, commands, history_mb << 20, digits=digits)
        return
    if trace is not None or save_weights is not None:
        _check_outputs(program, trace, save_weights, overwrite=force)
    recording = None
    if trace is not None:
        from nnstep.cli.recording import Recording

        recording = Recording(Path(trace), program, every, only, first, last, epochs_only=epochs_only, overwrite=force)
    if stopping:
        if not run_to_stops(opened, until, breaks, history_mb << 20, recording):
            raise SystemExit(exit_status.CHECK_FAILED)
        return
    run = opened.begin(history_mb << 20)
    if not yes:
        printed = not brief and (recording is None or printing or as_json)
        _ask_before_long(run, recording, digits, printing=printed, saving=save_weights is not None or brief)
    if brief and not as_json:
        frame = _print_epochs(run, recording, digits)
    elif recording is not None and not (printing or as_json):
        frame = recording.record(run, to_the_end=save_weights is not None)
    else:
        frame = _print_all(run, recording, _printer(run, digits, as_json=as_json))
    if save_weights is not None:
        from nnstep.engine.saving import save_parameters

        save_parameters(frame, Path(save_weights), overwrite=force)
        say(f"saved the weights to {visible(save_weights)}", aside=True)


def _ask_before_long(run: Run, recording: Recording | None, digits: int, *, printing: bool, saving: bool) -> None:
    from nnstep.cli.time_estimate import ask_before_long

    if recording is not None:
        from nnstep.traces.selection import Selection
        from nnstep.traces.writing.trace_lines import TraceLines

        # Where nothing else is wanted, the run ends with the recording.
        last = recording.last if not printing and not saving else None
        ask_before_long(run, lambda: TraceLines(run.seek(0), Selection()).operation, recording.share(run.program), last)
        recording.ask_before_full(run.program)
    elif printing:
        from nnstep.cli.printed_operation import operation_lines

        shown = _shown_digits(run.program, digits)
        ask_before_long(run, lambda: lambda frame: list(operation_lines(frame, shown)))
    else:
        ask_before_long(run)


def _check_outputs(program: Program, trace: str | None, weights: str | None, *, overwrite: bool) -> None:
    from nnstep.outputs.asked import Output, check_outputs

    outputs = []
    if trace is not None:
        from nnstep.traces.writing.trace_writer import trace_output

        outputs.append(trace_output(Path(trace), "--trace"))
    if weights is not None:
        from nnstep.array_files.array_writer import ENDINGS, format_for

        format_for(Path(weights), len(program.trained))
        outputs.append(Output(Path(weights), ENDINGS, "--save-weights"))
    check_outputs(*outputs, inputs=program.scenario.inputs, overwrite=overwrite)


def _print_epochs(run: Run, recording: Recording | None, digits: int) -> Frame:
    """Print each epoch, and record what was asked for; go on by whole training steps where nothing is recorded."""
    from nnstep.cli.run_lines import EpochLines

    _print_heading(run.program)
    frame = run.seek(0)
    epochs = EpochLines(frame, _shown_digits(run.program, digits))

    def show(coming: Frame) -> None:
        lines = list(epochs.after(coming))
        if lines:
            say("\n".join(lines))

    if recording is not None:
        frame = recording.record(run, show, to_the_end=False)
    stride = len(run.program.ops) * run.program.schedule.steps_per_epoch
    while not frame.at_end:
        begun, before = perf_counter(), frame.position
        with ProgressLine("running"):
            frame = run.seek(min(before + stride, run.program.last_position))
        show(frame)
        if frame.position == before:
            break  # the recording that is replayed ends within a training step
        if perf_counter() - begun < _BETWEEN_LINES / 2:
            stride *= 2
    return frame


def _print_all(run: Run, recording: Recording | None, show: Callable[[Frame], None]) -> Frame:
    """Print each operation, and record what was asked for."""
    frame = run.seek(0)
    with recording.writing(run, frame) if recording is not None else nullcontext() as write:
        while not frame.at_end:
            before, frame = frame.position, run.seek(frame.position + 1)
            if frame.position == before:
                break  # the recording ends within a training step
            if write is not None:
                write(frame)
            show(frame)
    return frame


def _printer(run: Run, digits: int, *, as_json: bool) -> Callable[[Frame], None]:
    if as_json:
        from nnstep.traces.selection import Selection
        from nnstep.traces.writing.trace_lines import TraceLines

        beginning = run.seek(0)
        lines = TraceLines(beginning, Selection(first=beginning.position))

        def echo(frame: Frame) -> None:
            lines.operation(frame)
            if frame.done == len(run.program.ops) or frame.at_end:
                if frame.at_end:
                    lines.end(frame)
                click.echo(lines.take(), nl=False)

        return echo
    from nnstep.cli.printed_operation import operation_lines

    shown = _shown_digits(run.program, digits)
    _print_heading(run.program)

    def show(frame: Frame) -> None:
        for line in operation_lines(frame, shown):
            say(line)

    return show


def _print_heading(program: Program) -> None:
    from nnstep.cli.run_lines import heading_lines

    for line in heading_lines(program):
        say(line)


def _shown_digits(program: Program, digits: int) -> Digits:
    from nnstep.expr.digits import Digits

    return Digits(digits, program.precision)
