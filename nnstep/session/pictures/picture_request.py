"""What a picture of a run is asked to show, checked against its program before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import isqrt, prod

from nnstep.drawing.svg.figure import least_height
from nnstep.drawing.svg.palette import MOST_CURVES
from nnstep.errors import CommandError
from nnstep.expr.array import Shape
from nnstep.expr.tree import Expr
from nnstep.expr.walks.shape import shape_of, shape_text
from nnstep.program.program import Program
from nnstep.session.pictures.picture_kind import PictureKind
from nnstep.session.watches import view_of

_DEFAULT_WIDTH = 800
_DEFAULT_HEIGHT = 180
_DEFAULT_PANEL = 320
_MOST_IMAGES = 1024


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """The wishes for one picture; all have a default."""

    kind: PictureKind | None = None
    """How every expression is drawn; None leaves it to each one's shape."""
    log: bool = False
    log_x: bool = False
    first: int = 0
    """The position from which on the ends of training steps are shown."""
    last: int | None = None
    """The position up to which they are; None for the end of the run."""
    every: int | None = None
    """Each N-th training step, or epoch; None for every one, but evenly spaced ones where there are very many."""
    per_epoch: bool = False
    image: tuple[int, int] | None = None
    """Rows and columns of an image; None for a square."""
    size: tuple[int, int] | None = None
    """Width and height of the picture; None for what its panels need."""
    title: str | None = None
    """None for the scenario's."""


@dataclass(frozen=True, slots=True)
class PictureSubject:
    """One expression, and how it is drawn."""

    text: str
    expression: Expr
    shape: Shape
    kind: PictureKind

    def element_names(self, shape: Shape, *, own_name: bool) -> list[str]:
        """Return the name of each element of a value of this shape, in rows: its index, after the expression's text."""
        if prod(shape) == 1:
            return [self.text if own_name else ""]
        before = "" if not own_name else self.text if self.text.isidentifier() else f"({self.text})"
        if len(shape) == 2 and 1 not in shape:
            return [f"{before}[{row},{column}]" for row, column in product(*map(range, shape))]
        return [f"{before}[{number}]" for number in range(prod(shape))]


@dataclass(frozen=True, slots=True)
class PicturePlan:
    """A request that can be fulfilled, as far as the program tells."""

    subjects: tuple[PictureSubject, ...]
    request: PictureRequest

    @property
    def curves(self) -> tuple[PictureSubject, ...]:
        """What is drawn as curves, on common axes."""
        return tuple(subject for subject in self.subjects if subject.kind == "curve")

    @property
    def others(self) -> tuple[PictureSubject, ...]:
        """What has a panel of its own."""
        return tuple(subject for subject in self.subjects if subject.kind != "curve")

    @property
    def is_over_time(self) -> bool:
        """Whether more than one training step is shown."""
        return any(subject.kind != "images" for subject in self.subjects)

    @property
    def panel_count(self) -> int:
        """How many panels there are."""
        return bool(self.curves) + len(self.others)

    @property
    def size(self) -> tuple[int, int]:
        """The width and the height of the picture."""
        return self.request.size or (_DEFAULT_WIDTH, _DEFAULT_HEIGHT + _DEFAULT_PANEL * self.panel_count)


def planned(program: Program, texts: Sequence[str], request: PictureRequest) -> PicturePlan:
    """Return the plan of a picture; raise CommandError or ExpressionError where it can't be drawn."""
    plan = PicturePlan(tuple(_subject(program, text, request.kind) for text in texts), request)
    if (request.log or request.log_x) and plan.others:
        raise CommandError(
            f"{plan.others[0].text} is drawn as {_named(plan.others[0].kind)}, which has no logarithmic axis",
            "leave out --log and --log-x, or make a number of it, as in abs(W1).max()",
        )
    curves = sum(prod(subject.shape) for subject in plan.curves)
    if curves > MOST_CURVES:
        raise CommandError(
            f"{curves:,} curves are too many to tell apart: at most {MOST_CURVES}",
            "name elements such as W1[0,2], or use --kind heatmap",
        )
    for subject in plan.others:
        if subject.kind == "images":
            image_shape(subject.text, subject.shape, request.image)
    least = least_height(plan.panel_count)
    if plan.size[1] < least:
        panels = "1 panel needs" if plan.panel_count == 1 else f"{plan.panel_count} panels need"
        raise CommandError(f"{panels} a height of {least} at least", f"use --size {plan.size[0]}x{least}")
    return plan


def image_shape(text: str, shape: Shape, asked: tuple[int, int] | None) -> tuple[int, int, int]:
    """Return how many images an expression makes, and their rows and columns: a row each, or a column alone.

    Raise CommandError where its numbers make no images of the size asked for, or of a square.
    """
    count, length = (1, prod(shape)) if len(shape) != 2 or shape[1] == 1 else shape
    side = isqrt(length)
    rows, columns = asked or (side, side)
    if count > _MOST_IMAGES:
        raise CommandError(
            f"{text} is {shape_text(shape)}: {count:,} images are too many, at most {_MOST_IMAGES:,}",
            f"name some rows, as in {text}[0:100,:]",
        )
    if length < 2 or rows * columns != length:
        wanted = f"an image of {rows}×{columns} has {rows * columns:,}" if asked else "these make no square"
        turned = len(shape) == 2 and isqrt(shape[0]) ** 2 == shape[0] > 1
        hint = f"name its size, as in --image {_sides(length)}" if length > 1 else "draw it as a curve"
        hint = f"draw its columns: {text}.T" if turned and not asked else hint
        raise CommandError(f"a row of {text} has {length:,} numbers; {wanted}", hint)
    return count, rows, columns


def _subject(program: Program, text: str, kind: PictureKind | None) -> PictureSubject:
    expression = view_of(text, program)
    shape = shape_of(expression, program.shapes)
    return PictureSubject(text.strip(), expression, shape, kind or ("curve" if prod(shape) == 1 else "heatmap"))


def _sides(length: int) -> str:
    """Return the sides of the most square image that has so many pixels."""
    rows = next(rows for rows in range(isqrt(length), 0, -1) if length % rows == 0)
    return f"{rows}x{length // rows}"


def _named(kind: PictureKind) -> str:
    return {"curve": "a curve", "heatmap": "a heat map", "images": "images", "network": "a network"}[kind]
