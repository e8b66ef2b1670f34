"""The bundled exercises that tests go through."""

from __future__ import annotations

from nnstep.scenario.bundled import bundled_paths

READY = {name: path for name, path in bundled_paths().items() if name != "mnist"}
"""Those whose data comes with them."""
SMALL = {name: path for name, path in READY.items() if name not in ("digits", "tashfeen-parity-1024")}
"""Those of which every element can be looked at."""
