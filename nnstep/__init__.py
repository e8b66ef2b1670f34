"""nnstep: see, step by step, how a neural network learns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nnstep.version import __version__

if TYPE_CHECKING:
    from nnstep.grading.checker import Checker

__all__ = ["Checker", "__version__"]


def __getattr__(name: str) -> Any:
    """Return the checker, which is loaded when it is asked for: the command line starts without it."""
    if name == "Checker":
        from nnstep.grading.checker import Checker

        return Checker
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
