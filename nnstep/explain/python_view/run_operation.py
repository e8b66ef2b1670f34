"""One operation of a run as Python programs get it, computed or recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nnstep.expr.array import Array
from nnstep.program.program import Phase

if TYPE_CHECKING:
    from nnstep.engine.frame import Frame


@dataclass(frozen=True, slots=True, eq=False)
class RunOperation:
    """One operation of a run with its value. A notebook shows its formula, with symbols and with numbers."""

    position: int
    """Operations done when it is done, from 1."""
    epoch: int
    step: int
    """The training step in the epoch, from 1."""
    op: int
    """The operation in the training step, from 1."""
    phase: Phase
    layer: int
    """The layer, from 1; 0 for what belongs to none."""
    target: str
    """The id of the quantity that it computes."""
    formula: str
    """In the scenario's notation."""
    numpy: str
    """The NumPy line that was run."""
    value: Array
    """The result, read-only, float64 or the scenario's own precision: shape (), (n, 1) for one sample, or (n, m)."""
    frame: Callable[[], Frame | None] = field(default=lambda: None, repr=False)
    """Returns the operation with what it read; None where that is not known, as after unpickling."""

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, name) for name in self.__slots__ if name != "frame")

    def _repr_latex_(self) -> str:
        from nnstep.explain.python_view.operation_display import latex_of

        return latex_of(self)

    def _repr_html_(self) -> str:
        from nnstep.explain.python_view.operation_display import html_of_operation

        return html_of_operation(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        return {"text/html": self._repr_html_(), "text/latex": self._repr_latex_(), "text/plain": repr(self)}
