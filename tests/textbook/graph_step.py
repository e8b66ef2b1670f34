"""One training step of a drawn graph: derivatives by a tape of every operation, as Python evaluates the lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import floor

from tests.textbook import bounded
from tests.textbook.bounded import Bounded, Rounding, by_sign, exp, ln, sqrt, tanh
from tests.textbook.drawn_graph import DrawnGraph
from tests.textbook.updates import Matrix, Updates


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A number on the tape, with what it was made of and the derivative by each of these."""

    value: Bounded
    sources: tuple[tuple[Node, Bounded], ...] = ()

    def __add__(self, other: Node | float) -> Node:
        other = self.of(other)
        one = self.value.of(1.0)
        return Node(self.value + other.value, ((self, one), (other, one)))

    def __neg__(self) -> Node:
        return Node(-self.value, ((self, self.value.of(-1.0)),))

    def __sub__(self, other: Node | float) -> Node:
        other = self.of(other)
        return Node(self.value - other.value, ((self, self.value.of(1.0)), (other, self.value.of(-1.0))))

    def __mul__(self, other: Node | float) -> Node:
        other = self.of(other)
        return Node(self.value * other.value, ((self, other.value), (other, self.value)))

    def __truediv__(self, other: Node | float) -> Node:
        other = self.of(other)
        by_other = -(self.value / other.value**2)
        return Node(self.value / other.value, ((self, 1 / other.value), (other, by_other)))

    def __pow__(self, count: int) -> Node:
        return Node(self.value**count, ((self, count * self.value ** (count - 1)),))

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: float) -> Node:
        return self.of(other) - self

    def of(self, other: Node | float) -> Node:
        return other if isinstance(other, Node) else Node(self.value.of(other))


def _function(value: Callable[[Bounded], Bounded], slope: Callable[[Bounded], Bounded]) -> Callable[[Node], Node]:
    return lambda x: Node(value(x.value), ((x, slope(x.value)),))


def _sigmoid(x: Bounded) -> Bounded:
    return 1 / (1 + exp(-x))


def _floor(x: Bounded) -> Bounded:
    low, high = (floor(end) if x.error < bounded.inf else 0 for end in (x.least, x.most))
    return Bounded(float(low), 0.0 if low == high and x.error < bounded.inf else bounded.inf, x.rounding)


def _larger(x: Node, y: Node) -> Node:
    second = by_sign((y - x).value, 0.0, 0.0, 1.0)
    return Node(bounded.larger(x.value, y.value), ((x, 1 - second), (y, second)))


FUNCTIONS: Mapping[str, Callable[..., Node]] = {
    "exp": _function(exp, exp),
    "ln": _function(ln, lambda x: 1 / x),
    "sqrt": _function(sqrt, lambda x: 1 / (2 * sqrt(x))),
    "abs": _function(bounded.size, lambda x: by_sign(x, -1.0, 0.0, 1.0)),
    "floor": _function(_floor, lambda x: x.of(0.0)),
    "sin": _function(bounded.sin, bounded.cos),
    "cos": _function(bounded.cos, lambda x: -bounded.sin(x)),
    "max": _larger,
    "step": _function(lambda x: by_sign(x, 0.0, 0.0, 1.0), lambda x: x.of(0.0)),
    "sigmoid": _function(_sigmoid, lambda x: _sigmoid(x) * (1 - _sigmoid(x))),
    "tanh": _function(tanh, lambda x: 1 - tanh(x) ** 2),
    "relu": _function(lambda x: bounded.larger(x, 0.0), lambda x: by_sign(x, 0.0, 0.0, 1.0)),
    "leaky_relu": lambda x, leak: Node(
        by_sign(x.value, leak * x.value, 0.0, x.value), ((x, by_sign(x.value, leak, leak, 1.0)),)
    ),
}


@dataclass(slots=True)
class GraphStep:
    """The values of a training step by id."""

    graph: DrawnGraph
    rounding: Rounding
    start: Mapping[str, Matrix]
    step: int
    found: dict[str, Matrix] = field(default_factory=dict)

    def run(self) -> dict[str, Matrix]:
        """Return all values of the step, as it ends."""
        training = self.graph.training
        updates = Updates(training, self.rounding, self.start, self.step, self.step)
        names = {id: Node(self.rounding.given(number)) for id, number in self.graph.given.items()}
        names |= {id: Node(updates.read[id][0][0]) for id in self.graph.parameters}
        for name, text in self.graph.lines:
            names[name] = eval(text, {"__builtins__": {}, **FUNCTIONS}, names)
        self.found |= {name: [[names[name].value]] for name, _ in self.graph.lines}
        slopes = _slopes(names[self.graph.lines[-1][0]])
        for name, node in names.items():
            self.found[f"d{name}"] = [[slopes.get(node, self.rounding.constant(0.0))]]
        for id in self.graph.parameters:
            self.found |= updates.updated(id, self.found[f"d{id}"])
        return self.found


def _slopes(result: Node) -> dict[Node, Bounded]:
    """Return the derivative of the result by each node that it is made of."""
    order: list[Node] = []
    seen: set[Node] = set()

    def visit(node: Node) -> None:
        if node not in seen:
            seen.add(node)
            for source, _ in node.sources:
                visit(source)
            order.append(node)

    visit(result)
    found = {result: result.value.of(1.0)}
    for node in reversed(order):
        for source, slope in node.sources:
            part = found[node] * slope
            found[source] = found[source] + part if source in found else part
    return found
