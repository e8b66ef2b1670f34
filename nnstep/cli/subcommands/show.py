"""``nnstep show``: one scenario's network, conventions and program, without running it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from textwrap import indent
from typing import TYPE_CHECKING, Any

import click

from nnstep.cli.output import echo_json, say
from nnstep.harmless_text import visible_prose

if TYPE_CHECKING:
    from nnstep.program.program import Program
    from nnstep.scenario.model import Scenario
    from nnstep.scenario.tables.graph import Graph

MOST_SAMPLES = 100
"""So many samples are printed one by one, at the most."""
_BIASES = {"shared": "one bias for all", "frozen": "with frozen biases", "thresholds": "with thresholds"}
"""What is said of a layer's biases under these conventions."""


@click.command("show")
@click.argument("scenario")
@click.option("--notation", metavar="NAME", help="Write formulas in this notation instead of the scenario's own.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def command(scenario: str, *, notation: str | None, as_json: bool) -> None:
    """Show SCENARIO's network, conventions and operations."""
    from nnstep.session.opening import open_program

    program = open_program(scenario, notation=notation)
    if as_json:
        echo_json("show", _facts(program.scenario, program))
        return
    for line in _lines(program.scenario, program):
        say(line)


def _facts(scenario: Scenario, program: Program) -> dict[str, Any]:
    from nnstep.explain.explanation import operation_formula
    from nnstep.expr.array import plain
    from nnstep.scenario.chosen_forms import chosen_forms

    return {
        "name": scenario.name,
        "path": scenario.path,
        "title": scenario.title,
        "source": scenario.source,
        "notes": scenario.notes,
        "notation": scenario.notation,
        "symbols": dict(scenario.symbols),
        "error": scenario.error,
        "error_settings": dict(scenario.error_settings),
        "error_factor": str(scenario.error_factor),
        "learning_rate": scenario.learning_rate,
        "schedule": scenario.rate,
        "optimizer": scenario.optimizer,
        "settings": dict(scenario.settings),
        "choices": chosen_forms(scenario),
        "learning_rates": dict(scenario.learning_rates),
        "state": {id: plain(value) for id, value in scenario.state.items()},
        "given": {id: plain(value) for id, value in scenario.given.items()},
        "l2": scenario.l2,
        "l1": scenario.l1,
        "conventions": asdict(scenario.conventions),
        "epochs": scenario.epochs,
        "graph": None if scenario.graph is None else _graph_facts(scenario.graph),
        "batch_size": scenario.batch_size,
        "shuffled": scenario.shuffled,
        "seed": scenario.seed,
        "stop": asdict(scenario.stop),
        "warnings": list(scenario.warnings),
        "samples": _sample_facts(scenario),
        "layers": [
            {
                "neurons": layer.neurons,
                "activation": layer.activation,
                **({"settings": dict(layer.settings)} if layer.settings else {}),
                "biases": layer.biases is not None,
            }
            for layer in scenario.layers
        ],
        "shapes": {id: list(shape) for id, shape in program.shapes.items()},
        "program": [
            {
                "op": number,
                "phase": op.phase,
                "layer": op.layer,
                "role": op.role,
                "target": op.target,
                "formula": operation_formula(op, program),
                "numpy": op.source,
                "remark": op.remark,
            }
            for number, op in enumerate(program.ops, start=1)
        ],
    }


def _graph_facts(graph: Graph) -> dict[str, Any]:
    given, parameters = dict(graph.given), dict(graph.parameters)
    return {"result": graph.result, "given": given, "parameters": parameters, "target": dict(graph.targets)}


def _sample_facts(scenario: Scenario) -> Any:
    """Return the samples where they are few, as when they are typed in; else only how many there are."""
    from nnstep.expr.array import plain

    if scenario.graph is not None:
        return []
    if len(scenario.samples) > MOST_SAMPLES:
        return len(scenario.samples)
    return [{"input": plain(s.input.ravel()), "target": plain(s.target.ravel())} for s in scenario.samples]


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
