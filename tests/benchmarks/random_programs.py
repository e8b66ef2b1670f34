"""The engine against a second implementation by textbooks' formulas, on random networks and graphs.

Run by hand: ``python tests/benchmarks/random_programs.py [PROGRAMS [FIRST_SEED]]``. Exit status 1 if a number is
outside its bound. Prints how many numbers there are of each kind of quantity, how many have no bound (what overflows,
or depends on which side of a jump a rounded number is), and the worst distance in units of the bound.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from nnstep.errors import NNStepError
from tests.textbook.agreement import Compared, compared_graph, compared_net
from tests.textbook.drawn_graph import drawn_graph
from tests.textbook.drawn_net import drawn_net

KINDS = {
    "z": "pre-activations z",
    "a": "activations a",
    "E": "error E",
    "delta": "deltas",
    "d": "gradients dW, db",
    "W": "weights W",
    "b": "biases b",
    "v": "velocities v",
    "m": "first moments m",
    "s": "squares s",
}
GRAPH_KINDS = {
    "u": "lines",
    "result": "results",
    "d": "derivatives",
    "p": "parameters",
    "q": "parameters",
    "r": "parameters",
}


@dataclass(slots=True)
class Tally:
    numbers: int = 0
    unbounded: int = 0
    worst: float = 0.0

    def add(self, one: Compared) -> None:
        self.numbers += 1
        self.unbounded += one.bound == inf
        self.worst = max(self.worst, one.units)


@dataclass(slots=True)
class Report:
    tallies: dict[str, Tally] = field(default_factory=dict)
    programs: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    made_of: Counter[str] = field(default_factory=Counter)
    outside: list[str] = field(default_factory=list)

    def add(self, kind: str, seed: int, precision: str, numbers: Iterable[Compared], parts: Iterable[str]) -> None:
        """Compare one program."""
        try:
            for one in numbers:
                self.tallies.setdefault(f"{kind} {_kind(kind, one.id)}, {precision}", Tally()).add(one)
                if not one.units <= 1:
                    self.outside.append(f"{kind} {seed}: {one}")
        except NNStepError as error:
            self.refused[error.message.splitlines()[0]] += 1
            return
        self.programs[f"{kind}s, {precision}"] += 1
        self.made_of.update(set(parts))


def _kind(kind: str, id: str) -> str:
    name = id.rstrip("0123456789")
    kinds = GRAPH_KINDS if kind == "graph" else KINDS
    own = {"v": KINDS["v"], "m": KINDS["m"], "s": KINDS["s"]}
    return kinds.get(name) or kinds.get(name[0]) or own[name[0]]


def main(programs: int, first: int) -> int:
    report = Report()
    for seed in range(first, first + programs // 2):
        net, graph = drawn_net(seed), drawn_graph(seed)
        parts = (net.error, net.training.optimizer, net.training.schedule, *(layer.activation for layer in net.layers))
        conventions = (f"{key}: {value}" for key, value in net.conventions.items())
        report.add("network", seed, net.conventions["precision"], compared_net(net), (*parts, *conventions))
        report.add("graph", seed, graph.precision, compared_graph(graph), (graph.training.optimizer,))
    print("| quantity | numbers | without a bound | worst, in units of the bound |\n|---|---|---|---|")
    for name, tally in sorted(report.tallies.items()):
        print(f"| {name} | {tally.numbers:,} | {tally.unbounded:,} | {tally.worst:.2f} |")
    print("\nprograms:", ", ".join(f"{count:,} {name}" for name, count in sorted(report.programs.items())))
    for message, count in report.refused.most_common():
        print(f"refused: {count:,} {message}")
    print("made of:", ", ".join(f"{name} {count:,}" for name, count in sorted(report.made_of.items())))
    numbers = sum(tally.numbers for tally in report.tallies.values())
    print(f"{numbers:,} numbers, {len(report.outside):,} outside their bounds", *report.outside[:20], sep="\n")
    return 1 if report.outside else 0


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]] + [10_000, 0][len(sys.argv) - 1 :]
    raise SystemExit(main(*given))
