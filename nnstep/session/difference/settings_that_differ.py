"""What two scenarios state otherwise: the likely reasons of a difference between their runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from nnstep.program.program import Program
from nnstep.scenario.model import Scenario


def settings_that_differ(a: Program, b: Program) -> dict[str, tuple[str, str]]:
    """Return by key what two programs' scenarios state otherwise, arrays of weights and samples left out."""
    one, other = _facts(a.scenario), _facts(b.scenario)
    found = {}
    for key in dict.fromkeys((*one, *other)):
        if one.get(key) != other.get(key):
            found[key] = _shown(one.get(key)), _shown(other.get(key))
    return found


def _facts(scenario: Scenario) -> dict[str, Any]:
    layers = {f"layers[{number}].activation": layer.activation for number, layer in enumerate(scenario.layers, start=1)}
    return {
        "learning_rate": scenario.learning_rate,
        "error": scenario.error,
        "error_factor": str(scenario.error_factor),
        "optimizer": scenario.optimizer,
        "rate": scenario.rate,
        "l1": scenario.l1,
        "l2": scenario.l2,
        "batch_size": scenario.batch_size,
        "shuffled": scenario.shuffled,
        "seed": scenario.seed,
        "samples": len(scenario.samples) if scenario.graph is None else 0,
        **layers,
        **_flat("", scenario.settings),
        **_flat("", scenario.choices),
        **_flat("error ", scenario.error_settings),
        **_flat("learning_rate of ", scenario.learning_rates),
        **asdict(scenario.conventions),
    }


def _flat(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{prefix}{key}": value for key, value in values.items()}


def _shown(value: Any) -> str:
    match value:
        case None:
            return "none"
        case float():
            return f"{value:.12g}"
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)
