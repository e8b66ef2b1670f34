"""``nnstep convert``: a trace in another format."""

from __future__ import annotations

from pathlib import Path

import click

from nnstep.cli.output import say
from nnstep.harmless_text import visible


@click.command("convert")
@click.argument("trace", type=click.Path())
@click.argument("output", type=click.Path())
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def command(trace: str, output: str, *, force: bool) -> None:
    """Convert TRACE to the format that the name of OUTPUT ends in.

    The formats are .jsonl, .jsonl.gz, .jsonl.zst, .csv, .npz and .parquet. Nothing is lost: converted back, a recording
    has the same bytes.
    """
    from nnstep.cli.progress_line import ProgressLine
    from nnstep.traces.contents.conversion import convert

    remarks: list[str] = []
    try:
        with ProgressLine(f"reading {trace}") as line:
            count = convert(Path(trace), Path(output), remarks.append, line.tell, overwrite=force)
    finally:
        for text in remarks:
            say(f"note: {visible(trace)}: {visible(text)}", aside=True)
    say(f"wrote {count:,} records to {visible(output)}", aside=True)
