"""The ways in which an expression is drawn, to be named before anything of a run is loaded."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

PictureKind: TypeAlias = Literal["curve", "heatmap", "images"]
PICTURE_KINDS: tuple[PictureKind, ...] = get_args(PictureKind)
