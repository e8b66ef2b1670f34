# ruff: noqa: N999 - a subcommand has the name of its file, and this one is a word of Python
"""``nnstep import``: a net that was made elsewhere as a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nnstep.cli.output import say
from nnstep.cli.progress_line import ProgressLine, reading
from nnstep.errors import CommandError
from nnstep.harmless_text import visible

if TYPE_CHECKING:
    from nnstep.importers.import_options import ImportOptions
    from nnstep.importers.imported import Imported
    from nnstep.importers.module_object import OwnModule


@click.command("import")
@click.argument("source")
@click.option("-o", "--output", required=True, type=click.Path(), help="The scenario to write (.toml).")
@click.option(
    "--data", metavar="FILE", help="Samples: .npz or .safetensors with X and y, or a .csv; or :X,:y of MODULE."
)
@click.option("--loss", metavar="NAME", help="The loss, by nnstep's or PyTorch's name; or :NAME of MODULE.")
@click.option(
    "--activations", metavar="NAMES", help="Of a file: the activation of each layer, such as relu,relu,softmax."
)
@click.option("--optimizer", metavar="NAME", help="nnstep's optimizer; or :NAME of MODULE.")
@click.option("--learning-rate", type=float, help="The learning rate.")
@click.option("--epochs", type=click.IntRange(1), default=1, show_default=True, help="Train for this many epochs.")
@click.option("--batch-size", type=click.IntRange(1), help="Samples in a training step (default: all).")
@click.option(
    "--orientation",
    type=click.Choice(("column", "row")),
    help="Of a file: weights have one row a neuron (column: z = W x + b) or one column a neuron (row: z = x W + b).",
)
@click.option("--precision", type=click.Choice(("float64", "float32")), help="Compute in this, not in the net's own.")
@click.option("--force", is_flag=True, help="Overwrite existing files.")
def command(
    source: str,
    *,
    output: str,
    data: str | None,
    loss: str | None,
    activations: str | None,
    optimizer: str | None,
    learning_rate: float | None,
    epochs: int,
    batch_size: int | None,
    orientation: str | None,
    precision: str | None,
    force: bool,
) -> None:
    """Import the net SOURCE as a scenario.

    SOURCE is a file of weights (.pt, .safetensors, .npz), or MODULE:NAME, a torch module or a scikit-learn MLP in a
    Python module of yours.

    MODULE:NAME imports MODULE, and so RUNS ITS CODE, as python would. No other form runs any code: of a .pt file only
    tensors are loaded, and pickles (.pkl, .joblib) are refused.

    What had to be assumed is printed, and stands as comments in the scenario.
    """
    from nnstep.importers.import_options import ImportOptions
    from nnstep.importers.module_object import check_spelling, is_of_module
    from nnstep.importers.saving_import import check_import, save_import

    path = Path(output)
    check_spelling(source)
    check_import(path, [source, *([data] if data else [])], overwrite=force)
    options = ImportOptions(
        activations=tuple(filter(None, (activations or "").replace(" ", "").split(","))),
        loss=loss or "",
        optimizer=optimizer or "",
        learning_rate=learning_rate,
        orientation=orientation,  # type: ignore[arg-type]
        precision=precision,  # type: ignore[arg-type]
        epochs=epochs,
        batch_size=batch_size,
    )
    if is_of_module(source) and not Path(source).exists():
        found = _of_module(source, data, options, path)
    else:
        with reading(source):
            found = _of_file(source, data, options, path)
    with ProgressLine(f"writing {output}"):
        written = save_import(found, path, overwrite=force)
    for remark in found.remarks:
        say(remark, aside=True)
    if found.agreed:
        say(f"checked: {found.agreed}", aside=True)
    say(f"wrote {', '.join(visible(str(file)) for file in written)}", aside=True)


def _of_file(source: str, data: str | None, options: ImportOptions, output: Path) -> Imported:
    from nnstep.importers.from_file import import_file

    return import_file(Path(source), output, options, Path(data) if data else None)


def _of_module(source: str, data: str | None, options: ImportOptions, output: Path) -> Imported:
    from dataclasses import replace

    from nnstep.importers.from_object import import_object
    from nnstep.importers.module_object import OwnModule
    from nnstep.importers.sources.importer import ObjectData

    if options.activations or options.orientation:
        raise CommandError("--activations and --orientation are for files", "a module says them itself")
    name, _, thing = source.partition(":")
    module = OwnModule(name)
    loss, optimizer = (
        module.named(text[1:]) if text.startswith(":") else None for text in (options.loss, options.optimizer)
    )
    if loss is not None:
        options = replace(options, loss="")
    if optimizer is not None:
        options = replace(options, optimizer="")
    inputs, targets = _samples(data, module)
    return import_object(module.named(thing), ObjectData(loss, optimizer, inputs, targets), options, output)


def _samples(data: str | None, module: OwnModule) -> tuple[object, object]:
    """Return inputs and targets: of a file, or two objects of the module, as in ``:X,:y``."""
    if data is None:
        return None, None
    names = [name.strip() for name in data.split(",")]
    if len(names) == 2 and all(name.startswith(":") for name in names):
        return module.named(names[0][1:]), module.named(names[1][1:])
    from nnstep.importers.net_samples import SampleFile

    return SampleFile(Path(data)).arrays()[:2]
