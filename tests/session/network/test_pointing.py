"""What a click on a neuron or an edge stands for, at several operations of the 3-4-2 exercise."""

from __future__ import annotations

import pytest

from nnstep.expr.digits import Digits
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load
from nnstep.session.network.network_scenes import Looking, NetworkScenes
from nnstep.session.network.pointing import PointedElement, QuantityElement, ResultElement, pointed_element
from nnstep.session.session import Session
from tests.exercises import SMALL

EDGE = ((0, 2), (1, 3))
"""From the third input to the fourth neuron."""


def pointed(name: str, position: int, place: object, element: tuple[int, ...] = (0, 0)) -> PointedElement:
    session = Session(compile_program(load(SMALL[name])))
    session.complete(session.go_to(position))
    program = session.debugger.program
    looking = Looking(session.debugger.frame, element, Digits(), program.writing)
    return pointed_element(NetworkScenes(program), looking, place)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("operation", "place", "expected"),
    [
        ("z1", (1, 2), ResultElement((2, 0))),
        ("z1", (0, 1), QuantityElement("x", (1, 0))),
        ("z1", (2, 1), QuantityElement("a2", (1, 0))),
        ("z1", (3, 1), QuantityElement("y", (1, 0))),
        ("z1", EDGE, ResultElement((3, 0))),
        ("z1", ((1, 2), (2, 1)), QuantityElement("W2", (1, 2))),
        ("a1", EDGE, QuantityElement("W1", (3, 2))),
        ("delta1", (1, 3), ResultElement((3, 0))),
        ("delta1", (2, 1), QuantityElement("delta2", (1, 0))),
        ("delta1", ((1, 2), (2, 1)), ResultElement((2, 0))),
        ("dW1", EDGE, ResultElement((3, 2))),
        ("dW1", ((1, 2), (2, 1)), QuantityElement("dW2", (1, 2))),
        ("db1", (1, 3), ResultElement((3, 0))),
        ("W1", EDGE, ResultElement((3, 2))),
        ("W1", (1, 3), QuantityElement("delta1", (3, 0))),
    ],
)
def test_a_place_stands_for_an_element(operation: str, place: object, expected: PointedElement) -> None:
    program = compile_program(load(SMALL["zheng-exercise-1"]))
    position = [op.target for op in program.ops].index(operation) + 1
    assert pointed("zheng-exercise-1", position, place) == expected


def test_before_the_first_operation_a_place_stands_for_a_quantity() -> None:
    assert pointed("zheng-exercise-1", 0, (1, 2), ()) == QuantityElement("a1", (2, 0))
    assert pointed("zheng-exercise-1", 0, EDGE, ()) == QuantityElement("W1", (3, 2))


def test_rows_and_folded_biases_are_counted_as_the_matrices_have_them() -> None:
    assert pointed("kapur-folded-biases", 1, (1, 2), (1, 0)) == ResultElement((1, 2))  # the second sample stays
    assert pointed("kapur-folded-biases", 2, ((0, 1), (1, 2))) == QuantityElement("W1", (2, 2))
    position = 9
    assert pointed("kapur-folded-biases", position, ((0, 1), (1, 2))) == ResultElement((2, 2))
