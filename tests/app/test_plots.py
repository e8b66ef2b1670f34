"""A plot over the training steps, and the two curves of a changed run, as they are seen."""

from __future__ import annotations

import pytest

from nnstep.session.pictures.plots import Plot
from nnstep.tui.dialogs.pages import PlotPage
from nnstep.tui.screens.debug import DebugScreen
from nnstep.tui.widgets.curve import Curve
from tests.app.screen_text import (
    debug,
    moved,
    on_top,
    opened,
    pane_text,
    position,
    pressed,
    screen_text,
    settled,
    small,
    until,
    words,
)

SIZE = (112, 32)


@pytest.mark.thorough
async def test_a_plot_is_shown_with_what_it_is_of_and_closed_by_its_keys() -> None:
    async with opened(small(epochs=40), SIZE) as pilot:
        await moved(pilot, 600)
        for key in ("escape", "q", "enter"):
            assert debug(pilot).prompts.command("plot W1[0,0]") == ""
            await settled(pilot)
            assert on_top(pilot) is PlotPage
            assert await until(pilot, lambda: debug(pilot).debugger.frame.position == 600)
            text = screen_text(pilot)
            assert "W1[0,0] at the end of each of 40 training steps" in text
            assert "y changes the axis  escape closes" in text
            await pressed(pilot, "y")
            await pressed(pilot, key)
            assert on_top(pilot) is DebugScreen
            assert position(pilot) == 600


@pytest.mark.thorough
async def test_while_it_is_worked_out_the_curve_ends_where_it_has_come_to(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[int, int | None]] = []
    set_values = Curve.set_values

    def noted(self: Curve, values, current, **settings) -> None:  # type: ignore[no-untyped-def]
        if isinstance(self.screen, PlotPage):
            shown.append((values.size, settings["last"]))
        set_values(self, values, current, **settings)

    advance = Plot.advance
    monkeypatch.setattr(Curve, "set_values", noted)
    monkeypatch.setattr(Plot, "advance", lambda self, _: advance(self, 0.0) if len(shown) < 3 else advance(self, 9))
    async with opened(small(epochs=40), SIZE) as pilot:
        await moved(pilot, 600)
        assert debug(pilot).prompts.command("plot E") == ""
        assert await until(pilot, lambda: bool(shown) and shown[-1][0] == 40)
        assert all(last == (count or None) for count, last in shown)


async def test_what_can_not_be_plotted_is_said_in_the_line() -> None:
    async with opened(small(epochs=2), SIZE) as pilot:
        assert "no training step is done yet" in debug(pilot).prompts.command("plot E")
        await moved(pilot, 15)
        assert "only a number can be plotted" in debug(pilot).prompts.command("plot W1")
        assert on_top(pilot) is DebugScreen


async def test_a_changed_run_has_the_original_s_error_and_curve_beside_its_own() -> None:
    async with opened(small(epochs=20), SIZE) as pilot:
        await moved(pilot, 300)
        original = debug(pilot).debugger.frame.errors.copy()
        await pressed(pilot, "home")
        assert debug(pilot).prompts.command("set lr = 3") == ""
        await settled(pilot)
        assert pane_text(pilot, "#error").splitlines()[1] == "⠂⠂ original  ⠒⠒ this run"
        await moved(pilot, 150)
        assert await until(pilot, lambda: f"original E = {original[9]:.6g}" in pane_text(pilot, "#error"))
        curve = pilot.app.screen.query_one("#error Curve", Curve)
        assert curve._chart is not None
        assert any(row.strip() for row in curve._chart.beside)
        await pressed(pilot, "u")
        assert "original" not in pane_text(pilot, "#error")


async def test_catching_up_ends_also_in_the_middle_of_a_training_step() -> None:
    async with opened(small(epochs=20), SIZE) as pilot:
        await moved(pilot, 3)
        assert debug(pilot).prompts.command("set lr = 3") == ""
        await pressed(pilot, "n", "N", "n")
        assert await until(pilot, lambda: not [worker for worker in pilot.app.workers if worker.is_running], 3)


@pytest.mark.thorough
async def test_an_original_that_has_not_come_so_far_is_not_said_to_have_an_error() -> None:
    async with opened(small(epochs=20), SIZE) as pilot:
        assert debug(pilot).prompts.command("set lr = 3") == ""
        await moved(pilot, 150)
        assert "nan" not in words(pane_text(pilot, "#error"))
