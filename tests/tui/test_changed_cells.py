"""What is written is little, and leaves the terminal with the cells that the framework's own output leaves it with."""

from __future__ import annotations

import io

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from nnstep.tui.changed_cells import ChangedCells, TerminalCells

_WIDTH, _HEIGHT = 16, 4
_STYLES = (
    None,
    Style(),
    Style(color="red"),
    Style(color="red", bold=True),
    Style(color="#102030", bgcolor="#405060"),
    Style(bgcolor="blue", reverse=True),
    Style(color="default", bgcolor="default", underline=True),
    Style(color=Color.from_rgb(1, 2, 3), italic=True, bold=True),
)
_texts = st.text(st.sampled_from("ab−█ ·é漢"), min_size=1, max_size=6)
_pieces = st.lists(st.tuples(_texts, st.sampled_from(_STYLES)), min_size=1, max_size=4)


def _strip(pieces: list[tuple[str, Style | None]], width: int) -> Strip:
    return Strip([Segment(text, style) for text, style in pieces]).adjust_cell_length(width, Style())


def _console(system: str = "truecolor") -> Console:
    return Console(file=io.StringIO(), force_terminal=True, color_system=system)  # type: ignore[arg-type]


def _layout(rows: list[list[tuple[str, Style | None]]]) -> LayoutUpdate:
    return LayoutUpdate([[_strip(row, _WIDTH)] for row in rows], Region(0, 0, _WIDTH, _HEIGHT))


def _chops(rows: list[list[tuple[str, Style | None]]], changed: set[int]) -> ChopsUpdate:
    half = _WIDTH // 2
    chops = [{0: _strip(row, half), half: _strip(row[::-1], half)} for row in rows]
    return ChopsUpdate(chops, [(y, 0, _WIDTH) for y in sorted(changed)], [[half, _WIDTH]] * _HEIGHT)


def _looks(screen: pyte.Screen) -> list[object]:
    return [screen.buffer[y][x] for y in range(_HEIGHT) for x in range(_WIDTH)]


_rows = st.lists(_pieces, min_size=_HEIGHT, max_size=_HEIGHT)


@given(_rows, st.lists(st.tuples(_rows, st.sets(st.integers(0, _HEIGHT - 1), min_size=1)), max_size=4))
def test_the_terminal_shows_what_the_frameworks_output_shows(first, later):
    """Character, colours and attributes of every cell, after each of some updates."""
    console, cells = _console(), TerminalCells()
    screens = [pyte.Screen(_WIDTH, _HEIGHT) for _ in range(2)]
    streams = [pyte.Stream(screen) for screen in screens]
    for update in (_layout(first), *(_chops(rows, changed) for rows, changed in later)):
        streams[0].feed(update.render_segments(console).replace("\n", ""))
        streams[1].feed(ChangedCells(update, cells).render_segments(console))
        assert _looks(screens[0]) == _looks(screens[1])


def test_what_has_not_changed_is_not_written():
    """A line painted again as it was costs no byte."""
    rows = [[("abc", Style(color="red"))]] * _HEIGHT
    cells, console = TerminalCells(), _console()
    ChangedCells(_chops(rows, {0, 1}), cells).render_segments(console)
    assert not ChangedCells(_chops(rows, {0, 1}), cells).render_segments(console)


def test_one_changed_number_is_a_move_and_its_digits():
    """Not the line that it stands in."""
    before, after = ([[(f"E = {number} now", Style(color="red"))]] * _HEIGHT for number in (14, 15))
    cells, console = TerminalCells(), _console()
    ChangedCells(_layout(before), cells).render_segments(console)
    assert ChangedCells(_layout_of_first_line(after), cells).render_segments(console) == "\x1b[1;6H\x1b[31m5\x1b[m"


def _layout_of_first_line(rows: list[list[tuple[str, Style | None]]]) -> ChopsUpdate:
    return ChopsUpdate([{0: _strip(row, _WIDTH)} for row in rows], [(0, 0, _WIDTH)], [[_WIDTH]] * _HEIGHT)


def test_a_whole_screen_is_written_whatever_was_known():
    """The terminal may show something else by then, as after it was suspended."""
    update, cells, console = _layout([[("abc", None)]] * _HEIGHT), TerminalCells(), _console()
    first = ChangedCells(update, cells).render_segments(console)
    assert ChangedCells(update, cells).render_segments(console) == first


@pytest.mark.parametrize(("system", "code"), [("standard", "34"), ("256", "38;5;21"), ("truecolor", "38;2;0;0;255")])
def test_colours_are_those_that_the_terminal_has(system, code):
    """Blue in three systems."""
    update = _layout([[("x", Style(color="#0000ff"))]] * _HEIGHT)
    assert f"\x1b[{code}m" in ChangedCells(update, TerminalCells()).render_segments(_console(system))
