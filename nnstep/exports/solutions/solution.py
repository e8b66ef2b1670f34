"""What a worked solution holds, or the exercise sheet that goes with it: the one document that every format writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nnstep.expr.array import Array
from nnstep.expr.mathematics.math_tree import Equation
from nnstep.program.program import Op, Program


@dataclass(frozen=True, slots=True)
class SolutionPicture:
    """A picture."""

    id: str
    """What it is called in a file's name, in the letters of one."""
    caption: str
    svg: str
    """The whole text of an SVG file; it holds rectangles, lines, paths of lines, circles, texts and images only."""
    width: int
    height: int


@dataclass(frozen=True, slots=True, eq=False)
class WorkedOperation:
    """One operation, worked out or left to be worked out."""

    op: Op
    title: str
    """Its place and its part in the network: ``1.1.1 pre-activation of layer 1``."""
    main: Equation
    """In symbols, with numbers, and its value; on a sheet, with blanks in the place of the value."""
    definitions: tuple[Equation, ...]
    """What the functions in it stand for."""
    elements: tuple[Equation, ...]
    """The elements that are worked out one by one."""
    remark: str
    result: Array | None
    """Its exact value; None on a sheet."""
    room: int
    """How many lines of room there are to write in; 0 in a solution."""


@dataclass(frozen=True, slots=True, eq=False)
class WorkedPhase:
    """A phase of a training step."""

    title: str
    operations: tuple[WorkedOperation, ...]
    """Empty where the phase was not asked for."""
    sources: tuple[str, ...]
    """The NumPy lines of all its operations."""


@dataclass(frozen=True, slots=True, eq=False)
class WorkedStep:
    """One training step."""

    number: int
    """From 1, through all epochs."""
    title: str
    given: tuple[Equation, ...]
    """What it starts from, as far as nothing before it in the document says so."""
    start: Mapping[str, Array]
    """The exact values of the same quantities, by id."""
    phases: tuple[WorkedPhase, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """A worked solution, or an exercise sheet."""

    program: Program
    title: str
    """On one line."""
    about: tuple[str, ...]
    """Paragraphs: source, notes, and what is stated of network and training."""
    digits: str
    """How the numbers are rounded, as a sentence."""
    pictures: tuple[SolutionPicture, ...]
    steps: tuple[WorkedStep, ...]
    is_sheet: bool
    """Whether it is to be filled in."""

    def operations(self) -> Iterator[WorkedOperation]:
        """Yield every operation in it."""
        for step in self.steps:
            for phase in step.phases:
                yield from phase.operations
