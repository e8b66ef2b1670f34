"""The exercises in which the catalogue looks for examples: bundled ones, as they are or with a line changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import bundled_paths, find
from nnstep.scenario.load import load, parse

_FIRST = ("sigmoid-2-2-2", "xor", "softmax-three-classes", "kapur-relu", "kapur-momentum", "kapur-folded-biases")
"""Those that are looked through first: small, well known, and different."""
_LARGE = ("digits", "mnist", "tashfeen-parity", "tashfeen-parity-1024")

_OTHERS = (
    ("sigmoid-2-2-2", 'biases = "frozen"', 'biases = "shared"'),
    ("sigmoid-2-2-2", 'biases = "frozen"', 'backward = "stepwise"'),
    ("xor", "[training]", '[conventions]\nbackward = "stepwise"\n\n[training]'),
    ("xor", "[training]", "[training]\nl2 = 0.1"),
    ("sigmoid-2-2-2", "[training]", '[training]\noptimizer = "adam"'),
    ("sigmoid-2-2-2", "[training]", '[training]\noptimizer = "adamw"'),
    ("sigmoid-2-2-2", 'error = "half-squared"', 'error = "huber"\nerror_delta = 0.2'),
    ("sigmoid-2-2-2", 'error = "half-squared"', 'error = "hinge"'),
    ("sigmoid-2-2-2", 'error = "half-squared"', 'error = "root-mean-squared"'),
    ("perceptron-and", 'activation = "step"', 'activation = "sigmoid"'),
    ("zheng-descent-square", '"f = x**2"', '"f = 3.141592653589793*x**2"'),
)
"""Of a bundled exercise: a line, and what stands in its place. Some mistakes can be made in none as it is."""
_SHARED_BIASES = re.compile(r"biases = \[([\d.]+), \1\]")
"""Of a layer whose biases are all the same."""


@dataclass(frozen=True, slots=True, eq=False)
class ExampleSource:
    """An exercise with what the catalogue calls it."""

    name: str
    """In Markdown."""
    program: Program


def example_sources() -> Iterator[ExampleSource]:
    """Yield them in the order in which an example is looked for."""
    for name in (*_FIRST, *(name for name in bundled_paths() if name not in (*_FIRST, *_LARGE))):
        yield ExampleSource(f"`{name}`", compile_program(load(find(name))))
    for name, line, other in _OTHERS:
        path = find(name)
        text = path.read_text(encoding="utf-8")
        if line not in text:
            raise ValueError(f"{path} has no {line}")
        text = text.replace(line, other)
        if "shared" in other:
            text = _SHARED_BIASES.sub(r"biases = \1", text)
        settings = " and ".join(f"`{line}`" for line in other.splitlines() if line and not line.startswith("["))
        yield ExampleSource(f"`{name}` with {settings}", compile_program(parse(text, str(path))))
