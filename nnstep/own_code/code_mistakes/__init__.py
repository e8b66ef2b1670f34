"""The mistakes that only programs have, one file each, found by this folder."""

from __future__ import annotations

from nnstep.own_code.supposing.code_mistake import CodeMistake
from nnstep.plugins import collected

CODE_MISTAKES: tuple[CodeMistake, ...] = tuple(collected(__name__, __path__, CodeMistake))
"""Every one, in the order of the files' names."""
