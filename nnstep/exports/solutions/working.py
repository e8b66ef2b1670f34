"""Composes a worked solution, or an exercise sheet, from a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from nnstep.engine.frame import Frame
from nnstep.engine.timeline import Timeline
from nnstep.errors import CommandError
from nnstep.explain.explanation import pen_of, pen_with_numbers
from nnstep.explain.operation_math import definition_equations, element_equation, op_equation
from nnstep.explain.python_view.operation_title import operation_name
from nnstep.exports.solutions.solution import Solution, WorkedOperation, WorkedPhase, WorkedStep
from nnstep.exports.solutions.solution_pictures import solution_pictures
from nnstep.exports.solutions.solution_request import SolutionPlan
from nnstep.expr.array import Array, Shape
from nnstep.expr.mathematics.math_lines import MOST_WIDE
from nnstep.expr.mathematics.math_setting import formula_math, value_math
from nnstep.expr.mathematics.math_text import symbol_math
from nnstep.expr.mathematics.math_tree import Blank, Equation, Math, Matrix
from nnstep.expr.mathematics.math_width import width_of
from nnstep.expr.walks.pen import Pen
from nnstep.program.program import PHASE_TITLES, Op, Program

_LEAST_COLUMNS = 4
_ROOM = 3, 10
"""Lines of room for one operation of a sheet: for a number, and the most."""


def solution_of(program: Program, plan: SolutionPlan) -> Solution:
    """Return the document; raise CommandError where the run ends before a training step that was asked for."""
    return _Composer(program, plan).solution()


class _Composer:
    """Composes one document."""

    def __init__(self, program: Program, plan: SolutionPlan) -> None:
        self._program = program
        self._plan = plan
        self._writing = program.writing
        self._timeline = Timeline(program)

    def solution(self) -> Solution:
        """Return the document."""
        program, plan = self._program, self._plan
        steps = tuple(self._steps())
        shown = self._position_of_network()
        pictures = solution_pictures(self._timeline, shown, with_errors=not plan.is_sheet)
        return Solution(
            program,
            " ".join(program.title.split()),
            program.about,
            self._rounding(),
            pictures,
            steps,
            plan.is_sheet,
        )

    def _rounding(self) -> str:
        """Return how numbers are rounded, as a sentence."""
        digits = self._plan.digits
        rounded = f"{'as' if digits.form == 'fraction' else 'with'} {digits.text}"
        if self._plan.is_sheet:
            return f"Write numbers {rounded}; calculate with all digits."
        return f"Numbers are shown {rounded}; the calculation itself keeps all digits."

    def _position_of_network(self) -> int:
        """Return after which operation the network is drawn: before any on a sheet, else after the forward pass."""
        if self._plan.is_sheet:
            return 0
        ops = self._program.ops
        forward = max((number for number, op in enumerate(ops, start=1) if op.phase == "forward"), default=0)
        return self._plan.steps[0] * len(ops) + forward

    def _steps(self) -> Iterator[WorkedStep]:
        schedule, before = self._program.schedule, -2
        for step in self._plan.steps:
            begin = self._begin(step)
            fed = schedule.feeds(step)
            shown = {**({} if step == before + 1 else _beginning(begin)), **fed}
            place = schedule.place(step, 0)
            where = f" (epoch {place.epoch}, step {place.step})" if schedule.steps_per_epoch > 1 else ""
            yield WorkedStep(
                step + 1,
                f"Training step {step + 1}{where}",
                tuple(self._given(shown)),
                shown,
                tuple(self._phases(step)),
            )
            before = step

    def _begin(self, step: int) -> Frame:
        """Return the frame before a training step."""
        frame = self._timeline.seek(step * len(self._program.ops))
        if frame.at_end:
            message = f"the run ends before training step {step + 1}, at {frame.place}"
            raise CommandError(f"{message}: {frame.ended}" if frame.ended else message, "choose earlier steps")
        return frame

    def _given(self, values: Mapping[str, Array]) -> Iterator[Equation]:
        pen = pen_of(self._program, self._writing)
        pen = replace(pen, digits=self._plan.digits, most_rows=self._plan.most, most_columns=self._plan.most)
        for id, value in values.items():
            yield Equation(symbol_math(self._writing.symbols(id)), "=", (value_math(value, pen),))

    def _phases(self, step: int) -> Iterator[WorkedPhase]:
        numbered = enumerate(self._program.ops, start=1)
        for phase, group in groupby(numbered, lambda row: row[1].phase):
            ops = list(group)
            shown = ops if phase in self._plan.phases else []
            yield WorkedPhase(
                PHASE_TITLES[phase].capitalize(),
                tuple(self._operation(step, number, op) for number, op in shown),
                tuple(op.source for _, op in ops),
            )

    def _operation(self, step: int, number: int, op: Op) -> WorkedOperation:
        schedule, plan = self._program.schedule, self._plan
        title = f"{schedule.place(step, number)} {operation_name(op, self._program)}"
        pen = pen_of(self._program, self._writing)
        formula = formula_math(op.expression, pen)
        definitions = definition_equations(op, self._program, self._writing)
        if plan.is_sheet:
            shape = self._program.shapes_in(step)[op.target]
            blanks = _blanks(shape, plan.most)
            main = op_equation(op, self._writing, *((formula, blanks) if plan.with_formulas else (blanks,)))
            shown = definitions if plan.with_formulas else ()
            room = min(_ROOM[1], _ROOM[0] + (shape[0] if shape else 0))
            return WorkedOperation(op, title, main, shown, (), op.remark, None, room)
        frame = self._timeline.seek(step * len(self._program.ops) + number)
        if frame.result is None:
            raise ValueError(f"operation {number} of training step {step} gave no result")
        pen = replace(pen_with_numbers(frame, plan.digits, self._writing, plan.most), most_terms=2 * plan.most)
        sides = formula, self._with_numbers(op, pen), value_math(frame.result, pen)
        elements = tuple(element_equation(frame, index, pen, self._writing) for index in plan.expand.get(op.target, ()))
        main = op_equation(op, self._writing, *sides)
        return WorkedOperation(op, title, main, definitions, elements, op.remark, frame.result, 0)

    def _with_numbers(self, op: Op, pen: Pen) -> Math:
        """Return the operation with numbers; where they can't be whole anyway, so few that they fit on a line."""
        written = formula_math(op.expression, pen)
        if all(size <= self._plan.most for id in op.reads for size in pen.shapes[id]):
            return written
        for columns in range(self._plan.most - 1, _LEAST_COLUMNS - 1, -1):
            if width_of(written) <= MOST_WIDE:
                break
            written = formula_math(op.expression, replace(pen, most_columns=columns))
        return written


def _beginning(frame: Frame) -> Mapping[str, Array]:
    """Return the parameters and constants as they are before a training step."""
    program = frame.program
    return {id: frame.values[id] for id in program.start}


def _blanks(shape: Shape, most: int) -> Math:
    """Return room for the numbers of an array of this shape."""
    if not shape or shape == (1, 1):
        return Blank()
    rows, columns = (min(size, most) for size in shape)
    return Matrix(tuple((Blank(),) * columns for _ in range(rows)))
