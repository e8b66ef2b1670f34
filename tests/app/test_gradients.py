"""In the app: the chain rule for a weight, a gradient's numerical value, saved weights, and what a run ends with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import load
from tests.app.screen_text import (
    SMALL,
    content_lines,
    moved,
    opened,
    pane_text,
    pressed,
    program_of,
    screen_text,
    status,
    until,
    words,
)
from tests.exercises import READY


def program(name: str) -> Program:
    return compile_program(load(READY[name]))


@pytest.mark.thorough
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_chain_rule_of_the_weight_under_the_cursor_is_shown(size: tuple[int, int]) -> None:
    async with opened(program("kapur-3-3-3-1"), size) as pilot:
        await moved(pilot, 13)
        await pressed(pilot, "p", "enter")
        assert await until(pilot, lambda: "path 1 of 3" in screen_text(pilot))
        assert "chain W1[0,0]" in screen_text(pilot)
        await pressed(pilot, "escape")
        assert "operation 13 of 160" in status(pilot)


@pytest.mark.thorough
async def test_a_weight_that_does_not_exist_is_answered() -> None:
    async with opened(program("kapur-3-3-3-1"), (120, 40)) as pilot:
        await pressed(pilot, "p")
        pilot.app.screen.query_one("Input").value = "W9[0,0]"
        await pressed(pilot, "enter")
        assert "there are W1, W2, W3" in screen_text(pilot)


@pytest.mark.thorough
async def test_a_gradient_has_its_numerical_value_beside_it_on_request() -> None:
    async with opened(program("kapur-3-3-3-1"), (120, 40)) as pilot:
        await pressed(pilot, "m")
        await moved(pilot, 10)
        await pressed(pilot, "n")
        assert "numerically (J(w+h) − J(w−h)) / 2h" in screen_text(pilot)
        assert screen_text(pilot).count("−0.0487904") >= 2
        await pressed(pilot, "m")
        assert "numerically" not in screen_text(pilot)


@pytest.mark.thorough
async def test_weights_are_saved_as_they_are_at_the_position(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(program("zheng-exercise-1"), (120, 40)) as pilot:
        await pressed(pilot, "t", "x", "enter")
        assert await until(pilot, (tmp_path / "zheng-exercise-1.npz").exists)
    with np.load("zheng-exercise-1.npz") as saved:
        np.testing.assert_allclose(saved["b2"].ravel(), [-9.5, -11.1])


async def test_conventions_that_are_not_the_usual_ones_are_on_the_screen() -> None:
    async with opened(program("kapur-folded-biases"), (120, 40)) as pilot:
        assert "biases folded; orientation row" in screen_text(pilot)
    async with opened(program("zheng-exercise-1"), (120, 40)) as pilot:
        assert "orientation" not in pane_text(pilot, "#program")


@pytest.mark.thorough
async def test_all_conventions_and_all_of_the_training_are_on_the_first_screen() -> None:
    async with opened(program("kapur-momentum"), (120, 40)) as pilot:
        text = words("\n".join(content_lines(pilot, "#operation")))
        assert "Network 3-3-3-1 with activations sigmoid, sigmoid, sigmoid; error half-squared." in text
        assert "Training: momentum mu 0.9, learning rate 0.5 constant, 1 of 1 samples a step." in text
        assert (
            "Conventions: backward delta, biases none, update simultaneous, output_delta fused, orientation column, "
            "reduction mean, over_outputs sum, delta a-y, at_kink left, precision float64." in text
        )


async def test_weights_that_never_learn_come_with_a_warning_on_the_first_screen() -> None:
    layers = "".join(f"[[layers]]\nneurons = {n}\nweights = 'zeros'\n" for n in (2, 1))
    text = f"title = 'T'\ninput = [1]\ntarget = [1]\nlearning_rate = 1\n{layers}"
    async with opened(program_of(text), (120, 40)) as pilot:
        assert "Warning: weights that are all 0 never learn" in words(pane_text(pilot, "#operation"))


async def test_conventions_that_are_many_have_lines_of_their_own() -> None:
    conventions = "[conventions]\nbackward = 'stepwise'\nreduction = 'sum'\ndelta = 'y-a'\nupdate = 'output-first'\n"
    async with opened(program_of(SMALL + conventions), (120, 40)) as pilot:
        assert content_lines(pilot, "#program")[:2] == ["backward stepwise", "update output-first"]


@pytest.mark.thorough
async def test_a_run_that_stops_early_says_why_and_how_much_is_right() -> None:
    async with opened(program("xor"), (120, 40)) as pilot:
        await pressed(pilot, "c")
        assert await until(pilot, lambda: "end of the run: the mean error of the epoch is below 0.05" in status(pilot))
        assert "training accuracy 100 %" in screen_text(pilot)


async def test_a_graph_is_stepped_through_with_its_own_symbols() -> None:
    async with opened(program("bradbury-graph-two-paths"), (120, 40)) as pilot:
        await pressed(pilot, "t")
        assert "∂y/∂x = ∂y/∂x via a₁ + ∂y/∂x via a₂" in screen_text(pilot)
        assert "the sum over 2 paths" in screen_text(pilot)
        assert "sum rule across paths" in status(pilot)


@pytest.mark.thorough
async def test_an_exercise_from_the_middle_says_what_is_given_and_has_no_error() -> None:
    async with opened(program("given-deltas"), (120, 40)) as pilot:
        assert "Given, not computed: delta2 = [0.1, -0.3]." in words(pane_text(pilot, "#operation"))
        await pressed(pilot, "m")
        assert "with given values there are none" in screen_text(pilot)
        await pressed(pilot, "n", "n")
        await pressed(pilot, "p", "enter")
        assert "the chain rule can't be followed: a1 and delta2 are given" in words(screen_text(pilot))
        await pressed(pilot, "escape")
        await moved(pilot, 5)
        await pressed(pilot, "f7")
        assert "none: nothing needs it" in pane_text(pilot, "#error")
        assert "end of the run" in status(pilot)
