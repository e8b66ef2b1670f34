"""The loss and the optimizer of a PyTorch training loop, as nnstep has them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray

from nnstep.errors import NetImportError
from nnstep.importers.found_net import FoundLayer, FoundLoss, FoundOptimizer
from nnstep.importers.loss_names import loss_form, named_loss
from nnstep.importers.pytorch.optimizer_forms import OptimizerForm, optimizer_form
from nnstep.importers.pytorch.tensors import array_of

_PENALTY = "weight_decay"


def loss_of(loss: Any) -> FoundLoss:
    """Return a loss: an object of PyTorch's, one of its functions, or a name, PyTorch's or nnstep's."""
    if isinstance(loss, str):
        return named_loss(loss)
    if loss is None:
        hint = "add --loss NAME, such as MSELoss; in Python, give its name or the object"
        raise NetImportError("a net of PyTorch's does not say its loss", hint)
    name = getattr(loss, "__name__", type(loss).__name__)
    return loss_form(name).found(getattr(loss, "reduction", "mean"), _attributes(loss))


def _attributes(loss: Any) -> dict[str, Any]:
    """Return the settings of a loss, which has some of them as buffers."""
    names = ("weight", "pos_weight", "label_smoothing", "delta", "beta")
    return {name: getattr(loss, name) for name in names if hasattr(loss, name)}


def optimizer_of(optimizer: Any, model: Any, layers: tuple[FoundLayer, ...]) -> FoundOptimizer:
    """Return an optimizer of PyTorch's with the learning rate of each parameter of `model`, and its state."""
    name = type(optimizer).__name__
    if not hasattr(optimizer, "param_groups"):
        raise NetImportError(f"{name} is no optimizer of PyTorch's", "give one such as torch.optim.SGD(...)")
    form = optimizer_form(name)
    ids, turned = _ids(model, layers), {f"W{number}" for number, layer in enumerate(layers, start=1) if layer.turned}
    groups = [_plain(group) for group in optimizer.param_groups if any(one in ids for one in group["params"])]
    if not groups:
        hint = "make it with model.parameters() of this very module"
        raise NetImportError(f"the optimizer {name} has none of the net's parameters, so it would train nothing", hint)
    for group in groups:
        form.check(name, group)
    found = [form.found(group) for group in groups]
    usual = found[0]
    _check_alike(name, found)
    rates = _rates(groups, found, ids)
    # nnstep's Nesterov has the learning rate within its velocity
    factors = {id: -rate for id, rate in rates.items()} if usual.optimizer == "nesterov" else None
    state = _state(name, form, optimizer, ids, factors, turned)
    penalty, biases = _penalty(groups, found, ids)
    notes = [f"{id} is not trained, so its learning rate is 0" for id, rate in rates.items() if rate == 0]
    if penalty:
        notes.append("E and the gradients hold weight_decay, which PyTorch leaves out of its loss and of .grad")
    return replace(
        usual,
        learning_rates={id: rate for id, rate in rates.items() if rate != usual.learning_rate},
        state=state,
        l2=penalty,
        shrinks_biases=biases,
        notes=tuple(notes),
    )


def _plain(group: Mapping[str, Any]) -> dict[str, Any]:
    """Return a group with numbers where it has tensors of one."""
    return {key: value.item() if hasattr(value, "item") else value for key, value in group.items()}


def _ids(model: Any, layers: tuple[FoundLayer, ...]) -> dict[Any, str]:
    """Return nnstep's id of each parameter."""
    known: dict[str, str] = {}
    for number, layer in enumerate(layers, start=1):
        known |= {layer.weight_name: f"W{number}", layer.bias_name: f"b{number}"}
    return {parameter: known[name] for name, parameter in _named(model) if name in known}


def _named(model: Any) -> Sequence[tuple[str, Any]]:
    named = list(model.named_parameters())
    return named if list(model.children()) else [(f"0.{name}", parameter) for name, parameter in named]


def _check_alike(name: str, found: Sequence[FoundOptimizer]) -> None:
    first = found[0]
    for one in found[1:]:
        differing = [key for key, value in one.settings.items() if first.settings.get(key) != value]
        if one.optimizer != first.optimizer or differing:
            what = ", ".join(differing) or "momentum"
            message = f"the parameter groups of {name} differ in {what}"
            raise NetImportError(message, "nnstep has one setting for all parameters, and learning rates for each")


def _rates(
    groups: Sequence[Mapping[str, Any]], found: Sequence[FoundOptimizer], ids: Mapping[Any, str]
) -> dict[str, float]:
    """Return the learning rate of each trained parameter; 0 where the optimizer does not have it."""
    rates = dict.fromkeys(ids.values(), 0.0)
    for group, one in zip(groups, found, strict=True):
        trained = [parameter for parameter in group["params"] if parameter in ids and parameter.requires_grad]
        rates.update({ids[parameter]: one.learning_rate for parameter in trained})
    return rates


def _penalty(
    groups: Sequence[Mapping[str, Any]], found: Sequence[FoundOptimizer], ids: Mapping[Any, str]
) -> tuple[float, bool]:
    """Return the penalty of the weights, and whether the biases have it, too; raise NetImportError for any other."""
    by_id = {
        ids[parameter]: one.l2
        for group, one in zip(groups, found, strict=True)
        for parameter in group["params"]
        if parameter in ids
    }
    weights = {value for id, value in by_id.items() if id.startswith("W")}
    biases = {value for id, value in by_id.items() if id.startswith("b")}
    if len(weights) > 1 or len(biases) > 1 or biases - weights - {0.0}:
        hint = "nnstep has one for all weights, and the same or none for all biases"
        raise NetImportError(f"the parameter groups have different {_PENALTY}", hint)
    return max(weights, default=0.0), bool(biases & weights - {0.0})


def _state(
    name: str,
    form: OptimizerForm,
    optimizer: Any,
    ids: Mapping[Any, str],
    factors: Mapping[str, float] | None,
    turned: Collection[str],
) -> dict[str, dict[str, NDArray[Any]]]:
    """Return what the optimizer has kept from the steps it has done, times the factor of each parameter."""
    state: dict[str, dict[str, NDArray[Any]]] = {own: {} for own in form.state.values()}
    for parameter, id in ids.items():
        kept = optimizer.state.get(parameter, {})
        if form.counts_steps and kept:
            message = f"{name} has done steps already, and nnstep's counts from 1"
            raise NetImportError(message, "give an optimizer that has done none")
        for key, own in form.state.items():
            if kept.get(key) is not None:
                value = array_of(f"{key} of {id}", kept[key])
                value = value.T if id in turned else value
                value = value.ravel() if id.startswith("b") else value
                state[own][id] = value if factors is None else factors[id] * value
    return state
