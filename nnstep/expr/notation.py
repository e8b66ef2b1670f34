"""What a notation is: for each kind of quantity, how it is written and where the number of its layer goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from nnstep.expr.network_notation import Writing
from nnstep.expr.walks.pen import ElementSymbols, Symbols, no_name

KINDS = ("x", "y", "W", "b", "z", "a", "E", "delta", "dW", "db", "lr")
"""The kinds of quantities; each has a symbol."""
HOLES = ("n", "sub", "sup", "in_brackets", "letter")
"""What a scenario's template for a symbol can have filled in; see Notation."""
_STATED = re.compile(r"(fz|expz|sumexp|step|rate)([Wb]?)(\d+)|E_k|E_sum|E_mean|E_s|predicted")
_OF_SAMPLE = re.compile(r"(d[Wb]\d+)_s(\d+)")
_OWN_RATE = re.compile(r"(lr0?)([Wb]\d+)")
_ACTIVATION_GRADIENT = re.compile(r"d(x|a\d+)")
_PART = re.compile(r"\{(E|W|b|z)\}")
_ID = re.compile(rf"({'|'.join(KINDS)})(\d*)")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def lowered(number: str) -> str:
    """Return the digits of a number as subscripts."""
    return number.translate(_SUBSCRIPTS)


def parts(id: str) -> tuple[str, int]:
    """Return a quantity id's kind and layer: ``delta2`` is ("delta", 2); the input x is of layer 0.

    Raise ValueError where `id` is no quantity of a network.
    """
    match = _ID.fullmatch(id)
    if not match:
        raise ValueError(f"{id} is not the id of a quantity")
    return match[1], int(match[2] or 0)


def is_parameter(id: str) -> bool:
    """Return whether a quantity is a layer's weights or biases."""
    match = _ID.fullmatch(id)
    return match is not None and match[1] in ("W", "b")


@dataclass(frozen=True, slots=True)
class TrainingSymbols:
    """The symbols of what optimizers and schedules declare."""

    settings: Mapping[str, str] = field(default_factory=dict)
    """By id of a setting: its symbol."""
    accumulators: Mapping[str, str] = field(default_factory=dict)
    """By id of an accumulator: what stands before the symbol of the parameter."""

    def symbol(self, id: str, symbol: Callable[[str], str], *, negated: bool = False) -> str | None:
        """Return how a setting, an accumulator such as ``vW1``, or dE/da is written; None for another id.

        `negated` says that what is held is the negative of each derivative.
        """
        if id in self.settings:
            return self.settings[id]
        if id == "lr0":
            return f"{symbol('lr')}⁰"
        if match := _OWN_RATE.fullmatch(id):
            return f"{symbol(match[1])}_{symbol(match[2])}"
        if match := _ACTIVATION_GRADIENT.fullmatch(id):
            derivative = f"∂{symbol('E')}/∂{symbol(match[1])}"
            return f"(−{derivative})" if negated else derivative
        if match := _STATED.fullmatch(id):
            return _stated(match, symbol)
        if match := _OF_SAMPLE.fullmatch(id):
            return f"{symbol(match[1])}₍{lowered(match[2])}₎"
        for own, before in self.accumulators.items():
            if id.startswith(own) and is_parameter(parameter := id.removeprefix(own)):
                return f"{before}{symbol(parameter)}"
        return None


def _stated(match: re.Match[str], symbol: Callable[[str], str]) -> str:
    """Return how a quantity is written that only a scenario that states it has."""
    kind, letter, layer = match.groups()
    match kind:
        case "fz":
            return f"f′({symbol(f'z{layer}')})"
        case "expz":
            return f"exp({symbol(f'z{layer}')})"
        case "sumexp":
            return f"Σ exp({symbol(f'z{layer}')})"
        case "step":
            return f"Δ{symbol(letter + layer)}"
        case "rate":
            return f"{symbol('lr')}({symbol(letter + layer)})"
        case _ if match[0] == "predicted":
            return match[0]
        case _:
            marks = {"E_k": "ₖ", "E_s": "ₛ", "E_sum": " summed", "E_mean": " mean"}
            return f"{symbol('E')}{marks[match[0]]}"


@dataclass(frozen=True, slots=True)
class NotationVariant:
    """What a network's conventions make of the symbols of any notation."""

    thresholds: bool = False
    """Whether there are thresholds, written θ, in place of biases."""
    negated: bool = False
    """Whether what is held is the negative of each derivative."""


@dataclass(frozen=True, slots=True)
class Notation:
    """How one text writes the quantities of a network.

    The templates know ``{n}`` (the layer's number), ``{sub}`` and ``{sup}`` (the same lowered or raised, the
    latter as in W²), ``{in_brackets}`` (raised in brackets, as in W⁽²⁾) and ``{letter}`` (the layer's letter). Or they
    are made of the symbols of the error, ``{E}``, and of the same layer's ``{W}``, ``{b}`` and ``{z}``.
    """

    id: str
    title: str
    symbols: Mapping[str, str]
    """By kind of quantity: a template."""
    input_layer: int = 0
    """The number that the text gives to the input layer."""
    assign: str = "="
    """What stands between a parameter and its new value."""
    letters: tuple[str, ...] = ()
    """One letter for the input layer, then one for each hidden layer; see `output_letter`."""
    output_letter: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Remarks on symbols that mean something else elsewhere, by kind; shown in the help."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """Settings of optimizers and schedules whose usual symbol is taken here, by id."""
    training: TrainingSymbols = field(default_factory=TrainingSymbols)
    """The usual symbols of all others, as their files declare them; filled in where the notations are collected."""
    derivatives: tuple[str, ...] = ("dW", "db")
    """The kinds whose symbols say that they are derivatives of the error: a negative one is written with a minus."""
    hadamard: str = "⊙"
    """The text's sign of the product element by element."""
    variant: NotationVariant = NotationVariant()
    element: Callable[[str, tuple[int, ...], Sequence[int]], str] | None = None
    """The text's own way to write an element, from id, index and the layers' sizes, the input's first.

    The index is as in `ElementSymbols`; an empty text stands for an element that has no name of its own.
    """

    def writing(
        self, sizes: Sequence[int], overrides: Mapping[str, str] | None = None, variant: NotationVariant | None = None
    ) -> Writing:
        """Return how a network is written whose layers, the input first, have these sizes.

        `overrides` are templates by kind that stand in for the text's own symbols of whole quantities.
        """
        own = overrides or {}
        variant = variant or NotationVariant()
        notation = replace(self, symbols={**self.symbols, **self._varied(variant), **own}, variant=variant)
        symbol = notation.symbols_for(len(sizes) - 1)
        return Writing(
            self.id,
            self.title,
            symbol,
            notation._element_symbols(sizes, symbol),  # noqa: SLF001 - of the same class
            self.assign,
            {kind: remark for kind, remark in self.aliases.items() if kind not in own},
            self.hadamard,
        )

    def _varied(self, variant: NotationVariant) -> dict[str, str]:
        """Return the templates that the conventions change; plain ids stay what they are."""
        symbols = {}
        if variant.thresholds and self.spells_symbols:
            symbols["b"] = self.symbols["b"].replace("b", "θ", 1)
        if variant.negated and self.spells_symbols:
            symbols |= {kind: f"(−{self.symbols[kind]})" for kind in self.derivatives}
        return symbols

    @property
    def spells_symbols(self) -> bool:
        """Whether it has symbols of its own, and does not just write the ids."""
        return self.symbols["dW"] != "dW{n}"

    def symbols_for(self, layers: int) -> Symbols:
        """Return what writes each id of a network with so many layers after the input layer."""

        @cache  # there are as many ids as quantities, and each is asked for at every step
        def symbol(id: str) -> str:
            composed = self._composed(id, symbol)
            return self._leaf(id, layers) if composed is None else composed

        return symbol

    def _element_symbols(self, sizes: Sequence[int], symbol: Symbols) -> ElementSymbols:
        element = self.element
        if element is None:
            return no_name

        def name(id: str, index: tuple[int, ...]) -> str:
            composed = self._composed(id, lambda part: name(part, index) or symbol(part))
            if composed is None:
                return element(id, index, sizes)
            return composed if composed != symbol(id) else ""

        return lambda id, index: name(id, index) if index else ""

    def _composed(self, id: str, part: Symbols) -> str | None:
        """Return how a constant, or what is written with other quantities' symbols, is written; None for a letter."""
        if id in self.constants:
            return self.constants[id]
        training = self.training.symbol(id, part, negated=self.variant.negated)
        if training is not None:
            return training
        if not _ID.fullmatch(id):
            return id
        kind, layer = parts(id)
        names = _PART.findall(self.symbols[kind])
        if not names:
            return None
        return self.symbols[kind].format(**{name: part(name if name == "E" else f"{name}{layer}") for name in names})

    def _leaf(self, id: str, layers: int) -> str:
        kind, layer = parts(id)
        number = str(layer + self.input_layer)
        return self.symbols[kind].format(
            n=number,
            sub=lowered(number),
            sup=number.translate(_SUPERSCRIPTS),
            in_brackets=f"⁽{number.translate(_SUPERSCRIPTS)}⁾",
            letter=self._letter(layer, layers),
        )

    def _letter(self, layer: int, layers: int) -> str:
        if layer == layers:
            return self.output_letter
        return self.letters[layer] if layer < len(self.letters) else f"h{layer}"
