"""The fields of a draft, in their order, with what can be chosen in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nnstep.activations import ACTIVATIONS
from nnstep.expr.setting import FormChoice
from nnstep.initializers import INITIALIZERS
from nnstep.losses import LOSSES
from nnstep.notations import NOTATIONS
from nnstep.optimizers import OPTIMIZERS
from nnstep.session.drafts import draft as ids
from nnstep.session.drafts.draft import Draft, activation_of, biases_of, weights_of
from nnstep.session.drafts.draft_settings import settings_in

_DRAWN = {name: row.about.replace("`", "") for name, row in INITIALIZERS.items()}


@dataclass(frozen=True, slots=True)
class DraftField:
    """One line of the form."""

    id: str
    label: str
    value: str
    """What stands in it."""
    about: str
    """What to put there, in a line."""
    choices: Mapping[str, str] | None = None
    """What can be chosen, each with what it is, or an empty text; None where it is typed."""


def fields_of(draft: Draft) -> tuple[DraftField, ...]:
    """Return the fields that this draft needs."""
    return tuple(_fields(draft))


def _fields(draft: Draft) -> Iterator[DraftField]:
    yield _typed(draft, ids.FILE, "file", "where to save it: a name that ends in .toml")
    yield _typed(draft, ids.TITLE, "title", "what the exercise is called")
    yield _typed(draft, ids.LAYERS, "layers", "sizes from the input to the output, such as 2-3-1")
    yield from _activations(draft)
    yield _chosen(draft, ids.ERROR, "error", "the error function", dict.fromkeys(LOSSES, ""))
    yield from _settings(draft, ids.ERROR)
    yield _chosen(draft, ids.OPTIMIZER, "optimizer", "how an update uses the gradient", dict.fromkeys(OPTIMIZERS, ""))
    yield from _settings(draft, ids.OPTIMIZER)
    yield _typed(draft, ids.RATE, "learning rate", "a number such as 0.1")
    yield _typed(draft, ids.EPOCHS, "epochs", "how often all samples are trained on")
    yield _typed(draft, ids.BATCH, "batch size", "samples in a training step")
    yield _chosen(draft, ids.NOTATION, "notation", "the symbols in formulas", dict.fromkeys(NOTATIONS, ""))
    yield from _weights(draft)
    if not draft[ids.INPUT].strip():
        yield _typed(draft, ids.SAMPLES, "samples", "how many inputs to draw")
    yield _typed(draft, ids.INPUT, "input", "such as 2 1; semicolons divide samples; empty: drawn")
    yield _typed(draft, ids.TARGET, "target", "such as 1 0; semicolons divide samples; empty: drawn")


def _activations(draft: Draft) -> Iterator[DraftField]:
    every = dict.fromkeys(ACTIVATIONS, "")
    all_or_each = {ids.PER_LAYER: "choose one for each layer", **every}
    yield _chosen(draft, ids.ACTIVATION, "activation", "of all layers, or one for each", all_or_each)
    if draft[ids.ACTIVATION] != ids.PER_LAYER:
        yield from _settings(draft, ids.ACTIVATION)
    else:
        for layer in range(1, draft.layer_count + 1):
            about = f"the activation of layer {layer}"
            yield DraftField(activation_of(layer), f"  layer {layer}", draft.activation(layer), about, every)
            yield from _settings(draft, activation_of(layer))


def _settings(draft: Draft, owner: str) -> Iterator[DraftField]:
    for setting in settings_in(draft, owner):
        declared, value = setting.declared, draft[setting.field] or setting.default
        choices = dict.fromkeys(declared.forms, "") if isinstance(declared, FormChoice) else None
        yield DraftField(setting.field, f"  {declared.id}", value, declared.help, choices)


def _weights(draft: Draft) -> Iterator[DraftField]:
    drawn_or_typed = {**_DRAWN, ids.TYPED: "type the numbers of each layer"}
    yield _chosen(draft, ids.WEIGHTS, "weights", "how they are drawn from the seed, or typed", drawn_or_typed)
    if draft[ids.WEIGHTS] == ids.TYPED:
        for layer in range(1, draft.layer_count + 1):
            row = "one row a neuron, as in 0.1 0.2; 0.3 0.4"
            yield _typed(draft, weights_of(layer), f"  W{layer}", row)
            yield _typed(draft, biases_of(layer), f"  b{layer}", "one number a neuron; empty: no biases")
    else:
        drawn_or_none = {**_DRAWN, ids.NO_BIASES: "leave biases out"}
        yield _chosen(draft, ids.BIASES, "biases", "how they are drawn from the seed, or none", drawn_or_none)
        forms = {ids.AS_NUMBERS: "the file has every number", ids.AS_DRAW: "the file says how they are drawn"}
        yield _chosen(draft, ids.WRITTEN, "in the file", "drawn weights as numbers, or how they are drawn", forms)
    yield _typed(draft, ids.SEED, "seed", "a whole number; another seed draws other numbers")


def _typed(draft: Draft, id: str, label: str, about: str) -> DraftField:
    return DraftField(id, label, draft[id], about)


def _chosen(draft: Draft, id: str, label: str, about: str, choices: Mapping[str, str]) -> DraftField:
    return DraftField(id, label, draft[id], about, choices)
