"""What a scenario states of its network and its training, paragraph by paragraph, defaults too: nothing is silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from nnstep.scenario.model import Scenario


def summary_of(scenario: Scenario) -> tuple[str, ...]:
    """Return the network with its error, how it is trained, its conventions, and what one should be warned of."""
    if scenario.graph is not None:
        return (_training(scenario),) if scenario.graph.parameters else ()
    activations = ", ".join(layer.activation for layer in scenario.layers)
    network = f"Network {'-'.join(map(str, scenario.sizes))} with activations {activations}; error {scenario.error}."
    conventions = ", ".join(f"{key} {value}" for key, value in asdict(scenario.conventions).items())
    warnings = (f"Warning: {warning}." for warning in scenario.warnings)
    stated = (f"Also computed: {', '.join(scenario.quantities)}.",) if scenario.quantities else ()
    return (network, _training(scenario), f"Conventions: {conventions}.", *stated, *warnings)


def _training(scenario: Scenario) -> str:
    return f"Training: {', '.join(_parts(scenario))}."


def _parts(scenario: Scenario) -> Iterator[str]:
    yield " ".join([scenario.optimizer, *(f"{name} {value:.12g}" for name, value in scenario.settings.items())])
    yield f"learning rate {scenario.learning_rate:.12g} {scenario.rate}"
    if scenario.l2:
        yield f"l2 {scenario.l2:.12g}"
    if scenario.graph is None:
        yield f"{scenario.batch_size} of {len(scenario.samples)} samples a step"
    if scenario.shuffled:
        yield f"shuffled from seed {scenario.seed}"
    for rule, bound in asdict(scenario.stop).items():
        if bound is not None:
            yield f"until {rule.replace('_', ' ')} {bound:g}"
