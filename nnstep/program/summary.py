"""What a scenario states of its network and its training, paragraph by paragraph, defaults too: nothing is silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from nnstep.activations import ACTIVATIONS
from nnstep.program.training_summary import optimizer_texts, penalty_texts, rate_text, state_texts
from nnstep.scenario.model import Layer, Scenario


def summary_of(scenario: Scenario) -> tuple[str, ...]:
    """Return the network with its error, how it is trained, its conventions, and what one should be warned of."""
    if scenario.graph is not None:
        return (_training(scenario), *_warnings(scenario)) if scenario.graph.parameters else ()
    activations = ", ".join(map(_activation, scenario.layers))
    network = f"Network {'-'.join(map(str, scenario.sizes))} with activations {activations}; error {scenario.error}."
    conventions = ", ".join(f"{key} {value}" for key, value in asdict(scenario.conventions).items())
    return (network, _training(scenario), f"Conventions: {conventions}.", *_warnings(scenario))


def _warnings(scenario: Scenario) -> Iterator[str]:
    yield from (f"Warning: {warning}." for warning in scenario.warnings)


def _activation(layer: Layer) -> str:
    """Return the name of a layer's activation, with what its settings are other than by default."""
    declared = ACTIVATIONS[layer.activation].declared
    given = {one.id: layer.settings.get(one.id, one.default) for one in declared}
    return " ".join(
        [layer.activation, *(f"{one.id} {given[one.id]:.12g}" for one in declared if given[one.id] != one.default)]
    )


def _training(scenario: Scenario) -> str:
    return f"Training: {', '.join(_parts(scenario))}."


def _parts(scenario: Scenario) -> Iterator[str]:
    yield " ".join(optimizer_texts(scenario))
    if scenario.state:
        yield f"starting from {' '.join(state_texts(scenario))}"
    yield f"learning rate {rate_text(scenario)} {scenario.rate}"
    yield from (f"{key} {value}" for key, value in penalty_texts(scenario))
    if scenario.graph is None:
        yield f"{scenario.batch_size} of {len(scenario.samples)} samples a step"
    if scenario.shuffled:
        yield f"shuffled from seed {scenario.seed}"
    for rule, bound in asdict(scenario.stop).items():
        if bound is not None:
            yield f"until {rule.replace('_', ' ')} {bound:g}"
