"""``nnstep show``: one scenario's network, conventions and program, without running it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from textwrap import indent
from typing import TYPE_CHECKING, Any

import click

from nnstep.cli.output import echo_json, say
from nnstep.cli.progress_line import reading
from nnstep.cli.results.json_option import json_option
from nnstep.harmless_text import visible_prose

if TYPE_CHECKING:
    from nnstep.program.program import Program
    from nnstep.scenario.model import Scenario
    from nnstep.scenario.tables.graph import Graph

_BIASES = {"shared": "one bias for all", "frozen": "with frozen biases", "thresholds": "with thresholds"}
"""What is said of a layer's biases under these conventions."""


def _result() -> Any:
    from nnstep.cli.results.scenario_facts import ScenarioFacts

    return ScenarioFacts


@click.command("show")
@click.argument("scenario")
@click.option("--notation", metavar="NAME", help="Write formulas in this notation instead of the scenario's own.")
@json_option("the network, the conventions and the operations", _result)
def command(scenario: str, *, notation: str | None, as_json: bool) -> None:
    """Show SCENARIO's network, conventions and operations."""
    from nnstep.session.opening import open_program

    with reading(scenario):
        program = open_program(scenario, notation=notation)
    if as_json:
        from nnstep.cli.results.scenario_facts import scenario_facts

        echo_json("show", scenario_facts(program.scenario, program))
        return
    for line in _lines(program.scenario, program):
        say(line)


def _lines(scenario: Scenario, program: Program) -> Iterator[str]:
    yield visible_prose(scenario.title)
    if scenario.source:
        yield visible_prose(scenario.source)
    if scenario.notes:
        yield ""
        yield indent(visible_prose(scenario.notes.strip()), "  ")
    yield ""
    yield from _network(scenario, program)
    yield from _notation(scenario, program)
    yield ""
    yield from _operations(program)


def _network(scenario: Scenario, program: Program) -> Iterator[str]:
    if scenario.graph is not None:
        yield from _graph(scenario, scenario.graph, program)
        return
    from nnstep.program.summary import activation_text, error_text
    from nnstep.program.training_summary import given_texts

    yield f"network        {'-'.join(map(str, scenario.sizes))}"
    for number, layer in enumerate(scenario.layers, start=1):
        biases = "without biases" if layer.biases is None else _BIASES.get(scenario.conventions.biases, "with biases")
        if scenario.conventions.folded:
            biases = "biases among them"
        rows, columns = program.shapes[f"W{number}"]
        yield f"  layer {number}      {activation_text(layer)}, weights {rows}×{columns}, {biases}"
    yield f"error          {error_text(scenario)}"
    yield from _descent(scenario)
    yield "conventions"
    for key, value in asdict(scenario.conventions).items():
        yield f"  {key:<12} {value}"
    yield from (f"given          {text}" for text in given_texts(scenario))
    yield from _training(scenario, program)


def _graph(scenario: Scenario, graph: Graph, program: Program) -> Iterator[str]:
    from nnstep.problems.message_text import counted

    yield f"graph          {counted(len(graph.lines), 'line')}, the result is {graph.result}"
    for title, numbers in (("given", graph.given), ("parameters", graph.parameters), ("target", graph.targets)):
        if numbers:
            yield f"{title:<14} {', '.join(f'{name} = {value:.12g}' for name, value in numbers.items())}"
    if graph.targets:
        yield f"error          {scenario.error}"
    if scenario.conventions.precision != "float64":
        yield f"precision      {scenario.conventions.precision}"
    if graph.parameters:
        yield from _descent(scenario)
        yield from _warnings(scenario)
        yield f"epochs         {program.schedule.epochs}"
        yield from _stops(scenario)


def _descent(scenario: Scenario) -> Iterator[str]:
    from nnstep.program.training_summary import optimizer_texts, penalty_texts, rate_text, state_texts

    yield f"learning rate  {rate_text(scenario)}, {scenario.rate}"
    yield f"optimizer      {', '.join(optimizer_texts(scenario))}"
    for text in state_texts(scenario):
        yield f"  starts from  {text}"
    for key, value in penalty_texts(scenario):
        yield f"{key:<14} {value}"


def _training(scenario: Scenario, program: Program) -> Iterator[str]:
    schedule, count = program.schedule, len(scenario.samples)
    batches = f"in batches of {schedule.batch_size}" if scenario.batched else "one training step each"
    order = f", in an order drawn anew each epoch from seed {scenario.seed}" if scenario.shuffled else ""
    yield f"samples        {count}, {batches}{order}"
    if scenario.test_samples is not None:
        yield f"tested on      {len(scenario.test_samples)} others"
    yield f"epochs         {schedule.epochs}, so {schedule.steps} training steps"
    yield from _stops(scenario)
    yield from _warnings(scenario)


def _warnings(scenario: Scenario) -> Iterator[str]:
    yield from (f"warning        {warning}" for warning in scenario.warnings)


def _stops(scenario: Scenario) -> Iterator[str]:
    for rule, bound in asdict(scenario.stop).items():
        if bound is not None:
            yield f"stops early    {rule.replace('_', ' ')} {bound:g}"


def _notation(scenario: Scenario, program: Program) -> Iterator[str]:
    yield f"notation       {program.writing.title}"
    for kind, remark in program.writing.remarks.items():
        yield f"  {kind:<11}  {remark}"
    for kind, template in scenario.symbols.items():
        yield f"  {kind:<11}  written {template}"


def _operations(program: Program) -> Iterator[str]:
    from nnstep.explain.explanation import operation_formula
    from nnstep.program.program import PHASE_TITLES

    yield f"program        {len(program.ops)} operations a training step"
    formulas = [operation_formula(op, program) for op in program.ops]
    width = max(map(len, formulas))
    phase = None
    for number, (op, formula) in enumerate(zip(program.ops, formulas, strict=True), start=1):
        if op.phase != phase:
            phase = op.phase
            yield f"  {PHASE_TITLES[phase]}"
        yield f"  {number:>3}  {formula:<{width}}   {op.source}"
        if op.remark:
            yield f"       ({op.remark})"
