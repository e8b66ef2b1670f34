"""The keys of a scenario file: which there are in each table, which must be given, and what stands in for the others.

Knows names only, and checks that a table has no others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from nnstep.expr.notation import KINDS
from nnstep.losses import loss_named
from nnstep.optimizers import OPTIMIZER_SETTINGS
from nnstep.problems.did_you_mean import meant, nearest
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import listed
from nnstep.schedules import SCHEDULE_SETTINGS


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one kind of table."""

    home: str
    """Where they are written."""
    required: Mapping[str, str]
    """The keys that must be given, each with the hint that says how."""
    optional: Mapping[str, object] = field(default_factory=dict)
    """The keys that may be left out, each with what is taken then."""

    @property
    def names(self) -> tuple[str, ...]:
        """All keys."""
        return (*self.required, *self.optional)


SCENARIO = Keys(
    "at the top of the file, above the first line in [brackets]",
    required={
        "title": 'add a line such as: title = "Exercise 1"',
        "input": "add a line such as: input = [2, 1, 3]",
        "target": "add a line such as: target = [4, 5]",
        "learning_rate": "add a line such as: learning_rate = 0.1",
        "layers": "add a table [[layers]] with weights for each layer after the input",
    },
    optional={
        "data": {},
        "graph": {},
        "source": "",
        "notes": "",
        "notation": "plain",
        "symbols": {},
        "error": "half-squared",
        "training": {},
        "conventions": {},
        "answers": {},
        "breakpoints": [],
    },
)
LAYER = Keys(
    "in a table [[layers]]",
    required={"weights": "add weights = [[...], ...] below it: one row a neuron, one column an input"},
    optional={"activation": "sigmoid", "biases": None, "neurons": None, "scale": 1},
)
TRAINING = Keys(
    "in the table [training]",
    required={},
    optional={
        "epochs": 1,
        "optimizer": "gradient-descent",
        "schedule": "constant",
        "l2": 0,
        "batch_size": 1,
        "shuffle": False,
        "seed": 0,
        "stop": {},
        **dict.fromkeys((*OPTIMIZER_SETTINGS, *SCHEDULE_SETTINGS)),
    },
)
STOP = Keys("in the table [training.stop]", required={}, optional={"error_below": None, "gradient_below": None})
DATA = Keys(
    "in the table [data]",
    required={},
    optional={
        "file": None,
        "inputs": None,
        "targets": None,
        "outputs": 1,
        "classes": 0,
        "scale": 1,
        "train": None,
        "split": "in-order",
        "test_inputs": None,
        "test_targets": None,
    },
)
GRAPH = Keys(
    "in the table [graph]",
    required={"lines": 'add a line such as: lines = ["y = 2*x"]'},
    optional={"given": {}, "parameters": {}},
)
BREAKPOINT = Keys(
    "in a table [[breakpoints]]",
    required={},
    optional={"at": "", "if": "", "once": False, "after": 1},
)
SYMBOLS = Keys("in the table [symbols]", required={}, optional=dict.fromkeys(KINDS))

MINIMAL_EXAMPLE = """\
title = "One neuron"
input = [1, 2]
target = [1]
learning_rate = 0.1

[[layers]]
weights = [[0.5, -0.5]]"""


def check_keys(
    subject: Subject, table: Mapping[str, object], keys: Keys, given_elsewhere: Collection[str] = ()
) -> None:
    """Note unknown and missing keys; one that was misspelt or `given_elsewhere` is not missing as well."""
    replaced = set(given_elsewhere)
    for key in table:
        if key not in keys.names:
            hint, replacement = unknown_key(key, keys)
            replaced.add(replacement)
            subject.key(key).note("is not a known key", hint, at_key=True)
    for key, hint in keys.required.items():
        if key not in table and key not in replaced:
            subject.key(key).note("is missing", hint)


def keys_of(document: Mapping[str, object]) -> Keys:
    """Return the keys of a scenario's top level: which must be given depends on what it states."""
    needless: set[str] = set()
    if "graph" in document:
        needless = {"input", "target", "layers", "learning_rate"}
    elif "data" in document and "input" not in document:
        needless = {"input", "target"}
    elif (loss := loss_named(document.get("error"))) is not None and not loss.takes_target:
        needless = {"target"}
    required = {key: hint for key, hint in SCENARIO.required.items() if key not in needless}
    return Keys(SCENARIO.home, required, {**SCENARIO.optional, **dict.fromkeys(needless)})


def unknown_key(key: str, keys: Keys) -> tuple[str, str]:
    """Return the hint for a key that is not one of `keys`, and the one of `keys` that it was meant to be, if any."""
    for other in (SCENARIO, LAYER, TRAINING, DATA):
        if key in other.names and other is not keys:
            return f"{key} belongs {other.home}", "layers" if other is LAYER else ""
    return meant(key, keys.names) or f"known here: {listed(keys.names)}", nearest(key, keys.names)
