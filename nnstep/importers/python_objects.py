"""Nets of a Python program as scenarios: the functions that `nnstep` itself offers for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nnstep.importers.from_object import import_object
from nnstep.importers.import_options import ImportOptions
from nnstep.importers.imported import Imported
from nnstep.importers.saving_import import check_import, save_import
from nnstep.importers.sources.importer import ObjectData
from nnstep.scenario.load import load
from nnstep.scenario.model import Scenario

_NOWHERE = Path("imported.toml")


def from_torch(
    model: Any,
    loss: Any,
    optimizer: Any,
    X: Any,  # noqa: N803 - as PyTorch and scikit-learn call it
    y: Any,
    *,
    epochs: int = 1,
    batch_size: int | None = None,
    path: str | Path | None = None,
    overwrite: bool = False,
) -> Scenario:
    """Return the scenario of a PyTorch module and its training; with `path`, write it there, too.

    `loss` is an object such as ``nn.MSELoss()``, one of ``torch.nn.functional``, or a name. A training step has
    `batch_size` samples of `X` and `y`, by default all of them. The outputs, the error and the gradients of the first
    step are computed by PyTorch as well and compared. Nothing of the module is changed. To record runs of a net that is
    too large for the text of a scenario, give a `path`.

    Raise `nnstep.errors.NetImportError` for a layer, a loss or an optimizer that nnstep lacks, by its name, and where
    PyTorch computes something else.
    """
    options = ImportOptions(epochs=epochs, batch_size=batch_size)
    return _imported(model, ObjectData(loss, optimizer, X, y), options, path, overwrite=overwrite)


def from_sklearn(
    mlp: Any,
    X: Any,  # noqa: N803 - as scikit-learn calls it
    y: Any,
    *,
    epochs: int = 1,
    batch_size: int | None = None,
    path: str | Path | None = None,
    overwrite: bool = False,
) -> Scenario:
    """Return the scenario of a fitted MLP of scikit-learn's; with `path`, write it there, too.

    Training goes on from the weights as they are, with the solver's settings. `batch_size` replaces the one of the
    MLP. Its `alpha` is the `l2` of the scenario with ``penalty = "lambda/(2B)"``; with the usual penalty, it is
    ``l2 * batch_size``.

    Raise `nnstep.errors.NetImportError` for a loss or a solver that nnstep lacks, by its name.
    """
    options = ImportOptions(epochs=epochs, batch_size=batch_size)
    return _imported(mlp, ObjectData(None, None, X, y), options, path, overwrite=overwrite)


def _imported(
    thing: Any, data: ObjectData, options: ImportOptions, path: str | Path | None, *, overwrite: bool
) -> Scenario:
    if path is not None:
        check_import(Path(path), [], overwrite=overwrite)
    found: Imported = import_object(thing, data, options, _NOWHERE if path is None else Path(path))
    if path is None:
        return found.scenario
    save_import(found, Path(path), overwrite=overwrite)
    return load(path)
