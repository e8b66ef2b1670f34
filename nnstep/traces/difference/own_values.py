"""The value of one line that a person's own program wrote, as an array."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nnstep.expr.array import Array, Shape, frozen
from nnstep.problems.message_text import description, quoted
from nnstep.traces.record import decoded

_NUMBER_TYPES = {float, int}
_NAMES = {"nan": math.nan, "inf": math.inf, "infinity": math.inf, "-inf": -math.inf, "-infinity": -math.inf}


def own_array(value: Any, shape: Any, nonfinite: Any, name: str) -> Array:
    """Return a value, nested or flat with its shape, as it is written; raise ValueError where it is none.

    Texts such as "nan" and "-inf" count as numbers. `nonfinite` names what is null, as in a trace of nnstep.
    """
    if nonfinite and isinstance(value, list) and isinstance(nonfinite, str):
        try:
            return decoded(value, nonfinite, _shape(shape, name) if shape is not None else (len(value),))
        except (ValueError, TypeError, IndexError):
            raise ValueError(f'the value of {name} and its "nonfinite" do not fit together') from None
    try:
        array = np.asarray(value if _is_plain(value) else _numbers(value, name), dtype=np.float64)
    except RecursionError:
        raise ValueError(f"the value of {name} is nested too deep") from None
    except OverflowError:
        raise ValueError(f"the value of {name} has a number that is too large") from None
    except ValueError as error:
        text = str(error)
        raise ValueError(text if name in text else f"the rows of {name} differ in length") from None
    if shape is not None:
        stated = _shape(shape, name)
        if math.prod(stated) != array.size:
            raise ValueError(f"the shape of {name} is {list(stated)}, but it has {array.size} numbers")
        array = array.reshape(stated)
    if not array.size:
        raise ValueError(f"the value of {name} is empty")
    return frozen(array)


def _is_plain(value: Any) -> bool:
    """Return whether a value is a list of numbers, or of such lists: what most values are, found out quickly."""
    if type(value) is not list:
        return False
    kinds = set(map(type, value))
    return kinds <= _NUMBER_TYPES or (kinds == {list} and all(set(map(type, row)) <= _NUMBER_TYPES for row in value))


def _numbers(value: Any, name: str) -> Any:
    """Return nested lists of numbers; raise ValueError at what is none."""
    match value:
        case bool():
            pass
        case float() | int():
            return float(value)
        case list():
            return [_numbers(part, name) for part in value]
        case str() if (number := _NAMES.get(value.strip().lower().removeprefix("+"))) is not None:
            return number
        case None:
            raise ValueError(f'the value of {name} has null in it: write NaN, or "nan"')
    what = quoted(value) if isinstance(value, str) else description(value)
    raise ValueError(f"the value of {name} must be numbers, but {what} is none")


def _shape(shape: Any, name: str) -> Shape:
    if not isinstance(shape, list) or not all(type(size) is int and 0 < size < 1 << 31 for size in shape):
        raise ValueError(f"the shape of {name} must be a list of whole numbers, such as [2, 3]")
    return tuple(shape)


def fitted(value: Array, shape: Shape, *, transposed: bool) -> Array | None:
    """Return a value in a quantity's shape; None where it can't be meant for it.

    Brackets around a single row, column or number make no difference, nor does a missing pair. `transposed` says that
    matrices are written so; one whose shape can only be the transposed one is turned in any case.
    """
    turned = shape[::-1]
    if transposed and value.shape == turned:
        return frozen(value.T)
    if value.shape == shape:
        return value
    if value.shape == turned:
        return frozen(value.T)
    own, given = ([size for size in sizes if size != 1] for sizes in (shape, value.shape))
    if own == given:
        return frozen(value.reshape(shape))
    if len(own) == 2 and own == given[::-1]:
        return frozen(value.reshape(turned).T)
    if value.ndim == 1 and value.size == math.prod(shape):
        return frozen(value.reshape(turned).T if transposed else value.reshape(shape))
    return None
