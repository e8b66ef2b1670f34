"""What a scenario states of its network and its training, paragraph by paragraph, defaults too: nothing is silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from nnstep.activations import ACTIVATIONS
from nnstep.program.training_summary import given_texts, optimizer_texts, penalty_texts, rate_text, state_texts
from nnstep.scenario.model import Layer, Scenario


def summary_of(scenario: Scenario) -> tuple[str, ...]:
    """Return the network with its error, how it is trained, its conventions, and what one should be warned of."""
    if scenario.graph is not None:
        precision = scenario.conventions.precision
        rounded = (f"Conventions: precision {precision}.",) if precision != "float64" else ()
        trained = (_training(scenario), *_warnings(scenario)) if scenario.graph.parameters else ()
        return (*trained, *rounded)
    activations = ", ".join(map(activation_text, scenario.layers))
    network = (
        f"Network {'-'.join(map(str, scenario.sizes))} with activations {activations}; error {error_text(scenario)}."
    )
    conventions = ", ".join(f"{key} {value}" for key, value in asdict(scenario.conventions).items())
    stated = (f"Also computed: {', '.join(scenario.quantities)}.",) if scenario.quantities else ()
    given = tuple(f"Given, not computed: {text}." for text in given_texts(scenario))
    return (network, _training(scenario), f"Conventions: {conventions}.", *stated, *given, *_warnings(scenario))


def _warnings(scenario: Scenario) -> Iterator[str]:
    yield from (f"Warning: {warning}." for warning in scenario.warnings)


def error_text(scenario: Scenario) -> str:
    """Return the error function with its settings and its factor."""
    settings = (f"{id} {value:.12g}" for id, value in scenario.error_settings.items())
    factor = () if scenario.error_factor == 1 else (f"error_factor {scenario.error_factor}",)
    return " ".join([scenario.error, *settings, *factor])


def activation_text(layer: Layer) -> str:
    """Return the name of a layer's activation with its settings; a factor that is 1 by default is left out."""
    declared = ((one, layer.settings.get(one.id, one.default)) for one in ACTIVATIONS[layer.activation].declared)
    said = (f"{one.id} {value:.12g}" for one, value in declared if not value == one.default == 1)
    return " ".join([layer.activation, *said])


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
