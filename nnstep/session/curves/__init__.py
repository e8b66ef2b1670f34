"""The curves of a run over its training steps or epochs, and of another run beside it."""
