"""The initializers, one file each: how the weights of a layer are drawn."""

from __future__ import annotations

from nnstep.initializers.initializer import Initializer
from nnstep.plugins import collected

INITIALIZERS = {initializer.id: initializer for initializer in collected(__name__, __path__, Initializer)}
"""Every initializer by the name that a scenario gives it."""
