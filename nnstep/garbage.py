"""When Python looks for unreachable cycles: rarely while a command starts, since what is imported stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_USUAL = gc.get_threshold()
_STARTING = 500_000
"""New objects between two looks. At Python's usual 700, a quarter of the time to the app's first frame is spent looking
again and again at what imports have made."""

_WHILE_SHOWN = 5000
"""The same while keys are pressed: hardly anything is garbage that only a search finds."""


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for garbage rarely, until this or the start of the app is over."""
    gc.set_threshold(_STARTING, *_USUAL[1:])
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)
        gc.unfreeze()


def end_rare_collections() -> None:
    """Look for garbage as usual from here on, but never among what is there already, as modules and their classes."""
    gc.freeze()
    gc.set_threshold(*_USUAL)


def pass_over_what_lasts() -> None:
    """Look once at everything, then only at what is made from here on: all the rest took a quarter of a key's time."""
    gc.unfreeze()  # a run that was shown before is no longer needed
    gc.collect()
    gc.freeze()
    gc.set_threshold(_WHILE_SHOWN, *_USUAL[1:])
