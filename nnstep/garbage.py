"""When Python looks for unreachable cycles: rarely while a command starts, since what is imported stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_USUAL = gc.get_threshold()
_STARTING = 500_000
"""New objects between two looks. At Python's usual 700, a quarter of the time to the app's first frame is spent looking
again and again at what imports have made."""


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
