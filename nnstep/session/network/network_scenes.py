"""A frame of a network as the scene that is drawn of it."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import takewhile

from nnstep.drawing.network.network_scene import EdgeBundle, Flow, NetworkScene, NeuronColumn, Use
from nnstep.drawing.value_signs import STALE
from nnstep.engine.frame import Frame
from nnstep.explain.explanation import formula_number
from nnstep.expr.array import Array, Shape
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.expr.walks.expand import elements_in, elements_read
from nnstep.program.image_axes import image_sides
from nnstep.program.program import PHASE_TITLES, Op, Program
from nnstep.session.network.quantity_places import InBiases, InNeurons, OnEdges, QuantityPlace, QuantityPlaces

BACKWARD_PHASES = ("backward", "gradient", "update")
_STATED = ("error of an output", "output difference", "activation derivative", "exponential", "sum of exponentials")
"""Roles of what is stated beside: shown only while it is read or written."""
_MOST_ACROSS = 128
"""A layer of more neurons is drawn as blocks, so what one element reads of it is not seen."""
ARROWS = {"forward": "▶", "error": "▶", "backward": "◀", "gradient": "◀", "update": "◀"}


@dataclass(frozen=True, slots=True, eq=False)
class Looking:
    """A frame, and how a person looks at it."""

    frame: Frame
    element: tuple[int, ...]
    """The selected element of the operation's result."""
    digits: Digits
    writing: Writing


@dataclass(frozen=True, slots=True, eq=False)
class _Present:
    """The operation that is shown, and which elements it reads for the chosen one."""

    op: Op | None
    target: str
    read: tuple[str, ...]
    feeds: Mapping[str, AbstractSet[tuple[int, ...]]]
    element: tuple[int, ...] | None
    sample: int


class NetworkScenes:
    """Makes the scenes of one program; knows by heart what is the same in all of them."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.places = QuantityPlaces(program)
        target = (self.places.sizes[-1],) if "y" in program.shapes else ()
        self.sizes = (*self.places.sizes, *target)
        """Neurons of each column, the target's (if any) last."""
        self._order = {op.target: number for number, op in reversed(list(enumerate(program.ops)))}
        self._roles = {op.target: op for op in program.ops}
        self._ids_at: dict[QuantityPlace, list[str]] = {}
        for id, place in self.places.known.items():
            self._ids_at.setdefault(place, []).append(id)
        self._derivatives = {id for id in self.places.known if self._goes_back(id)}

    def scene(self, looking: Looking) -> NetworkScene:
        """Return the scene of a frame."""
        present = self._present(looking)
        layers = len(self.places.sizes)
        columns = [self._column(looking, present, number, size) for number, size in enumerate(self.places.sizes)]
        if "y" in looking.frame.shapes:
            columns.append(self._column(looking, present, layers, self.places.sizes[-1]))
        bundles = [self._bundle(looking, present, layer) for layer in range(1, layers)]
        op = present.op
        flow: Flow = "backward" if op is not None and op.phase in BACKWARD_PHASES else "forward"
        headings = self._headings(looking, present)
        focus = min(op.layer, layers - 1) if op is not None else 0
        return NetworkScene(headings, flow, tuple(columns), tuple(bundles), looking.digits, focus)

    def _present(self, looking: Looking) -> _Present:
        frame = looking.frame
        inside = frame.inside
        op = inside.op if inside is not None else frame.op or frame.unrecorded_op
        if op is None:
            return _Present(None, "", (), {}, None, 0)
        element: tuple[int, ...] | None = looking.element
        feeds: Mapping[str, AbstractSet[tuple[int, ...]]] = {}
        if inside is not None:
            element = None
            if inside.element is not None:
                index, term = inside.element
                feeds = elements_in(inside.element_terms(index).term(term))
                element = index if inside.present.shape == frame.shapes[op.target] else None
        elif frame.op is not None and not _is_wide(op, frame.shapes):
            feeds = elements_read(op.expression, looking.element, frame.shapes)
        sample = 0
        if isinstance(self.places.known.get(op.target), InNeurons) and element is not None:
            sample = self.places.neuron_of(element)[1]
        return _Present(op, op.target, op.reads, feeds, element, sample)

    def _headings(self, looking: Looking, present: _Present) -> tuple[str, ...]:
        frame, op = looking.frame, present.op
        samples = self.places.samples(frame.shapes["x"])
        if op is None:
            return ("start of the run",)
        note = f" {STALE}" if op.target in frame.stale else ""
        short = f"{ARROWS[op.phase]} {looking.writing.symbols(op.target)}{note}"
        doing = f"{PHASE_TITLES[op.phase]} {short}"
        which = f"   sample {present.sample + 1} of {samples}" if samples > 1 else ""
        objective = self.program.objective
        error = ""
        if objective in frame.values:
            number = formula_number(float(frame.values[objective]), looking.digits)
            error = f"   {looking.writing.symbols(objective)} = {number}"
        return (f"{doing}{which}{error}", f"{doing}{which}", f"{short}{which}", short)

    def shown_in_column(self, frame: Frame, op: Op | None, column: int) -> str:
        """Return the id of the quantity that the neurons of a column show; that of their activations for none yet."""
        inside = self._ids_at.get(InNeurons(column), [])
        if op is not None:
            if op.target in inside:
                return op.target
            read = [id for id in op.reads if id in inside]
            if read:
                return max(read, key=self._rank)
        ready = [id for id in inside if id in frame.values and not self._is_stated(id)]
        if ready:
            return max(ready, key=self._rank)
        return f"a{column}" if f"a{column}" in inside or not inside else inside[-1]

    def _rank(self, id: str) -> int:
        return self._order.get(id, -1)

    def _goes_back(self, id: str) -> bool:
        return self._roles[id].phase == "backward" if id in self._roles else id in self.places.given_deltas

    def _is_stated(self, id: str) -> bool:
        return id in self._roles and self._roles[id].role in _STATED

    def _column(self, looking: Looking, present: _Present, column: int, size: int) -> NeuronColumn:
        frame = looking.frame
        id = self.shown_in_column(frame, present.op, column)
        values = _value(frame, present, id)
        title = looking.writing.symbols(id) + (f" {STALE}" if id in frame.stale else "")
        chosen = None
        if id == present.target and present.element is not None:
            chosen = self.places.neuron_of(present.element)[0]
        column_shown = NeuronColumn(
            title,
            size,
            None if values is None else self.places.neurons(values, min(present.sample, self._last_sample(values))),
            use=_use(present, id),
            flow="backward" if id in self._derivatives else "forward",
            feeds={self.places.neuron_of(index)[0] for index in present.feeds.get(id, ())},
            chosen=chosen,
            is_target=column == self.places.target_column,
            image=image_sides(size) if id == "x" else None,
        )
        return self._with_below(column_shown, looking, present, column, id)

    def _last_sample(self, values: Array) -> int:
        return self.places.samples(values.shape) - 1

    def _with_below(
        self, shown: NeuronColumn, looking: Looking, present: _Present, column: int, own: str
    ) -> NeuronColumn:
        """Return a column with other numbers below its own: what the operation reads or writes, or else the biases."""
        frame, known = looking.frame, self.places.known
        for id in [present.target, *present.read, f"b{column}"]:
            place, value = known.get(id), _value(frame, present, id)
            if value is None or id == own:
                continue
            indices = present.feeds.get(id, frozenset())
            chosen = present.element if id == present.target else None
            if place == InBiases(column):
                values = self.places.biases(value, column)
                feeds = {self.places.bias_of(index) for index in indices}
                at = None if chosen is None else self.places.bias_of(chosen)
            elif place == InNeurons(column):
                values = self.places.neurons(value, min(present.sample, self._last_sample(value)))
                feeds = {self.places.neuron_of(index)[0] for index in indices}
                at = None
            else:
                continue
            return replace(
                shown,
                below=values,
                below_name=_letters(looking.writing.symbols(id)),
                below_use=_use(present, id),
                below_feeds=feeds,
                below_chosen=at,
            )
        weights = frame.values.get(f"W{column}")
        folded = None if weights is None else self.places.folded_biases(weights)
        return shown if folded is None else replace(shown, below=folded, below_name="b")

    def shown_on_edges(self, frame: Frame, op: Op | None, layer: int) -> str:
        """Return the id of the quantity that the edges to a layer show."""
        on = self._ids_at.get(OnEdges(layer), [])
        if op is not None:
            if op.target in on:
                return op.target
            read = [id for id in op.reads if id in on]
            if read:
                return max(read, key=self._rank)
            gradient = self.program.gradients.get(f"W{layer}", "")
            if op.phase == "gradient" and gradient in frame.values:
                return gradient
        return f"W{layer}"

    def _bundle(self, looking: Looking, present: _Present, layer: int) -> EdgeBundle:
        frame = looking.frame
        id = self.shown_on_edges(frame, present.op, layer)
        values = _value(frame, present, id)
        feeds = {self.places.edge_of(layer, index) for index in present.feeds.get(id, ())}
        chosen = None
        if id == present.target and present.element is not None:
            chosen = self.places.edge_of(layer, present.element)
        return EdgeBundle(
            looking.writing.symbols(id),
            None if values is None else self.places.weights(values),
            use="read" if present.op is None else _use(present, id),
            feeds={(neuron, at) for neuron, at in feeds if at is not None},
            chosen=(chosen[0], chosen[1]) if chosen is not None and chosen[1] is not None else None,
        )


def _is_wide(op: Op, shapes: Mapping[str, Shape]) -> bool:
    return any(size > _MOST_ACROSS for id in op.reads for size in shapes[id])


def _value(frame: Frame, present: _Present, id: str) -> Array | None:
    """Return the value that is shown; of what the operation wrote its result."""
    if id == present.target and frame.result is not None and frame.inside is None:
        return frame.result
    return frame.values.get(id)


def _use(present: _Present, id: str) -> Use:
    return "written" if id == present.target else "read" if id in present.read else "none"


def _letters(symbol: str) -> str:
    """Return a symbol without the number of its layer, which the column tells: ``b`` for b₁, ``∂b`` for ∂E/∂b₁."""
    last = symbol.rpartition("/")[2]
    return "".join(takewhile(lambda character: character.isalpha() or character in "∂Δ∇", last))
