"""Both values of a quantity: the program's own, and nnstep's in the form in which the program has it."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.own_code.aligning.labels import Label
from nnstep.session.own_program.compared_values import ComparedValues, ValueComparison
from nnstep.session.own_program.own_program import LineStanding, LineWork, chief_of
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from tests.session.own_program.own_net import RIGHT, WRONG, session_with


def at(session: Session, id: str, step: int = 0) -> LineWork:
    """Go to an operation, and return the work that is shown there."""
    ops = [op.target for op in session.debugger.program.ops]
    session.debugger.go_to(step * len(ops) + ops.index(id) + 1)
    assert session.own_program is not None
    chief = chief_of(session.own_program.works_at(session.debugger.frame.position))
    assert chief is not None
    return chief


def compared(session: Session, work: LineWork, *, changed: bool = False) -> ComparedValues:
    """Return both values at the present position."""
    assert session.own_program is not None
    return ValueComparison(session.own_program).values(work, session.debugger.frame, changed=changed)


@pytest.mark.parametrize("id", ["z1", "a1", "a2", "delta2", "delta1", "dW2", "dW1"])
@pytest.mark.parametrize("step", [0, 2])
def test_a_right_value_stands_beside_the_same_of_nnstep(id: str, step: int) -> None:
    session = session_with()
    work = at(session, id, step)
    values = compared(session, work)
    assert values.right is not None
    assert values.right.shape == values.own.shape
    assert np.allclose(values.own, values.right, rtol=1e-12, atol=1e-15)
    assert np.array_equal(values.right, session.debugger.frame.values[id].T), "samples are rows in this program"
    assert not values.differ


def test_a_wrong_value_differs_by_the_derivative_that_is_left_out() -> None:
    session = session_with(WRONG)
    values = compared(session, at(session, "delta1"))
    hidden = session.debugger.frame.values["a1"].T
    assert values.differ
    assert values.right is not None
    assert np.allclose(values.own * hidden * (1 - hidden), values.right, rtol=1e-12)
    amount, index = values.largest
    assert amount == (values.own - values.right)[index]
    assert abs(amount) == np.max(np.abs(values.own - values.right))


def test_what_follows_is_compared_in_its_form_too() -> None:
    session = session_with(WRONG)
    values = compared(session, at(session, "dW1"))
    frame = session.debugger.frame
    assert values.differ
    assert values.right is not None
    assert np.array_equal(values.right, frame.values["dW1"].T)


def test_an_edit_of_the_run_shows_as_a_difference() -> None:
    session = session_with()
    perform(session, "set W1[0,0] = 2")
    work = at(session, "z1")
    assert compared(session, work, changed=True).differ


@pytest.mark.parametrize(
    ("label", "own", "expected"),
    [
        (Label(1, 5, "delta2", "sample 2", "", 1.0, is_transposed=False), (2,), lambda d: d[:, 1]),
        (Label(1, 5, "delta2", "neuron 2", "", -1.0, is_transposed=False), (3,), lambda d: -d[1]),
        (Label(1, 5, "delta2", "element [1, 2]", "", 2.0, is_transposed=False), (), lambda d: 2 * d[1, 2]),
        (Label(1, 5, "delta2", "", "", 3.0, is_transposed=True), (3, 2), lambda d: 3 * d.T),
        (Label(1, 5, "delta2", "", "", 1.0, is_transposed=False), (6,), lambda d: d.ravel()),
    ],
)
def test_parts_factors_and_shapes(label: Label, own: tuple[int, ...], expected: object) -> None:
    session = session_with(WRONG)
    work = at(session, "delta2")
    assignment = type(work.assignment)(
        *(0, work.assignment.file, 1, "x", "f", 0, work.assignment.kind, np.full(own, 7.0), "numpy.ndarray", "float64")
    )
    found = compared(session, LineWork(assignment, LineStanding.FOLLOWS, 0, 5, label))
    assert callable(expected)
    assert found.right is not None
    assert np.array_equal(found.right, expected(session.debugger.frame.values["delta2"]))


def test_neurons_in_another_order_are_noticed() -> None:
    order = "[3, 0, 2, 1]"
    swapped = RIGHT.replace("-0.4]]).T", f"-0.4]]).T[:, {order}]").replace(
        "0.1, -0.1, 0.2])", f"0.1, -0.1, 0.2])[{order}]"
    )
    session = session_with(swapped.replace("0.1, 0.4, -0.2, 0.2]]).T", f"0.1, 0.4, -0.2, 0.2]]).T[{order}]"))
    assert session.own_program is not None
    assert session.own_program.findings.is_right
    assert ValueComparison(session.own_program).is_reordered
    values = compared(session, at(session, "a1"))
    assert values.right is not None
    assert np.allclose(values.own, values.right, rtol=1e-12)
    plain = session_with().own_program
    assert plain is not None
    assert not ValueComparison(plain).is_reordered
