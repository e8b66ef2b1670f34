"""nnstep: see, step by step, how a neural network learns, and find out why your own numbers differ.

>>> import nnstep
>>> scenario = nnstep.load("zheng-exercise-1")
>>> [op.target for op in nnstep.run(scenario)][:3]
['z1', 'a1', 'z2']
>>> nnstep.check(scenario, {"z1": [23, 12, 15, 21]}).is_right
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nnstep.version import __version__

if TYPE_CHECKING:
    from nnstep.api import (
        RunOperation,
        RunPicture,
        Trace,
        check,
        export,
        facts,
        load,
        open_trace,
        record,
        run,
        show,
        watch,
        which,
    )
    from nnstep.importers.python_objects import from_sklearn, from_torch
    from nnstep.own_code.checking.checker import Checker

__all__ = [
    "Checker",
    "RunOperation",
    "RunPicture",
    "Trace",
    "__version__",
    "check",
    "export",
    "facts",
    "from_sklearn",
    "from_torch",
    "load",
    "open_trace",
    "record",
    "run",
    "show",
    "watch",
    "which",
]


def __getattr__(name: str) -> Any:
    """Return a public name, loaded when it is first asked for: ``import nnstep`` itself loads no NumPy."""
    if name == "Checker":
        from nnstep.own_code.checking.checker import Checker

        return Checker
    if name in ("from_sklearn", "from_torch"):
        from nnstep.importers import python_objects

        return getattr(python_objects, name)
    if name in __all__:
        from nnstep import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
