"""The themes: the framework's own, one of high contrast, and one in the terminal's own colours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme

from nnstep.errors import CommandError
from nnstep.problems.did_you_mean import meant
from nnstep.problems.message_text import listed

HIGH_CONTRAST = Theme(
    "high-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    warning="#ffaf00",
    error="#ff8787",
    success="#5fff5f",
    accent="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#262626",
    text_alpha=1.0,
    variables={
        "border": "#ffff00",
        "border-blurred": "#ffffff",
        "text-muted": "#ffffff",
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
        "footer-key-foreground": "#ffff00",
    },
)
TERMINAL = replace(
    BUILTIN_THEMES["ansi-dark"],
    name="terminal",
    variables={
        **BUILTIN_THEMES["ansi-dark"].variables,
        **dict.fromkeys(("border-blurred", "primary-muted", "accent-muted"), "ansi_bright_black"),
    },
)
"""In the sixteen colours of the terminal, on its own background."""
OWN = (HIGH_CONTRAST, TERMINAL)
SHORT_NAMES: Mapping[str, str] = {"dark": "textual-dark", "light": "textual-light"}


def theme_names(available: Collection[str]) -> list[str]:
    """Return the names that can be typed, the short ones and our own first."""
    first = [*SHORT_NAMES, *(theme.name for theme in OWN)]
    return [*first, *sorted(name for name in available if name not in first and name not in SHORT_NAMES.values())]


def theme_id(text: str, available: Collection[str]) -> str:
    """Return the theme that `text` names; raise CommandError where it names none."""
    name = SHORT_NAMES.get(text, text)
    if name not in available:
        names = theme_names(available)
        raise CommandError(f"unknown theme {text!r}", meant(text, names) or f"use one of {listed(names)}")
    return name
