"""``python -m nnstep``: the same as the command ``nnstep``."""

from __future__ import annotations

from nnstep.cli import main

if __name__ == "__main__":
    main()
