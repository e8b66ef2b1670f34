"""The debugger's screen as a picture, also where an event loop runs already, as in a notebook."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from nnstep.drawing.svg.picture_theme import PictureTheme
from nnstep.session.opening import OpenedRun

_THEMES: dict[PictureTheme, str] = {"light": "textual-light", "dark": "", "auto": ""}


def screen_svg(opened: OpenedRun, position: int, theme: PictureTheme, size: tuple[int, int]) -> str:
    """Return the screen, columns by lines, at a position; raise CommandError where it can't be shown."""
    from nnstep.tui.app_picture import PictureScript, picture

    script = PictureScript(position=str(position), theme=_THEMES[theme])
    with _written_nowhere(), ThreadPoolExecutor(1) as pool:  # its thread has no event loop yet
        return pool.submit(lambda: asyncio.run(picture(opened, size, script))).result()


@contextmanager
def _written_nowhere() -> Iterator[None]:
    """Keep the app's framework from writing to the page: in a notebook, it takes every console for one on the page."""
    from rich import console

    found = console._is_jupyter  # noqa: SLF001 - no setting says it
    console._is_jupyter = lambda: False  # noqa: SLF001
    try:
        yield
    finally:
        console._is_jupyter = found  # noqa: SLF001
