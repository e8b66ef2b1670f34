"""Questions about gradients: the derivation along all paths, and the numerical value."""

from __future__ import annotations

from nnstep.debugger.debugger import Debugger
from nnstep.engine.executor import Executor
from nnstep.errors import CommandError
from nnstep.explain.gradcheck import Difference, central_difference, error_position
from nnstep.explain.gradient_derivation import choosable, derivation
from nnstep.program.addresses import parse_address
from nnstep.program.in_double import doubled, in_double
from nnstep.tui.view import View


class Gradients:
    """Answers them at a debugger's position."""

    def __init__(self, debugger: Debugger) -> None:
        self._debugger = debugger
        self._executor = Executor(in_double(debugger.program))

    def suggestion(self, element: tuple[int, ...]) -> str:
        """Return the weight of the selected element, as it is typed."""
        frame = self._debugger.frame
        known = choosable(frame)
        id = "" if frame.op is None else frame.op.target.removeprefix("d")
        if id in known:
            return f"{id}[{','.join(map(str, element))}]" if element else id
        first = f"W{frame.op.layer}" if frame.op is not None else ""
        id = first if first in known else known[0]
        return id + ("[0,0]" if frame.program.shapes[id] else "")

    def problem_of(self, text: str) -> str:
        """Return what is wrong with a typed element, or nothing."""
        try:
            parse_address(text, self._debugger.program, choosable(self._debugger.frame))
        except CommandError as error:
            return f"{error.message}: {error.hint}"
        return ""

    def derivation(self, text: str, view: View) -> list[str]:
        """Return the derivation for a typed element, in the way that `view` shows numbers and symbols."""
        frame = self._debugger.frame
        element = parse_address(text, frame.program, choosable(frame))
        return derivation(self._debugger.peek, frame.position, element, view.digits, view.writing)

    def numerical(self, element: tuple[int, ...]) -> Difference | None:
        """Return the central difference for the element of the gradient just computed; None if that is no gradient."""
        frame = self._debugger.frame
        parameters = {gradient: parameter for parameter, gradient in frame.program.gradients.items()}
        if frame.op is None or frame.op.target not in parameters:
            return None
        after_error = frame.step * len(frame.program.ops) + error_position(frame.program)
        values = self._debugger.peek(after_error).values
        self._debugger.peek(frame.position)
        parameter = parameters[frame.op.target]
        return central_difference(frame.program, self._executor, doubled(values), parameter, element)
