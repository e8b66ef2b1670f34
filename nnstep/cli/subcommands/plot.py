"""``nnstep plot``: a picture of what expressions are over the training steps of a run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nnstep.cli.output import say
from nnstep.cli.progress_line import ProgressLine, reading
from nnstep.harmless_text import visible
from nnstep.session.pictures.picture_kind import PICTURE_KINDS, PictureKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nnstep.drawing.svg.figure import Figure


def _sides(least: int, most: int) -> Callable[[click.Context, click.Parameter, str | None], tuple[int, int] | None]:
    """Return what reads an option of two whole numbers with an x between them."""

    def read(_: click.Context, __: click.Parameter, text: str | None) -> tuple[int, int] | None:
        if text is None:
            return None
        match = re.fullmatch(r"([0-9]{1,6})[xX×]([0-9]{1,6})", text.strip())
        sides = (int(match[1]), int(match[2])) if match else (0, 0)
        if not all(least <= side <= most for side in sides):
            raise click.BadParameter(f"{text!r} is not two numbers from {least} to {most}, as in 640x480.")
        return sides

    return read


@click.command("plot")
@click.argument("scenario")
@click.argument("expressions", metavar="EXPRESSION...", nargs=-1)
@click.option(
    "-o", "--output", required=True, type=click.Path(), help="The file to write (.svg, or .png with the extra png)."
)
@click.option(
    "--kind",
    type=click.Choice(PICTURE_KINDS),
    help="How to draw all EXPRESSIONS. Without it numbers are curves, and all others heat maps over time. "
    "`network` takes no EXPRESSION and draws the network itself.",
)
@click.option("--log", is_flag=True, help="Use a logarithmic axis for the values of curves.")
@click.option("--log-x", is_flag=True, help="Use a logarithmic axis for the training steps of curves.")
@click.option("--from", "first", metavar="POSITION", help="Begin here: epoch.step.operation, or operations done.")
@click.option("--to", "last", metavar="POSITION", help="End here. Images and the network show this position.")
@click.option("--every", type=click.IntRange(1), metavar="N", help="Show only each N-th training step (or epoch).")
@click.option("--epochs-only", is_flag=True, help="Show only the end of each epoch.")
@click.option("--epochs", type=click.IntRange(1), help="Train for this many epochs instead of the scenario's number.")
@click.option(
    "--image",
    metavar="HxW",
    callback=_sides(1, 100_000),
    help="Rows and columns of an image, such as 28x28; else a square.",
)
@click.option(
    "--size",
    metavar="WxH",
    callback=_sides(240, 20_000),
    help="Width and height of the picture, such as 800x500.",
)
@click.option("--title", help="Use this title instead of the scenario's.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def command(
    scenario: str,
    expressions: Sequence[str],
    *,
    output: str,
    kind: PictureKind | None,
    log: bool,
    log_x: bool,
    first: str | None,
    last: str | None,
    every: int | None,
    epochs_only: bool,
    epochs: int | None,
    image: tuple[int, int] | None,
    size: tuple[int, int] | None,
    title: str | None,
    force: bool,
) -> None:
    """Draw EXPRESSIONS over the training steps of SCENARIO, or of a trace, as in plot xor E -o error.svg.

    An expression is written as a watch is: E, W1[0,2], abs(dW1).max(), W1. Values are those at the end of a training
    step. --kind images draws each row of a matrix as an image: the weights of each neuron, for example. --kind network
    draws the network at the operation of --to, with its values, and what the operation reads and writes.
    """
    from nnstep.outputs.asked import Output, check_outputs
    from nnstep.program.positions import parse_position
    from nnstep.session.network.network_figure import network_figure
    from nnstep.session.opening import open_run
    from nnstep.session.pictures.picture_request import PictureRequest, planned
    from nnstep.session.pictures.pictures import figure_of

    _check_expressions(kind, expressions)
    path = Path(output)
    with reading(scenario):
        opened = open_run(scenario, epochs, None, None, expressions)
    program = opened.program
    request = PictureRequest(
        kind=kind,
        log=log,
        log_x=log_x,
        first=0 if first is None else parse_position(first, program),
        last=None if last is None else parse_position(last, program),
        every=every,
        per_epoch=epochs_only,
        image=image,
        size=size,
        title=title,
    )
    plan = None if kind == "network" else planned(program, expressions, request)
    endings = {".svg": "a picture of lines", ".png": "a picture of pixels"}
    check_outputs(Output(path, endings), inputs=program.scenario.inputs, overwrite=force)
    _check_renderer(path)
    with ProgressLine() as line:
        run = opened.begin()
        figure = network_figure(run, request) if plan is None else figure_of(run, plan, line.tell)
    with ProgressLine(f"writing {output}"):
        _write(figure, path, overwrite=force)
    say(f"wrote {visible(output)}", aside=True)


def _check_expressions(kind: PictureKind | None, expressions: Sequence[str]) -> None:
    if kind == "network" and expressions:
        raise click.UsageError(f"--kind network takes no EXPRESSION, but {expressions[0]!r} was given.")
    if kind != "network" and not expressions:
        raise click.UsageError("Missing argument 'EXPRESSION...': name a number such as E, or use --kind network.")


def _is_bitmap(path: Path) -> bool:
    return path.name.lower().endswith(".png")


def _check_renderer(path: Path) -> None:
    if _is_bitmap(path):
        from nnstep.drawing.svg.pixels.bitmap import check_png

        check_png()


def _write(figure: Figure, path: Path, *, overwrite: bool) -> None:
    from nnstep.drawing.svg.figure import svg_text
    from nnstep.drawing.svg.pixels.bitmap import png_of
    from nnstep.outputs.whole import write_file

    text = svg_text(figure)
    data = png_of(text) if _is_bitmap(path) else text.encode()
    write_file(path, lambda file: file.write(data), overwrite=overwrite)
