"""Scenario files: read, and compiled; and their headings alone."""

from __future__ import annotations

from pathlib import Path

from nnstep.activations import ACTIVATIONS
from nnstep.losses import LOSSES
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.scenario.heading import heading
from nnstep.scenario.load import load
from tests.fuzz.fuzzed_reader import FuzzedReader, contents

TOKENS = (
    *ACTIVATIONS, *LOSSES, *OPTIMIZERS, "[", "]", "[[", "]]", "{", "}", "= ", '"', "'", '"""', "'''", "\n",
    "#", ",", ".",
    *("[data]", "[training]", "[[layers]]", "[graph]", "[answers]", "[given]", "[variants]", "[samples]",
    "[[breakpoints]]"),
    *("title", "source", "notes", "notation", "inputs", "targets", "weights", "biases", "activation", "epochs",
    "batch"),
    *("learning-rate", "learning_rate", "error", "seed", "file", "neurons", "init", "lines", "expression", "precision"),
    *("inf", "nan", "-nan", "true", "false", "1979-05-27", "0x" + "F" * 5000, "1e400", "\\u0000", "\\uD800", "\t"),
)  # fmt: skip
SEEDS = contents("scenarios/*.toml", "tests/hostile/*.toml", "tests/hostile/scenarios/*.toml")


def _compiled(path: Path) -> object:
    return compile_program(load(path))


SCENARIO = FuzzedReader("scenario", "scenarios", ".toml", _compiled, SEEDS, TOKENS)
HEADING = FuzzedReader("heading", "scenarios", ".toml", heading, SEEDS, TOKENS)
