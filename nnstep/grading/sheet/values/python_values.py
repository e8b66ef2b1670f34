"""Values of a Python program as a sheet states them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np


def stated(value: Any) -> Any:
    """Return what a mapping says as a TOML document would have it: numbers with their digits, lists, texts."""
    match value:
        case Mapping():
            return {str(key): stated(part) for key, part in value.items()}
        case str() | bool() | int() | Decimal():
            return value
        case float() | np.floating():
            return Decimal(repr(float(value)))
        case np.integer():
            return int(value)
        case _:
            return [stated(part) for part in value.tolist()] if hasattr(value, "tolist") else _listed(value)


def _listed(value: Any) -> Any:
    return [stated(part) for part in value] if isinstance(value, list | tuple) else value
