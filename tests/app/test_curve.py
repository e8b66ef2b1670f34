"""The error curve on a screen: what it paints, how it marks the step one is at, and that it fits its room."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from rich.style import Style
from textual.app import App, ComposeResult

from nnstep.tui.widgets.curve import MARKER, Curve

FALLING = np.array([4.0, 3.0, 2.0, 1.0, 0.0])


class CurveApp(App[None]):
    """A curve and nothing else."""

    def compose(self) -> ComposeResult:
        yield Curve()

    @property
    def curve(self) -> Curve:
        return self.query_one(Curve)


def screen_lines(app: App[None]) -> list[str]:
    return [strip.text for strip in app.screen._compositor.render_strips()]


def style_at(app: App[None], x: int, y: int) -> Style:
    return app.screen.get_style_at(x, y)


async def painted(
    values: NDArray[np.float64], current: int | None, size: tuple[int, int], **options: bool
) -> list[str]:
    app = CurveApp()
    async with app.run_test(size=size) as pilot:
        app.curve.set_values(values, current, **options)
        await pilot.pause()
        return screen_lines(app)


async def test_before_the_first_error_there_is_a_line_that_says_so() -> None:
    lines = await painted(np.empty(0), None, (20, 4))
    assert [line.rstrip() for line in lines] == ["no error yet", "", "", ""]


async def test_the_curve_is_painted_with_both_axes() -> None:
    assert await painted(FALLING, None, (16, 6)) == [
        "4┤⠑⠢⣀           ",
        " │   ⠑⠢⣀        ",
        "2┤      ⠑⠢⡀     ",
        " │        ⠈⠒⢄   ",
        "0┤           ⠉⠢⢄",
        "  1            5",
    ]


async def test_the_current_step_is_marked_on_the_curve() -> None:
    lines = await painted(FALLING, 2, (16, 6))
    assert [(y, line.index(MARKER)) for y, line in enumerate(lines) if MARKER in line] == [(2, 9)]


async def test_the_column_of_the_current_step_is_set_off() -> None:
    app = CurveApp()
    async with app.run_test(size=(16, 6)) as pilot:
        app.curve.set_values(FALLING, 2)
        await pilot.pause()
        for y in range(5):
            assert style_at(app, 9, y).bgcolor != style_at(app, 8, y).bgcolor
            assert style_at(app, 10, y).bgcolor == style_at(app, 8, y).bgcolor


async def test_a_current_step_without_a_finite_error_has_its_column_and_no_marker() -> None:
    app = CurveApp()
    async with app.run_test(size=(40, 6)) as pilot:
        app.curve.set_values(np.array([2.0, 1.0, np.nan]), 2)
        await pilot.pause()
        assert MARKER not in "".join(screen_lines(app))
        assert style_at(app, 39, 0).bgcolor != style_at(app, 38, 0).bgcolor


@pytest.mark.parametrize("current", [None, 5, -1])
async def test_a_step_that_is_not_on_the_curve_is_not_marked(current: int | None) -> None:
    assert MARKER not in "".join(await painted(FALLING, current, (16, 6)))


async def test_the_axis_is_linear_unless_asked_otherwise() -> None:
    values = np.array([1000.0, 100.0, 10.0, 1.0])
    linear, log = await painted(values, None, (30, 8)), await painted(values, None, (30, 8), log=True)
    assert ["500" in line for line in linear].count(True) == 1
    assert [line.split("┤")[0].strip() for line in log if "┤" in line] == ["1e3", "100", "10", "1"]


async def test_what_is_left_out_is_counted_in_another_colour() -> None:
    app = CurveApp()
    async with app.run_test(size=(40, 6)) as pilot:
        app.curve.set_values(np.array([1.0, np.nan, 2.0, np.inf, -np.inf]), None)
        await pilot.pause()
        footer = screen_lines(app)[-1]
        assert footer.split() == ["1", "3", "not", "finite", "5"]
        assert style_at(app, footer.index("3"), 5).color != style_at(app, footer.index("1"), 5).color


async def test_without_any_finite_error_only_the_count_is_left() -> None:
    lines = await painted(np.array([np.nan, np.inf]), 1, (20, 3))
    assert [line.rstrip() for line in lines] == ["2 not finite", "", ""]


async def test_the_curve_fits_itself_to_a_new_size() -> None:
    app = CurveApp()
    async with app.run_test(size=(16, 6)) as pilot:
        app.curve.set_values(FALLING, None)
        await pilot.resize_terminal(30, 9)
        await pilot.pause()
        grown = screen_lines(app)
        assert grown[-1] == "  1" + " " * 26 + "5"
        assert grown[0].startswith("4┤⠑")
        assert grown[-2].endswith("⢄")
        await pilot.resize_terminal(8, 3)
        await pilot.pause()
        assert screen_lines(app)[-1] == "1      5"


@pytest.mark.sweep
@pytest.mark.parametrize("size", [(1, 1), (2, 1), (3, 2), (11, 2), (11, 4), (12, 3), (80, 1), (1, 20)])
async def test_any_room_is_filled_whatever_the_values(size: tuple[int, int]) -> None:
    app = CurveApp()
    async with app.run_test(size=size) as pilot:
        for values in (np.empty(0), FALLING[:1], FALLING, np.full(3, np.nan), np.geomspace(1e300, 1e-300, 1000)):
            app.curve.set_values(values, 0)
            await pilot.pause()
            assert [len(line) for line in screen_lines(app)] == [size[0]] * size[1]


async def test_a_curve_without_room_paints_nothing() -> None:
    app = CurveApp()
    async with app.run_test(size=(16, 6)) as pilot:
        app.curve.styles.height = 0
        app.curve.set_values(FALLING, 2)
        await pilot.pause()
        assert "".join(screen_lines(app)).strip() == ""
        assert app.curve.render_line(0).cell_length == 0


async def test_new_values_repaint_without_a_layout_and_the_same_values_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refreshes: list[dict[str, Any]] = []
    refresh = Curve.refresh

    def recorded(self: Curve, *regions: Any, **options: Any) -> Curve:
        refreshes.append(options)
        return refresh(self, *regions, **options)

    app = CurveApp()
    async with app.run_test(size=(40, 6)) as pilot:
        await pilot.pause()
        monkeypatch.setattr(Curve, "refresh", recorded)
        values = np.array([1.0, np.nan])
        app.curve.set_values(values, 0)
        assert refreshes == [{}]
        app.curve.set_values(values.copy(), 0)
        assert refreshes == [{}]
        app.curve.set_values(values, 1)
        app.curve.set_values(values, 1, log=True)
        assert refreshes == [{}] * 3


async def test_values_written_over_later_by_their_owner_are_seen_when_set_again() -> None:
    app = CurveApp()
    async with app.run_test(size=(30, 6)) as pilot:
        values = np.array([1.0, 2.0])
        app.curve.set_values(values, None)
        values[:] = 300.0
        app.curve.set_values(values, None)
        await pilot.pause()
        assert "300┤" in "".join(screen_lines(app))


async def test_values_may_be_set_before_the_curve_is_on_a_screen() -> None:
    class Prepared(App[None]):
        def compose(self) -> ComposeResult:
            curve = Curve()
            curve.set_values(FALLING, 0)
            yield curve

    app = Prepared()
    async with app.run_test(size=(16, 6)):
        assert MARKER in screen_lines(app)[0]
