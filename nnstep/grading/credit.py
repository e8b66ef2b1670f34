"""Whether following from a mistake took no work: a factor that the mistake made 0 or 1, a rectifier that it shut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any, assert_never

from nnstep.expr.tree import Binary, Call, Element, Expr, Name, Negative, Number, Pick, Shorthand, Total, Transpose
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.numpy_line import source
from nnstep.grading.context import GradingContext
from nnstep.grading.sheet.answer_sheet import Index, Sheet

_RECTIFIERS = ("relu", "max", "step", "step_up")


class Credit:
    """Looks for what a mistake made trivial."""

    def __init__(self, context: GradingContext) -> None:
        self._context = context

    def reason(self, sheet: Sheet, own: Mapping[str, Any], step: int, id: str, index: Index) -> str:
        """Return why working out this element took no work, or nothing; `own` is what its operation found there."""
        scalar = self._context.elements.of(sheet, step, id, index)
        if scalar is None:
            return ""
        exact = self._context.exact.step(step)
        done = {target: exact.after[target] for target in self._before(id)}
        return _reason(scalar, {id: 0.0, **own}, {id: 0.0, **exact.before, **done})

    def _before(self, id: str) -> Iterator[str]:
        """Yield what the operations before that of a quantity give."""
        return takewhile(lambda target: target != id, (op.target for op in self._context.program.ops))


def _reason(expr: Expr, own: Mapping[str, Any], right: Mapping[str, Any]) -> str:
    match expr:
        case Number() | Element() | Name():
            return ""
        case Negative(operand) | Transpose(operand) | Pick(operand) | Shorthand(_, _, operand):
            return _reason(operand, own, right)
        case Binary("*" | "@", left, right_side):
            return (
                _factor(left, own, right)
                or _factor(right_side, own, right)
                or _reason(left, own, right)
                or _reason(right_side, own, right)
            )
        case Binary("/", left, right_side):
            return (
                _factor(left, own, right, only_zero=True)
                or _reason(left, own, right)
                or _reason(right_side, own, right)
            )
        case Binary("**", base, _):
            return _factor(base, own, right) or _reason(base, own, right)
        case Binary(_, left, right_side):
            return _of_sum((left, right_side), own, right)
        case Total(terms):
            return _of_sum(terms, own, right)
        case Call(function, arguments):
            return _of_call(function, arguments, own, right)
        case _:
            assert_never(expr)


def _of_sum(terms: tuple[Expr, ...], own: Mapping[str, Any], right: Mapping[str, Any]) -> str:
    """Return the reason where every part of a sum that is worked out at all is trivial."""
    worked = [term for term in terms if not isinstance(term, Number | Element | Name)]
    reasons = [_reason(term, own, right) for term in worked]
    return reasons[0] if reasons and all(reasons) else ""


def _factor(factor: Expr, own: Mapping[str, Any], right: Mapping[str, Any], *, only_zero: bool = False) -> str:
    """Return the reason where the mistake made a factor 0 or 1 that is neither in truth, nor -1."""
    if isinstance(factor, Number):
        return ""
    value, true = float(evaluate(factor, own)), float(evaluate(factor, right))
    if abs(value) == abs(true) or value not in ((0,) if only_zero else (0, 1)):
        return ""
    return f"{source(factor)} is {value:.0f} because of the mistake, so nothing had to be computed"


def _of_call(function: str, arguments: tuple[Expr, ...], own: Mapping[str, Any], right: Mapping[str, Any]) -> str:
    if function in _RECTIFIERS:
        argument = arguments[-1]
        value, true = float(evaluate(argument, own)), float(evaluate(argument, right))
        if value <= 0 < true:
            return f"{source(argument)} is not above 0 because of the mistake, so the unit is dead"
    return next(filter(None, (_reason(argument, own, right) for argument in arguments)), "")
