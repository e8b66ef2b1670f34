"""Each notation writes every quantity, as its text does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnstep.expr.notation import TrainingSymbols, parts
from nnstep.notations import NOTATIONS

KINDS = ["W", "b", "z", "a", "delta", "dW", "db"]


def test_these_notations_exist() -> None:
    papers = {"zheng", "zheng-nodes", "kapur", "tashfeen", "bradbury"}
    assert set(NOTATIONS) == {"plain", *papers, "nielsen", "goodfellow"}


@pytest.mark.parametrize("notation", sorted(NOTATIONS))
@pytest.mark.parametrize("layers", [1, 2, 3, 12])
def test_all_quantities_of_a_network_have_symbols_of_their_own(notation: str, layers: int) -> None:
    symbol = NOTATIONS[notation].symbols_for(layers)
    settings = [*NOTATIONS[notation].training.settings, "t", "epochs"]
    ids = ["x", "y", "E", "lr", *settings, *(f"{kind}{n}" for kind in KINDS for n in range(1, layers + 1))]
    symbols = [symbol(id) for id in ids]
    assert len(set(symbols)) == len(ids)


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        ("plain", "x y W2 b2 z2 a2 E delta2 dW2 db2 lr"),
        ("zheng", "x₀ y W₂ b₂ z₂ x₂ E δ₂ ∂E/∂W₂ ∂E/∂b₂ α"),
        ("kapur", "xⱼ a W² b² zᵢ zⱼ J ∂J/∂zᵢ ∂J/∂W² ∂J/∂b² α"),
        ("tashfeen", "x y W⁽³⁾ b⁽³⁾ z⁽³⁾ a⁽³⁾ E δ⁽³⁾ ∂E/∂W⁽³⁾ ∂E/∂b⁽³⁾ η"),
        ("bradbury", "x y W⁽²⁾ b⁽²⁾ a⁽²⁾ z⁽²⁾ Eₙ δ⁽²⁾ ∂Eₙ/∂W⁽²⁾ ∂Eₙ/∂b⁽²⁾ λ"),
        ("nielsen", "a¹ y w³ b³ z³ a³ C δ³ ∂C/∂w³ ∂C/∂b³ η"),
        ("goodfellow", "x y W⁽²⁾ b⁽²⁾ a⁽²⁾ h⁽²⁾ J g⁽²⁾ ∇_W⁽²⁾ J ∇_b⁽²⁾ J ε"),
        ("zheng-nodes", "x₀ y W₂ b₂ z₂ x₂ E δ₂ ∂E/∂W₂ ∂E/∂b₂ α"),
    ],
)
def test_the_second_of_three_layers_is_written_as_in_the_text(notation: str, expected: str) -> None:
    symbol = NOTATIONS[notation].symbols_for(3)
    ids = ["x", "y", "W2", "b2", "z2", "a2", "E", "delta2", "dW2", "db2", "lr"]
    assert " ".join(symbol(id) for id in ids) == expected


def test_the_output_layer_of_kapur_is_p_whatever_the_depth() -> None:
    assert [NOTATIONS["kapur"].symbols_for(n)(f"a{n}") for n in (1, 2, 5)] == ["pⱼ"] * 3


@pytest.mark.parametrize("id", ["", "W", "Q1", "delta_2", "x1.0", "W1 "])
def test_what_is_no_id_is_refused(id: str) -> None:
    if id == "W":
        assert parts(id) == ("W", 0)
        return
    with pytest.raises(ValueError, match="is not the id of a quantity"):
        parts(id)


def test_what_a_new_optimizer_carries_and_reads_is_written_without_a_word_of_it_here() -> None:
    declared = TrainingSymbols({"nu": "ν"}, {"q": "q̃"})
    symbol = replace(NOTATIONS["zheng"], training=declared).symbols_for(2)
    assert [symbol(id) for id in ("qW1", "qb2", "nu")] == ["q̃W₁", "q̃b₂", "ν"]


def test_the_settings_of_optimizers_have_the_letters_of_the_text() -> None:
    symbol = NOTATIONS["goodfellow"].symbols_for(2)
    assert [symbol(id) for id in ("mu", "rho", "beta1", "beta2", "eps")] == ["α", "ρ", "ρ₁", "ρ₂", "δ"]


def test_a_rate_of_its_own_and_a_point_ahead_are_written_with_the_parameter() -> None:
    symbols = NOTATIONS["zheng"].writing([1, 1, 1]).symbols
    assert [symbols(id) for id in ("lrW1", "lr0b2", "aheadW2", "l1")] == ["α_W₁", "α⁰_b₂", "ahead W₂", "λ₁"]
