"""Every mistake of the list: made in random networks, it is named; and each says what one needs to know of it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.grading.grader import Grader
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.kinds import HandMistake, Mistake
from nnstep.grading.verdict import Verdict
from tests.grading.made_mistakes import SETTINGS, is_possible, ways_of
from tests.grading.worked import network, rounded, sheet_of

WORKED = [mistake for mistake in MISTAKES if not isinstance(mistake, HandMistake)]


@lru_cache(maxsize=64)
def engine_of(setting: str, seed: int) -> Grader:
    return Grader(network(**{"seed": seed, **SETTINGS[setting]}))


def names(verdict: Verdict) -> set[str]:
    return {mistake.id for explanation in verdict.explanations for mistake in explanation.mistakes}


def test_ids_are_unique_and_say_what_they_are() -> None:
    ids = [mistake.id for mistake in MISTAKES]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id) for id in ids)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.id)
def test_each_has_a_diagnosis_that_accuses_nobody_and_a_question(mistake: Mistake) -> None:
    assert not mistake.diagnosis.endswith(".")
    assert not re.search(r"\byou(r)?\b|forgot|wrong(ly)? you", mistake.diagnosis.lower())
    assert mistake.question.endswith(("?", "."))


@cache
def settings_of(mistake: Mistake) -> tuple[str, ...]:
    """Return the exercises in which a mistake can be made."""
    return tuple(name for name in SETTINGS if next(ways_of(engine_of(name, 0).program, mistake), None) is not None)


@pytest.mark.parametrize("mistake", WORKED, ids=lambda mistake: mistake.id)
def test_each_can_be_made_in_some_exercise(mistake: Mistake) -> None:
    assert settings_of(mistake)


@pytest.mark.sweep
@pytest.mark.parametrize("mistake", WORKED, ids=lambda mistake: mistake.id)
@settings(max_examples=2)
@given(data=st.data())
def test_a_sheet_with_the_mistake_is_diagnosed_with_it(mistake: Mistake, data: st.DataObject) -> None:
    """Alone, or among those that give the same digits; what follows from it is explained, too."""
    if not settings_of(mistake):
        return
    grader = engine_of(data.draw(st.sampled_from(settings_of(mistake))), data.draw(st.integers(0, 2)))
    ways = [way for way in ways_of(grader.program, mistake) if is_possible(way[1])]
    if mistake.id in ("rounded-early", "cut-off-early"):  # what is rounded to 0 is as good as left out
        ways = [way for way in ways if all(np.any(value) for value in way[1].values())]
    detail, values = data.draw(st.sampled_from(ways or [("", {})]), label="way")
    digits = data.draw(st.integers(6, 12))
    result = grader.grade(sheet_of(values, lambda value: rounded(value, digits)))
    first = result.first_mistake
    if first is not None:
        assert mistake.id in names(first), (detail, first.place, str(first.written), first.exact)
        assert not [verdict.place for verdict in result.new_mistakes if verdict.kind == "wrong"]


@pytest.mark.thorough
def test_another_form_of_momentum_keeps_the_schedule_of_the_learning_rate() -> None:
    grader = Grader(network(optimizer="momentum", rate="step", settings={"mu": 0.9, "factor": 0.5, "every": 1}))
    (form,) = (mistake for mistake in MISTAKES if mistake.id == "momentum-form")
    ways = [values for detail, values in ways_of(grader.program, form) if detail == "momentum-sum"]
    result = grader.grade(sheet_of(ways[0], lambda value: rounded(value, 9)))
    assert result.first_mistake is not None
    assert "momentum-form" in names(result.first_mistake)
