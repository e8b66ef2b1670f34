"""Gradients at a debugger's position in other ways: along all paths from the error, and numerically."""

from __future__ import annotations

from functools import cached_property

from nnstep.debugger.debugger import Debugger
from nnstep.engine.executor import Executor
from nnstep.explain.gradcheck import Difference, central_difference, error_position
from nnstep.explain.gradient_derivation import check_derivable, choosable, derivation
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.program.addresses import address, parse_address
from nnstep.program.in_double import doubled, in_double


class Gradients:
    """Derives gradients at a debugger's position along all paths, and computes them numerically."""

    def __init__(self, debugger: Debugger) -> None:
        self._debugger = debugger

    @cached_property
    def _executor(self) -> Executor:
        return Executor(in_double(self._debugger.program))

    def suggestion(self, element: tuple[int, ...]) -> str:
        """Return the weight of the selected element, as it is typed."""
        frame = self._debugger.frame
        known = choosable(frame)
        id = "" if frame.op is None else frame.op.target.removeprefix("d")
        if id in known:
            return address(id, element, frame.program)
        first = f"W{frame.op.layer}" if frame.op is not None else ""
        id = first if first in known else known[0]
        return id + ("[0,0]" if frame.program.shapes[id] else "")

    def derivation(self, text: str, digits: Digits, writing: Writing) -> list[str]:
        """Return the derivation for a typed element; raise CommandError where there is none."""
        check_derivable(self._debugger.program)
        frame = self._debugger.frame
        element = parse_address(text, frame.program, choosable(frame))
        return derivation(self._debugger.peek, frame.position, element, digits, writing)

    def numerical(self, element: tuple[int, ...]) -> Difference | None:
        """Return the central difference for the element of the gradient just computed; None if that is no gradient."""
        frame = self._debugger.frame
        parameters = {gradient: parameter for parameter, gradient in frame.program.gradients.items()}
        if frame.op is None or frame.op.target not in parameters or frame.program.scenario.given:
            return None
        after_error = frame.step * len(frame.program.ops) + error_position(frame.program)
        values = self._debugger.peek(after_error).values
        self._debugger.peek(frame.position)
        parameter = parameters[frame.op.target]
        return central_difference(frame.program, self._executor, doubled(values), parameter, element)
