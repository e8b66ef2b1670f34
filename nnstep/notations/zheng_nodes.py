"""Zheng's node-numbered form: n₃ = σ(w₁₃·n₁ + w₂₃·n₂ + b₃), the nodes numbered through the network, inputs first.

No matrix can be written in it: whole quantities have the symbols of the same text's vectorized form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nnstep.expr.notation import lowered, parts
from nnstep.notations.zheng import ZHENG

_LETTERS = {"x": "n", "y": "y", "W": "w", "b": "b", "z": "z", "a": "n", "delta": "δ"}


def _element(id: str, index: tuple[int, ...], sizes: Sequence[int]) -> str:
    """Return the letter with its node's number; a weight has two, from and to, with a comma where nodes pass 9."""
    kind, layer = parts(id)
    if kind not in _LETTERS:
        return ""
    if kind == "y":
        layer = len(sizes) - 1
    row, *column = index
    nodes = [_node(layer - 1, column[0], sizes)] if column else []
    nodes.append(_node(layer, row, sizes))
    return _LETTERS[kind] + ("," if sum(sizes) > 9 else "").join(lowered(str(node)) for node in nodes)


def _node(layer: int, row: int, sizes: Sequence[int]) -> int:
    return sum(sizes[:layer]) + row + 1


ZHENG_NODES = replace(
    ZHENG,
    id="zheng-nodes",
    title="Zheng, by nodes",
    aliases={
        "a": "n₁, n₂, ... are the nodes, numbered through the network from the inputs on",
        "W": "w₁₃ is the weight from node 1 to node 3; matrices, which have no node, are as in his vectorized form",
    },
    element=_element,
)
