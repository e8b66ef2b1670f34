"""``nnstep diff``: how two runs differ, and which mistake makes the first difference."""

from __future__ import annotations

from typing import Any

import click

from nnstep.cli import exit_status
from nnstep.cli.output import echo_json, say
from nnstep.cli.results.json_option import json_option


def _result() -> Any:
    from nnstep.session.difference.difference_facts import DifferenceFacts

    return DifferenceFacts


@click.command("diff")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option(
    "--tolerance",
    type=click.FloatRange(0),
    metavar="T",
    help="Count differences up to T times the largest number of a quantity, or T/1000, as rounding "
    "(default: 1e-9; 1e-4 where one side is in single precision).",
)
@click.option("--steps", type=click.IntRange(1), metavar="N", help="Compare the first N training steps only.")
@click.option("--epochs", type=click.IntRange(1), help="Run scenarios for this many epochs.")
@click.option(
    "--digits", type=click.IntRange(1, 17), default=10, show_default=True, help="Significant digits of the values."
)
@json_option("the first difference and the mistake behind it", _result)
@click.pass_context
def command(
    ctx: click.Context,
    a: str,
    b: str,
    *,
    tolerance: float | None,
    steps: int | None,
    epochs: int | None,
    digits: int,
    as_json: bool,
) -> None:
    """Find the first difference between two runs, and the mistake behind it.

    A and B are scenarios, traces, or files with values of your own program: a line such as
    {"target": "z1", "value": [0.5, -0.25]} for each. Exit status 1 if they differ.
    """
    from nnstep.cli.progress_line import ProgressLine
    from nnstep.session.difference.explained import explained_difference

    with ProgressLine() as bar:
        found = explained_difference(a, b, tolerance=tolerance, epochs=epochs, steps=steps, tell=bar.tell)
    if as_json:
        from nnstep.session.difference.difference_facts import difference_facts

        echo_json("diff", difference_facts(found))
    else:
        from nnstep.session.difference.difference_lines import difference_lines

        for line in difference_lines(found, digits):
            say(line)
    ctx.exit(exit_status.of_check(passed=found.difference.first is None))
