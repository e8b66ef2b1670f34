"""Opens the app on a program and reads, as text, what its screen shows. Asserts nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any

from rich.style import Style
from textual.app import App
from textual.pilot import Pilot

from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse
from nnstep.tui.app import NNStepApp
from nnstep.tui.screens.debug import DebugScreen
from nnstep.tui.widgets.canvas import Canvas
from nnstep.tui.widgets.scroll_lines import ScrollLines

SMALL = """
title = "A 2-2-1 network"
source = "Made for the tests"
input = [0.5, -1]
target = [1]
learning_rate = 0.5
[[layers]]
activation = "sigmoid"
weights = [[0.1, -0.2], [0.3, 0.4]]
biases = [0.1, 0.2]
[[layers]]
activation = "sigmoid"
weights = [[0.5, -0.6]]
biases = [0]
"""
"""Its training step has 15 operations: 4 forward, 1 error, 2 backward, 4 gradients, 4 updates."""


def program_of(text: str, *, epochs: int = 1, path: str = "exercise.toml") -> Program:
    """Return the program of a scenario's text."""
    return compile_program(parse(text, path), epochs)


def small(epochs: int = 1) -> Program:
    """Return the program of the 2-2-1 network."""
    return program_of(SMALL, epochs=epochs)


def bundled(name: str = "zheng-exercise-1", epochs: int | None = None) -> Program:
    """Return the program of a bundled scenario."""
    return compile_program(load(find(name)), epochs)


@asynccontextmanager
async def opened(program: Program | None, size: tuple[int, int] = (112, 32)) -> AsyncIterator[Pilot[None]]:
    """Open the app on `program` and close it at the end."""
    app = NNStepApp(program)
    app.animation_level = "none"
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        yield pilot


def debug(pilot: Pilot[None]) -> DebugScreen:
    """Return the debugger's screen, whatever stands in front of it."""
    return next(screen for screen in pilot.app.screen_stack if isinstance(screen, DebugScreen))


def on_top(pilot: Pilot[None]) -> type[object]:
    """Return what kind of screen stands in front."""
    return type(pilot.app.screen)


async def settled(pilot: Pilot[None]) -> None:
    """Wait until all messages are handled and painted.

    The pilot's own pause waits until the processor is idle, which takes several times as long, and never comes while
    a long run goes on.
    """
    quiet = 0
    for _ in range(40):
        if quiet == 2 or not pilot.app.is_running or pilot.app._exception is not None:
            return
        if not await _idle():
            await pilot._wait_for_screen()
        pilot.app.screen._on_timer_update()
        quiet = 0 if _has_work(pilot.app) else quiet + 1


async def _idle() -> bool:
    """Wait until no task can go on; return whether that came soon, which it does not while a run goes on.

    A message to every widget, which is how the pilot waits, is most of the messages of a test.
    """
    loop = asyncio.get_running_loop()
    deadline = perf_counter() + 0.02
    while perf_counter() < deadline:
        await asyncio.sleep(0)
        if not loop._ready:  # type: ignore[attr-defined]
            return True
    return False


def _has_work(app: App[Any]) -> bool:
    screen = app.screen
    pumps = [app, *screen.walk_children(with_self=True)]
    waiting = any(pump.message_queue_size or pump._next_callbacks for pump in pumps)
    unpainted = screen._callbacks or screen._dirty_widgets or screen._layout_required or screen._repaint_required
    return bool(app._batch_count or waiting or unpainted)


async def until(pilot: Pilot[None], condition: Callable[[], bool], seconds: float = 40) -> bool:
    """Wait until a condition holds; return whether it came to hold in time."""
    deadline = perf_counter() + seconds
    while not condition():
        if perf_counter() > deadline or pilot.app._exception is not None:
            return False
        await settled(pilot)
    return True


async def pressed(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each handled before the next; quicker than the pilot's own presses."""
    for key in keys:
        pilot.app.simulate_key(key)
        await settled(pilot)


def perform(pilot: Pilot[None], command: str, *, times: int = 1) -> None:
    """Do what a command, named as it is typed, does in the palette."""
    commands = pilot.app.get_system_commands(debug(pilot))
    callback = next(entry.callback for entry in commands if entry.title.split()[0] == command)
    for _ in range(times):
        debug(pilot).message.clear()  # as any key does
        callback()


async def stepped(pilot: Pilot[None], count: int = 1) -> None:
    """Do so many operations; fewer than none go back."""
    perform(pilot, "next" if count > 0 else "reverse-next", times=abs(count))
    await settled(pilot)


async def moved(pilot: Pilot[None], position: int) -> None:
    """Go to a position, as a click in the listing does, and wait for the run that a far one takes."""
    screen = debug(pilot)
    move = screen.mover.move(screen.session.go_to(position))
    if move is not None:
        await move.wait()
    await settled(pilot)


def position(pilot: Pilot[None]) -> int:
    """Return how many operations are done."""
    return debug(pilot).debugger.frame.position


def screen_lines(app: App[Any]) -> list[str]:
    """Return the lines of the screen as they are painted."""
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]


def screen_text(pilot: Pilot[None]) -> str:
    """Return all that the screen shows."""
    return "\n".join(screen_lines(pilot.app))


def panes_shown(pilot: Pilot[None], *panes: str) -> dict[str, list[str]]:
    """Return the lines that panes, named by selectors, show inside their borders."""
    strips = pilot.app.screen._compositor.render_strips()
    regions = {pane: pilot.app.screen.query_one(pane).content_region for pane in panes}
    return {
        pane: [strip.crop(region.x, region.right).text.rstrip() for strip in strips[region.y : region.bottom]]
        for pane, region in regions.items()
    }


def pane_lines(pilot: Pilot[None], pane: str) -> list[str]:
    """Return the lines that one pane shows inside its border."""
    return panes_shown(pilot, pane)[pane]


def content_lines(pilot: Pilot[None], pane: str) -> list[str]:
    """Return all lines of a pane of lines, those too that are scrolled out of its window."""
    widget = pilot.app.screen.query_one(pane, ScrollLines)
    width, height = widget.virtual_size
    unscrolled = {"top_in_view": 0} if isinstance(widget, Canvas) else {}
    return ["".join(text for text, _ in widget.line(row, 0, width, **unscrolled)).rstrip() for row in range(height)]


def pane_text(pilot: Pilot[None], pane: str) -> str:
    """Return what a pane shows inside its border."""
    return "\n".join(pane_lines(pilot, pane))


def messages(pilot: Pilot[None]) -> list[str]:
    """Return the message in the place of the footer, if there is one, and those that the framework shows."""
    screens = [screen for screen in pilot.app.screen_stack if isinstance(screen, DebugScreen)]
    shown = [*(screen.message.text for screen in screens), *(note.message for note in pilot.app._notifications)]
    return [words(text) for text in shown if text]


async def without_messages(pilot: Pilot[None]) -> None:
    """Wait until no message covers anything."""
    debug(pilot).message.clear()
    pilot.app.clear_notifications()
    assert await until(pilot, lambda: not pilot.app.screen.query("Toast"))
    await settled(pilot)


def status(pilot: Pilot[None]) -> str:
    """Return the line at the top; nothing before a screen is painted for the first time."""
    return next(iter(screen_lines(pilot.app)), "")


def words(text: str) -> str:
    """Return a text with line ends and runs of spaces as single spaces, for reading across wrapped lines."""
    return " ".join(text.split())


def place_of(pilot: Pilot[None], pane: str, text: str, *, nth: int = 0) -> tuple[int, int]:
    """Return the column and row of the screen at which `text` stands in a pane for the nth time, from 0."""
    region = pilot.app.screen.query_one(pane).content_region
    found = [
        (region.x + column, region.y + row)
        for row, line in enumerate(pane_lines(pilot, pane))
        for column in range(len(line))
        if line.startswith(text, column)
    ]
    return found[nth]


def style_of(pilot: Pilot[None], pane: str, text: str, *, nth: int = 0) -> Style:
    """Return the style in which a text of a pane is painted."""
    return pilot.app.screen.get_style_at(*place_of(pilot, pane, text, nth=nth))


async def clicked(pilot: Pilot[None], place: tuple[int, int]) -> None:
    """Click a place of the screen."""
    await pilot.click(offset=place)
    await settled(pilot)


def value_rows(lines: list[str], name: str) -> list[str]:
    """Return the rows of a quantity among the network values: a vector stands in one line beside its name."""
    (line,) = (line.rstrip(" ▐") for line in lines if line.startswith(f"{name} ") or line == name)
    rest = line.removeprefix(name).strip()
    return block_rows(lines, line) if "×" in rest else rest.split()


def block_rows(lines: list[str], heading: str) -> list[str]:
    """Return the rows of the matrix that stands under `heading` among a pane's lines, a space between numbers."""
    top = next(row for row, line in enumerate(lines) if heading in line)
    left = lines[top].index(heading)
    rows = []
    for line in lines[top + 1 :]:
        cells = line[left:]
        if not cells or cells[0] not in "[⎡⎢⎣":
            break
        # Brackets inside are the cursor's, in place of blanks; a matrix beside this one stands two blanks apart.
        row = re.split(r"  (?=[\[⎡⎢⎣])", cells)[0]
        row = row[1 : max(row.rfind(end) for end in "]⎤⎥⎦")]
        rows.append(words(row.replace("[", " ").replace("]", " ")))
    return rows
