"""The table [graph]: what may stand in it, and what is said of what may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nnstep.errors import ScenarioError
from nnstep.scenario.load import parse


def graph(lines: str, given: str = "given = { x = 3 }", more: str = "") -> str:
    return f"title = 'T'\n[graph]\n{given}\nlines = {lines}\n{more}"


def test_a_graph_is_read() -> None:
    loaded = parse(graph('["a1 = 3*x", "y = a1 - x"]'), "a.toml").graph
    assert loaded is not None
    assert (loaded.result, dict(loaded.given), dict(loaded.parameters)) == ("y", {"x": 3.0}, {})


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("y = x.__class__", "an attribute (.__class__)"),
        ("y = __import__('os')", "can't be read"),
        ("y = 9**9**9", "too large"),
        ("y = " + "(" * 200 + "x" + ")" * 200, "too many operations inside one another"),
        ("y = open(x)", "there is no function open"),
        ("y = (lambda: x)()", "can't be read"),
        ("y = u*2", "nothing is called u here"),
        ("y == x", "found a comparison"),
        ("y", "no = here"),
        ("y = x @ x", "no line between numbers"),
        ("y = softmax(x)", "no line between numbers"),
        ("sigmoid = 2*x", "sigmoid means something else already"),
        ("lambda = 2*x", "lambda means something else already"),
        ("x = 2*x", "x is assigned twice"),
        ("y = 3", "which depends on nothing"),
    ],
)
def test_a_line_that_is_none_is_refused_at_once(wrong: Callable[[str], list[str]], line: str, says: str) -> None:
    (problem,) = wrong(graph(f'["{line}"]'))
    assert "graph.lines, entry 1" in problem
    assert says in problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("title = 'T'\ngraph = 3\n", "2: graph must be a table, but it is the number 3"),
        (graph('["y = 2*x"]', "given = 3"), "3: graph.given must be a table, but it is the number 3"),
        (graph('["y = 2*x"]', "given = { x = 'a' }"), '3: graph.given.x must be a number, but it is the string "a"'),
        (graph('["y = 2*x"]', "given = { x = 1, u = 1 }"), "3: graph.given.u is read by no line"),
        (graph('["y = 2*x"]', ""), "nothing is called x here"),
        (graph('"y = 2*x"'), "4: graph.lines must be a list of lines"),
        (graph("[]"), "4: graph.lines must be a list of lines, but it is an empty list"),
        (graph("[3]"), "4: graph.lines, entry 1 must be a line in quotes, but it is the number 3"),
        (graph('["y = 2*x"]', "given = { x = 1 }\nparameters = { x = 1 }"), "4: graph.parameters.x is given already"),
        (graph('["y = 2*x"]', "parameters = { x = 1 }"), "1: learning_rate is missing"),
        (graph('["y = 2*lambda"]', "given = { lambda = 1 }"), "is a word of Python"),
        (graph('["y = 2*softmax"]', "given = { softmax = 1 }"), "is a function's name here"),
        (graph('["y = 2*x"]', "given = { x = 1 }\ntarget = { x = 1 }"), "is not the name of a line"),
        (graph('["y = 2*x"]', "given = { x = 1 }\ntarget = 1"), "must be a table of numbers by name"),
        (graph('["y = 2*x"]', "given = { x = 1 }\ntarget = {}"), "but it is empty"),
        ("error = 'squared'\n" + graph('["y = 2*x"]'), "1: error is not read: the graph has no target"),
        (
            "error = 'none'\n" + graph('["y = 2*x"]', "given = { x = 1 }\ntarget = { y = 1 }"),
            "compares nothing, but the graph has a target",
        ),
        (graph('["y = 2*x"]', "given = { x = 1 }\nstart = 2"), "4: graph.start is not a known key"),
        ("input = [1]\n" + graph('["y = 2*x"]'), "1: input is given by [graph] already"),
    ],
)
def test_what_is_wrong_with_a_graph_is_named(wrong: Callable[[str], list[str]], text: str, problem: str) -> None:
    assert any(problem in found for found in wrong(text)), wrong(text)


def test_all_that_is_wrong_is_said_in_one_go() -> None:
    text = graph('["a = 3*x", "b = open(a)", "c = 2*b", "d = q"]', "given = { x = 'a' }")
    with pytest.raises(ScenarioError) as caught:
        parse(text, "a.toml")
    assert "3 problems in a.toml" in caught.value.message
