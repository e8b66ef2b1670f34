"""Nets in files of arrays: layers from names and shapes that chain, and what only a person can know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnstep.array_files.array_writer import write_arrays
from nnstep.errors import DataError, NetImportError
from nnstep.importers.chained_arrays import chained_net
from nnstep.importers.found_net import FoundNet, Orientation
from nnstep.importers.from_file import import_file
from nnstep.importers.import_options import ImportOptions
from nnstep.importers.imported import Imported
from nnstep.importers.sources.npz import arrays_of
from nnstep.importers.stored_names import stored_name
from tests.importers.one_step import run_steps

RANDOM = np.random.default_rng(3)


def numbers(*shape: int) -> Any:
    return RANDOM.normal(size=shape)


def chained(orientation: Orientation | None = None, **arrays: Any) -> FoundNet:
    """Return the net of arrays by name, in which ``__`` stands for a point."""
    named = {name.replace("__", "."): value for name, value in arrays.items()}
    return chained_net("net", named, orientation)


def refused(orientation: Orientation | None = None, **arrays: Any) -> str:
    with pytest.raises(NetImportError) as caught:
        chained(orientation, **arrays)
    assert caught.value.hint
    return f"{caught.value.message} ({caught.value.hint})"


@pytest.mark.parametrize(
    ("name", "stem", "kind"),
    [
        ("fc1.weight", "fc 1", "weights"),
        ("fc1.bias", "fc 1", "biases"),
        ("coefs_0", "0", "weights"),
        ("intercepts_0", "0", "biases"),
        ("W1", "1", "weights"),
        ("b_1", "1", "biases"),
        ("dense/kernel:0", "dense 0", "weights"),
        ("hidden_weights", "hidden", "weights"),
        ("x", "x", "unknown"),
    ],
)
def test_names_say_which_layer_and_what(name: str, stem: str, kind: str) -> None:
    found = stored_name(name)
    assert (found.stem, found.kind) == (stem, kind)


def test_rows_and_columns_are_told_by_the_shapes() -> None:
    columns = chained(W1=numbers(4, 3), b1=numbers(4), W2=numbers(2, 4), b2=numbers(2))
    rows = chained(W1=numbers(3, 4), b1=numbers(1, 4), W2=numbers(4, 2), b2=numbers(2, 1))
    assert (columns.orientation, rows.orientation) == ("column", "row")
    for net in (columns, rows):
        assert [layer.weights.shape for layer in net.layers] == [(4, 3), (2, 4)]
        assert [layer.biases.shape for layer in net.layers if layer.biases is not None] == [(4,), (2,)]


def test_biases_tell_rows_from_columns_where_the_weights_do_not() -> None:
    assert chained(W1=numbers(2, 3), b1=numbers(3), W2=numbers(3, 2), b2=numbers(2)).orientation == "row"
    assert chained(W1=numbers(2, 3), b1=numbers(2), W2=numbers(3, 2), b2=numbers(3)).orientation == "column"


def test_names_of_a_library_tell_where_nothing_else_does() -> None:
    square = numbers(2, 2)
    assert chained(fc__weight=square, out__weight=square).orientation == "column"
    assert chained(coefs_0=square, coefs_1=square).orientation == "row"
    assert "add --orientation column (z = W x + b" in refused(W1=square, W2=square)
    assert chained("row", W1=square, W2=square).orientation == "row"


def test_layers_are_in_the_order_of_the_file_of_their_names_or_of_their_shapes() -> None:
    def names(**arrays: Any) -> list[str]:
        return [layer.name for layer in chained(**arrays).layers]

    assert names(b__weight=numbers(2, 2), a__weight=numbers(2, 2)) == ["b", "a"]
    assert names(l10__weight=numbers(1, 5), l9__weight=numbers(5, 3), l1__weight=numbers(3, 2)) == ["l1", "l9", "l10"]
    assert names(out__weight=numbers(1, 5), hidden__weight=numbers(5, 3), first__weight=numbers(3, 2)) == [
        "first",
        "hidden",
        "out",
    ]


def test_a_net_without_names_is_read_where_it_has_only_matrices() -> None:
    assert [layer.biases for layer in chained(arr_0=numbers(4, 3), arr_1=numbers(2, 4)).layers] == [None, None]


def test_one_matrix_alone_is_turned_as_the_samples_say(tmp_path: Path) -> None:
    path = saved(tmp_path, W1=numbers(3, 2))
    assert "add --orientation column" in refused(W1=numbers(3, 2))
    for inputs, neurons in ((2, 3), (3, 2)):
        data = tmp_path / f"data{inputs}.npz"
        write_arrays(data, {"X": numbers(4, inputs), "y": numbers(4, neurons)})
        found = imported(path, data, activations="linear", loss="MSELoss")
        assert found.scenario.sizes == (inputs, neurons)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"conv1.weight": numbers(8, 1, 3, 3)}, "as in Conv2d, and nnstep has no such layer"),
        ({"c.weight": numbers(8, 1, 3)}, "as in Conv1d"),
        (
            {"bn.weight": numbers(3), "bn.running_mean": numbers(3)},
            "bn.running_mean has the shape (3,), as in Batch",
        ),
        ({"norm.weight": numbers(3), "norm.bias": numbers(3)}, "as the weights of a normalization layer have"),
        ({"rnn.weight_ih_l0": numbers(3, 3)}, "as in RNN, LSTM or GRU"),
        ({"attn.in_proj_weight": numbers(9, 3)}, "as in MultiheadAttention"),
        ({"embedding.weight": numbers(9, 3)}, "as in Embedding"),
        ({"fc.parametrizations.weight.original0": numbers(3, 1)}, "as in weight_norm"),
        ({"W1": numbers(4, 3), "W2": numbers(2, 5)}, "the weights chain in no order: W1 4×3, W2 2×5"),
        ({"W1": numbers(4, 3), "b1": numbers(5)}, "W1 has weights of the shape (4, 3), but 5 biases"),
        ({"W1": numbers(4, 3), "b2": numbers(5)}, "b2 belongs to no weights"),
        ({"a": numbers(4)}, "a belongs to no weights"),
        ({}, "there are no weights"),
        ({"\x1b[31mb": numbers(4), "W1": numbers(2, 2)}, r"\x1b[31mb belongs to no weights"),
    ],
)
def test_what_is_no_chain_of_layers_is_named(arrays: dict[str, Any], message: str) -> None:
    with pytest.raises(NetImportError) as caught:
        chained_net("net", arrays, None)
    assert message in caught.value.message
    assert caught.value.hint


def test_a_wrong_orientation_is_refused() -> None:
    assert "in no order with one column a neuron: W1 4×3, W2 2×4" in refused("row", W1=numbers(4, 3), W2=numbers(2, 4))


def saved(folder: Path, ending: str = ".npz", **arrays: Any) -> Path:
    path = folder / f"net{ending}"
    write_arrays(path, {name.replace("__", "."): value for name, value in arrays.items()})
    return path


def imported(path: Path, data: Path | None = None, **options: Any) -> Imported:
    activations = tuple(options.pop("activations", "tanh,sigmoid").split(","))
    chosen = ImportOptions(activations=activations, **{"loss": "BCELoss", **options})
    return import_file(path, path.parent / "out.toml", chosen, data)


@pytest.fixture
def net(tmp_path: Path) -> Path:
    return saved(tmp_path, W1=numbers(4, 3), b1=numbers(4), W2=numbers(1, 4), b2=numbers(1))


def test_one_step_of_an_imported_file_is_the_one_by_hand(net: Path) -> None:
    """Two layers in NumPy, written out: sigmoid and binary cross-entropy have the delta a - y."""
    inputs, targets = numbers(5, 3), np.array([0.0, 1, 1, 0, 1])
    write_arrays(net.with_name("data.npz"), {"X": inputs, "y": targets})
    found = imported(net, net.with_name("data.npz"), learning_rate=0.5)
    with np.load(net) as stored:
        W1, b1, W2, b2 = (stored[name] for name in ("W1", "b1", "W2", "b2"))  # noqa: N806
    hidden = np.tanh(inputs @ W1.T + b1)
    output = 1 / (1 + np.exp(-(hidden @ W2.T + b2)))
    delta2 = (output - targets[:, None]) / 5
    delta1 = delta2 @ W2 * (1 - hidden**2)
    error = -np.mean(targets[:, None] * np.log(output) + (1 - targets[:, None]) * np.log(1 - output))
    ours = run_steps(found.scenario)
    assert ours[0] == pytest.approx(error, rel=1e-12)
    np.testing.assert_allclose(ours[1]["W1"], delta1.T @ inputs, rtol=1e-12)
    np.testing.assert_allclose(ours[2]["W2"], W2 - 0.5 * delta2.T @ hidden, rtol=1e-12)
    np.testing.assert_allclose(ours[2]["b1"], b1 - 0.5 * delta1.sum(axis=0), rtol=1e-12)


@pytest.mark.parametrize("ending", [".npz", ".safetensors"])
@pytest.mark.parametrize("turned", [False, True])
def test_both_kinds_of_files_in_both_orientations_give_one_net(tmp_path: Path, ending: str, turned: bool) -> None:
    first, second = (RANDOM.normal(size=shape) for shape in ((4, 3), (1, 4)))
    arrays = {"W1": first.T if turned else first, "W2": second.T if turned else second}
    found = imported(saved(tmp_path, ending, **arrays))
    assert found.scenario.conventions.orientation == ("row" if turned else "column")
    assert [layer.weights.tolist() for layer in found.scenario.layers] == [first.tolist(), second.tolist()]


def test_what_was_assumed_is_said_and_stands_in_the_scenario(net: Path) -> None:
    found = imported(net)
    assert [remark.split(" (")[0] for remark in found.remarks] == [
        "assumed: the layers in this order: W1, W2",
        "assumed: weights have one row a neuron, as their shapes say",
        "assumed: gradient descent, since a file of arrays has no optimizer",
        "assumed: a learning rate of 0.01, since a file of arrays has no optimizer",
        "assumed: one sample of ones with the target 0, to be replaced by yours",
    ]
    assert found.text.startswith("".join(f"# {remark}\n" for remark in found.remarks))
    told = imported(net, optimizer="adam", learning_rate=0.1).remarks
    assert not any("optimizer" in remark for remark in told)


def test_numbers_of_single_precision_are_computed_with_in_it(tmp_path: Path) -> None:
    path = saved(tmp_path, W1=np.float32([[0.1, 0.2]]), b1=np.float32([0.3]))
    single = imported(path, activations="sigmoid")
    assert single.scenario.conventions.precision == "float32"
    assert "weights = [[0.1, 0.2]]" in single.text
    double = imported(path, activations="sigmoid", precision="float64")
    assert "weights = [[0.10000000149011612, 0.20000000298023224]]" in double.text


def test_a_table_gives_the_samples(net: Path) -> None:
    net.with_name("data.csv").write_text("a,b,c,y\n1,2,3,0\n4,5,6,1\n")
    found = imported(net, net.with_name("data.csv"))
    assert found.scenario.samples.inputs.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert found.scenario.samples.targets.tolist() == [[0], [1]]
    assert found.scenario.batch_size == 2


def test_classes_are_numbers_of_outputs(tmp_path: Path) -> None:
    path = saved(tmp_path, W1=numbers(3, 2))
    write_arrays(tmp_path / "data.npz", {"X": numbers(4, 2), "y": np.array([0, 2, 1, 0])})
    found = imported(path, tmp_path / "data.npz", activations="linear", loss="CrossEntropyLoss")
    assert found.scenario.layers[0].activation == "softmax"
    assert found.scenario.samples.take([0, 1])[1].T.tolist() == [[1, 0, 0], [0, 0, 1]]


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        ({"activations": "tanh"}, "the net has 2 layers, and 1 activations are named", "--activations relu,linear"),
        ({"activations": "tanh,sigmod"}, "nnstep does not have the activation sigmod", "did you mean sigmoid?"),
        ({"loss": ""}, "a file of arrays does not say its loss", "add --loss NAME: absolute"),
        ({"loss": "TripletMarginLoss"}, "nnstep does not have the loss TripletMarginLoss", "it has absolute"),
        ({"loss": "MSEloss"}, "nnstep does not have the loss MSEloss", "did you mean MSELoss?"),
        ({"optimizer": "sgd"}, "nnstep does not have the optimizer sgd", "it has adagrad"),
        (
            {"activations": "tanh,relu"},
            "ends with relu, but BCELoss takes logarithms",
            "end the net with sigmoid",
        ),
        ({"loss": "BCEWithLogitsLoss"}, "BCEWithLogitsLoss applies sigmoid a second time", "or choose binary-cross"),
    ],
)
def test_what_a_file_can_not_know_is_asked_for(net: Path, options: dict[str, Any], message: str, hint: str) -> None:
    with pytest.raises(NetImportError) as caught:
        imported(net, **options)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"X": numbers(2, 4), "y": numbers(2)}, "a sample has 4 numbers, but the net takes 3"),
        ({"X": numbers(2, 3), "y": numbers(3)}, "there are 2 samples, but 3 targets"),
        ({"X": numbers(2, 3), "y": numbers(2, 2)}, "a target has 2 numbers, but the net has 1 outputs"),
        ({"X": numbers(3), "y": numbers(3)}, "the inputs have the shape (3,)"),
        ({"a": numbers(2, 3), "b": numbers(2)}, "it has a, b"),
        ({"X": np.array([[1, np.nan, 2]]), "y": numbers(1)}, "array X has nan at [0, 1]"),
    ],
)
def test_samples_that_do_not_fit_are_refused(net: Path, arrays: dict[str, Any], message: str) -> None:
    write_arrays(net.with_name("data.npz"), arrays)
    with pytest.raises((NetImportError, DataError)) as caught:
        imported(net, net.with_name("data.npz"))
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("net.pkl", b"\x80\x04K\x01.", "this is a pickle, Python objects"),
        ("net.onnx", b"\x08\x07\x12\xff", "this is an ONNX file"),
        ("net.h5", b"\x89HDF\r\n\x1a\n", "this is a file of HDF5"),
        ("net", b"PK\x03\x04" + b"\0" * 26 + b"W1.npy", "this is a file of arrays by name (.npz)"),
        ("net.py", b"import torch", "this is no kind of file that a net is imported from"),
        ("net.npz", b"nothing", "the file is not what its name says, or damaged"),
    ],
)
def test_other_files_are_named(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as caught:
        imported(tmp_path / name)
    assert message in caught.value.message


def test_more_arrays_than_any_net_has_are_refused_before_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    np.savez(tmp_path / "many.npz", **{f"W{number}": np.eye(2) for number in range(1, 5)})
    monkeypatch.setenv("NNSTEP_LIMITS", "net-arrays=3")
    with pytest.raises(DataError, match=r"many\.npz: there are 4 arrays, and at most 3 are read .*net-arrays=4"):
        arrays_of(tmp_path / "many.npz")
