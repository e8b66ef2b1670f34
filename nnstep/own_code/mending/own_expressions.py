"""The expressions of a line of a person's source that can have given a value."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nnstep.own_code.mending.line_evaluation import STORED
from nnstep.own_code.source_tree import source_tree


@dataclass(frozen=True, slots=True, eq=False)
class OwnExpression:
    """An expression, and where the statement puts its value."""

    node: ast.expr
    names_given: frozenset[str] = frozenset()
    """The names that the statement assigns as a whole."""
    is_element: bool = False
    """Whether it gives only the elements that the statement replaces."""


def statements_by_line(source: str) -> Mapping[int, list[ast.stmt]]:
    """Return the statements that begin on each line; none of a source that can't be parsed."""
    found: dict[int, list[ast.stmt]] = {}
    for node in ast.walk(source_tree(source)):
        if isinstance(node, ast.stmt):
            found.setdefault(node.lineno, []).append(node)
    return found


def expressions_of(statement: ast.stmt) -> Iterator[OwnExpression]:
    """Yield the expressions of a statement that can give a value, the largest first."""
    for top in _tops(statement):
        yield top
        if not top.is_element:
            for node in ast.walk(top.node):
                if node is not top.node and isinstance(
                    node, ast.BinOp | ast.Call | ast.Subscript | ast.UnaryOp | ast.Attribute
                ):
                    yield OwnExpression(node)


def _tops(statement: ast.stmt) -> Iterator[OwnExpression]:
    match statement:
        case ast.Assign(targets, value):
            for target in targets:
                yield from _given(target, value)
        case ast.AnnAssign(target, value=ast.expr() as value):
            yield from _given(target, value)
        case ast.AugAssign(target, op, value):
            yield from _given(target, ast.BinOp(_read(target), op, value))
        case ast.Return(ast.expr() as value) | ast.Expr(ast.expr() as value):
            yield OwnExpression(value)


def _given(target: ast.expr, value: ast.expr) -> Iterator[OwnExpression]:
    if isinstance(target, ast.Subscript):
        yield OwnExpression(value, is_element=True)
        call = ast.Call(ast.Name(STORED, ast.Load()), [_read(target.value), target.slice, value], [])
        yield OwnExpression(call)
        return
    yield OwnExpression(value, frozenset(node.id for node in ast.walk(target) if isinstance(node, ast.Name)))


def _read(target: ast.expr) -> ast.expr:
    """Return a place that a statement writes, as it is read."""
    match target:
        case ast.Name(name):
            return ast.Name(name, ast.Load())
        case ast.Attribute(inner, name):
            return ast.Attribute(inner, name, ast.Load())
        case ast.Subscript(inner, index):
            return ast.Subscript(_read(inner), index, ast.Load())
    return target
