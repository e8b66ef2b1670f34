"""The files that nnstep writes: checked before any work, and written completely or not at all."""
