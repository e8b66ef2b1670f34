"""How the gradient passes back through the layers, and the units that pass hardly any."""
