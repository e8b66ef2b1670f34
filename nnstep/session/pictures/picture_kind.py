"""The kinds of pictures, to be named before anything of a run is loaded: ways to draw expressions, and the network."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

PictureKind: TypeAlias = Literal["curve", "heatmap", "images", "network"]
PICTURE_KINDS: tuple[PictureKind, ...] = get_args(PictureKind)
