"""Export as a PyTorch script: its own modules, autograd, loss and optimizer compute the same numbers."""

from __future__ import annotations

from nnstep.exports.formats.format import ExportFormat
from nnstep.exports.parts.script_numbers import check_size, heading, joined
from nnstep.exports.torch_parts.torch_graph import graph_parts
from nnstep.exports.torch_parts.torch_network import network_parts
from nnstep.program.program import Program


def torch_script(program: Program) -> str:
    """Return the script; raise ExportError where PyTorch computes other numbers, or where it would be too long."""
    check_size(program)
    double = ["", "torch.set_default_dtype(torch.float64)"] if program.precision == "float64" else []
    network = program.scenario.graph is None
    imports = ["import numpy as np", "import torch", *(["from torch import nn"] if network else []), *double]
    return joined([heading(program, *imports), *(network_parts(program) if network else graph_parts(program))])


TORCH_SCRIPT = ExportFormat("torch", (".py",), "a script with PyTorch", torch_script)
