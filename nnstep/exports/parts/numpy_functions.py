"""The definitions of the built-in functions that NumPy does not have, as source without annotations."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator

from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Call, walk
from nnstep.program.program import Program


def function_definitions(program: Program) -> Iterator[str]:
    """Yield the definitions of what the program's lines call and NumPy does not have, each after those it calls."""
    used = {node.function for op in program.ops for node in walk(op.expression) if isinstance(node, Call)}
    for name in {called: None for function in PRIMITIVES if function in used for called in _named(function)}:
        yield _plain_source(inspect.getsource(PRIMITIVES[name].function))


def _named(function: str) -> Iterator[str]:
    """Yield the functions to define for a built-in one: those it calls, then itself."""
    row = PRIMITIVES[function]
    if row.named:
        for called in row.function.__code__.co_names:
            if called in PRIMITIVES:
                yield from _named(called)
        yield function


def _plain_source(source: str) -> str:
    """Return a function's source without the annotations."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
    return ast.unparse(_Unannotated().visit(tree))


class _Unannotated(ast.NodeTransformer):
    """Turn annotated assignments into plain ones."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        if node.value is None:
            return node
        return ast.copy_location(ast.Assign([node.target], node.value, lineno=node.lineno), node)
