"""Which conventions give a person's numbers: every combination run, and how far each comes.

Knows scenarios and their conventions; explains nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from nnstep.activations import ACTIVATIONS
from nnstep.errors import NNStepError, SheetError
from nnstep.expr.array import Array
from nnstep.grading.baseline.true_run import TrueRun
from nnstep.grading.grader import Grader
from nnstep.grading.reports.text_report import shape_phrase
from nnstep.grading.sheet.answer_sheet import Given, Sheet
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.tolerance import Tolerance
from nnstep.grading.verdict import RAGGED
from nnstep.losses import LOSSES
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.addresses import address
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.conventions import choices

_SAME_NUMBERS = ("backward", "output_delta", "orientation", "precision")
"""The conventions that change which operations there are, or the rounding, and no number that a person compares."""
_GRADED = 4
"""So many combinations are looked at number by number, where none gives all of them exactly."""
_OTHER_WEIGHTS = ("folded", "folded-last")
"""The values that would need other weights in the scenario."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a combination comes."""

    departures: dict[str, str]
    """What is other than in the scenario, by key."""
    right: int
    total: int
    first_off: str
    """The first number that it does not give: where it stands, what was written, and what comes out; may be empty."""

    @property
    def reproduces(self) -> bool:
        """Whether it gives every number."""
        return self.right == self.total

    @property
    def name(self) -> str:
        """What is other, in words."""
        return ", ".join(f"{key} {value}" for key, value in self.departures.items()) or "as the scenario states it"


def outcomes(program: Program, sheet: Sheet, tolerance: Tolerance) -> list[Outcome]:
    """Return how far each combination of conventions comes with the numbers of a sheet, the best first.

    Raise SheetError where there are none, or where some have another shape than their quantity.

    Of combinations that come equally far, those with fewer departures come first. Where none gives every number, what
    follows from the sheet's own rounded ones is counted as right for those that come farthest.
    """
    _check_numbers(sheet)
    found: list[tuple[Outcome, Scenario]] = []
    for departures, scenario in combinations(program.scenario):
        best = max((outcome.right for outcome, _ in found), default=0)
        outcome = _outcome(departures, scenario, sheet, tolerance, best)
        if outcome is not None:
            found.append((outcome, scenario))
    found.sort(key=lambda pair: _order(pair[0]))
    if found and not found[0][0].reproduces:
        found[:_GRADED] = [(_graded(*pair, sheet, tolerance), pair[1]) for pair in found[:_GRADED]]
    return sorted((outcome for outcome, _ in found), key=_order)


def _check_numbers(sheet: Sheet) -> None:
    problems = []
    for (step, id), given in sheet.answers.items():
        name = id if step == 1 else f"step.{step}.{id}"
        if given.fault == "ragged":
            problems.append(f"{name}: {RAGGED}")
        elif given.fault == "shape":
            problems.append(f"{name} is {shape_phrase(given.typed_shape)}, but must be {shape_phrase(given.shape)}")
    if problems:
        raise SheetError("\n".join(f"{sheet.name}: {text}" for text in problems), "correct the shape, or leave it out")
    if not any(given.cells for given in sheet.answers.values()):
        raise SheetError(f"{sheet.name}: no number is filled in", "fill in at least one, such as E = 0.29")


def _order(outcome: Outcome) -> tuple[int, int]:
    return -outcome.right, len(outcome.departures)


def _graded(outcome: Outcome, scenario: Scenario, sheet: Sheet, tolerance: Tolerance) -> Outcome:
    """Return how far a combination comes where what follows from the sheet's own rounded numbers counts as right."""
    program = compile_program(scenario)
    if any(program.shapes_in(step - 1).get(id) != given.shape for (step, id), given in sheet.answers.items()):
        return outcome
    verdicts = Grader(program, tolerance).grade(sheet).verdicts
    off = next((v for v in verdicts if not v.is_right and v.written is not None and v.exact is not None), None)
    first_off = "" if off is None or off.written is None else _off(off.step, off.address, off.written, off.exact or 0.0)
    return replace(outcome, right=sum(verdict.is_right for verdict in verdicts), first_off=first_off)


def simplest(every: list[Outcome]) -> list[Outcome]:
    """Return the outcomes without those that only add departures to one that comes as far."""
    kept: list[Outcome] = []
    for outcome in every:
        items = outcome.departures.items()
        if not any(other.right == outcome.right and other.departures.items() < items for other in kept):
            kept.append(outcome)
    return kept


def combinations(scenario: Scenario) -> Iterator[tuple[dict[str, str], Scenario]]:
    """Yield every combination of conventions and errors that can make a difference, with what is other in it.

    Another optimizer is tried with the scenario's own conventions only.
    """
    axes = _axes(scenario)
    own = {"error": scenario.error, **asdict(scenario.conventions)}
    for values in product(*axes.values()):
        chosen = dict(zip(axes, values, strict=True))
        other = _with(scenario, chosen) if chosen else scenario
        if other is not None:
            yield {key: value for key, value in chosen.items() if value != own[key]}, other
    for name, optimizer in OPTIMIZERS.items():
        if name != scenario.optimizer:
            settings = {id: scenario.settings.get(id, value) for id, value in optimizer.settings.items()}
            yield {"optimizer": name}, replace(scenario, optimizer=name, settings={**scenario.settings, **settings})


def _axes(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return the values to try of each key, the scenario's own first; none for a graph."""
    if scenario.graph is not None:
        return {}
    kinked = any(ACTIVATIONS[layer.activation].kinked for layer in scenario.layers)
    irrelevant = {
        *_SAME_NUMBERS,
        *(() if scenario.batched else ("reduction",)),
        *(() if scenario.layers[-1].neurons > 1 else ("over_outputs",)),
        *(() if kinked else ("at_kink",)),
        *(() if len(scenario.layers) > 1 else ("update",)),
    }
    axes = {"error": _errors(scenario)}
    own = asdict(scenario.conventions)
    for key, values in choices().items():
        if key not in irrelevant:
            others = (value for value in values if value != own[key] and value not in _OTHER_WEIGHTS)
            axes[key] = (own[key], *others)
    return axes


def _errors(scenario: Scenario) -> tuple[str, ...]:
    last = scenario.layers[-1].activation
    own = LOSSES[scenario.error]
    fitting = (
        loss.id
        for loss in LOSSES.values()
        if loss is not own and loss.takes_target == own.takes_target and (not loss.outputs or last in loss.outputs)
    )
    return (scenario.error, *fitting)


def _with(scenario: Scenario, chosen: dict[str, str]) -> Scenario | None:
    """Return the scenario with these conventions; None where they exclude each other."""
    conventions = {key: value for key, value in chosen.items() if key != "error"}
    if LOSSES[chosen["error"]].is_mean and conventions.get("over_outputs") == "mean":
        return None
    layers = _layers(scenario, conventions["biases"])
    if layers is None:
        return None
    conventions_now: Any = replace(scenario.conventions, **conventions)  # type: ignore[arg-type]
    return replace(scenario, error=chosen["error"], conventions=conventions_now, layers=layers)


def _layers(scenario: Scenario, biases: str) -> Any:
    """Return the layers with biases of another kind; None where one number can't stand for several."""
    own = scenario.conventions.biases
    if biases == own:
        return scenario.layers
    if scenario.conventions.folded or all(layer.biases is None for layer in scenario.layers):
        return None
    layers = []
    for layer in scenario.layers:
        if layer.biases is None or biases == "none":
            layers.append(replace(layer, biases=None))
        elif biases == "shared":
            if np.ptp(layer.biases) != 0:
                return None
            layers.append(replace(layer, biases=np.asarray(layer.biases.ravel()[0])))
        else:
            layers.append(replace(layer, biases=np.broadcast_to(layer.biases, (layer.neurons, 1)).copy()))
    return tuple(layers)


def _outcome(
    departures: dict[str, str], scenario: Scenario, sheet: Sheet, tolerance: Tolerance, best: int
) -> Outcome | None:
    """Return how far a combination comes; it is not run on once it can't come as far as the `best` one any more."""
    try:
        program = compile_program(scenario)
    except NNStepError:  # a combination that does not exist
        return None
    exact = TrueRun(program)
    total = sum(len(given.cells) for given in sheet.answers.values())
    right, left, first_off = 0, total, ""
    for (step, id), given in sorted(sheet.answers.items(), key=lambda item: item[0][0]):
        if right + left < best:
            break
        value = _value(exact, step, given)
        for index, written in given.cells.items():
            left -= 1
            number = float(value[index])
            if tolerance.fits(number, written):
                right += 1
            elif not first_off:
                first_off = _off(step, address(id, index, program), written, number)
    return Outcome(departures, right, total, first_off)


def _value(exact: TrueRun, step: int, given: Given) -> Array:
    """Return a quantity of a run, NaN throughout where it has none of this shape."""
    values = exact.step(step)
    value = np.asarray(values.value(given.id)) if given.id in values.after or given.id in values.before else None
    return np.full(given.shape, np.nan) if value is None or value.shape != given.shape else value


def _off(step: int, place: str, written: Written, number: float) -> str:
    where = place if step == 1 else f"step.{step}.{place}"
    digits = max(6, written.significant + 1)
    there = "there is none here" if np.isnan(number) else f"here {number:.{min(digits, 17)}g}"
    return f"{where} {written}, {there}"
