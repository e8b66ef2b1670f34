"""From a file of arrays to a scenario: what the file can't know is asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nnstep.errors import NetImportError
from nnstep.file_endings import ending_in
from nnstep.harmless_text import visible
from nnstep.importers.chained_arrays import chained_net
from nnstep.importers.found_net import FoundNet
from nnstep.importers.import_options import ImportOptions
from nnstep.importers.imported import Imported, Training, imported
from nnstep.importers.loss_names import LOSS_FORMS, named_loss
from nnstep.importers.net_samples import file_samples, placeholder
from nnstep.importers.sources import FILE_IMPORTERS
from nnstep.losses import LOSSES

_NO_SAMPLES = "one sample of ones with the target 0, to be replaced by yours (--data FILE takes them from a file)"


def import_file(path: Path, output: Path, options: ImportOptions, data: Path | None) -> Imported:
    """Return the scenario of a net whose arrays are in a file, with the samples of the file `data`.

    Raise NetImportError where something is missing that only a person knows, or where nnstep lacks a part; DataError
    where a file can't be read.
    """
    options.check()
    arrays = FILE_IMPORTERS[ending_in(path.name, FILE_IMPORTERS)].arrays(path)
    net = _activated(chained_net(path.stem, arrays, options.orientation), options)
    if not options.loss:
        names = ", ".join([*LOSSES, *(form.name for form in LOSS_FORMS)])
        raise NetImportError(visible(f"{path}: a file of arrays does not say its loss"), f"add --loss NAME: {names}")
    loss = named_loss(options.loss)
    assumed = []
    if data is None:
        samples = placeholder(net, loss)
        assumed.append(_NO_SAMPLES)
    else:
        samples, taken = file_samples(data, net, loss)
        assumed.append(taken)
    optimizer = options.plain_optimizer("a file of arrays has no optimizer")
    training = Training(loss, optimizer, samples, options.epochs, options.batch_size, tuple(assumed))
    return imported(net, training, output)


def _activated(net: FoundNet, options: ImportOptions) -> FoundNet:
    """Return the net with the activations that a person named, one a layer."""
    count = len(net.layers)
    if len(options.activations) != count:
        example = ",".join(["relu"] * (count - 1) + ["linear"])
        given = f"{len(options.activations)} activations are named" if options.activations else "none is named"
        message = f"a file of arrays does not say its activations: the net has {count} layers, and {given}"
        raise NetImportError(message, f"add --activations with one a layer, such as --activations {example}")
    layers = zip(net.layers, options.activations, strict=True)
    found = tuple(replace(layer, activation=activation) for layer, activation in layers)
    return replace(net, layers=found, precision=options.precision or net.precision)
