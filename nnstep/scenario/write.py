"""A scenario written as a file that states it again.

Every number is written with all its digits. Published answers are left out: they hold for the file they stand in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields

import numpy as np

from nnstep.expr.array import Array, shortest
from nnstep.expr.walks.numpy_line import source
from nnstep.scenario.chosen_forms import chosen_forms
from nnstep.scenario.model import Layer, Scenario
from nnstep.scenario.tables.conventions import GRAPH_CONVENTIONS, Conventions, departures
from nnstep.scenario.tables.graph import Graph
from nnstep.scenario.tables.training import TRAINING, declared_for
from nnstep.scenario.tables.variants import VARIANTS, VariantRules
from nnstep.scenario.toml_text import exact_text, quoted_text, row_text, rows_text, table_lines

MOST_INLINE = 64
"""More samples than these, or any for testing, are better written to a file of their own."""


def has_own_data(scenario: Scenario) -> bool:
    """Return whether the samples belong into a file of their own, which `data_arrays` are for."""
    return scenario.graph is None and (scenario.test_samples is not None or len(scenario.samples) > MOST_INLINE)


def data_arrays(scenario: Scenario) -> dict[str, Array]:
    """Return what is in the file of the samples: those for training first, one row a sample."""
    parts = [scenario.samples, *([scenario.test_samples] if scenario.test_samples is not None else [])]
    taken = [part.take(np.arange(len(part))) for part in parts]
    return {
        name: np.ascontiguousarray(np.concatenate([pair[side] for pair in taken], axis=1).T)
        for side, name in enumerate(("inputs", "targets"))
    }


def scenario_text(scenario: Scenario, data: str = "", weights: str = "") -> str:
    """Return the text of the file.

    `data` is the name of the file with the samples, and `weights` of the one with weights and biases by their ids,
    where they have one.
    """
    head = {"title": scenario.title, "source": scenario.source, "notes": scenario.notes}
    lines = [f"{key} = {_paragraphs(value)}" for key, value in head.items() if value or key == "title"]
    lines.append(f"notation = {quoted_text(scenario.notation)}")
    if scenario.graph is None:
        lines += ["", *_samples(scenario, data), *_rate(scenario)]
        lines += [f"{key} = {value}" for key, value in _error(scenario)]
        if scenario.quantities:
            lines.append(f"quantities = [{', '.join(map(quoted_text, scenario.quantities))}]")
    else:
        lines += _rate(scenario) if scenario.graph.parameters else []
        lines += [f"error = {quoted_text(scenario.error)}"] if scenario.graph.targets else []
    tables = {
        "symbols": {key: quoted_text(value) for key, value in scenario.symbols.items()},
        "conventions": _conventions(scenario),
        "given": {id: _array(value) for id, value in scenario.given.items()},
        "training": dict(_training(scenario)),
        "training.stop": {key: exact_text(v) for key, v in asdict(scenario.stop).items() if v is not None},
        "data": _data(scenario, data) if data else {},
        "graph": _graph(scenario.graph) if scenario.graph is not None else {},
        "variants": dict(_variants(scenario.variants)),
    }
    for name, table in tables.items():
        lines += table_lines(f"[{name}]", table) if table else []
    rows = scenario.conventions.orientation == "row"
    for number, layer in enumerate(scenario.layers, start=1):
        numbers = _named(layer, number, weights) if weights else _typed(layer, transposed=rows)
        lines += table_lines("[[layers]]", {**dict(_activation(layer)), **dict(numbers)})
    return "\n".join([*lines, *_breakpoints(scenario), ""])


def _rate(scenario: Scenario) -> Iterator[str]:
    if scenario.learning_rate is not None:
        yield f"learning_rate = {exact_text(scenario.learning_rate)}"


def _error(scenario: Scenario) -> Iterator[tuple[str, str]]:
    yield "error", quoted_text(scenario.error)
    yield from ((id, exact_text(value)) for id, value in scenario.error_settings.items())
    if scenario.error_factor != 1:
        yield "error_factor", quoted_text(f"{scenario.error_factor.numerator}/{scenario.error_factor.denominator}")


def _conventions(scenario: Scenario) -> dict[str, str]:
    """Return what is chosen otherwise than by default; for a graph of numbers there is little to choose."""
    kept = GRAPH_CONVENTIONS if scenario.graph is not None else [field.name for field in fields(Conventions)]
    return {key: quoted_text(value) for key, value in departures(scenario.conventions).items() if key in kept}


def _samples(scenario: Scenario, data: str) -> Iterator[str]:
    if data:
        return
    inputs, targets = scenario.samples.take(np.arange(len(scenario.samples)))
    yield f"input = {_samples_text(inputs)}"
    if scenario.samples.has_targets:
        yield f"target = {_samples_text(targets)}"


def _samples_text(columns: Array) -> str:
    rows = columns.T
    return row_text(rows[0]) if len(rows) == 1 else rows_text(rows)


def _training(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield epochs and optimizer, and what differs from its default."""
    yield "epochs", str(scenario.epochs)
    values: dict[str, str | float] = {
        "batch_size": scenario.batch_size,
        "shuffle": scenario.shuffled,
        "seed": scenario.seed,
        "optimizer": scenario.optimizer,
        "schedule": scenario.rate,
        **scenario.settings,
        **chosen_forms(scenario),
        "l2": scenario.l2,
        "l1": scenario.l1,
    }
    own = {one.id: one.default for one in declared_for(scenario.optimizer, scenario.rate)}
    defaults = {**TRAINING.defaults, **own, "optimizer": None}
    yield from ((key, _value(value)) for key, value in values.items() if value != defaults[key])
    for key, entries in (("learning_rates", scenario.learning_rates), ("state", scenario.state)):
        if entries:
            texts = (f"{id} = {_array(np.asarray(value))}" for id, value in entries.items())
            yield key, f"{{ {', '.join(texts)} }}"


def _array(value: Array) -> str:
    """Return a number, a row, or rows on one line as an inline table needs them."""
    if not value.ndim:
        return exact_text(float(value))
    if value.ndim == 1:
        return row_text(value)
    return f"[{', '.join(map(row_text, value))}]"


def _value(value: str | float) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return quoted_text(value)
        case _:
            return str(value) if isinstance(value, int) else exact_text(value)


def _data(scenario: Scenario, name: str) -> dict[str, str]:
    table = {"file": quoted_text(name), "inputs": quoted_text("inputs"), "targets": quoted_text("targets")}
    if scenario.test_samples is not None:
        table["train"] = str(len(scenario.samples))
    return table


def _graph(graph: Graph) -> dict[str, str]:
    table = {
        key: "{ " + ", ".join(f"{id} = {exact_text(value)}" for id, value in numbers.items()) + " }"
        for key, numbers in (("given", graph.given), ("parameters", graph.parameters), ("target", graph.targets))
        if numbers
    }
    lines = ", ".join(quoted_text(f"{target} = {source(expression)}") for target, expression in graph.stated_lines)
    return {**table, "lines": f"[{lines}]"}


def _variants(rules: VariantRules) -> Iterator[tuple[str, str]]:
    """Yield the sets, and what differs from its default."""
    yield from ((id, quoted_text(numbers.text)) for id, numbers in rules.sets.items())
    for key in ("digits", "decimals", "longest", "idle", "work", "steps"):
        value = getattr(rules, key)
        if value is not None and value != VARIANTS.defaults[key]:
            yield key, _value(value)
    if rules.mistakes:
        yield "mistakes", f"[{', '.join(map(quoted_text, rules.mistakes))}]"


def _activation(layer: Layer) -> Iterator[tuple[str, str]]:
    yield "activation", quoted_text(layer.activation)
    yield from ((id, exact_text(value)) for id, value in layer.settings.items())


def _named(layer: Layer, number: int, file: str) -> Iterator[tuple[str, str]]:
    yield "weights", quoted_text(f"{file}:W{number}")
    if layer.biases is not None:
        yield "biases", quoted_text(f"{file}:b{number}")


def _typed(layer: Layer, *, transposed: bool) -> Iterator[tuple[str, str]]:
    yield "weights", rows_text(layer.weights.T if transposed else layer.weights)
    if layer.biases is not None:
        yield "biases", row_text(layer.biases.ravel()) if layer.biases.ndim else exact_text(shortest(layer.biases[()]))


def _breakpoints(scenario: Scenario) -> Iterator[str]:
    for at, condition, once, after in map(_parts, scenario.breakpoints):
        table = {"at": quoted_text(at), "if": quoted_text(condition), "once": once, "after": after}
        yield from table_lines(
            "[[breakpoints]]", {key: value for key, value in table.items() if value not in ("", '""')}
        )


def _parts(text: str) -> tuple[str, str, str, str]:
    """Return where, on what condition, and how often, of a breakpoint as one types it."""
    text, _, after = text.partition(" after ")
    once = text.endswith(" once")
    at, _, condition = f" {text.removesuffix(' once')}".partition(" if ")
    return at.strip(), condition.strip(), "true" if once else "", after


def _paragraphs(value: str) -> str:
    """Return a text in quotes, on as many lines as it has."""
    lines = value.strip().split("\n")
    if len(lines) == 1:
        return quoted_text(value)
    return '"""\n' + "\n".join(quoted_text(line)[1:-1] for line in lines) + '\n"""'
