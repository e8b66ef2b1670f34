"""How many numbers an operation of a person's source would give: an upper bound, known before it is computed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

_LIST_DEPTH = 32
_ELEMENTWISE = frozenset(
    ("add", "clip", "divide", "heaviside", "maximum", "minimum", "multiply", "power", "subtract", "where")
)


def result_size(name: str, arguments: Sequence[Any], named: Mapping[str, Any]) -> float:
    """Return how many numbers a function gives at most; those that give no more than they take give 0.

    Raise what NumPy would raise where the arguments don't fit.
    """
    if "shape" in named:
        return _product(named["shape"])
    if name in _ELEMENTWISE:
        return broadcast_size(*arguments, *named.values())
    count = _COUNTS.get(name)
    return 0 if count is None else count(*arguments, **{key: one for key, one in named.items() if key in _COUNTED})


def broadcast_size(*values: Any) -> float:
    """Return how many elements values have together, element by element."""
    return float(math.prod(np.broadcast_shapes(*(np.shape(one) for one in values if one is not None))))


def product_size(left: Any, right: Any) -> float:
    """Return how many numbers a matrix product has."""
    before, after = np.shape(left), np.shape(right)
    stacked = np.broadcast_shapes(before[:-2], after[:-2])
    return float(math.prod((*stacked, *before[-2:-1], *(after[-1:] if len(after) > 1 else ()))))


def picked_size(value: Any, index: Any) -> float:
    """Return how many numbers stand at the places that lists or arrays of indices name."""
    shape = np.shape(value)
    parts = index if isinstance(index, tuple) else (index,)
    picked = [np.shape(part) for part in parts if isinstance(part, list | np.ndarray) and not _is_mask(part)]
    if not picked:
        return 0
    left = [size for at, size in enumerate(shape) if at >= len(parts) or isinstance(parts[at], slice)]
    return float(math.prod((*np.broadcast_shapes(*picked), *left)))


def held_size(value: Any, most: float) -> float:
    """Return how many numbers a value holds, lists inside one another too; it is counted up to `most`."""
    return _held(value, most, 0)


def _held(value: Any, most: float, depth: int) -> float:
    if isinstance(value, np.ndarray):
        return value.size
    if not isinstance(value, list | tuple):
        return 1
    if depth > _LIST_DEPTH:
        return math.inf
    total = 0.0
    for one in value:
        total += _held(one, most - total, depth + 1)
        if total > most:
            return total
    return total


def _is_mask(index: Any) -> bool:
    return bool(np.asarray(index).dtype == bool)


def _product(shape: Any) -> float:
    return math.prod(abs(float(one)) for one in np.ravel(shape))


def _made(shape: Any, *_: Any) -> float:
    return _product(shape)


def _square(rows: Any, columns: Any = None, *_: Any, N: Any = None, M: Any = None) -> float:  # noqa: N803 - NumPy's names
    wide = next((one for one in (columns, M) if one is not None), rows)
    return abs(float(rows if N is None else N)) * abs(float(wide))


def _range(*bounds: Any, **named: Any) -> float:
    start, stop, step = (*((0.0, bounds[0]) if len(bounds) == 1 else bounds[:2]), 1.0, 1.0)[:3]
    step = bounds[2] if len(bounds) > 2 else named.get("step", step)
    return math.inf if {"start", "stop"} & set(named) else abs((float(stop) - float(start)) / float(step))


def _repeated(value: Any, repeats: Any, *_: Any) -> float:
    return max(np.size(value), np.size(repeats)) * float(np.max(np.abs(repeats), initial=0))


def _tiled(value: Any, reps: Any) -> float:
    return np.size(value) * max(1.0, _product(reps))


def _outer(left: Any, right: Any) -> float:
    return float(np.size(left)) * np.size(right)


def _dot(left: Any, right: Any) -> float:
    if not (np.ndim(left) and np.ndim(right)):
        return _outer(left, right)
    shared = np.shape(left)[-1]
    return _outer(left, right) / max(1.0, float(shared) ** 2)


def _tensor(left: Any, right: Any, axes: Any = 2) -> float:
    return _dot(left, right) if axes == 1 else _outer(left, right)


def _summed(spec: Any, *operands: Any) -> float:
    """Return how many products an Einstein sum adds up."""
    if not isinstance(spec, str) or "." in spec:
        return math.prod(float(np.size(one)) for one in (spec, *operands) if not isinstance(one, str))
    sizes: dict[str, int] = {}
    for letters, one in zip(spec.replace(" ", "").partition("->")[0].split(","), operands, strict=False):
        for letter, size in zip(letters, np.shape(one), strict=False):
            sizes[letter] = max(size, sizes.get(letter, 0))
    return math.prod(map(float, sizes.values()))


def _diagonal(value: Any, k: Any = 0) -> float:
    return (np.size(value) + abs(float(k))) ** 2 if np.ndim(value) == 1 else np.size(value)


def _resized(_: Any, shape: Any) -> float:
    return _product(shape)


def _parts(value: Any, sections: Any, *_: Any) -> float:
    return np.size(value) + (abs(float(sections)) if np.ndim(sections) == 0 else np.size(sections))


_COUNTS: Mapping[str, Callable[..., float]] = {
    **dict.fromkeys(("zeros", "ones", "full"), _made),
    **dict.fromkeys(("eye", "identity"), _square),
    **dict.fromkeys(("array_split", "split"), _parts),
    **dict.fromkeys(("dot", "inner"), _dot),
    "arange": _range,
    "repeat": _repeated,
    "tile": _tiled,
    "outer": _outer,
    "matmul": product_size,
    "tensordot": _tensor,
    "einsum": _summed,
    "diag": _diagonal,
    "resize": _resized,
}
_COUNTED: Iterable[str] = frozenset(
    ("repeats", "reps", "axes", "k", "N", "M", "new_shape", "indices_or_sections", "start", "stop", "step")
)
"""Arguments that say how much a function gives, by their names."""
