"""Each mistake that an independent program makes is found at its operation, and named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnstep.session.difference.difference_lines import difference_lines
from nnstep.session.difference.explained import ExplainedDifference, explained_difference
from tests.traces.difference.own_program import MISTAKES, SCENARIO, train, write


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    path = tmp_path / "net.toml"
    path.write_text(SCENARIO)
    return str(path)


def compared(
    scenario: str, mistake: str, form: Callable[[Any], Any] = lambda value: value.tolist()
) -> ExplainedDifference:
    own = write(Path(scenario).parent / "own.jsonl", train(mistake), form)
    return explained_difference(str(own), scenario)


def transposed(value: Any) -> Any:
    return value.T.tolist()


def without_brackets(value: Any) -> Any:
    return value.ravel().tolist() if 1 in value.shape else value.tolist()


@pytest.mark.parametrize("form", [np.ndarray.tolist, transposed, without_brackets])
def test_a_program_without_mistakes_is_the_same(scenario: str, form: Callable[[Any], Any]) -> None:
    found = compared(scenario, "", form)
    assert found.difference.first is None
    assert found.difference.steps == 6
    assert found.mistake is None


@pytest.mark.sweep
@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_named_where_it_is_made(scenario: str, mistake: str) -> None:
    target, id = MISTAKES[mistake]
    found = compared(scenario, mistake)
    assert found.difference.first is not None
    assert (found.difference.first.step, found.difference.first.id) == (1, target)
    assert found.mistake is not None
    assert found.mistake.ids == id


def test_the_mistake_of_a_transposed_program_is_named_as_well(scenario: str) -> None:
    found = compared(scenario, "updated W2 in delta1", transposed)
    assert found.difference.first is not None
    assert found.difference.first.id == "delta1"
    assert found.mistake is not None
    assert found.mistake.ids == "updated-weights"


@pytest.mark.thorough
def test_the_order_of_the_two_does_not_matter(scenario: str) -> None:
    own = write(Path(scenario).parent / "own.jsonl", train("gradient added"))
    one, other = explained_difference(str(own), scenario), explained_difference(scenario, str(own))
    assert one.mistake is not None
    assert other.mistake is not None
    assert one.mistake.statement == other.mistake.statement
    assert "why A's W2[0,0] differs:" in "\n".join(difference_lines(one))
    assert "why B's W2[0,0] differs:" in "\n".join(difference_lines(other))


@pytest.mark.sweep
@pytest.mark.parametrize("mistake", ["updated W2 in delta1", "gradient added", "error without the half"])
def test_a_mistake_that_is_made_from_a_later_training_step_on_is_named(scenario: str, mistake: str) -> None:
    target, id = MISTAKES[mistake]
    own = write(Path(scenario).parent / "own.jsonl", train(mistake, epochs=40, since=64))
    found = explained_difference(str(own), scenario)
    assert found.difference.first is not None
    assert (found.difference.first.step, found.difference.first.id) == (64, target)
    assert found.difference.last_step == 80
    assert found.mistake is not None
    assert found.mistake.ids == id
    assert [row.after for row in found.difference.growth.shown] == [0, 1, 2, 5, 10, 16]


def test_single_precision_is_no_difference_and_said(scenario: str) -> None:
    own = write(Path(scenario).parent / "own.jsonl", train("", dtype=np.float32))
    found = explained_difference(str(own), scenario)
    assert found.is_single
    assert found.difference.first is None
    assert found.difference.rounding is not None
    assert "single precision" in "\n".join(difference_lines(found))
    strict = explained_difference(str(own), scenario, tolerance=1e-9)
    assert strict.difference.first is not None
    assert not strict.is_single


def test_a_mistake_in_single_precision_is_named(scenario: str) -> None:
    own = write(Path(scenario).parent / "own.jsonl", train("gradient added", dtype=np.float32))
    found = explained_difference(str(own), scenario)
    assert found.mistake is not None
    assert found.mistake.ids == "step-added"
