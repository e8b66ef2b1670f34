"""Every mark and border is told from its background and from the others, in every theme, with colours and without."""

from __future__ import annotations

import re
import sys
from itertools import combinations

import pytest
from rich.color import ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter, Monochrome, NoColor
from textual.pilot import Pilot

from nnstep.tui.widgets.scroll_lines import STYLE_NAMES
from tests.app.screen_text import bundled, debug, opened, pressed, settled
from tests.app.terminal import terminal

THEMES = ["textual-dark", "textual-light", "high-contrast", "terminal", "ansi-light"]
_BRIGHT = "7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
XTERM = f"000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 {_BRIGHT}".split()
"""What a terminal commonly shows for its sixteen colours."""
LEAST = 3.0
"""WCAG 2, success criterion 1.4.11: for what is not text; 1.4.3: for large text."""


def luminance(color: Color) -> float:
    """Return the relative luminance that WCAG 2 defines."""
    parts = [part / 255 for part in (color.r, color.g, color.b)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio that WCAG 2 defines, from 1 to 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def painted(style: Style, *, dark: bool) -> tuple[Color, Color]:
    """Return the foreground and the background that a terminal shows."""
    shown = []
    for color, default in (
        (style.color, "e5e5e5" if dark else "000000"),
        (style.bgcolor, "000000" if dark else "ffffff"),
    ):
        if color is None or color.type is ColorType.DEFAULT:
            shown.append(Color.parse(f"#{default}"))
        elif color.triplet is None:
            assert color.number is not None
            shown.append(Color.parse(f"#{XTERM[color.number]}"))
        else:
            shown.append(Color(*color.triplet))
    foreground, background = shown
    return (background, foreground) if style.reverse else (foreground, background)


def styles(pilot: Pilot[None]) -> dict[str, Style]:
    """Return the styles that panes paint in, by name."""
    pane = debug(pilot).query_one("#operation")
    return {name: pane.get_component_rich_style(f"lines--{name}") for name in STYLE_NAMES}


async def in_themes(pilot: Pilot[None]) -> None:
    """Wait until a new theme is on the screen."""
    await pilot.pause()
    await settled(pilot)


@pytest.mark.thorough
async def test_text_and_borders_have_a_contrast_of_at_least_three_in_every_theme() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        for theme in THEMES:
            pilot.app.theme = theme
            await in_themes(pilot)
            dark = pilot.app.current_theme.dark
            low = {}
            for name, style in styles(pilot).items():
                low[name] = contrast(*painted(style, dark=dark))
            for pane in ("program", "operation"):
                region = pilot.app.screen.query_one(f"#{pane}-frame").region
                low[f"border of {pane}"] = contrast(*painted(pilot.app.screen.get_style_at(*region.offset), dark=dark))
                title = pilot.app.screen.get_style_at(region.x + 4, region.y)
                low[f"title of {pane}"] = contrast(*painted(title, dark=dark))
            assert not {name: round(ratio, 2) for name, ratio in low.items() if ratio < LEAST}, theme


SIGNS = ("bold", "underline", "reverse", "italic")
IN_ONE_PLACE = [("plain", "changed", "feeds", "cursor"), ("done", "now")]
"""Styles of cells of a matrix, and of lines of a listing: only they tell what is marked."""


@pytest.mark.thorough
async def test_marks_differ_by_more_than_their_colour_in_every_theme() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        for theme in THEMES:
            pilot.app.theme = theme
            await in_themes(pilot)
            found = styles(pilot)
            for names in IN_ONE_PLACE:
                looks = {name: tuple(bool(getattr(found[name], sign)) for sign in SIGNS) for name in names}
                # The cursor stands in brackets, which tells it from what has changed.
                pairs = [pair for pair in combinations(names, 2) if set(pair) != {"changed", "cursor"}]
                assert not [pair for pair in pairs if looks[pair[0]] == looks[pair[1]]], theme


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("theme", "line_filter"),
    [
        ("textual-dark", Monochrome()),
        ("textual-light", Monochrome()),
        ("ansi-dark", NoColor()),
        ("ansi-light", NoColor()),
    ],
)
async def test_without_colours_what_is_marked_is_not_dimmer_than_the_rest(
    theme: str, line_filter: LineFilter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(bundled(), (80, 24)) as pilot:
        pilot.app.theme = theme
        await in_themes(pilot)
        dark = pilot.app.current_theme.dark
        found = {}
        for name, style in styles(pilot).items():
            (segment,) = line_filter.apply([Segment("8", style)], Color.parse("black"))
            found[name] = contrast(*painted(segment.style or Style(), dark=dark))
        # WCAG 2, success criterion 1.4.6.
        dim = {name for name, ratio in found.items() if ratio < 7}
        assert dim <= {"faint", "done"}


@pytest.mark.thorough
async def test_without_colours_the_terminals_own_stay_its_own_whenever_the_theme_is_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As shades of grey they would be black on black."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(bundled(), (80, 24)) as pilot:
        for theme, changed in (("terminal", False), ("textual-dark", True), ("terminal", False)):
            pilot.app.theme = theme
            await in_themes(pilot)
            segments = [Segment("8", Style(color="default", bgcolor="default"))]
            for each in pilot.app._filters:
                segments = each.apply(segments, Color.parse("black")) if each.enabled else segments
            style = segments[0].style or Style()
            assert (style.color not in (None, Style(color="default").color)) == changed


@pytest.mark.thorough
async def test_a_new_theme_is_painted_as_if_the_app_had_been_opened_in_it() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        screens = []
        for theme in ("textual-light", "textual-dark", "textual-light"):
            pilot.app.theme = theme
            await in_themes(pilot)
            screens.append([segment for strip in pilot.app.screen._compositor.render_strips() for segment in strip])
        again, dark, light = screens
        assert again == light
        assert not {segment.style for segment in dark} & {segment.style for segment in light}


async def test_a_style_that_no_rule_is_for_is_a_mistake() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        with pytest.raises(KeyError):
            debug(pilot).query_one("#operation").get_component_styles("lines--of-nothing")


@pytest.mark.thorough
async def test_the_focused_pane_has_another_border_than_the_others() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        await pressed(pilot, "f4")
        frames = {pane: pilot.app.screen.query_one(f"#{pane}-frame") for pane in ("program", "matrices")}
        assert {pane: frame.styles.border_top[0] for pane, frame in frames.items()} == {
            "program": "round",
            "matrices": "heavy",
        }


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform != "linux", reason="needs a pseudo-terminal")
def test_a_terminal_of_sixteen_colours_is_painted_in_its_own_colours_and_the_cursor_is_not_red() -> None:
    with terminal(["-m", "nnstep", "zheng-exercise-1"], term="xterm") as shown:
        assert shown.until(lambda: shown.shows("start of the run"))
        shown.send("n")
        assert shown.until(lambda: shown.shows("operation 1 of 15"))
    codes = {code for found in re.findall(r"\x1b\[([\d;]*)m", shown.output) for code in found.split(";")}
    assert codes & {"7", "4"}, "the cursor is reversed, what it reads underlined"
    assert not codes & {"31", "41", "91", "101", "38", "48"}
