"""The activations, one file each, as data in the expression language."""

from __future__ import annotations

from nnstep.activations.activation import Activation
from nnstep.plugins import collected

ACTIVATIONS = {activation.id: activation for activation in collected(__name__, __path__, Activation)}
"""Every activation by the name that a scenario gives it."""
