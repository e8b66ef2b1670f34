"""The themes that can be typed, and that text is legible in our own."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from nnstep.errors import CommandError
from nnstep.tui.themes import HIGH_CONTRAST, TERMINAL, theme_id, theme_names

AVAILABLE = {**BUILTIN_THEMES, HIGH_CONTRAST.name: HIGH_CONTRAST, TERMINAL.name: TERMINAL}


def test_every_theme_has_one_name_that_is_offered() -> None:
    names = theme_names(AVAILABLE)
    assert names[:4] == ["dark", "light", "high-contrast", "terminal"]
    assert sorted(theme_id(name, AVAILABLE) for name in names) == sorted(AVAILABLE)


def test_a_theme_can_be_named_in_full_too() -> None:
    assert theme_id("textual-light", AVAILABLE) == theme_id("light", AVAILABLE) == "textual-light"


def test_a_misspelt_theme_is_refused_with_a_close_one() -> None:
    with pytest.raises(CommandError) as caught:
        theme_id("gruvbocks", AVAILABLE)
    assert "gruvbox" in caught.value.hint


def contrast(one: str, other: str) -> float:
    """Return the ratio of the lighter to the darker colour, as WCAG 2.2 defines it."""

    def luminance(text: str) -> float:
        parts = [part / 255 for part in Color.parse(text).rgb]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_text_and_borders_of_high_contrast_have_at_least_seven_to_one() -> None:
    colours = HIGH_CONTRAST.to_color_system().generate()
    for name in ("text", "text-accent", "text-primary", "text-success", "text-warning", "text-error", "border"):
        colour = colours[name] if colours[name].startswith("#") else "#ffffff"
        assert contrast(colour, colours["background"]) >= 7, name


def test_marks_in_the_terminals_own_colours_do_not_lie_on_their_own_colour() -> None:
    colours = TERMINAL.to_color_system().generate()
    for text, behind in (("text-accent", "accent-muted"), ("text-primary", "primary-muted")):
        assert colours[text] != colours[behind]
