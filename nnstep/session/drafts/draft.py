"""A new scenario as it is typed: one text a field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from nnstep.scenario.bundled import exists

FILE, TITLE, LAYERS, ACTIVATION, ERROR, OPTIMIZER = "file", "title", "layers", "activation", "error", "optimizer"
RATE, EPOCHS, NOTATION, WEIGHTS, BIASES, SEED = "learning_rate", "epochs", "notation", "weights", "biases", "seed"
WRITTEN, SAMPLES, INPUT, TARGET, BATCH = "written", "samples", "input", "target", "batch_size"
"""The ids of the fields that every draft has."""

PER_LAYER = "per layer"
"""In place of an activation for all layers."""
TYPED = "typed"
"""In place of an initializer."""
NO_BIASES = "none"
AS_NUMBERS, AS_DRAW = "as numbers", "as a draw"
"""How drawn weights stand in the file."""

_START: Mapping[str, str] = MappingProxyType(
    {
        FILE: "my-exercise.toml",
        TITLE: "My exercise",
        LAYERS: "2-2-2",
        ACTIVATION: "sigmoid",
        ERROR: "half-squared",
        OPTIMIZER: "gradient-descent",
        RATE: "0.5",
        EPOCHS: "1",
        BATCH: "1",
        NOTATION: "plain",
        WEIGHTS: "tenths",
        BIASES: "tenths",
        SEED: "0",
        WRITTEN: AS_NUMBERS,
        SAMPLES: "1",
        INPUT: "",
        TARGET: "",
    }
)


def activation_of(layer: int) -> str:
    """Return the id of the field for the activation of one layer, counted from 1."""
    return f"{ACTIVATION}{layer}"


def weights_of(layer: int) -> str:
    """Return the id of the field for the typed weights of one layer, counted from 1."""
    return f"W{layer}"


def biases_of(layer: int) -> str:
    """Return the id of the field for the typed biases of one layer, counted from 1."""
    return f"b{layer}"


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the fields."""

    typed: Mapping[str, str] = field(default_factory=lambda: _START)
    """By the id of the field."""

    def __getitem__(self, id: str) -> str:
        """Return what stands in a field; nothing where it was never filled in."""
        return self.typed.get(id, "")

    def with_value(self, id: str, text: str) -> Draft:
        """Return it with another text in one field; a text of several lines becomes one."""
        changed = replace(self, typed={**self.typed, id: " ".join(text.splitlines())})
        if changed[ACTIVATION] != PER_LAYER:
            return changed
        usual = _START[ACTIVATION] if self[ACTIVATION] == PER_LAYER else self[ACTIVATION]
        each = {activation_of(layer): usual for layer in range(1, changed.layer_count + 1)}
        return replace(changed, typed={**each, **changed.typed})

    def activation(self, layer: int) -> str:
        """Return the activation of a layer, counted from 1."""
        return self[activation_of(layer)] if self[ACTIVATION] == PER_LAYER else self[ACTIVATION]

    @property
    def size_texts(self) -> list[str]:
        """The sizes of the layers as they are typed, the input's first."""
        return self[LAYERS].replace("-", " ").replace(",", " ").split()

    @property
    def layer_count(self) -> int:
        """How many layers there are after the input."""
        return max(0, len(self.size_texts) - 1)


def first_draft(folder: Path) -> Draft:
    """Return the draft to begin with; its file has a name that is free in `folder`."""
    stem, number = "my-exercise", 1
    name = f"{stem}.toml"
    while exists(folder / name):
        number += 1
        name = f"{stem}-{number}.toml"
    return Draft().with_value(FILE, name)
