"""The symbols of one notation: ids of quantities, and what only some scenarios have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnstep.expr.notation import NotationVariant, is_parameter, parts
from nnstep.notations import NOTATIONS

PLAIN_SYMBOLS = NOTATIONS["tashfeen"]


@pytest.mark.parametrize(
    ("id", "expected"), [("delta2", ("delta", 2)), ("x", ("x", 0)), ("dW12", ("dW", 12)), ("lr", ("lr", 0))]
)
def test_an_id_is_a_kind_and_a_layer(id: str, expected: tuple[str, int]) -> None:
    assert parts(id) == expected


@pytest.mark.parametrize("id", ["q1", "W1x", "", "vW1"])
def test_what_is_no_quantity_of_a_network_has_no_kind(id: str) -> None:
    with pytest.raises(ValueError, match="is not the id of a quantity"):
        parts(id)


def test_parameters_are_weights_and_biases() -> None:
    assert [id for id in ("W1", "b2", "z1", "dW1", "vW1", "lr") if is_parameter(id)] == ["W1", "b2"]


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("fz1", "f′({z1})"),
        ("expz2", "exp({z2})"),
        ("sumexp2", "Σ exp({z2})"),
        ("stepW1", "Δ{W1}"),
        ("rateb2", "{lr}({b2})"),
        ("E_k", "{E}ₖ"),
        ("E_s", "{E}ₛ"),
        ("E_sum", "{E} summed"),
        ("E_mean", "{E} mean"),
        ("predicted", "predicted"),
        ("dW1_s12", "{dW1}₍₁₂₎"),
        ("lr0", "{lr}⁰"),
        ("lrW1", "{lr}_{W1}"),
        ("lr0W1", "{lr0}_{W1}"),
        ("da1", "∂{E}/∂{a1}"),
        ("dx", "∂{E}/∂{x}"),
        ("unheard_of", "unheard_of"),
    ],
)
@pytest.mark.parametrize("notation", sorted(NOTATIONS))
def test_what_is_computed_of_quantities_is_written_with_their_symbols(notation: str, id: str, expected: str) -> None:
    symbol = NOTATIONS[notation].symbols_for(2)
    known = {part: symbol(part) for part in ("z1", "z2", "W1", "b2", "lr", "lr0", "E", "a1", "x", "dW1")}
    assert symbol(id) == expected.format(**known)


def test_the_letters_of_layers_end_with_the_outputs_and_go_on_with_their_numbers() -> None:
    lettered = replace(PLAIN_SYMBOLS, symbols={**PLAIN_SYMBOLS.symbols, "z": "net_{letter}"}, letters=("i", "j"))
    symbol = replace(lettered, output_letter="o").symbols_for(4)
    assert [symbol(f"z{layer}") for layer in (1, 2, 3, 4)] == ["net_j", "net_h2", "net_h3", "net_o"]


def test_negative_derivatives_are_written_with_a_minus_and_thresholds_with_theta() -> None:
    own = PLAIN_SYMBOLS.writing((2, 2))
    varied = PLAIN_SYMBOLS.writing((2, 2), variant=NotationVariant(thresholds=True, negated=True))
    assert varied.symbols("dW1") == f"(−{own.symbols('dW1').replace(own.symbols('b1'), varied.symbols('b1'))})"
    assert varied.symbols("da1") == f"(−{own.symbols('da1')})"
    assert varied.symbols("b1") == own.symbols("b1").replace("b", "θ")
    ids = NOTATIONS["plain"].writing((2, 2), variant=NotationVariant(thresholds=True, negated=True))
    assert [ids.symbols(id) for id in ("b1", "dW1")] == ["b1", "dW1"]
