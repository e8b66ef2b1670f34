"""Walks through a session by typed commands show at every stop what a run computed anew shows; more are run by hand."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

from tests.fuzz.walking.machine import SessionWalk

TestSessionWalks = SessionWalk.TestCase
# Not shrunk, which takes minutes: the walk that failed is shrunk by python -m tests.fuzz.walks.
TestSessionWalks.settings = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
