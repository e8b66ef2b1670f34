"""``nnstep trace``: what is in a trace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnstep.cli.output import echo_json, say
from nnstep.cli.progress_line import reading
from nnstep.cli.results.json_option import json_option
from nnstep.harmless_text import visible

if TYPE_CHECKING:
    from nnstep.expr.array import Shape
    from nnstep.traces.contents.trace_summary import TraceSummary
    from nnstep.traces.header import Header
    from nnstep.traces.selection import Selection


def _result() -> Any:
    from nnstep.cli.results.trace_facts import TraceFacts

    return TraceFacts


@click.command("trace")
@click.argument("file", type=click.Path())
@json_option("what is in the trace", _result, schema="trace-summary")
def command(file: str, *, as_json: bool) -> None:
    """Print what is in the trace FILE: the run, what of it is recorded, and whether the recording is whole."""
    from nnstep.traces.contents.trace_summary import summary_of

    with reading(file):
        summary = summary_of(Path(file))
    if as_json:
        from nnstep.cli.results.trace_facts import trace_facts

        echo_json("trace", trace_facts(summary))
        return
    for line in _lines(summary):
        say(line)


def _lines(summary: TraceSummary) -> Iterator[str]:
    header, counts = summary.header, summary.counts
    yield visible(header.title)
    yield ""
    yield f"scenario       {visible(header.name)}{'' if header.scenario else ' (its text is not in the trace)'}"
    yield f"format         {summary.format}, format {header.nnstep_trace}"
    yield f"size           {_size(summary)}"
    yield f"recording      {_ending(summary)}"
    if summary.cut_off:
        yield f"cut off        {visible(summary.cut_off)}"
    yield f"recorded by    {visible(', '.join(_versions(header)))}"
    if header.computed_by:
        yield f"computed by    {visible(header.computed_by)}"
    if header.kernel is not None:
        yield f"computed with  {visible(header.kernel.text)}"
    yield f"precision      {header.precision}"
    yield f"positions      {_positions(summary)}"
    yield f"training steps {counts.steps:,} of {header.epochs * header.steps_per_epoch:,} recorded"
    yield f"epochs         {counts.kinds['epoch']:,} of {header.epochs:,} recorded"
    yield f"selection      {visible(_selected(header.selection))}"
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in counts.kinds.items())
    yield f"records        {counts.kinds.total():,}: {kinds}"
    yield from _quantities(summary)


def _quantities(summary: TraceSummary) -> Iterator[str]:
    from nnstep.traces.contents.trace_summary import shapes_by_quantity

    rows = [
        (visible(target), ", ".join(map(_shape, shapes)), f"{shapes.total():,}")
        for target, shapes in shapes_by_quantity(summary.counts).items()
    ]
    if not rows:
        return
    rows.insert(0, ("quantity", "shape", "values"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    yield ""
    for name, shape, count in rows:
        yield f"{name:{widths[0]}}  {shape:{widths[1]}}  {count:>{widths[2]}}"


def _shape(shape: Shape) -> str:
    return " × ".join(map(str, shape)) or "number"


def _size(summary: TraceSummary) -> str:
    from nnstep.limits import bytes_text

    size = bytes_text(summary.bytes)
    return f"{size}, {bytes_text(summary.unpacked)} unpacked" if summary.unpacked > summary.bytes else size


def _ending(summary: TraceSummary) -> str:
    if summary.is_whole:
        return f"ended at {summary.header.place(summary.last_position)}: {visible(summary.reason)}"
    if summary.header.nnstep_trace == 1:
        return f"ends at {summary.header.place(summary.last_position)} (format 1 does not say why)"
    return f"broken off after {summary.header.place(summary.last_position)}"


def _versions(header: Header) -> Iterator[str]:
    yield f"nnstep {header.version}"
    if header.python:
        yield f"Python {header.python}"
    if header.numpy:
        yield f"NumPy {header.numpy}"


def _positions(summary: TraceSummary) -> str:
    header = summary.header
    first, last = header.first_position, summary.last_position
    places = f"{header.place(first)} to {header.place(last)}"
    return f"{first:,} to {last:,} of {header.last_position:,} ({places})"


def _selected(selection: Selection) -> str:
    parts = []
    if selection.epochs_only:
        parts.append("the figures of each epoch only")
    if selection.every > 1:
        parts.append(f"one training step of {selection.every:,}")
    if selection.only:
        parts.append(f"only {', '.join(selection.only)}")
    return "; ".join(parts) or "every operation"
