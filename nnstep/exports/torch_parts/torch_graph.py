"""A graph of numbers as a PyTorch script: each number is a tensor, and autograd takes the derivatives."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping

from nnstep.exports.parts.training_loop import training_loop
from nnstep.exports.torch_parts.torch_modules import TORCH
from nnstep.exports.torch_parts.torch_optimizers import optimizer_text
from nnstep.expr.tree import Expr, Name, substitute
from nnstep.expr.walks.numpy_line import number_source, source
from nnstep.program.program import Program
from nnstep.scenario.tables.graph import Graph

_LARGER = """def larger(first, second):
    return torch.where(torch.as_tensor(first >= second), first, second)"""
_SMALLER = """def smaller(first, second):
    return torch.where(torch.as_tensor(first <= second), first, second)"""
"""As NumPy's, but where both are equal the derivative is that of the first."""
_FUNCTIONS = {
    **{f"np.{name}": f"torch.{name}" for name in ("exp", "sqrt", "abs", "floor", "sin", "cos", "tanh", "sign")},
    **{f"np.{name}": f"torch.{name}" for name in ("sum", "mean", "max", "min", "where", "expm1", "log1p")},
    "np.log": "torch.log",
    "np.arctan": "torch.atan",
    "sigmoid": "torch.sigmoid",
    "np.maximum": "larger",
    "np.minimum": "smaller",
}
"""What each function of a NumPy line is called in the script."""
_WORDS = frozenset(
    {*dir(builtins), "np", "torch", "larger", "smaller", "optimizer", "schedule", "epoch", "errors", "error"}
    | {"largest_gradient", "group", "parameter"}
)
"""What the script calls by a name of its own."""


def graph_parts(program: Program) -> Iterator[str]:
    """Yield the parts of the script after its imports; raise ExportError where PyTorch computes other numbers."""
    graph = program.scenario.graph
    if graph is None:
        raise ValueError("a network is no graph")
    called = _called(graph)
    lines = [f"{called[target]} = {_in_torch(expression, called)}" for target, expression in graph.lines]
    text = "\n".join(lines)
    yield from (helper for name, helper in (("larger(", _LARGER), ("smaller(", _SMALLER)) if name in text)
    trained = graph.parameters or graph.given
    yield "\n".join(
        f"{called[id]} = torch.tensor({number_source(value)}{'.0' if value.is_integer() else ''}"
        f"{', requires_grad=True' if id in trained else ''})"
        for id, value in graph.numbers.items()
    )
    groups = {id: [called[id]] for id in graph.parameters}
    every = f"[{', '.join(called[id] for id in graph.parameters)}]"
    if graph.parameters:
        yield optimizer_text(program.scenario, groups, every)
    step = [
        *(["optimizer.zero_grad()"] if graph.parameters else []),
        *lines,
        f"{called[graph.result]}.backward()",
        *(["optimizer.step()"] if graph.parameters else []),
        f"error = {called[graph.result]}.item()",
    ]
    largest = f"max(abs(p.grad.item()) for p in {every if graph.parameters else [called[id] for id in trained]})"
    after = ["schedule.step()"] if program.scenario.rate != "constant" and graph.parameters else []
    shown = [f'print("{id} =", {called[id]}.tolist())' for id in program.gradients]
    yield "\n".join([training_loop(program, step, largest, after), "", *shown])


def _called(graph: Graph) -> dict[str, str]:
    """Return what the script calls each number: its own name, apart from the script's words."""
    own = [*graph.numbers, *(target for target, _ in graph.lines)]
    taken, found = {*own}, {}
    for id in own:
        name = id
        while name in _WORDS or (name != id and name in taken):
            name += "_"
        found[id] = name
        taken.add(name)
    return found


def _in_torch(expression: Expr, called: Mapping[str, str]) -> str:
    """Return an expression as source over tensors; raise ExportError where a function of it is none of PyTorch's."""
    tree = ast.parse(source(substitute(expression, {id: Name(name) for id, name in called.items()})), mode="eval")
    return ast.unparse(_OverTensors(frozenset(called.values())).visit(tree))


class _OverTensors(ast.NodeTransformer):
    """Turns the calls of a NumPy line into PyTorch's."""

    def __init__(self, tensors: frozenset[str]) -> None:
        self._tensors = tensors

    def visit_Call(self, node: ast.Call) -> ast.AST:
        read = {inner.id for part in node.args for inner in ast.walk(part) if isinstance(inner, ast.Name)}
        function = ast.unparse(node.func)
        if not read & self._tensors and function.startswith("np."):
            return ast.parse(f"float({ast.unparse(node)})", mode="eval").body
        if function not in _FUNCTIONS or node.keywords:
            raise TORCH.lacks(f"the function {function} of a line is not one of its own")
        arguments = [self.visit(part) for part in node.args]
        return ast.Call(ast.parse(_FUNCTIONS[function], mode="eval").body, arguments, [])
