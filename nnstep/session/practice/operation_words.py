"""What each kind of operation is and why it has its form, in words; and the words of the field, each in a line."""

from __future__ import annotations

from nnstep.program.program import Op, Program, Role

_UPDATE = (
    "The update gives the parameter its new value: the old one and a step, as the learning rate and optimizer say."
)
WORDS: dict[Role, str] = {
    "pre-activation": "The weighted sum of a layer's inputs: for each neuron, each input times its weight, added up; "
    "then the neuron's bias, if it has one.",
    "activation": "The layer's output: its activation function, applied to the pre-activations.",
    "error": "How far the outputs are from the target, as one number.",
    "output delta": "{Derivative} with respect to the last layer's pre-activations.",
    "hidden delta": "{Derivative} with respect to this layer's pre-activations: what comes back from the next layer, "
    "times the derivative of this layer's activation function.",
    "weight gradient": "{Derivative} with respect to each weight: the delta of the neuron that receives, times the "
    "input that the weight multiplies.",
    "gradient of a sample": "What one sample of the batch contributes to a gradient.",
    "bias gradient": "{Derivative} with respect to each bias. {bias}",
    "weight update": _UPDATE,
    "bias update": _UPDATE,
    "parameter update": _UPDATE,
    "learning rate": "The learning rate of this training step, from the exercise's schedule.",
    "optimizer state": "A number that the optimizer computes from the gradient before it changes the parameter.",
    "look-ahead point": "The point ahead of the parameter at which the gradient is taken.",
    "activation gradient": "{Derivative} with respect to a layer's activations, before the derivative of the "
    "activation function comes in.",
    "input gradient": "{Derivative} with respect to the network's input.",
    "line": "One line of the graph: a value computed from others.",
    "local derivative": "How the value of one line changes with one of the values that it reads.",
    "chain rule along a path": "The derivative of the result along one path of the graph: the derivative of the result "
    "with respect to the line that reads the value, times that line's local derivative.",
    "sum rule across paths": "The derivatives of the result along all paths that begin at this value, added up.",
    "derivative": "The derivative of the result with respect to this value.",
    "error of an output": "Each output's share of the error, before the shares are put together.",
    "error of a sample": "The error of each sample, before the errors of the batch are put together.",
    "error of an epoch": "The error of the epoch, put together from its training steps.",
    "predicted class": "The class whose output is the largest.",
    "output difference": "How far each output is from its target, with its sign.",
    "activation derivative": "The derivative of the activation function at each pre-activation.",
    "exponential": "The exponential of each pre-activation: softmax begins with it.",
    "sum of exponentials": "The sum of the exponentials: softmax divides by it, so that its outputs add up to 1.",
    "step taken": "The step that the update takes with the parameter.",
    "effective learning rate": "The factor by which each gradient is multiplied in the update.",
}
"""By role. ``{Derivative}`` and ``{bias}`` stand for what the exercise's conventions say."""
_OF_DIFFERENCE: dict[Role, str] = {
    "output delta": "How far each output is from its target: this rule takes the difference, without a derivative.",
    "weight gradient": "The delta of the neuron that receives, times the input that the weight multiplies.",
    "bias gradient": "{bias}",
}
"""Of a rule that follows no derivative."""
_BATCH = " In a batch, the samples' shares are {together}."


def operation_words(op: Op, program: Program) -> str:
    """Return in whole sentences what an operation is, under the exercise's conventions."""
    conventions = program.scenario.conventions
    whole = WORDS[op.role] if program.descends else _OF_DIFFERENCE.get(op.role, WORDS[op.role])
    if op.role in ("weight gradient", "bias gradient") and program.scenario.batched:
        whole += _BATCH.format(together="averaged" if conventions.reduction == "mean" else "added up")
    opposite = conventions.delta == "y-a"
    derivative = "The derivative of the error, with the opposite sign," if opposite else "The derivative of the error"
    return whole.format(Derivative=derivative, bias=_bias(conventions.biases))


def _bias(convention: str) -> str:
    match convention:
        case "shared":
            return "The layer has one bias, so it is the sum of the layer's deltas."
        case "thresholds":
            return "A threshold is subtracted, so it is the delta of its neuron with the opposite sign."
        case _:
            return "A bias is multiplied by nothing, so it is the delta of its neuron."


def operation_form(op: Op, program: Program) -> str:
    """Return why an operation has the form that it has; nothing for the steps of a rule that follows no derivative."""
    if not program.descends and op.phase not in ("forward", "error"):
        return ""
    form = _FORMS.get(op.role, "")
    return "" if form == _DOWNHILL and program.gradient_sign < 0 else form


_DOWNHILL = (
    "The gradient points to where the error grows, so the update goes the other way; the learning rate scales it."
)
_FORMS: dict[Role, str] = {
    "pre-activation": "The product of the weight matrix and the column of inputs forms all these sums at once.",
    "activation": "A function that is not linear lets several layers do more than one could.",
    "error": "Training makes this number smaller: all gradients are its derivatives.",
    "output delta": "By the chain rule it is the derivative by the output, times that of the activation function.",
    "hidden delta": "A hidden neuron acts on the error through every neuron that it feeds, so the transposed weights "
    "collect the deltas of all of these.",
    "weight gradient": "The product of deltas and transposed inputs forms all pairs of a delta and an input.",
    "weight update": _DOWNHILL,
    "bias update": _DOWNHILL,
    "parameter update": _DOWNHILL,
    "step taken": _DOWNHILL,
    "activation gradient": "A neuron acts on the error through all neurons that it feeds; what comes back is added up.",
    "input gradient": "The same rule that leads from a layer back to the one before it leads on to the input.",
    "local derivative": "The chain rule multiplies such factors along a path.",
    "chain rule along a path": "Along a path, a small change is scaled by each local derivative in turn.",
    "sum rule across paths": "A small change acts along every path at once, so the effects add up.",
    "activation derivative": "Where it is near 0, little of the error passes back: the neuron is saturated.",
    "exponential": "An exponential is positive, so every class gets a share.",
    "output difference": "For a squared error, this is the part of the output delta that comes from the error.",
}
"""By role; none where the words say all."""

GLOSSARY: tuple[tuple[str, str], ...] = (
    ("forward pass", "the operations that compute the network's output from its input"),
    ("pre-activation", "the weighted sum that a neuron forms of its inputs, with its bias: z = W a + b"),
    ("activation", "the function applied to the pre-activation, and its result: a = f(z)"),
    ("error", "one number that says how far the output is from the target; also called loss or cost"),
    ("backward pass", "the operations that carry the error's derivatives from the output back to the input"),
    ("delta", "the derivative of the error by a pre-activation, ∂E/∂z, of each neuron of a layer"),
    ("gradient", "the derivatives of the error by all weights or biases of a layer, ∂E/∂W and ∂E/∂b"),
    ("update", "the change of a weight or bias against its gradient, which makes the error smaller"),
    ("learning rate", "the factor that says how large an update is"),
    ("training step", "forward pass, backward pass and updates for one sample or batch"),
    ("batch", "the samples that one training step uses together"),
    ("epoch", "the training steps in which every sample is used once"),
    ("⊙", "the product element by element; W a without a sign is the product of matrices"),
    ("transpose, ᵀ", "rows and columns exchanged; Wᵀ leads from a layer back to the one before it"),
)
"""The words of the field that the app uses, each explained in a line."""
