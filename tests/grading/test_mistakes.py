"""Every mistake of the list: made in random networks, it is named; and each says what one needs to know of it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.grading.grader import Engine
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.kinds import HandMistake, Mistake
from nnstep.grading.verdict import Verdict
from tests.grading.slips import SETTINGS, is_possible, slips
from tests.grading.worked import network, rounded, sheet_of

WORKED = [mistake for mistake in MISTAKES if not isinstance(mistake, HandMistake)]
ROWS = """1 2a 2b 3a 3b 3c 3d 3e 4a 4b 4c 4d 5a 5b 6 7 8 9a 9b 9c 9d 9e 9f 9g 10 11 12 13a 13b 13c 14a 14b 14c 14d"""
"""The rows of the collection. Row 14e, a slip of arithmetic that is worked on with, is no rewriting: that is `carried`.
"""


@lru_cache(maxsize=64)
def engine_of(setting: str, seed: int) -> Engine:
    return Engine(network(**{"seed": seed, **SETTINGS[setting]}))


def names(verdict: Verdict) -> set[str]:
    return {mistake.id for explanation in verdict.explanations for mistake in explanation.mistakes}


def test_every_row_of_the_collection_has_its_mistakes() -> None:
    assert {mistake.rows for mistake in MISTAKES} == set(ROWS.split())


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
    return tuple(name for name in SETTINGS if next(slips(engine_of(name, 0).program, mistake), None) is not None)


@pytest.mark.parametrize("mistake", WORKED, ids=lambda mistake: mistake.id)
def test_each_can_be_made_in_some_exercise(mistake: Mistake) -> None:
    assert settings_of(mistake) or mistake.id == "factor-left-out"  # which is for graphs


@pytest.mark.parametrize("mistake", WORKED, ids=lambda mistake: mistake.id)
@settings(max_examples=6)
@given(data=st.data())
def test_a_sheet_with_the_mistake_is_diagnosed_with_it(mistake: Mistake, data: st.DataObject) -> None:
    """Alone, or among those that give the same digits; what follows from it is explained, too."""
    if not settings_of(mistake):
        return
    engine = engine_of(data.draw(st.sampled_from(settings_of(mistake))), data.draw(st.integers(0, 2)))
    ways = [way for way in slips(engine.program, mistake) if is_possible(way[1])]
    detail, values = data.draw(st.sampled_from(ways or [("", {})]), label="way")
    digits = data.draw(st.integers(6, 12))
    judgement = engine.judge(sheet_of(values, lambda value: rounded(value, digits)))
    first = judgement.first_slip
    if first is not None:
        assert mistake.id in names(first), (detail, first.place, str(first.written), first.exact)
        assert not [verdict.place for verdict in judgement.slips if verdict.kind == "wrong"]


def test_another_form_of_momentum_keeps_the_schedule_of_the_learning_rate() -> None:
    engine = Engine(network(optimizer="momentum", rate="step", settings={"mu": 0.9, "factor": 0.5, "every": 1}))
    (form,) = (mistake for mistake in MISTAKES if mistake.id == "momentum-form")
    ways = [values for detail, values in slips(engine.program, form) if detail == "momentum-sum"]
    judgement = engine.judge(sheet_of(ways[0], lambda value: rounded(value, 9)))
    assert judgement.first_slip is not None
    assert "momentum-form" in names(judgement.first_slip)
