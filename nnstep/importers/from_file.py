"""From a file of arrays to a scenario: what the file can't know is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from nnstep.binary_kinds import HEAD_BYTES, binary_kind
from nnstep.errors import DataError, NetImportError, ScenarioError, lines_of
from nnstep.file_endings import ending_in
from nnstep.harmless_text import visible
from nnstep.importers.chained_arrays import chained_net
from nnstep.importers.found_net import FoundNet
from nnstep.importers.import_options import ImportOptions
from nnstep.importers.imported import Imported, Training, imported
from nnstep.importers.loss_names import LOSS_FORMS, named_loss
from nnstep.importers.net_samples import PLACEHOLDER, SampleFile, placeholder, samples_for
from nnstep.importers.sources import FILE_IMPORTERS
from nnstep.importers.sources.importer import FileImporter
from nnstep.input_files import open_regular, unreadable
from nnstep.losses import LOSSES

_FORMS = f"a net is imported from files with the endings {', '.join(FILE_IMPORTERS)}"


def import_file(path: Path, output: Path, options: ImportOptions, data: Path | None) -> Imported:
    """Return the scenario of a net whose arrays are in a file, with the samples of the file `data`.

    Raise NetImportError where something is missing that only a person knows, or where nnstep lacks a part; DataError
    where a file can't be read.
    """
    options.check()
    arrays = _importer(path).arrays(path)
    given = None if data is None else SampleFile(data)
    inputs = None if given is None else given.input_size
    with _named(path):
        net = _activated(chained_net(path.stem, arrays, options.orientation, inputs), options)
    if not options.loss:
        names = ", ".join([*LOSSES, *(form.name for form in LOSS_FORMS)])
        raise NetImportError(f"{path}: a file of arrays does not say its loss", f"add --loss NAME: {names}")
    loss = named_loss(options.loss)
    assumed = []
    if given is None:
        samples = placeholder(net, loss)
        assumed.append(PLACEHOLDER)
    else:
        X, y, taken = given.arrays(net.inputs)  # noqa: N806 - as everybody calls them
        samples = samples_for(net, loss, X, y)
        assumed.append(taken)
    optimizer = options.plain_optimizer("a file of arrays has no optimizer")
    training = Training(loss, optimizer, samples, options.epochs, options.batch_size, tuple(assumed))
    with _named(path):
        return imported(net, training, output)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Name the file in an error about its net."""
    try:
        yield
    except ScenarioError as error:  # which tells of the text that would be written
        raise NetImportError(lines_of(f"{path}: this makes no scenario", error.message), error.hint) from None
    except NetImportError as error:
        named = error.message.startswith(visible(f"{path}: "))
        raise error if named else NetImportError(error.message_after(f"{path}: "), error.hint) from None


def _importer(path: Path) -> FileImporter:
    """Return what reads a kind of file; raise DataError where nothing does, saying what the file is."""
    ending = ending_in(path.name, FILE_IMPORTERS)
    if ending:
        return FILE_IMPORTERS[ending]
    try:
        with open_regular(path) as file:
            kind = binary_kind(path.name, file.read(HEAD_BYTES))
    except (OSError, ValueError) as error:
        hint = f"{_FORMS}, or MODULE:NAME for a net in a module of yours"
        raise DataError(f"{path}: {unreadable(error)}", hint) from None
    if kind is None:
        raise DataError(f"{path}: this is no kind of file that a net is imported from", _FORMS)
    known = any(ending in kind.what for ending in FILE_IMPORTERS) or "PyTorch" in kind.what
    hint = f"give it a name that says so; {_FORMS}" if known else kind.hint_for(str(path))
    raise DataError(f"{path}: this is {kind.what}", hint)


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
