"""What makes the app quick enough to be opened by every test."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from textual.app import ComposeResult
from textual.widgets import Footer


@pytest.fixture(scope="package", autouse=True)
def settled_heap() -> Iterator[None]:
    """Keep the collector from looking through all that is loaded already, each time an app is closed."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def whole_footer() -> None:
    """Ask for the footer as it is, in a test that looks at it."""


@pytest.fixture(autouse=True)
def empty_footer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the footer empty: its twenty widgets, made anew four times, are most of what opening the app costs."""

    def nothing(footer: Footer) -> ComposeResult:
        yield from ()

    if "whole_footer" not in request.fixturenames:
        monkeypatch.setattr(Footer, "compose", nothing)
