"""Reciprocal: 1/z, with the derivative -1/z^2."""

from nnstep.activations.activation import Activation, Z

RECIPROCAL = Activation("reciprocal", "reciprocal", value=1 / Z, slope=-(1 / Z**2), idle="none")
