"""Swish, or SiLU: z times the sigmoid of kz, with the steepness k. Source: Ramachandran, Zoph, Le (2017)."""

from nnstep.activations.activation import Activation, Z
from nnstep.activations.sigmoid import STEEPNESS
from nnstep.expr.tree import Name, call

_K = Name("steepness")
_SIGMOID = call("sigmoid", _K * Z)

SWISH = Activation(
    "swish",
    "swish",
    value=Z * _SIGMOID,
    slope=_SIGMOID + _K * (Z * (_SIGMOID * (1 - _SIGMOID))),
    declared=(STEEPNESS,),
    idle="none",
)
