"""Settings for all tests."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("nnstep", deadline=None, max_examples=40)
settings.load_profile("nnstep")
