"""The activation on the way forward: another function in its place, and slips in the sigmoid's formula."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnstep.activations import ACTIVATIONS
from nnstep.expr.tree import Call, Name, Negative, call
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import Alternative, OperationMistake, ProgramMistake, Rewriting
from nnstep.grading.mistakes.rewriting import parts, replaced
from nnstep.program.program import Op
from nnstep.scenario.model import Layer

_OTHERS = ("sigmoid", "tanh", "relu", "linear")
"""What people take for another activation; each is a function of the expression language, too."""
_APPLYING = ("activation", "line", "error", "local derivative")
"""Where functions are applied: in a network, and in a graph, whose derivatives apply them once more."""


def _other(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role == "activation" and not exercise.is_graph:
        own = exercise.activation(op.layer).id
        z = Name(f"z{op.layer}")
        for other in _OTHERS:
            if other != own:
                yield Rewriting(call(other, z), _detail(other, own))
    elif exercise.is_graph and op.role in _APPLYING:
        for node in parts(op.expression):
            if isinstance(node, Call) and node.function in _OTHERS:
                for other in _OTHERS:
                    if other != node.function:
                        yield Rewriting(
                            replaced(op.expression, node, call(other, *node.arguments)), _detail(other, node.function)
                        )


def _detail(other: str, own: str) -> str:
    return f"none in place of {own}" if other == "linear" else f"{other} in place of {own}"


OTHER = OperationMistake(
    id="other-function",
    topic="activation functions",
    diagnosis="another activation function is used in the forward pass",
    question="Which activation function does the exercise state for this layer?",
    rewrite=_other,
)


def _throughout(exercise: Exercise) -> Iterator[Alternative]:
    scenario = exercise.scenario
    if exercise.is_graph:
        return
    layers = scenario.layers
    for other in _OTHERS:
        changed = [number for number, layer in enumerate(layers) if layer.activation not in (other, "softmax")]
        for some in dict.fromkeys([*((number,) for number in changed), tuple(changed)]):
            if some:
                where = "in all layers" if len(some) == len(layers) > 1 else f"in layer {some[0] + 1}"
                if len(some) in (1, len(layers)):
                    yield _with_functions(exercise, other, some, f"{other}, {where}")


def _with_functions(exercise: Exercise, other: str, numbers: tuple[int, ...], detail: str) -> Alternative:
    def layer_of(number: int, layer: Layer) -> Layer:
        if number not in numbers:
            return layer
        return replace(layer, activation=other, settings=ACTIVATIONS[other].settings)

    scenario = exercise.scenario
    layers = tuple(layer_of(number, layer) for number, layer in enumerate(scenario.layers))
    return Alternative(detail, ops=exercise.operations_of(replace(scenario, layers=layers)))


THROUGHOUT = ProgramMistake(
    id="other-function-throughout",
    topic="activation functions",
    diagnosis="another activation function is used, in the forward pass and with its derivative in the backward pass",
    question="Which activation function does the exercise state for this layer?",
    rebuild=_throughout,
)


def _exponent_sign(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in _APPLYING:
        for node in parts(op.expression):
            match node:
                case Call("sigmoid", (argument,)):
                    yield Rewriting(replaced(op.expression, node, 1 / (1 + call("exp", argument))))
                case Call("exp", (Negative(argument),)):
                    yield Rewriting(replaced(op.expression, node, call("exp", argument)))
                case _:
                    pass


EXPONENT_SIGN = OperationMistake(
    id="exponent-sign",
    topic="activation functions",
    diagnosis="the exponent's minus sign is lost, as in 1 / (1 + e^z) for the sigmoid",
    question="Which sign has z in the exponent?",
    rewrite=_exponent_sign,
)


def _formula(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in _APPLYING:
        for node in parts(op.expression):
            match node:
                case Call("sigmoid", (argument,)):
                    power = call("exp", -argument)
                    yield Rewriting(replaced(op.expression, node, 1 + power), "1 + e^−z, not its reciprocal")
                    yield Rewriting(replaced(op.expression, node, 1 / (1 - power)), "1 / (1 − e^−z)")
                    yield Rewriting(replaced(op.expression, node, 1 / power), "1 / e^−z")
                case _:
                    pass


FORMULA = OperationMistake(
    id="sigmoid-formula",
    topic="activation functions",
    diagnosis="the sigmoid is computed by another formula than 1 / (1 + e^−z)",
    question="Compare your formula of the sigmoid with the book's, sign by sign.",
    rewrite=_formula,
)
