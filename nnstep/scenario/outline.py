"""What a scenario file says of itself, read from its text alone: quick, and as far as it goes for one with problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from nnstep.harmless_text import visible_prose
from nnstep.problems.message_text import counted
from nnstep.problems.text_file import read
from nnstep.problems.toml_document import document_of
from nnstep.scenario.tables.layers import LAYER

ExerciseKind: TypeAlias = Literal["by hand", "training", "graphs", "data"]
"""What kind of exercise it is: one to compute by hand, one that trains for long, a graph of numbers in place of a
network, or one whose samples are in files."""
KINDS: tuple[ExerciseKind, ...] = ("by hand", "training", "graphs", "data")

_ACTIVATION = LAYER.keys["activation"].default
_MOST_BY_HAND = 20
"""Training steps that are still done by hand."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One scenario at a glance."""

    title: str
    source: str
    kind: ExerciseKind
    size: str
    """As in ``3-4-2 linear``; the input's size is left out where only a file of samples tells it."""
    training: str
    """As in ``200 epochs of 8 samples``; empty for a single training step."""


def outline_of(path: str | Path) -> Outline:
    """Return the outline of a file; raise ScenarioError where it is no TOML."""
    document = document_of(read(path), str(path))
    title, source = (visible_prose(str(document.get(key, ""))) for key in ("title", "source"))
    samples, epochs = _samples(document), _epochs(document)
    return Outline(title, source, _kind(document, samples, epochs), _size(document), _training(samples, epochs))


def _kind(document: Mapping[str, object], samples: int, epochs: int) -> ExerciseKind:
    if "graph" in document:
        return "graphs"
    if not samples:
        return "data"
    return "by hand" if epochs * samples <= _MOST_BY_HAND or "answers" in document else "training"


def _samples(document: Mapping[str, object]) -> int:
    """Return how many samples a scenario states itself; 0 where they are in files."""
    stated = document.get("input")
    if "graph" in document:
        return 1
    if not isinstance(stated, list) or not stated:
        return 0
    return len(stated) if isinstance(stated[0], list) else 1


def _epochs(document: Mapping[str, object]) -> int:
    training = document.get("training")
    stated = training.get("epochs") if isinstance(training, dict) else None
    return stated if isinstance(stated, int) else 1


def _training(samples: int, epochs: int) -> str:
    of_samples = f"of {samples} samples" if samples > 1 else ""
    if epochs == 1:
        return of_samples.replace("of ", "")
    return f"{epochs:,} epochs {of_samples}".rstrip()


def _size(document: Mapping[str, object]) -> str:
    graph, layers, conventions = (document.get(key) for key in ("graph", "layers", "conventions"))
    if isinstance(graph, dict):
        lines = graph.get("lines")
        count = len(lines) if isinstance(lines, list) else 0
        return f"graph of {counted(count, 'line')}"
    if not isinstance(layers, list):
        return ""
    stated = [layer for layer in layers if isinstance(layer, dict)]
    rows = isinstance(conventions, dict) and conventions.get("orientation") == "row"
    sizes = [_inputs(document), *(_neurons(layer, rows=rows) for layer in stated)]
    used = dict.fromkeys(str(layer.get("activation", _ACTIVATION)) for layer in stated)
    return visible_prose(f"{'-'.join(filter(None, sizes))} {', '.join(used)}")


def _inputs(document: Mapping[str, object]) -> str:
    stated = document.get("input")
    first = stated[0] if isinstance(stated, list) and stated else None
    if isinstance(first, list):
        return str(len(first))
    return str(len(stated)) if isinstance(stated, list) and stated else ""


def _neurons(layer: Mapping[str, object], *, rows: bool) -> str:
    """Return the size of a layer; with `rows`, each column of its weights is a neuron."""
    stated, weights = layer.get("neurons"), layer.get("weights")
    if isinstance(stated, int):
        return str(stated)
    if isinstance(weights, list) and weights and rows:
        weights = weights[0]
    return str(len(weights)) if isinstance(weights, list) else "?"
