"""Every file that nnstep writes: checked before any work, and written whole or not at all."""
