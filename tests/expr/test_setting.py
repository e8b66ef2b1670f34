"""Settings and accumulators are declared, each with all its facts, and their defaults are within their bounds."""

from __future__ import annotations

import pytest

from nnstep.expr.setting import FRACTION, NOT_NEGATIVE, POSITIVE, FormChoice, Setting, formed
from nnstep.expr.tree import Name, Number
from nnstep.optimizers import OPTIMIZERS
from nnstep.optimizers.penalty import L1, L2, PENALTY
from nnstep.problems.rules import Real
from nnstep.schedules import RATES

EVERY = [one for row in (*OPTIMIZERS.values(), *RATES.values()) for one in row.declared] + [L2, L1, PENALTY]
DECLARED = [one for one in EVERY if isinstance(one, Setting)]
CHOICES = {one.id: one for one in EVERY if isinstance(one, FormChoice)}


@pytest.mark.parametrize("setting", DECLARED, ids=lambda setting: setting.id)
def test_a_default_is_within_the_bounds(setting: Setting) -> None:
    assert setting.bounds.allow(setting.default)
    assert setting.symbol
    assert setting.help


def test_settings_of_one_id_have_one_symbol_and_the_same_bounds() -> None:
    for one in DECLARED:
        same = [other for other in DECLARED if other.id == one.id]
        assert {(other.symbol, other.bounds) for other in same} == {(one.symbol, one.bounds)}


@pytest.mark.parametrize(
    ("bounds", "allowed", "refused"),
    [
        (FRACTION, [0, 0.5, 0.999], [-0.1, 1, 2]),
        (POSITIVE, [1e-300, 1, 5], [0, -1]),
        (NOT_NEGATIVE, [0, 7], [-1e-300]),
    ],
)
def test_bounds(bounds: Real, allowed: list[float], refused: list[float]) -> None:
    assert all(map(bounds.allow, allowed))
    assert not any(map(bounds.allow, refused))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_accumulator_that_is_carried_is_computed(optimizer: str) -> None:
    row = OPTIMIZERS[optimizer]
    assert set(row.state) <= set(row.accumulators)


@pytest.mark.parametrize("id", CHOICES)
def test_every_value_of_a_choice_is_explained_and_stands_for_the_same_names(id: str) -> None:
    choice = CHOICES[id]
    assert choice.help
    assert choice.default in choice.rule.names
    names = [set(form) for form in choice.forms.values() if form]
    assert all(one == names[0] for one in names)


def test_a_choice_of_one_id_is_the_same_everywhere_but_for_the_names_it_is_over() -> None:
    for one in EVERY:
        if isinstance(one, FormChoice):
            assert (tuple(one.forms), one.help) == (tuple(CHOICES[one.id].forms), CHOICES[one.id].help)


def test_a_later_choice_stands_in_for_names_that_an_earlier_one_puts_in() -> None:
    first = FormChoice("first", {"a": {"u": Name("v")}, "b": {"u": Name("w")}}, "")
    second = FormChoice("second", {"c": {"v": Number(1.0)}, "d": {"v": Number(2.0)}}, "")
    assert formed(Name("u"), (first, second), {"second": "d"}) == Number(2.0)
    assert formed(Name("u"), (first, second), {"first": "b"}) == Name("w")
