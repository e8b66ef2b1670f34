"""Checks of published answers: which quantities the network has, and how many numbers each of them is.

Knows layers by their sizes, and no values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.problems.did_you_mean import meant
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted, description
from nnstep.problems.number_rows import Meaning, Size, check_matrix, check_vector
from nnstep.problems.numbers import check_number
from nnstep.scenario.tables.answer_keys import Entry, check_typed, entries, with_numbers
from nnstep.scenario.tables.layers import LayerShape
from nnstep.scenario.weights import Rules

Answer: TypeAlias = "Literal['number'] | tuple[Literal['vector', 'matrix'], Meaning]"
"""What a quantity's answer must look like."""

_NEURONS = "one number for each neuron, as in [115, 141]"
_OF_A_LAYER = re.compile(r"(W|b|z|a|delta|dW|db)([1-9][0-9]{0,5})")


@dataclass(frozen=True, slots=True)
class Asked:
    """The network whose quantities answers are given for, as far as it is known."""

    layers: tuple[LayerShape, ...]
    inputs: int | None = None
    outputs: int | None = None
    rules: Rules | None = None
    batch: int = 1
    """How many samples the first training step has."""


def check_answers(subject: Subject, value: object, asked: Asked) -> None:
    """Check the table of answers against the network's quantities; sizes are compared where they are known."""
    if not isinstance(value, dict):
        hint = "write [answers], and below it lines such as: delta2 = [115, 141]"
        subject.note(f"must be a table, but it is {description(value)}", hint)
        return
    answers = quantities(asked)
    for entry in entries(subject, value):
        if entry.id not in answers:
            if asked.layers or not _OF_A_LAYER.fullmatch(entry.id):
                hint = _hint(entry.id, asked.layers, answers)
                entry.subject.note("is not a quantity of this network", hint, at_key=True)
        elif entry.index is None:
            _check_answer(entry.subject, with_numbers(entry.value), answers[entry.id])
        else:
            check_typed(entry.subject, entry.value)
            _check_index(entry, answers[entry.id])


def quantities(asked: Asked) -> dict[str, Answer]:
    """Return every quantity of one training step, with what its answer must look like."""
    answers: dict[str, Answer] = {
        "x": _samples(asked, asked.inputs, "the input", "number"),
        "y": _samples(asked, asked.outputs, "the target", "number"),
        "lr": "number",
        "E": "number",
    }
    shared = asked.rules is not None and asked.rules.conventions.biases == "shared"
    for number, layer in enumerate(asked.layers, start=1):
        owner = f"layer {number}"
        neurons = _vector(layer.neurons, owner, "neuron", _NEURONS)
        weights = _matrix(layer, owner, asked.rules)
        of_samples = _samples(asked, layer.neurons, owner, "neuron")
        answers |= {f"{name}{number}": of_samples for name in ("z", "a", "delta")}
        answers |= {f"{name}{number}": weights for name in ("W", "dW")}
        if layer.has_biases:
            answers |= {f"{name}{number}": "number" if shared else neurons for name in ("b", "db")}
    return answers


def _samples(asked: Asked, count: int | None, owner: str, noun: str) -> Answer:
    """Return what holds one number for each of `count`, for each sample of the batch."""
    if asked.batch == 1:
        return _vector(count, owner, noun, _NEURONS if noun == "neuron" else "the first sample's numbers as one list")
    own = None if count is None else Size(count, f"{owner} has {counted(count, noun)}")
    samples = Size(asked.batch, f"the batch has {counted(asked.batch, 'sample')}")
    if asked.rules is not None and asked.rules.by_rows:
        return "matrix", Meaning("one row a sample", rows=samples, columns=own)
    return "matrix", Meaning("one column a sample", rows=own, columns=samples)


def _vector(count: int | None, owner: str, noun: str, hint: str) -> Answer:
    size = None if count is None else Size(count, f"{owner} has {counted(count, noun)}")
    return "vector", Meaning(hint, columns=size)


def _matrix(layer: LayerShape, owner: str, rules: Rules | None) -> Answer:
    hint = "one row a neuron, one column an input" if rules is None else rules.hint
    if layer.neurons is None or layer.inputs is None or rules is None:
        return "matrix", Meaning(hint)
    neurons = Size(layer.neurons, f"{owner} has {counted(layer.neurons, 'neuron')}")
    constant = " and the constant 1" if rules.folded else ""
    inputs = Size(layer.inputs + rules.folded, f"{owner} has {counted(layer.inputs, 'input')}{constant}")
    rows, columns = rules.order(neurons, inputs)
    return "matrix", Meaning(hint, rows, columns)


def _check_index(entry: Entry, answer: Answer) -> None:
    """Note an index that there is none of, as far as the sizes are known; a vector may have a second index of 0."""
    match answer, entry.index:
        case "number", _:
            entry.subject.note("has no elements", f"it is one number: write {entry.id} = ...", at_key=True)
        case ("vector", Meaning(columns=Size(count))), (int(i),) | (int(i), 0):
            if i >= count:
                hint = f"indices count from 0: it goes up to {entry.id}[{count - 1}]"
                entry.subject.note("is beyond the last element", hint, at_key=True)
        case ("matrix", Meaning(rows=Size(rows), columns=Size(columns))), (int(i), int(j)):
            if i >= rows or j >= columns:
                hint = f"indices count from 0: it goes up to {entry.id}[{rows - 1},{columns - 1}]"
                entry.subject.note("is beyond the last element", hint, at_key=True)
        case (_, Meaning(columns=None)), _:
            pass
        case _:
            entry.subject.note("has another number of indices", "rows come first, as in W1[0,2]", at_key=True)


def _check_answer(subject: Subject, value: object, answer: Answer) -> None:
    match answer:
        case "number":
            check_number(subject, value)
        case ("vector", meaning):
            check_vector(subject, value, meaning)
        case (_, meaning):
            check_matrix(subject, value, meaning)


def _hint(id: str, layers: tuple[LayerShape, ...], answers: Mapping[str, Answer]) -> str:
    match = _OF_A_LAYER.fullmatch(id)
    if match and int(match[2]) > len(layers):
        return f"the network has {counted(len(layers), 'layer')} after the input"
    if match:
        return f"layer {match[2]} has no biases"
    if id == "learning_rate":
        return "write lr"
    return meant(id, answers) or "known are x, y, lr, E and, for each layer n, Wn, bn, zn, an, deltan, dWn and dbn"
