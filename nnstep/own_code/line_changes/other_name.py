"""One name in place of another."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from nnstep.own_code.mending.line_change import Changed, EvaluatedLine, LineChange, written

_MOST_NAMES = 40


def _other_names(line: EvaluatedLine) -> Iterator[Changed]:
    here = dict.fromkeys(ast.unparse(node) for node in line.parts() if isinstance(node, ast.Name | ast.Attribute))
    others = list(dict.fromkeys([*here, *line.names]))[:_MOST_NAMES]
    for node in line.parts():
        if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Constant) or line.value(node) is None:
            continue
        for text in others:
            if text == ast.unparse(node) or (new := _parsed(text)) is None:
                continue
            if np.shape(line.value(new)) != np.shape(line.value(node)):
                continue
            said = (
                f"{written(node)} stands in place of {written(new)}: another input, weight or value than belongs here"
            )
            yield Changed(line.with_part(node, new), said)


def _parsed(place: str) -> ast.expr | None:
    try:
        return ast.parse(place, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


OTHER_NAME = LineChange(
    id="other-name",
    question="Which name does the formula have here, and which does this line read?",
    ways=_other_names,
    rank=2,
    gives_way=True,
)
