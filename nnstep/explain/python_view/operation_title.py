"""The name of an operation in words."""

from __future__ import annotations

from nnstep.program.program import PHASE_TITLES, Op, Program


def operation_title(op: Op, program: Program) -> str:
    """Return what an operation computes, and in which phase: ``hidden delta of layer 1 (backward propagation)``."""
    if op.role == PHASE_TITLES[op.phase]:
        return op.role
    layer = f" of layer {op.layer}" if op.layer and program.scenario.graph is None else ""
    return f"{op.role}{layer} ({PHASE_TITLES[op.phase]})"
