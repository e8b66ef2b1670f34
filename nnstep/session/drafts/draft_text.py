"""The text of a draft as a scenario file, each line with the field that it is from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nnstep.errors import ScenarioError
from nnstep.expr.array import Array
from nnstep.expr.setting import FormChoice
from nnstep.losses import LOSSES
from nnstep.problems.numbers import number_text
from nnstep.problems.toml_document import document_of
from nnstep.scenario.toml_text import quoted_text, row_text, rows_text
from nnstep.session.drafts import draft as ids
from nnstep.session.drafts.draft import Draft, biases_of, weights_of
from nnstep.session.drafts.draft_settings import activation_owner, every_setting, settings_in
from nnstep.session.drafts.drawn_samples import drawn_inputs, drawn_targets

_BETWEEN = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class DraftSizes:
    """What a draft says of sizes, once it is read."""

    layers: tuple[int, ...]
    """The sizes of the layers, the input's first."""
    samples: int
    """How many samples to draw."""
    seed: int


@dataclass(frozen=True, slots=True)
class DraftText:
    """A scenario file, and whose each of its lines is."""

    text: str
    owners: tuple[str, ...]
    """By line, the id of its field."""

    def owner(self, line: int) -> str:
        """Return the field of a line, counted from 1."""
        return self.owners[min(line, len(self.owners)) - 1]


def draft_text(draft: Draft, sizes: DraftSizes, values: Mapping[str, str]) -> DraftText:
    """Return the text of a draft with these typed values; samples that have none, or an empty text, are drawn."""
    text = ""
    owners: list[str] = []
    for owner, part in _parts(draft, sizes, values):
        text += f"{part}\n"
        owners += [owner] * (part.count("\n") + 1)
    return DraftText(text, tuple(owners))


def typed_values(draft: Draft) -> dict[str, str]:
    """Return what is put into the file as it is typed, by field, as TOML.

    A word that is no number stands there as a string, which the reader of scenarios says more of.
    """
    values = {id: _word(draft[id].strip()) for id in (ids.RATE, ids.EPOCHS, ids.BATCH, ids.SEED)}
    for setting in every_setting(draft):
        text = draft[setting.field].strip()
        if text and text != setting.default:
            values[setting.field] = quoted_text(text) if isinstance(setting.declared, FormChoice) else _word(text)
    for id in (ids.INPUT, ids.TARGET):
        if draft[id].strip():
            values[id] = bracketed(draft[id], is_class=id == ids.TARGET and _is_class(draft))
    if draft[ids.WEIGHTS] == ids.TYPED:
        for layer in range(1, draft.layer_count + 1):
            values[weights_of(layer)] = bracketed(draft[weights_of(layer)], are_rows=True)
            if draft[biases_of(layer)].strip():
                values[biases_of(layer)] = bracketed(draft[biases_of(layer)])
    return values


def bracketed(text: str, *, is_class: bool = False, are_rows: bool = False) -> str:
    """Return numbers as a list, or rows between semicolons as a list of rows; what has brackets stays as it is.

    One number alone stays as it is where it `is_class`; one row alone is a list of rows where they `are_rows`.
    """
    text = text.strip()
    if text.startswith("["):
        return text
    rows = [[_word(word) for word in filter(None, _BETWEEN.split(row))] for row in text.split(";") if row.strip()]
    if is_class and len(rows) == len(rows[0]) == 1:
        return rows[0][0]
    lists = [f"[{', '.join(row)}]" for row in rows]
    return lists[0] if len(lists) == 1 and not are_rows else f"[{', '.join(lists)}]"


def _word(word: str) -> str:
    """Return a word as TOML; one that only spells a number in another way is left to the reader of TOML."""
    try:
        document_of(f"x = {word}", "")
    except ScenarioError:
        return word if number_text(word) else quoted_text(word)
    return word


def _is_class(draft: Draft) -> bool:
    loss = LOSSES.get(draft[ids.ERROR])
    return loss is not None and loss.takes_classes and draft.size_texts[-1:] not in ([], ["1"])


def _parts(draft: Draft, sizes: DraftSizes, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the parts of the file, each of one or more lines, with their fields."""
    yield ids.TITLE, f"title = {quoted_text(draft[ids.TITLE])}"
    yield ids.NOTATION, f"notation = {quoted_text(draft[ids.NOTATION])}"
    yield ids.TITLE, ""
    yield from ((id, f"{id} = {text}") for id, text in _samples(draft, sizes, values))
    yield ids.RATE, f"learning_rate = {values[ids.RATE]}"
    yield ids.ERROR, f"error = {quoted_text(draft[ids.ERROR])}"
    yield from _settings(draft, ids.ERROR, values)
    yield ids.EPOCHS, "\n[training]"
    yield ids.EPOCHS, f"epochs = {values[ids.EPOCHS]}"
    yield ids.BATCH, f"batch_size = {values[ids.BATCH]}"
    yield ids.OPTIMIZER, f"optimizer = {quoted_text(draft[ids.OPTIMIZER])}"
    yield from _settings(draft, ids.OPTIMIZER, values)
    yield ids.SEED, f"seed = {values[ids.SEED]}"
    for layer, neurons in enumerate(sizes.layers[1:], start=1):
        yield from _layer(draft, layer, neurons, values)


def _settings(draft: Draft, owner: str, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for setting in settings_in(draft, owner):
        if values.get(setting.field):
            yield setting.field, f"{setting.declared.id} = {values[setting.field]}"


def _samples(draft: Draft, sizes: DraftSizes, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    drawn = drawn_inputs(sizes.seed, sizes.samples, sizes.layers[0])
    yield ids.INPUT, values.get(ids.INPUT) or _samples_text(drawn)
    count = _rows_in(values[ids.INPUT]) if ids.INPUT in values else sizes.samples
    if values.get(ids.TARGET):
        yield ids.TARGET, values[ids.TARGET]
    elif LOSSES[draft[ids.ERROR]].takes_target:
        last = draft.activation(draft.layer_count)
        targets = drawn_targets(sizes.seed, count, sizes.layers[-1], last, draft[ids.ERROR])
        yield ids.TARGET, _samples_text(targets)


def _rows_in(text: str) -> int:
    """Return how many samples a typed input has, at least as far as its brackets tell."""
    return max(1, text.count("[") - 1)


def _samples_text(samples: Array) -> str:
    return row_text(samples[0]) if len(samples) == 1 else rows_text(samples)


def _layer(draft: Draft, layer: int, neurons: int, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    owner = activation_owner(draft, layer)
    table = {"activation": (owner, quoted_text(draft.activation(layer)))}
    if draft[ids.WEIGHTS] == ids.TYPED:
        table["weights"] = weights_of(layer), values[weights_of(layer)]
        if values.get(biases_of(layer)):
            table["biases"] = biases_of(layer), values[biases_of(layer)]
    else:
        table["neurons"] = ids.LAYERS, str(neurons)
        table["weights"] = ids.WEIGHTS, quoted_text(draft[ids.WEIGHTS])
        if draft[ids.BIASES] != ids.NO_BIASES:
            table["biases"] = ids.BIASES, quoted_text(draft[ids.BIASES])
    yield ids.LAYERS, "\n[[layers]]"
    yield from ((field, f"{key} = {text}") for key, (field, text) in table.items())
    yield from _settings(draft, owner, values)
