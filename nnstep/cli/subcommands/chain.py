"""``nnstep chain``: the chain rule for one weight, path by path, in symbols and in numbers."""

from __future__ import annotations

import click

from nnstep.cli.output import say
from nnstep.cli.progress_line import ProgressLine, reading


@click.command("chain")
@click.argument("scenario")
@click.argument("weight")
@click.option("--at", "position", default="0", help="A position in the training step (default: the first).")
@click.option("--notation", metavar="NAME", help="Write formulas in this notation instead of the scenario's own.")
@click.option("--digits", type=click.IntRange(1, 17), default=6, show_default=True, help="Significant digits to show.")
def command(scenario: str, weight: str, *, position: str, notation: str | None, digits: int) -> None:
    """Derive one weight's gradient, such as W1[0,2], path by path."""
    from nnstep.explain.gradient_derivation import choosable, derivation
    from nnstep.expr.digits import Digits
    from nnstep.program.addresses import parse_address
    from nnstep.program.positions import parse_position
    from nnstep.session.opening import open_run

    with reading(scenario):
        opened = open_run(scenario, None, notation)
    program, run = opened.program, opened.begin()
    element = parse_address(weight, program, choosable(run.seek(0)))
    at = max(parse_position(position, program), run.first_position)
    with ProgressLine("deriving the gradient"):
        lines = list(derivation(run.seek, at, element, Digits(digits, program.precision), program.writing))
    for line in lines:
        say(line)
