"""The scenario that a recording of PyTorch's training holds: its net, and as many training steps as there may be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from nnstep.importers.found_net import FoundNet
from nnstep.importers.import_options import ImportOptions
from nnstep.importers.imported import Training, imported
from nnstep.importers.sources.importer import ObjectData
from nnstep.importers.sources.torch_module import TORCH_MODULE
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import parse
from nnstep.scenario.model import Scenario
from nnstep.scenario.write import data_arrays, scenario_text
from nnstep.watching.training_parts import CapturedStep, TrainingParts

MOST_STEPS = 1_000_000
"""Training steps of the run in the trace: a training loop does not say how many it has."""
_SAMPLES, _WEIGHTS = "training-data.npz", "first-weights.npz"
"""Files that are named in the scenario and not written: the trace has the batches and the weights that it needs."""
_NOTES = """
Recorded by nnstep.watch while PyTorch trained the net. Each training step is an epoch here, since PyTorch says nothing
of epochs. Values are PyTorch's own; what it does not show is computed from them. The batches are in the trace.
"""


@dataclass(frozen=True, slots=True, eq=False)
class WatchedNet:
    """What was read of a training step's net."""

    program: Program
    net: FoundNet
    training: Training


def watched_net(parts: TrainingParts, captured: CapturedStep, path: Path) -> WatchedNet:
    """Return the net as it is before the update of a training step, with its batch as the only samples.

    Raise NNStepError for what nnstep does not have.
    """
    data = ObjectData(parts.loss, parts.optimizer, captured.given, captured.target)
    with import_module("torch").random.fork_rng(devices=[]):  # the training's random numbers stay its own
        net, training = TORCH_MODULE.take(parts.model, data, ImportOptions())
    found = imported(net, training, path)
    weights = found.arrays.get(path.with_suffix(".weights.npz").name)
    scenario = replace(found.scenario, notes="\n".join([_NOTES.strip(), *found.remarks]))
    return WatchedNet(compile_program(_with_batches_apart(scenario, weights, path)), net, training)


def _with_batches_apart(scenario: Scenario, weights: Any, path: Path) -> Scenario:
    """Return the scenario with its samples in a file: one that is not written, since each step has others."""
    stand_ins = {(_SAMPLES, name): array for name, array in data_arrays(scenario).items()}
    if weights is not None:
        stand_ins |= {(_WEIGHTS, name): array for name, array in weights.items()}
    title = f"{scenario.title}, trained by PyTorch"
    wanted = replace(scenario, title=title, epochs=MOST_STEPS)
    text = scenario_text(wanted, _SAMPLES, _WEIGHTS if weights is not None else "")
    read = parse(text, str(path.with_name("watched.toml")), stand_ins=stand_ins)
    return replace(read, name=path.name.split(".")[0], path="", arrays=stand_ins, missing_files=())
