"""What is said of an inferred scenario: what is verified, what was assumed, and what could not be told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from nnstep.harmless_text import visible
from nnstep.losses import LOSSES
from nnstep.own_code.inferring.forward_layers import SeenLayer
from nnstep.own_code.inferring.inference import Inference, TriedScenario
from nnstep.own_code.inferring.proposed_scenario import UNKNOWN_RATE, moves
from nnstep.own_code.inferring.value_pool import PooledValue


def verified(found: Inference) -> list[str]:
    """Return what is certain, since its values occur in the program."""
    told = [_layer(found, number, layer) for number, layer in enumerate(found.chain, 1)]
    tried = found.found
    if tried is None:
        return told
    told.append(f"y: {_named(found, tried.proposal.targets.source)}" if _is_sure(tried) else "")
    if tried.proposal.has_error:
        told.append(f"error: {_loss(tried)}, since its value occurs")
    if found.agrees:
        told.append(
            f"update: {tried.rule.optimizer} with the learning rate {_rate(tried):g}, since the parameters after "
            f"{_steps(tried.right_steps)} occur"
        )
    return list(filter(None, told))


def assumed(found: Inference) -> list[str]:
    """Return what stands in the scenario and was not seen."""
    tried = found.found
    if tried is None:
        return []
    proposal = tried.proposal
    told = []
    if not _is_sure(tried):
        told.append(f"y: {_named(found, proposal.targets.source)}, since the loss fits it")
    if not proposal.has_error:
        told.append(
            f"error: {_loss(tried)}; its value does not occur, and another factor with another learning rate gives "
            "the same updates"
        )
    if proposal.learning_rate is None:
        told.append(f"learning rate: {UNKNOWN_RATE:g}, since no update agrees")
    elif not found.agrees:
        told.append(f"learning rate: {_rate(tried):g}, by how the last layer's weights change")
    elif not proposal.has_rate:
        told.append(f"learning rate: {_rate(tried):g} is no number of the program")
    for number, (layer, name) in enumerate(zip(found.chain, proposal.activations, strict=True), 1):
        if others := [other for other in layer.activations if other != name]:
            told.append(f"layer {number}: {name}; {', '.join(others)} would give the same values here")
    told.append(f"epochs: {tried.samples.epochs}, to show a few training steps")
    return told


def untold(found: Inference) -> list[str]:
    """Return what could not be told, or does not agree."""
    if not found.watched.assignments:
        return ["nothing was seen: no line of the program assigns an array, a list of numbers, an int or a float"]
    if not found.chain:
        return [
            "the layers: no value is an activation of weights times another value, plus a bias. Weights must be kept "
            "in arrays or lists, and change later; neurons in names of their own can't be put together"
        ]
    tried = found.found
    if tried is None:
        return ["the targets and the loss: no values fit the output, so there is no scenario"]
    told = []
    if not found.agrees:
        told.append(
            "the update: after training step 1 the parameters of this scenario do not occur. Either the program's "
            "backward pass or update has a mistake, or it does something that --infer doesn't know"
        )
    elif tried.right_steps < tried.steps:
        told.append(
            f"training step {tried.right_steps + 1}: the program ends before it, takes other samples, or has an "
            "optimizer that remembers earlier steps"
        )
    return told


def summary(found: Inference) -> str:
    """Return in one line whether a whole training step agrees."""
    tried = found.found
    if tried is None:
        return "No scenario was found."
    if not found.agrees:
        return "The forward pass and the loss are proposed; the update does not agree."
    return f"A scenario was found; it agrees for {_steps(tried.right_steps)} of the {tried.steps} looked at."


class InferenceFacts(TypedDict):
    """Everything that is found with ``--infer``."""

    script: str
    """The script."""
    agrees: bool
    """Whether a whole training step of the scenario agrees with the script."""
    summary: str
    """The result in a sentence."""
    steps: int
    """How many training steps were looked at."""
    right_steps: int
    """How many of them agree, from the first on."""
    verified: list[str]
    """What is certain: its values occur in the script."""
    assumed: list[str]
    """What was not seen."""
    untold: list[str]
    """What could not be told."""
    scenario: str | None
    """The text of the scenario; null where none was found."""


def inference_json(found: Inference) -> InferenceFacts:
    """Return everything that is found, as plain data."""
    tried = found.found
    return {
        "script": str(found.watched.script),
        "agrees": found.agrees,
        "summary": summary(found),
        "steps": 0 if tried is None else tried.steps,
        "right_steps": 0 if tried is None else tried.right_steps,
        "verified": verified(found),
        "assumed": assumed(found),
        "untold": untold(found),
        "scenario": None if tried is None or tried.imported is None else tried.imported.text,
    }


def inference_text(found: Inference) -> Iterator[tuple[str, bool]]:
    """Yield the lines of the report, each with whether it is a heading."""
    for heading, lines in (
        ("Verified: these values occur in your program", verified(found)),
        ("Assumed: not seen", assumed(found)),
        ("Could not be told", untold(found)),
    ):
        if lines:
            yield heading, True
            yield from ((f"- {visible(line)}", False) for line in lines)
            yield "", False
    yield summary(found), True


def _is_sure(tried: TriedScenario) -> bool:
    """Return whether the targets are certain: without them the update, the error or the delta would be others."""
    return tried.right_steps > 0 or tried.proposal.has_error


def _layer(found: Inference, number: int, layer: SeenLayer) -> str:
    names = layer.activations if found.found is None else (found.found.proposal.activations[number - 1],)
    given = f"x is {_named(found, layer.given)}; " if number == 1 else ""
    turned = ", one column a neuron" if layer.has_rows else ""
    text = f"layer {number}: {given}W{number} is {_named(found, layer.source)}{turned}"
    if layer.fold is not None:
        text += f", with b{number} in it"
    elif layer.biases is None:
        text += ", without biases"
    elif layer.bias_source is not None:
        text += f"; b{number} is {_named(found, layer.bias_source)}"
    else:
        text += f"; b{number} is the number {layer.biases[0]:g}"
    if layer.biases is not None and not moves(found.pool, layer):
        text += ", which does not change"
    return f"{text}; a{number} = {' or '.join(names)}(z{number}) is {_named(found, layer.result)}"


def _named(found: Inference, value: PooledValue) -> str:
    first = value.assignments[0]
    place = next(iter(value.places), f"what {first.function} returns")
    return f"{place} ({found.watched.line_name(first.file, first.line)})"


def _loss(tried: TriedScenario) -> str:
    over, across = tried.proposal.reduction
    text = tried.proposal.loss
    if tried.samples.batch_size > 1:
        text += f", the {over} over the samples"
    if tried.proposal.targets.values.shape[1] > 1 and not LOSSES[tried.proposal.loss].is_mean:
        text += f", the {across} over the outputs"
    return text


def _rate(tried: TriedScenario) -> float:
    return tried.rule.learning_rate or tried.proposal.learning_rate or UNKNOWN_RATE


def _steps(count: int) -> str:
    return f"{count} training step{'' if count == 1 else 's'}"
