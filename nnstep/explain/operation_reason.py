"""What an operation is, and why its formula has this form: a sentence or two for each role."""

from __future__ import annotations

from nnstep.program.program import Op, Role

WORDS: tuple[tuple[str, str], ...] = (
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


def reason_of(op: Op) -> str:
    """Return what an operation is and why it has its form, as one or two sentences."""
    return _REASONS[op.role]


_REASONS: dict[Role, str] = {
    "pre-activation": "Each neuron forms the weighted sum of its inputs and adds its bias. "
    "The product of the weight matrix and the column of inputs does that for all neurons of the layer at once.",
    "activation": "The activation function is applied to the pre-activation. "
    "Without a function that is not linear, several layers could do no more than one.",
    "error": "The error measures with one number how far the output is from the target. "
    "Training makes it smaller; all gradients are its derivatives.",
    "output delta": "The delta of the output layer is the error's derivative by its pre-activation. "
    "By the chain rule it is the derivative by the output, times that of the activation function.",
    "hidden delta": "A hidden neuron acts on the error through every neuron that it feeds. The transposed weights "
    "collect the deltas of those neurons, and the derivative of its own activation function is multiplied in.",
    "weight gradient": "A weight multiplies its input, so the derivative by the weight is that input times the delta "
    "of the neuron it leads to. The product of deltas and transposed inputs forms all pairs. "
    "The samples of a batch are summed or averaged.",
    "gradient of a sample": "The weight gradient that one sample alone gives; those of a batch are put together.",
    "bias gradient": "A bias is added to the pre-activation with the factor 1, so its gradient is the delta itself; "
    "samples are summed or averaged.",
    "weight update": "The gradient points to where the error grows, so the weights move the other way, "
    "by a step whose size the learning rate sets.",
    "bias update": "Like the weights, the biases move against their gradient, by a step that the learning rate sets.",
    "learning rate": "The schedule sets the learning rate of this training step, "
    "often smaller later on, so that the weights settle.",
    "optimizer state": "The optimizer remembers earlier gradients in this quantity and uses them in its update.",
    "look-ahead point": "Nesterov's method takes the gradient where the momentum would lead, "
    "not at the present weights.",
    "activation gradient": "The error's derivative by this layer's activation. It collects what comes back from the "
    "layer above, before the derivative of the activation function is multiplied in.",
    "input gradient": "The error's derivative by the input: how the error would change with the input, "
    "carried one layer further back than the weights need.",
    "line": "One line of the graph: a quantity computed from those before it.",
    "local derivative": "The derivative of one line by one quantity that it reads, with the others held fixed. "
    "The chain rule multiplies such factors.",
    "chain rule along a path": "Along a path of the graph the local derivatives multiply: "
    "a small change is scaled by each in turn.",
    "sum rule across paths": "A quantity acts on the result along several paths; their contributions add up.",
    "derivative": "The derivative of the result by this quantity: what comes back from the lines that read it, "
    "times their local derivatives, added up.",
    "parameter update": "The parameter moves against its derivative, by a step that the learning rate sets.",
    "error of an output": "What each output contributes to the error.",
    "error of a sample": "What each sample of the batch contributes to the error.",
    "error of an epoch": "The error over the whole epoch, put together from its training steps.",
    "predicted class": "The class with the largest output: what the network would answer.",
    "output difference": "Output minus target: the part of the output delta that comes from the error.",
    "activation derivative": "The derivative of the activation function at the pre-activation. "
    "Where it is near 0, little of the error passes back: the neuron is saturated.",
    "exponential": "Softmax begins with the exponential of each pre-activation, which is positive.",
    "sum of exponentials": "Softmax divides by this sum, so that the outputs add up to 1.",
    "step taken": "What the update adds: the gradient, scaled by the learning rate and turned against the error.",
    "effective learning rate": "The learning rate of each element, "
    "after the optimizer has scaled it by earlier gradients.",
}
