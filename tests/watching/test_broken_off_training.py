"""How a watched training ended decides whether its recording replaces an old file: this needs no PyTorch."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from nnstep.watching.training_watch import TrainingWatch


class Hooks:
    """The hooks of a training of two steps."""

    steps = 2

    def remove(self) -> None:
        """There are none to remove."""


class Recorder:
    """A recorder that keeps how it was closed."""

    operations, kept_beside = 0, ""

    def __init__(self) -> None:
        self.was_whole: list[bool] = []

    def close(self, *_: Any, is_whole: bool) -> None:
        """Keep whether all of it was there."""
        self.was_whole.append(is_whole)


@pytest.mark.parametrize("uncaught", [None, ZeroDivisionError(), KeyboardInterrupt()])
def test_an_error_that_ends_the_program_breaks_the_recording_off(
    monkeypatch: pytest.MonkeyPatch, uncaught: BaseException | None
) -> None:
    monkeypatch.setattr(sys, "last_value", uncaught, raising=False)
    monkeypatch.setattr(TrainingWatch, "_errors", lambda *_: [])
    watch: Any = TrainingWatch.__new__(TrainingWatch)
    watch.path, watch._hooks, watch._recorder = "run.jsonl", Hooks(), (recorder := Recorder())
    watch._end_with_python()
    assert recorder.was_whole == [uncaught is None]
