"""AdamW: Adam with weights that shrink by themselves, apart from the gradient.

Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019), algorithm 2, with the decay multiplied by
the learning rate, as PyTorch and Keras do.
"""

from nnstep.expr.setting import NOT_NEGATIVE, Setting
from nnstep.expr.tree import Name
from nnstep.optimizers.adam import CHANGE, DECLARED, MOMENTS, STATE
from nnstep.optimizers.optimizer import LR, Optimizer, W

_DECAY = Setting(
    "weight_decay",
    0.01,
    "λ_w",
    NOT_NEGATIVE,
    "this times the learning rate is the part that every parameter, biases too, loses in a step",
)

ADAMW = Optimizer(
    "adamw",
    lines=(*MOMENTS, (None, W - LR * Name("weight_decay") * W - CHANGE)),
    state=STATE,
    declared=(*DECLARED, _DECAY),
)
