"""A picture of the debugger at one position, taken without a terminal."""

from __future__ import annotations

from nnstep.errors import CommandError
from nnstep.program.positions import parse_position
from nnstep.program.program import Program
from nnstep.tui.app import NNStepApp
from nnstep.tui.screens.debug import DebugScreen


async def picture(program: Program, position: str, size: tuple[int, int]) -> str:
    """Return the screen, columns by lines, as SVG; raise CommandError if the run never reaches `position`."""
    target = parse_position(position, program)
    app = NNStepApp(program, outlives_faults=False)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        screen = next(screen for screen in app.screen_stack if isinstance(screen, DebugScreen))
        move = screen.mover.move(screen.session.go_to(target))
        if move is not None:
            await move.wait()
        frame = screen.debugger.frame
        if frame.position != target:
            reason = frame.ended or "the move was stopped"
            raise CommandError(f"the run does not reach {position}: it stopped at {frame.place}", reason)
        await pilot.pause()
        return app.export_screenshot(title=f"nnstep {program.name}")
