"""Garbage is looked for rarely while a command starts, and as usual before and after."""

from __future__ import annotations

import gc

import pytest

from nnstep.garbage import end_rare_collections, pass_over_what_lasts, rare_collections


def test_the_thresholds_are_as_before_once_the_command_has_ended() -> None:
    before = gc.get_threshold()
    with rare_collections():
        assert gc.get_threshold()[0] > 100 * before[0]
    assert gc.get_threshold() == before


def test_an_app_that_has_started_looks_as_usual_but_not_at_what_was_there() -> None:
    before = gc.get_threshold()
    with rare_collections():
        end_rare_collections()
        assert gc.get_threshold() == before
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0


@pytest.mark.thorough
def test_what_a_run_has_made_is_passed_over_until_the_command_ends() -> None:
    before = gc.get_threshold()
    with rare_collections():
        pass_over_what_lasts()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == before
