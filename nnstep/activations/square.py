"""Square: z^2, with the derivative 2 z."""

from nnstep.activations.activation import Activation, Z

SQUARE = Activation("square", "square", value=Z**2, slope=2 * Z, idle="none")
