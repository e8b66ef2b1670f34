"""The name of an operation in words."""

from __future__ import annotations

from nnstep.program.program import PHASE_TITLES, Op, Program


def operation_name(op: Op, program: Program) -> str:
    """Return what an operation computes: ``hidden delta of layer 1``."""
    return f"{op.role} of layer {op.layer}" if op.layer and program.scenario.graph is None else op.role


def operation_title(op: Op, program: Program) -> str:
    """Return what an operation computes, and in which phase: ``hidden delta of layer 1 (backward propagation)``."""
    if op.role == PHASE_TITLES[op.phase]:
        return op.role
    return f"{operation_name(op, program)} ({PHASE_TITLES[op.phase]})"
