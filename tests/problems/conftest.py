"""The fixtures of the scenario's tests: a small exercise to spoil, and what is then wrong with it."""

from tests.scenario.conftest import exercise, wrong

__all__ = ["exercise", "wrong"]
