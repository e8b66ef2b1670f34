"""A notation told the sizes of a network: elements of their own, overrides, and the order of all notations."""

from __future__ import annotations

import pytest

from nnstep.expr.notation import NotationVariant
from nnstep.notations import NOTATIONS, writings

SIZES = (2, 3, 1)
NODES = NOTATIONS["zheng-nodes"]


@pytest.mark.parametrize(
    ("id", "index", "expected"),
    [
        ("x", (1,), "n₂"),
        ("a1", (0,), "n₃"),
        ("a2", (0,), "n₆"),
        ("z1", (0,), "z₃"),
        ("b1", (0,), "b₃"),
        ("b2", (0,), "b₆"),
        ("y", (0,), "y₆"),
        ("W1", (0, 1), "w₂₃"),
        ("W1", (2, 0), "w₁₅"),
        ("W2", (0, 2), "w₅₆"),
        ("delta1", (2,), "δ₅"),
        ("dW1", (0, 1), "∂E/∂w₂₃"),
        ("db2", (0,), "∂E/∂b₆"),
        ("da1", (1,), "∂E/∂n₄"),
        ("dx", (0,), "∂E/∂n₁"),
        ("vW1", (0, 1), "vw₂₃"),
        ("E", (), ""),
        ("lr", (), ""),
        ("mu", (), ""),
    ],
)
def test_an_element_is_called_after_its_nodes(id: str, index: tuple[int, ...], expected: str) -> None:
    assert NODES.writing(SIZES).element(id, index) == expected


@pytest.mark.parametrize(
    ("id", "index", "expected"),
    [("W1", (0, 1), "w₂,₈"), ("W2", (2, 0), "w₈,₁₂"), ("a2", (2,), "n₁₂"), ("b1", (2,), "b₁₀")],
)
def test_numbers_of_nodes_are_apart_where_there_are_more_than_nine(
    id: str, index: tuple[int, ...], expected: str
) -> None:
    assert NODES.writing((7, 2, 3) if id != "b1" else (7, 3)).element(id, index) == expected


@pytest.mark.parametrize("id", sorted(set(NOTATIONS) - {"zheng-nodes"}))
def test_no_other_notation_has_names_of_its_own_for_elements(id: str) -> None:
    assert NOTATIONS[id].writing(SIZES).element("W1", (0, 1)) == ""


def test_all_weights_and_nodes_of_a_network_have_names_of_their_own() -> None:
    sizes = (3, 9, 4, 2)
    element = NODES.writing(sizes).element
    weights = [(n, i, j) for n in (1, 2, 3) for i in range(sizes[n]) for j in range(sizes[n - 1])]
    nodes = [(n, i) for n in (1, 2, 3) for i in range(sizes[n])]
    names = [element(f"W{n}", (i, j)) for n, i, j in weights]
    names += [element(f"{kind}{n}", (i,)) for kind in ("a", "b", "z", "delta") for n, i in nodes]
    names += [element("x", (i,)) for i in range(3)]
    assert len(set(names)) == len(names)


def test_an_override_changes_its_symbol_wherever_it_stands() -> None:
    symbol = NOTATIONS["zheng"].writing(SIZES, {"E": "L", "W": "Θ{sub}", "lr": "η"}).symbols
    assert [symbol(id) for id in ("E", "W1", "dW2", "db1", "lr", "z1")] == ["L", "Θ₁", "∂L/∂Θ₂", "∂L/∂b₁", "η", "z₁"]
    assert [symbol(id) for id in ("vW1", "lr0", "da1")] == ["vΘ₁", "η⁰", "∂L/∂x₁"]


@pytest.mark.parametrize(
    ("template", "expected"),
    [("Q{n}", "Q3"), ("Q{sub}", "Q₃"), ("Q{sup}", "Q³"), ("Q{in_brackets}", "Q⁽³⁾"), ("Q", "Q")],
)
def test_an_override_has_the_number_that_the_notation_gives_to_the_layer(template: str, expected: str) -> None:
    assert NOTATIONS["nielsen"].writing(SIZES, {"z": template}).symbols("z2") == expected


def test_an_override_may_use_the_letter_of_a_layer() -> None:
    symbol = NOTATIONS["kapur"].writing(SIZES, {"b": "β{letter}"}).symbols
    assert [symbol("b1"), symbol("b2")] == ["βy", "βp"]


def test_in_the_form_by_nodes_an_override_changes_whole_quantities_and_derivatives() -> None:
    writing = NODES.writing(SIZES, {"E": "L", "W": "Θ{sub}"})
    assert writing.symbols("W1") == "Θ₁"
    assert writing.element("W1", (0, 1)) == "w₂₃"
    assert writing.element("dW1", (0, 1)) == "∂L/∂w₂₃"
    assert NODES.writing(SIZES, {"dW": "G{sub}"}).element("dW1", (0, 1)) == ""


def test_a_remark_on_a_symbol_goes_with_it() -> None:
    assert NOTATIONS["bradbury"].writing(SIZES).about == (
        "Notation: Bradbury; a is the pre-activation; z is the activation."
    )
    assert NOTATIONS["bradbury"].writing(SIZES, {"a": "h{sub}"}).about == "Notation: Bradbury; a is the pre-activation."
    assert NOTATIONS["plain"].writing(SIZES).about == "Notation: plain ids."


@pytest.mark.parametrize("first", sorted(NOTATIONS))
def test_the_notations_go_round_from_the_scenario_s_own(first: str) -> None:
    every = writings(first, SIZES, {"E": "Q"})
    assert every[0].notation == first
    assert sorted(writing.notation for writing in every) == sorted(NOTATIONS)
    assert [writing.symbols("E") == "Q" for writing in every] == [True] + [False] * (len(NOTATIONS) - 1)


def test_no_notation_has_one_symbol_for_the_input_and_another_quantity() -> None:
    for notation in NOTATIONS.values():
        symbol = notation.writing((1, 1)).symbols
        assert symbol("x") not in {symbol("a1"), symbol("y"), symbol("z1")}


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("kapur", ["(−∂J/∂pᵢ)", "(−∂J/∂W²)", "(−∂J/∂b²)", "(−∂J/∂pⱼ)"]),
        ("goodfellow", ["(−g⁽²⁾)", "(−∇_W⁽²⁾ J)", "(−∇_b⁽²⁾ J)", "(−∂J/∂h⁽²⁾)"]),
        ("nielsen", ["δ³", "(−∂C/∂w³)", "(−∂C/∂b³)", "(−∂C/∂a³)"]),
    ],
)
def test_a_negative_derivative_is_never_written_as_the_derivative(id: str, expected: list[str]) -> None:
    symbol = NOTATIONS[id].writing(SIZES, variant=NotationVariant(negated=True)).symbols
    assert [symbol(quantity) for quantity in ("delta2", "dW2", "db2", "da2")] == expected


def test_a_text_has_its_own_sign_of_the_product_element_by_element() -> None:
    signs = {id: notation.writing(SIZES).hadamard for id, notation in NOTATIONS.items()}
    assert {id for id, sign in signs.items() if sign != "⊙"} == {"bradbury"}
    assert signs["bradbury"] == "∘"
