"""``nnstep gradcheck``: every backpropagated gradient against central differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from nnstep.cli import exit_status
from nnstep.cli.output import echo_json, say
from nnstep.cli.progress_line import ProgressLine, reading
from nnstep.cli.results.json_option import json_option

if TYPE_CHECKING:
    from nnstep.explain.gradcheck import GradientCheck
    from nnstep.program.program import Program


def _result() -> Any:
    from nnstep.cli.results.gradient_facts import GradientFacts

    return list[GradientFacts]


@click.command("gradcheck")
@click.argument("scenario")
@click.option("--at", "position", default="0", help="A position in the training step to check.")
@json_option("every gradient both ways", _result)
@click.pass_context
def command(ctx: click.Context, scenario: str, *, position: str, as_json: bool) -> None:
    """Check SCENARIO's gradients against central differences.

    Exit status 1 if a gradient is wrong.
    """
    from nnstep.explain.gradcheck import check_gradients
    from nnstep.program.positions import parse_position
    from nnstep.session.opening import open_program

    with reading(scenario):
        program = open_program(scenario)
    step = program.step_and_op(parse_position(position, program))[0]
    with ProgressLine() as progress:
        checks = check_gradients(program, step, progress.tell)
    if as_json:
        from nnstep.cli.results.gradient_facts import gradient_facts

        echo_json("gradcheck", [gradient_facts(check) for check in checks])
    else:
        for line in [*_lines(checks), *_remarks(program)]:
            say(line)
    ctx.exit(exit_status.of_check(passed=all(check.verdict != "wrong" for check in checks)))


def _lines(checks: list[GradientCheck]) -> list[str]:
    from nnstep.expr.walks.shape import shape_text

    rows = [
        (check.parameter, shape_text(check.gradient.shape), f"{check.worst:.1e}", _words(check)) for check in checks
    ]
    lines = [f"{'parameter':<10} {'shape':>9} {'worst relative error':>21}  verdict"]
    return lines + [f"{name:<10} {shape:>9} {worst:>21}  {words}" for name, shape, worst, words in rows]


def _remarks(program: Program) -> list[str]:
    """Return what the numbers are of, where that is not plain: in double precision, or with the other sign."""
    double = "checked in double precision: the formulas, at the numbers of the float32 run"
    negative = "both are the negatives of the derivatives, as this scenario's run has them"
    remarks = {double: program.precision != "float64", negative: program.gradient_sign < 0}
    return [text for text, holds in remarks.items() if holds]


def _words(check: GradientCheck) -> str:
    match check.verdict:
        case "right":
            return "right"
        case "wrong":
            return "WRONG"
        case "no derivative":
            return "not compared: the update takes no derivative of the activation"
        case "kink":
            return f"right, except {int(check.kinks.sum())} at a kink, which can't be checked"
