"""Settings for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("nnstep", deadline=None, max_examples=40)
settings.load_profile("nnstep")

os.environ["NNSTEP_FAULTS"] = "raise"  # what nobody foresaw fails the test, also in a subprocess


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Catch faults as outside the tests, and return the folder that is the current one, to which reports go."""
    monkeypatch.delenv("NNSTEP_FAULTS")
    monkeypatch.chdir(tmp_path)
    return tmp_path
