"""The names of a function held against an exercise: by what they are called, or else by what they hold."""

from __future__ import annotations

from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from nnstep import Checker
from nnstep.own_code.checking.checked_names import CheckedNames
from nnstep.scenario.bundled import find

W1 = np.array([[2.0, 3, 4], [2, 1, 2], [3, 5, 1], [2, 3, 4]])
"""A name of the module, which a function's names are looked at together with."""


@pytest.fixture
def check() -> Checker:
    return Checker("zheng-exercise-1")


def said(names: CheckedNames) -> dict[str, str]:
    return {one.name: one.said.splitlines()[0] if one.said else "" for one in names}


def test_names_are_told_by_what_they_are_called_and_by_what_they_hold(check: Checker) -> None:
    z1 = np.array([23.0, 12, 15, 21])
    d_out = np.array([[115.0], [141.0]])
    names = check.locals()
    assert names
    assert said(names) == {"z1": "z1", "d_out": "delta2", "W1": "W1"}


def test_the_first_wrong_name_in_the_order_of_the_exercise_comes_first(check: Checker) -> None:
    delta1 = np.array([972.0, 1358, 794, 794])
    a2 = np.array([119.0, 145.0])
    names = check.locals()
    assert not names
    assert [one.name for one in names.wrong] == ["a2", "delta1"]
    assert said(names)["a2"] == "not a2: 1 of 2 numbers is off"
    assert "the right value is 146" in repr(names)
    assert "wrong first: a2, which should be a2" in repr(names)


def test_a_name_that_holds_another_quantity_is_told_which(check: Checker) -> None:
    z2 = np.array([23.0, 12, 15, 21])
    assert said(check.locals())["z2"].endswith("; its value is z1")


def test_names_inside_dictionaries_and_own_objects_count(check: Checker) -> None:
    class Net:
        def __init__(self) -> None:
            self.W = np.array([[3.0, 1, 1, 1], [1, 4, 2, 2]]).T
            self._hidden = np.ones(3)

    net = Net()
    params = {"b1": [4, 1, 1, 2]}
    assert said(check.locals()) == {"net.W": "W2, transposed", "params['b1']": "b1", "W1": "W1"}


def test_what_training_leaves_is_told_with_its_step(check: Checker) -> None:
    b2 = np.array([-9.5, -11.1])
    assert said(check.locals(step=1))["b2"] == "b2"
    assert check.locals()


def test_the_symbols_of_the_notation_are_names_too() -> None:
    α = 0.05
    zj = np.array([0.365, 0.35, 0.615])
    names = said(Checker("kapur-relu").locals())
    assert names["α"] == "lr"
    assert names["zj"].startswith("not a2: ")


def test_an_element_has_a_name_of_its_own_in_some_notations(tmp_path) -> None:
    bundled = find("zheng-exercise-1").read_text(encoding="utf-8")
    file = tmp_path / "nodes.toml"
    file.write_text(bundled.replace('notation = "zheng"', 'notation = "zheng-nodes"'), encoding="utf-8")
    check = Checker(file)
    w35 = 2.0
    assert said(check.locals())["w35"] == "W1[1, 2]"
    w35 = 2.5
    assert said(check.locals())["w35"] == "not W1[1, 2]: it is 2.5, W1[1, 2] is 2"


def test_what_could_not_be_aligned_is_said_and_nothing_more(check: Checker) -> None:
    noise = np.array([0.123, 0.456])
    count, text, function = 3, "text", max
    names = check.locals()
    assert said(names) == {"noise": "", "W1": "W1"}
    assert repr(names).endswith("could not be aligned: noise")


def test_a_function_without_any_quantity_does_not_pass() -> None:
    names = Checker("kapur-chain").locals()
    assert not [one for one in names if one.is_right]
    assert not names


@pytest.mark.thorough
def test_looking_at_names_is_not_remembered_as_a_check(check: Checker) -> None:
    delta2 = np.array([100.0, 141.0])
    check.locals()
    with pytest.raises(AssertionError) as caught:
        check.dW2(np.outer(delta2, [23, 12, 15, 21]))
    assert "follows from" not in str(caught.value)


def test_it_shows_in_a_terminal_and_in_a_notebook_with_what_is_written_escaped(check: Checker) -> None:
    params = {"<b>[red]z[/red]": [1.5, 2.5], "b1": [4, 1, 1, 2]}
    names = check.locals()
    assert "params['<b>[red]z[/red]']" in rich_text(names)
    assert "&lt;b&gt;[red]z" in names._repr_html_()
    assert "<b>" not in names._repr_html_()


def rich_text(value: object) -> str:
    console = Console(width=200, record=True, file=StringIO())
    console.print(value)
    return console.export_text()
