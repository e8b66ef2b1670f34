"""How a person wants matrices drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

MatrixLook: TypeAlias = Literal["automatic", "numbers", "map", "both"]
"""How matrices are drawn; automatically: as numbers where they fit, else as a map."""

MATRIX_LOOKS: tuple[MatrixLook, ...] = get_args(MatrixLook)
LOOK_TITLES: Mapping[MatrixLook, str] = {
    "automatic": "automatic",
    "numbers": "numbers",
    "map": "heat maps",
    "both": "heat maps and numbers",
}
