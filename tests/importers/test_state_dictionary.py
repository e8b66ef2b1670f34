"""PyTorch's state dictionaries: read as tensors only; what holds anything else is refused, and nothing of it is run."""

from __future__ import annotations

import io
import pickle
import sys
import zipfile
from collections import OrderedDict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nnstep import limits
from nnstep.errors import DataError, NetImportError
from nnstep.importers.from_file import import_file
from nnstep.importers.import_options import ImportOptions
from nnstep.importers.imported import Imported

OPTIONS = ImportOptions(activations=("relu", "linear"), loss="MSELoss")


def imported(path: Path) -> Imported:
    return import_file(path, path.with_name("out.toml"), OPTIONS, None)


def refused(path: Path) -> str:
    with pytest.raises((DataError, NetImportError)) as caught:
        imported(path)
    return caught.value.message


@pytest.fixture
def torch() -> Any:
    return pytest.importorskip("torch", reason="needs PyTorch")


@pytest.fixture
def model(torch: Any) -> Any:
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2)).double()


def test_the_tensors_are_the_weights(torch: Any, model: Any, tmp_path: Path) -> None:
    torch.save(model.state_dict(), tmp_path / "net.pt")
    layers = imported(tmp_path / "net.pt").scenario.layers
    for layer, linear in zip(layers, (model[0], model[2]), strict=True):
        assert layer.weights.tolist() == linear.weight.tolist()
        assert layer.biases is not None
        assert layer.biases.ravel().tolist() == linear.bias.tolist()


def test_the_net_of_a_checkpoint_is_found_beside_its_optimizer(torch: Any, model: Any, tmp_path: Path) -> None:
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(1, 3).double()).sum().backward()
    optimizer.step()
    held = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3}
    torch.save(held, tmp_path / "net.ckpt")
    assert [layer.neurons for layer in imported(tmp_path / "net.ckpt").scenario.layers] == [4, 2]
    torch.save({**held, "average": model.state_dict()}, tmp_path / "net.ckpt")
    assert "it holds several dictionaries of tensors: ['model'], ['average']" in refused(tmp_path / "net.ckpt")
    torch.save([1, 2], tmp_path / "net.pt")
    assert "it holds no dictionary of tensors" in refused(tmp_path / "net.pt")


class Harmful:
    """Unpickled, it would leave a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return (open, (str(self.path), "w"))


def test_code_in_a_file_is_never_run(torch: Any, model: Any, tmp_path: Path) -> None:
    torch.save({"0.weight": model[0].weight, "x": Harmful(tmp_path / "run")}, tmp_path / "net.pt")
    assert "it holds Python objects beside tensors, and nnstep loads none" in refused(tmp_path / "net.pt")
    torch.save(model, tmp_path / "net.pt")
    assert "it holds Python objects beside tensors" in refused(tmp_path / "net.pt")
    (tmp_path / "net.pt").write_bytes(pickle.dumps(Harmful(tmp_path / "run")))
    assert "it is no archive as PyTorch writes them since version 1.6" in refused(tmp_path / "net.pt")
    assert not (tmp_path / "run").exists()


def test_old_files_and_programs_are_refused(torch: Any, model: Any, tmp_path: Path) -> None:
    torch.save(model.state_dict(), tmp_path / "net.pt", _use_new_zipfile_serialization=False)
    assert "since version 1.6" in refused(tmp_path / "net.pt")
    with zipfile.ZipFile(tmp_path / "net.pt", "w") as archive:
        archive.writestr("net/constants.pkl", b"")
    assert "it is a TorchScript program, which holds code" in refused(tmp_path / "net.pt")


def test_a_tensor_that_claims_more_than_is_stored_takes_no_memory(torch: Any, tmp_path: Path) -> None:
    torch.save({"0.weight": torch.zeros(1).expand(10**6, 10**6)}, tmp_path / "net.pt")
    assert "and at most 1 GB are read" in refused(tmp_path / "net.pt")


def test_a_small_archive_that_unpacks_to_much_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(__version__="2.13.0"))
    monkeypatch.setenv(limits.VARIABLE, "arrays=1e6")
    with zipfile.ZipFile(tmp_path / "net.pt", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("net/data.pkl", b"")
        file.writestr("net/data/0", b"\0" * 10**7)
    assert (tmp_path / "net.pt").stat().st_size < 20_000
    assert "it has 9.54 MB, and at most 977 KB are read" in refused(tmp_path / "net.pt")


def test_tensors_of_other_kinds_are_named(torch: Any, tmp_path: Path) -> None:
    torch.save({"0.weight": torch.eye(2).to_sparse()}, tmp_path / "net.pt")
    assert "0.weight is no dense tensor of real numbers" in refused(tmp_path / "net.pt")
    torch.save({"0.weight": torch.tensor([[float("nan")]])}, tmp_path / "net.pt")
    assert "0.weight holds numbers that are not finite" in refused(tmp_path / "net.pt")
    half = torch.tensor([[0.5, 0.25]], dtype=torch.bfloat16)
    torch.save({"0.weight": half, "1.weight": torch.ones(1, 1)}, tmp_path / "net.pt")
    assert imported(tmp_path / "net.pt").scenario.layers[0].weights.tolist() == [[0.5, 0.25]]


@pytest.mark.parametrize("length", [0, 10, 400, 900])
def test_a_damaged_file_is_one_clear_message(torch: Any, model: Any, tmp_path: Path, length: int) -> None:
    held = io.BytesIO()
    torch.save(model.state_dict(), held)
    (tmp_path / "net.pt").write_bytes(held.getvalue()[:length])
    assert "since version 1.6" in refused(tmp_path / "net.pt")
    with zipfile.ZipFile(tmp_path / "net.pt", "w") as archive:
        archive.writestr("net/data.pkl", b"\x80\x02}q\x00." if length else b"nothing")
    assert "net.pt: it is damaged" in refused(tmp_path / "net.pt")


class Tensor:
    """As much of a tensor as an importer touches."""

    layout, is_quantized, dtype = "torch.strided", False, "torch.float64"

    def __init__(self, value: Any) -> None:
        self.value = np.asarray(value)

    def is_complex(self) -> bool:
        return False

    def numel(self) -> int:
        return self.value.size

    def numpy(self) -> Any:
        return self.value

    def __getattr__(self, _: str) -> Any:
        return lambda: self


def archive(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("net/data.pkl", b"")
    return path


def test_without_pytorch_other_kinds_of_files_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(DataError, match="reading it needs PyTorch") as caught:
        imported(archive(tmp_path / "net.pt"))
    assert ".safetensors" in caught.value.hint


def test_pytorch_is_asked_for_tensors_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def load(_: Any, **options: Any) -> Any:
        asked.update(options)
        return OrderedDict({"0.weight": Tensor([[1.0, 2]]), "2.weight": Tensor([[3.0]])})

    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(load=load, __version__="2.6.0+cpu"))
    layers = imported(archive(tmp_path / "net.pt")).scenario.layers
    assert [layer.weights.tolist() for layer in layers] == [[[1, 2]], [[3]]]
    assert asked == {"map_location": "cpu", "weights_only": True}


def test_a_pytorch_that_could_be_made_to_run_code_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(__version__="2.5.1"))
    assert "PyTorch 2.5.1 can be made to run code" in refused(archive(tmp_path / "net.pt"))
