"""The table [training]: what an optimizer and a schedule can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nnstep.scenario.load import parse

if TYPE_CHECKING:
    from collections.abc import Callable


def training(lines: str) -> str:
    return f"[training]\n{lines}\n"


def test_what_is_left_out_is_plain_gradient_descent_at_one_rate(exercise: Callable[..., str]) -> None:
    scenario = parse(exercise(), "a.toml")
    assert (scenario.optimizer, scenario.rate, dict(scenario.settings), scenario.l2) == (
        "gradient-descent",
        "constant",
        {},
        0.0,
    )


def test_settings_that_are_left_out_have_the_defaults_of_what_reads_them(exercise: Callable[..., str]) -> None:
    text = exercise(more=training('optimizer = "adam"\nschedule = "step"\nbeta1 = 0.8\nl2 = 1e-3'))
    scenario = parse(text, "a.toml")
    assert dict(scenario.settings) == {"beta1": 0.8, "beta2": 0.999, "eps": 1e-8, "factor": 0.5, "every": 10.0}
    assert scenario.l2 == 1e-3


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (
            'optimizer = "adm"',
            "training.optimizer must be adagrad, adam, adamw, gradient-descent, momentum, momentum-average, "
            'momentum-sum, nesterov, perceptron or rmsprop, but it is "adm" (did you mean adam?)',
        ),
        ('schedule = "steps"', 'training.schedule must be constant, exponential, 1/t or step, but it is "steps"'),
        ("mu = 0.9", "training.mu is not read by gradient-descent or constant (it is for momentum, momentum-average"),
        ('optimizer = "momentum"\nmu = 1', "training.mu must be from 0 to below 1, but it is the number 1"),
        ('optimizer = "momentum"\nmu = "0.9"', "training.mu must be a number, but it is the string"),
        ('optimizer = "adam"\neps = -1', "training.eps must not be negative, but it is the number -1"),
        (
            'optimizer = "adam"\neps_place = "under"',
            'training.eps_place must be outside or inside, but it is "under"',
        ),
        (
            'eps_place = "inside"',
            "training.eps_place is not read by gradient-descent or constant (it is for adagrad",
        ),
        (
            'count_from = "one"',
            "training.count_from is not read by gradient-descent or constant (it is for exponential",
        ),
        ('penalty = "lambda"', "training.penalty is not read without l1 or l2 (leave it out)"),
        ('schedule = "1/t"\ndecay = -1', "training.decay must not be negative, but it is the number -1"),
        ("l2 = -0.1", "training.l2 must not be negative, but it is the number -0.1"),
        ("l2 = nan", "training.l2 is nan, but every number must be finite"),
        ("momentum = 0.9", "training.momentum is not a known key"),
    ],
)
def test_a_wrong_setting_is_named(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], lines: str, problem: str
) -> None:
    found = wrong(exercise(more=training(lines)))
    assert len(found) == 1
    assert problem in found[0]


def test_settings_of_a_misspelt_optimizer_are_not_held_against_the_file(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    assert len(wrong(exercise(more=training('optimizer = "momentun"\nmu = 0.9')))) == 1
