"""From arrays by name to a net: weights and biases paired by their names, in the order in which their shapes chain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from numpy.typing import NDArray

from nnstep.errors import NetImportError
from nnstep.harmless_text import visible
from nnstep.importers.found_net import FoundLayer, FoundNet, Orientation, precision_of
from nnstep.importers.stored_names import StoredName, missing_layer, natural, stored_name

_ORIENTATIONS: tuple[Orientation, ...] = ("column", "row")
_WORDS = {"column": "one row a neuron", "row": "one column a neuron"}
_MOST_SEARCHED = 8
"""More matrices than these are not put in order by their shapes alone."""


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """The weights of a layer as stored, and its biases."""

    name: str
    weights: NDArray[Any]
    biases: NDArray[Any] | None
    turned: bool | None

    def ends(self, orientation: Orientation) -> tuple[int, int]:
        """Return how many inputs and neurons it has where matrices are written like that."""
        rows, columns = self.weights.shape
        return (columns, rows) if orientation == "column" else (rows, columns)

    def fits(self, orientation: Orientation) -> bool:
        """Return whether there is one bias a neuron then."""
        return self.biases is None or len(self.biases) == self.ends(orientation)[1]


def chained_net(
    title: str,
    arrays: Mapping[str, NDArray[Any]],
    orientation: Orientation | None = None,
    inputs: int | None = None,
) -> FoundNet:
    """Return the net of these arrays, which are in the order of their file.

    Its matrices are written as `orientation` says where that is known; where both ways are possible, the number of
    `inputs` in a sample may tell. Raise NetImportError where there is no way to read them, or more than one.
    """
    pairs = _pairs(arrays)
    known = _ORIENTATIONS if orientation is None else (orientation,)
    ways = _ways(pairs, known, _stated_order) or _ways(pairs, known, _only_order)
    if not ways:
        raise _no_chain(pairs, orientation)
    chosen, why = _chosen(pairs, ways, inputs)
    order = ways[chosen]
    stored = [array.dtype for pair in order for array in (pair.weights, pair.biases) if array is not None]
    names = ", ".join(pair.name for pair in order)
    return FoundNet(
        title,
        tuple(
            FoundLayer(pair.name, pair.weights if chosen == "column" else pair.weights.T, pair.biases) for pair in order
        ),
        chosen,
        precision_of(*stored),
        (f"the layers in this order: {names}", f"weights have {_WORDS[chosen]}, {why}"),
    )


def _pairs(arrays: Mapping[str, NDArray[Any]]) -> list[_Pair]:
    numbers = {name: array for name, array in arrays.items() if array.ndim}
    for name, array in numbers.items():
        if layer := missing_layer(name, array.ndim):
            raise _error(
                f"{name} has the shape {array.shape}, as in {layer}, and nnstep has no such layer",
                "it has fully connected layers with an activation each",
            )
    named = {name: stored_name(name) for name in numbers}
    if not any(one.kind == "weights" for one in named.values()):
        named = {
            name: StoredName(name, "weights", None) if numbers[name].ndim == 2 else one for name, one in named.items()
        }
    weights = {name: one for name, one in named.items() if one.kind == "weights"}
    biases = {one.stem: name for name, one in named.items() if one.kind == "biases"}
    for name in weights:
        if numbers[name].ndim != 2:
            raise _error(
                f"{name} has one axis, as the weights of a normalization layer have",
                "nnstep has no such layer; the weights of one neuron are a matrix with one row",
            )
    pairs = [_pair(name, one, numbers, biases) for name, one in weights.items()]
    left = set(numbers) - set(weights) - {biases[one.stem] for one in weights.values() if one.stem in biases}
    if left:
        raise _error(
            f"{min(left)} belongs to no weights, by its name",
            "call the arrays W1, b1, W2, b2 ..., or 0.weight, 0.bias ...",
        )
    if not pairs:
        raise _error("there are no weights: no array with two axes", "name weights W1, W2 ... and biases b1, b2 ...")
    return pairs


def _pair(name: str, one: StoredName, numbers: Mapping[str, NDArray[Any]], biases: Mapping[str, str]) -> _Pair:
    own = numbers[biases[one.stem]].ravel() if one.stem in biases else None
    plain = name.removesuffix(".weight") if name != ".weight" else name
    return _Pair(visible(plain), numbers[name], own, one.turned)


def _ways(
    pairs: Sequence[_Pair],
    known: Iterable[Orientation],
    ordered: Callable[[Sequence[_Pair], Orientation], list[_Pair] | None],
) -> dict[Orientation, list[_Pair]]:
    """Return the layers in the order in which their shapes chain, for each way in which matrices can be written."""
    fitting = (way for way in known if all(pair.fits(way) for pair in pairs))
    return {way: order for way in fitting if (order := ordered(pairs, way)) is not None}


def _chains(order: Sequence[_Pair], way: Orientation) -> bool:
    return all(one.ends(way)[1] == other.ends(way)[0] for one, other in pairwise(order))


def _stated_order(pairs: Sequence[_Pair], way: Orientation) -> list[_Pair] | None:
    """Return the order of the file, or that of the names, where the shapes chain in it."""
    orders = (list(pairs), sorted(pairs, key=lambda pair: natural(pair.name)))
    return next((order for order in orders if _chains(order, way)), None)


def _only_order(pairs: Sequence[_Pair], way: Orientation) -> list[_Pair] | None:
    """Return the only order in which the shapes chain; None where there is none, or where numbers name another."""
    numbered = all(any(map(str.isdigit, pair.name)) for pair in pairs)
    found = _searched(pairs, way) if len(pairs) <= _MOST_SEARCHED and not numbered else []
    return found[0] if len(found) == 1 else None


def _searched(pairs: Sequence[_Pair], way: Orientation) -> list[list[_Pair]]:
    """Return the orders in which the shapes chain, at most two."""
    found: list[list[_Pair]] = []
    begun = [[pair] for pair in pairs]
    while begun and len(found) < 2:
        order = begun.pop()
        if len(order) == len(pairs):
            found.append(order)
        begun += [[*order, pair] for pair in pairs if pair not in order and order[-1].ends(way)[1] == pair.ends(way)[0]]
    return found


def _chosen(
    pairs: Sequence[_Pair], ways: Mapping[Orientation, Sequence[_Pair]], inputs: int | None
) -> tuple[Orientation, str]:
    """Return how the matrices are written, and why."""
    if len(ways) == 1:
        return next(iter(ways)), "as their shapes say"
    fitting = [way for way, order in ways.items() if order[0].ends(way)[0] == inputs]
    if len(fitting) == 1:
        return fitting[0], "as the samples say"
    said = {pair.turned for pair in pairs}
    if said == {False}:
        return "column", "as in PyTorch: the names are PyTorch's"
    if said == {True}:
        return "row", "as in scikit-learn and Keras: the names are theirs"
    raise _error(
        "the shapes fit weights with one row a neuron, and with one column a neuron",
        "add --orientation column (z = W x + b, one row a neuron) or --orientation row (z = x W + b)",
    )


def _no_chain(pairs: Sequence[_Pair], orientation: Orientation | None) -> NetImportError:
    shapes = ", ".join(f"{pair.name} {'×'.join(map(str, pair.weights.shape))}" for pair in pairs)
    unfit = next((pair for pair in pairs if not any(map(pair.fits, _ORIENTATIONS))), None)
    if unfit is not None and unfit.biases is not None:
        message = f"{unfit.name} has weights of the shape {unfit.weights.shape}, but {len(unfit.biases)} biases"
        return _error(message, "a layer has one bias a neuron")
    how = f" with {_WORDS[orientation]}" if orientation is not None else ""
    hint = "each layer must have as many inputs as the one before has neurons; nnstep has no branches"
    return _error(f"the weights chain in no order{how}: {shapes}", hint)


def _error(message: str, hint: str) -> NetImportError:
    return NetImportError(message, hint)
