"""The top level of a scenario file: its keys, and which of them must be given."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from nnstep.losses import LOSSES, loss_named
from nnstep.notations import NOTATIONS
from nnstep.problems.declared_table import DeclaredTable, Key
from nnstep.problems.findings import Subject
from nnstep.problems.rules import Names, OneOf, Ratio, ReadInContext, Real, Text
from nnstep.scenario.tables.breakpoints import BREAKPOINT
from nnstep.scenario.tables.conventions import CONVENTIONS
from nnstep.scenario.tables.data import DATA
from nnstep.scenario.tables.given import GIVEN
from nnstep.scenario.tables.graph import GRAPH
from nnstep.scenario.tables.layers import LAYER
from nnstep.scenario.tables.setting_keys import read_chosen, setting_keys
from nnstep.scenario.tables.symbols import SYMBOLS
from nnstep.scenario.tables.training import TRAINING
from nnstep.scenario.tables.variants import variants_schema

_NUMBERS = {"type": "array", "items": {"type": "number"}, "minItems": 1}
_SAMPLES = ReadInContext(
    "numbers, or rows of numbers, one row a sample",
    {"anyOf": [_NUMBERS, {"type": "array", "items": _NUMBERS, "minItems": 1}]},
)
_TARGETS = ReadInContext(
    "numbers, or rows of numbers, one row a sample; for `cross-entropy` also the number of the class from 0, or a list "
    "of such numbers, one a sample",
    {"anyOf": [{"type": "integer", "minimum": 0}, *_SAMPLES.form["anyOf"]]},
)
_LAYERS = ReadInContext(
    "a table for each layer after the input", {"type": "array", "items": LAYER.schema(), "minItems": 1}
)
_BREAKPOINTS = ReadInContext("where runs stop, see below", {"type": "array", "items": BREAKPOINT.schema()})
_ANSWERS = ReadInContext("the values that a text prints, see below", {"type": "object"})

_OWNERS = {name: loss.declared for name, loss in LOSSES.items()}

SCENARIO = DeclaredTable(
    "at the top of the file, above the first line in [brackets]",
    "",
    {
        "title": Key(Text(one_line=True), required='add a line such as: title = "Exercise 1"'),
        "input": Key(_SAMPLES, required="add a line such as: input = [2, 1, 3]"),
        "target": Key(_TARGETS, required="add a line such as: target = [4, 5]"),
        "learning_rate": Key(
            Real(),
            0.0,
            "one that is negative climbs",
            required="add a line such as: learning_rate = 0.1",
        ),
        "layers": Key(_LAYERS, [], required="add a table [[layers]] with weights for each layer after the input"),
        "data": Key(ReadInContext("samples from files, see below", DATA.schema())),
        "graph": Key(ReadInContext("assignments between numbers in place of a network, see below", GRAPH.schema())),
        "source": Key(Text(), "", "where the exercise is from"),
        "notes": Key(Text(), "", "what was given and what chosen"),
        "notation": Key(OneOf(tuple(NOTATIONS)), "plain"),
        "symbols": Key(ReadInContext("symbols in place of the notation's own, see below", SYMBOLS.schema()), {}),
        "error": Key(OneOf(tuple(LOSSES)), "half-squared", "see below"),
        "error_factor": Key(Ratio(), Fraction(1), "what the error is multiplied by"),
        **setting_keys(_OWNERS),
        "training": Key(TRAINING),
        "conventions": Key(CONVENTIONS),
        "answers": Key(_ANSWERS, {}),
        "quantities": Key(Names('such as quantities = ["E_k", "fz1"]'), [], "what else to compute, see below"),
        "given": Key(GIVEN, {}),
        "breakpoints": Key(_BREAKPOINTS, []),
        "variants": Key(ReadInContext("other numbers to hand out, see below", variants_schema()), {}),
    },
)
OTHERS = (SCENARIO, LAYER, TRAINING, DATA)
"""The tables among whose keys a misplaced one is looked for."""

MINIMAL_EXAMPLE = """\
title = "One neuron"
input = [1, 2]
target = [1]
learning_rate = 0.1

[[layers]]
weights = [[0.5, -0.5]]"""


def read_error_settings(top: Subject, document: Mapping[str, object], taken: Mapping[str, Any]) -> dict[str, float]:
    """Return the settings of the error function; note those that it does not read."""
    known = document.get("error", taken["error"]) == taken["error"]
    return read_chosen(top, document if known else (), taken, taken["error"], _OWNERS)


def needless_keys(document: Mapping[str, object]) -> set[str]:
    """Return the required keys that may be left out, which depends on what a scenario states."""
    if "graph" in document:
        return {"input", "target", "layers", "learning_rate"}
    rates = {"learning_rate"} if states_rates(document) else set()
    if "data" in document and "input" not in document:
        return {"input", "target", *rates}
    if "given" in document:  # what remains may read no target: the program knows
        return {"target", *rates}
    loss = loss_named(document.get("error"))
    return {"target", *rates} if loss is not None and not loss.takes_target else rates


def states_rates(document: Mapping[str, object]) -> bool:
    """Return whether a document states learning rates of layers or parameters."""
    training = document.get("training")
    return isinstance(training, dict) and "learning_rates" in training
