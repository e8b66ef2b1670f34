"""Quantities that a scenario may state beside the operations of a training step: what each is, and where it goes.

All is stated for columns, as the operations that they are put between are.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from nnstep.errors import ProgramError
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Binary, Call, Expr, Name, Negative, Number, Pick, Range, call, substitute, transform, walk
from nnstep.expr.walks.paper import negated
from nnstep.losses import LOSSES
from nnstep.problems.did_you_mean import meant
from nnstep.problems.message_text import key_text
from nnstep.program.operations import backward
from nnstep.program.operations.chosen_functions import activation_of, loss_of
from nnstep.program.operations.output_delta import loss_names, over_outputs
from nnstep.program.program import Op, Phase, Role
from nnstep.scenario.model import Scenario

_Anchor: TypeAlias = Callable[[str], str]
_Formula: TypeAlias = Callable[[Scenario, str, Op], Expr]
_ID = re.compile(
    r"(fz|da|expz|sumexp|stepW|stepb|rateW|rateb)([1-9]\d*)|diff|predicted|E_k|E_s|E_sum|E_mean"
    r"|(?P<gradient>d[Wb])(?P<layer>[1-9]\d*)_s(?P<sample>[1-9]\d*)"
)
ACCUMULATED = ("E_sum",)
"""What is carried from training step to training step, from 0."""


@dataclass(frozen=True, slots=True)
class _Quantity:
    """One row of the table."""

    formula: _Formula
    """Its expression, of a scenario, the number of a layer, and the operation that it stands beside."""
    beside: _Anchor
    """The target of the operation that it stands beside, by the number of a layer."""
    phase: Phase
    role: Role
    after: bool = False
    """Whether it stands behind that operation, and not before it."""


def with_stated(scenario: Scenario, ops: Iterable[Op]) -> tuple[Op, ...]:
    """Return `ops` with the quantities that `scenario` states; raise ProgramError for one that it can't have."""
    extended = list(ops)
    needed = ("E_sum",) if "E_mean" in scenario.quantities else ()
    for id in dict.fromkeys((*needed, *scenario.quantities)):
        if all(op.target != id for op in extended):
            _insert(scenario, extended, id)
    return tuple(extended)


def can_be_stated(id: str) -> bool:
    """Return whether `id` is spelled as a quantity that a scenario may state."""
    return _ID.fullmatch(id) is not None


def _insert(scenario: Scenario, ops: list[Op], id: str) -> None:
    match = _ID.fullmatch(id)
    if match is not None and match["gradient"]:
        _insert_of_sample(scenario, ops, id, match)
        return
    last = str(len(scenario.layers))
    layer = (match[2] or last) if match else last
    row = _TABLE[match[1] or id] if match else None
    place = next((i for i, op in enumerate(ops) if row is not None and op.target == row.beside(layer)), None)
    if row is None or place is None:
        raise ProgramError(f"quantities: there is no {key_text(id)} in this exercise", _hint(scenario, id))
    number = int(layer)
    op = Op(id, row.formula(scenario, layer, ops[place]), row.phase, number, row.role, parameter=_parameter(id))
    ops.insert(place + row.after, op)


def _insert_of_sample(scenario: Scenario, ops: list[Op], id: str, match: re.Match[str]) -> None:
    """Put in the gradient of one sample of the batch, from 1, without a penalty: ``dW1_s2``."""
    whole, layer, sample = f"{match['gradient']}{match['layer']}", int(match["layer"]), int(match["sample"])
    place = next((i for i, op in enumerate(ops) if op.target == whole), None)
    least = len(scenario.samples) % scenario.batch_size or min(scenario.batch_size, len(scenario.samples))
    if place is None or sample > least:
        message = f"quantities: there is no {key_text(id)} in this exercise"
        raise ProgramError(message, f"its batches have {least} or more samples" if place is not None else "")
    column = (Range(), Range(sample - 1, sample))
    delta = Pick(Name(f"delta{layer}"), column)
    biases = scenario.conventions.biases
    if match["gradient"] == "db" and biases not in ("per-neuron", "thresholds"):
        raise ProgramError(f"quantities: there is no {key_text(id)} with biases that are {biases}")
    own = negated(delta) if biases == "thresholds" else delta
    expression = delta @ Pick(backward.incoming(scenario, layer), column).T if match["gradient"] == "dW" else own
    ops.insert(place, Op(id, expression, "gradient", layer, "gradient of a sample"))


def _hint(scenario: Scenario, id: str) -> str:
    numbered = (f"{kind}{n}" for kind in _TABLE for n in range(1, len(scenario.layers) + 1) if kind not in _WHOLE)
    every = [*_WHOLE, *numbered]
    return meant(id, every) or f"known are {', '.join(every)}"


def _parameter(id: str) -> str:
    return id.removeprefix("step").removeprefix("rate") if id.startswith(("step", "rate")) else ""


def _error_of_outputs(scenario: Scenario) -> Expr:
    """Return each output's share of a sample's error: what the error function sums."""
    loss = loss_of(scenario).value
    if not _scales_a_sum(loss):
        raise ProgramError(f"quantities: {scenario.error} is no sum over the outputs, so no output has an error E_k")
    last = len(scenario.layers)
    kept = activation_of(scenario, last).keep_digits(loss)
    shares = transform(kept, lambda node: node.arguments[0] if isinstance(node, Call) and _is_sum(node) else node)
    return over_outputs(scenario, substitute(shares, {**loss_names(scenario), "z": Name(f"z{last}")}))


def _is_sum(node: Expr) -> bool:
    return isinstance(node, Call) and node.function == "sum"


def _is_over_outputs(node: Expr) -> bool:
    return isinstance(node, Call) and PRIMITIVES[node.function].shaping == "reduced"


def _scales_a_sum(expr: Expr) -> bool:
    """Return whether an expression is a factor times one sum, or such a sum divided."""
    match expr:
        case Call("sum", (argument,)):
            return not any(_is_sum(node) or _is_over_outputs(node) for node in walk(argument))
        case Negative(operand):
            return _scales_a_sum(operand)
        case Binary("*", Number(), right):
            return _scales_a_sum(right)
        case Binary("/", left, Number() | Name("n")):
            return _scales_a_sum(left)
        case _:
            return False


def _slope(scenario: Scenario, layer: str, _: Op) -> Expr:
    activation = activation_of(scenario, int(layer))
    if activation.slope is None:
        raise ProgramError(
            f"quantities: {activation.id} has no derivative fz{layer} of single elements",
            "each of its outputs depends on every z",
        )
    return activation.derivative(Name(f"z{layer}"), Name(f"a{layer}"), scenario.conventions.at_kink)


def _difference(scenario: Scenario, layer: str, _: Op) -> Expr:
    if not LOSSES[scenario.error].takes_target:
        raise ProgramError(f"quantities: there is no diff: {scenario.error} compares with no target")
    difference = operator.sub(Name(f"a{layer}"), Name("y"))
    return negated(difference) if scenario.conventions.delta == "y-a" else difference


def _step(_: Scenario, __: str, update: Op) -> Expr:
    """Return what an update adds to its parameter."""
    match update.expression:
        case Binary("-", Name(id), taken) if id == update.target:
            return Negative(taken)
        case Binary("+", Name(id), added) if id == update.target:
            return added
        case other:
            return other - Name(update.target)


def _rate(scenario: Scenario, layer: str, update: Op) -> Expr:
    """Return by what an update multiplies the derivative of the error, element by element."""
    step = _step(scenario, layer, update)
    towards = step if scenario.conventions.delta == "y-a" else negated(step)
    return towards / Name(f"d{update.target}")


def _predicted(scenario: Scenario, layer: str, _: Op) -> Expr:
    """Return the number of the class of each sample, from 0: of the largest output, or of one output above 1/2."""
    outputs = Name(f"a{layer}")
    return call("column_argmax", outputs) if scenario.layers[-1].neurons > 1 else call("step", outputs - 0.5)


def _in_epoch(scenario: Scenario) -> Expr:
    """Return how many training steps of the epoch there are up to this one."""
    steps = -(-len(scenario.samples) // scenario.batch_size)
    return Name("t") - Number(float(steps)) * Name("epochs")


def _summed_error(scenario: Scenario, _: str, __: Op) -> Expr:
    """Return the sum of the errors of the epoch's training steps so far: the first begins it anew."""
    return call("step", _in_epoch(scenario) - 1) * Name("E_sum") + Name("E")


_WHOLE = ("E_k", "E_s", "E_sum", "E_mean", "diff", "predicted")
_TABLE: dict[str, _Quantity] = {
    "E_k": _Quantity(lambda s, _, __: _error_of_outputs(s), lambda _: "E", "error", "error of an output"),
    "E_s": _Quantity(
        lambda s, _, __: call("column_sums", _error_of_outputs(s)), lambda _: "E", "error", "error of a sample"
    ),
    "E_sum": _Quantity(_summed_error, lambda _: "E", "error", "error of an epoch", after=True),
    "E_mean": _Quantity(
        lambda s, _, __: Name("E_sum") / _in_epoch(s), lambda _: "E_sum", "error", "error of an epoch", after=True
    ),
    "predicted": _Quantity(_predicted, lambda n: f"a{n}", "forward", "predicted class", after=True),
    "diff": _Quantity(_difference, lambda n: f"delta{n}", "backward", "output difference"),
    "fz": _Quantity(_slope, lambda n: f"delta{n}", "backward", "activation derivative"),
    "da": _Quantity(
        lambda s, n, _: backward.upstream(s, int(n)), lambda n: f"delta{n}", "backward", "activation gradient"
    ),
    "expz": _Quantity(
        lambda _, n, __: call("exp", Name(f"z{n}")), lambda n: f"z{n}", "forward", "exponential", after=True
    ),
    "sumexp": _Quantity(
        lambda _, n, __: call("column_sums", call("exp", Name(f"z{n}"))),
        lambda n: f"a{n}",
        "forward",
        "sum of exponentials",
    ),
    "stepW": _Quantity(_step, lambda n: f"W{n}", "update", "step taken"),
    "stepb": _Quantity(_step, lambda n: f"b{n}", "update", "step taken"),
    "rateW": _Quantity(_rate, lambda n: f"W{n}", "update", "effective learning rate"),
    "rateb": _Quantity(_rate, lambda n: f"b{n}", "update", "effective learning rate"),
}
