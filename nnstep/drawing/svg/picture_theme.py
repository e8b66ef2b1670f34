"""Light and dark pictures: a dark one is the light one with its lightness turned around, and the same hues."""

from __future__ import annotations

from typing import Literal, TypeAlias

PictureTheme: TypeAlias = Literal["light", "dark", "auto"]
DARK = "filter: invert(0.9) hue-rotate(180deg)"
AUTO_CLASS = "nnstep-picture-auto"
"""The class of a picture that is as dark as what is around it."""
AUTO_STYLE = f"@media (prefers-color-scheme: dark) {{ .{AUTO_CLASS} {{ {DARK} }} }}"


def theme_attributes(theme: PictureTheme) -> dict[str, str]:
    """Return the attributes of the root element of a picture in a theme."""
    return {"light": {}, "dark": {"style": DARK}, "auto": {"class": AUTO_CLASS}}[theme]
