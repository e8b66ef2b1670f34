"""Cube: z^3, with the derivative 3 z^2."""

from nnstep.activations.activation import Activation, Z

CUBE = Activation("cube", "cube", value=Z**3, slope=3 * Z**2, idle="none")
