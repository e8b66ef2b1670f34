"""A picture of the debugger at one position, taken without a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstep.program.positions import parse_position
from nnstep.tui.app import NNStepApp
from nnstep.tui.screens.debug import DebugScreen

if TYPE_CHECKING:
    from nnstep.program.types import Program


async def picture(program: Program, position: str, size: tuple[int, int]) -> str:
    """Return the screen, columns by lines, as SVG; raise CommandError where `position` is none of the run."""
    target = parse_position(position, program)
    app = NNStepApp(program, outlives_faults=False)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        screen = app.screen
        if isinstance(screen, DebugScreen):
            screen.travel(screen.session.go_to(target))
        await pilot.pause()
        return app.export_screenshot(title=f"nnstep {program.name}")
