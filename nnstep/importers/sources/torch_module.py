"""PyTorch's modules: Linear layers and activations, as their forward pass takes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnstep.errors import NetImportError
from nnstep.importers.found_net import FoundNet, FoundOptimizer, precision_of
from nnstep.importers.import_options import ImportOptions
from nnstep.importers.imported import Imported, Training
from nnstep.importers.net_samples import PLACEHOLDER, placeholder, samples_for
from nnstep.importers.sources.importer import ObjectData, ObjectImporter


def _take(model: Any, data: ObjectData, options: ImportOptions) -> tuple[FoundNet, Training]:
    from nnstep.importers.pytorch.agreement import check_target_shape
    from nnstep.importers.pytorch.torch_training import loss_of, optimizer_of
    from nnstep.importers.pytorch.traced_layers import traced_layers

    traced = traced_layers(model)
    types = [array.dtype for layer in traced.layers for array in (layer.weights, layer.biases) if array is not None]
    net = FoundNet(
        type(model).__name__,
        traced.layers,
        traced.orientation,
        options.precision or precision_of(*types),
        notes=traced.remarks,
        gives_logarithms=traced.gives_logarithms,
    )
    loss = loss_of(data.loss if data.loss is not None else options.loss or None)
    assumed: list[str] = []
    if data.inputs is None or data.targets is None:
        samples = placeholder(net, loss)
        assumed.append(PLACEHOLDER)
    else:
        inputs, targets = plain(data.inputs), plain(data.targets)
        samples = samples_for(net, loss, inputs, targets)
        if not samples.classes:
            check_target_shape(model, inputs, targets)
    optimizer = (
        options.plain_optimizer("no optimizer is given")
        if data.optimizer is None
        else _with_rate(optimizer_of(data.optimizer, model, net.layers), options)
    )
    return net, Training(loss, optimizer, samples, options.epochs, options.batch_size, tuple(assumed))


def _with_rate(optimizer: FoundOptimizer, options: ImportOptions) -> FoundOptimizer:
    if options.optimizer or options.learning_rate is not None:
        raise NetImportError("the optimizer is given twice", "leave out --optimizer and --learning-rate")
    return optimizer


def plain(value: Any) -> Any:
    """Return a tensor, an array or lists of numbers as an array."""
    return np.asarray(value.detach().cpu().numpy() if hasattr(value, "detach") else value)


def _agree(model: Any, data: ObjectData, net: FoundNet, found: Imported) -> str:
    from nnstep.importers.pytorch.agreement import check_agreement

    if data.inputs is None or data.targets is None:
        return ""
    loss = None if isinstance(data.loss, str) else data.loss
    return check_agreement(model, loss, plain(data.inputs), plain(data.targets), net, found.scenario)


TORCH_MODULE = ObjectImporter("a module of PyTorch's", ("torch.nn.modules.module.Module",), _take, _agree)
