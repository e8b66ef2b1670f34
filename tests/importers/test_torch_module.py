"""PyTorch's modules against PyTorch itself: error, gradients and parameters of a step, in double precision.

PyTorch is large: without it these tests are skipped (``pip install -e '.[torch]'``).
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnstep
from nnstep.engine.timeline import Timeline
from nnstep.errors import NetImportError
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load
from nnstep.scenario.model import Scenario
from tests.importers.one_step import Numbers, assert_same, run_steps

torch: Any = pytest.importorskip("torch", reason="needs PyTorch")
nn = torch.nn
F = torch.nn.functional

SAMPLES, INPUTS, OUTPUTS = 5, 3, 2


def net(*activations: Any, last: Any = None, biases: bool = True) -> Any:
    """Return a net with a Linear layer before each activation, and one more with the last activation."""
    torch.manual_seed(len(activations))
    layers, size = [], INPUTS
    for activation in activations:
        layers += [nn.Linear(size, 4, bias=biases), activation]
        size = 4
    layers += [nn.Linear(size, OUTPUTS, bias=biases), *([last] if last is not None else [])]
    return nn.Sequential(*layers).double()


def samples(kind: str = "numbers") -> tuple[Any, Any]:
    torch.manual_seed(7)
    inputs = torch.randn(SAMPLES, INPUTS, dtype=torch.float64)
    match kind:
        case "classes":
            return inputs, torch.tensor([0, 1, 1, 0, 1])
        case "bits":
            return inputs, torch.tensor([[0.0, 1], [1, 1], [0, 0], [1, 0], [0, 1]], dtype=torch.float64)
        case "probabilities":
            return inputs, torch.tensor([[0.25, 0.75]] * SAMPLES, dtype=torch.float64)
        case _:
            return inputs, torch.randn(SAMPLES, OUTPUTS, dtype=torch.float64)


def trained(model: Any, loss: Any, optimizer: Any, inputs: Any, targets: Any, steps: int = 1) -> Any:
    """Return the last loss, and gradients and parameters after so many of PyTorch's own steps, by nnstep's ids."""
    for _ in range(steps):
        optimizer.zero_grad()
        error = loss(model(inputs), targets)
        error.backward()
        optimizer.step()
    linear = [module for module in model.modules() if isinstance(module, nn.Linear)]
    gradients: Numbers = {}
    parameters: Numbers = {}
    for number, layer in enumerate(linear, start=1):
        for letter, parameter in (("W", layer.weight), ("b", layer.bias)):
            if parameter is not None:
                parameters[f"{letter}{number}"] = parameter.detach().numpy()
                if parameter.grad is not None:
                    gradients[f"{letter}{number}"] = parameter.grad.numpy()
    return float(error.detach()), gradients, parameters


def assert_agrees(
    model: Any,
    loss: Any,
    made: Callable[[Any], Any],
    kind: str = "numbers",
    steps: int = 1,
    *,
    penalty: bool = False,
    tolerance: float = 1e-12,
) -> Scenario:
    """Assert that nnstep and PyTorch compute the same; with a `penalty`, E and gradients have it in nnstep alone."""
    inputs, targets = samples(kind)
    scenario = nnstep.from_torch(model, loss, made(model.parameters()), inputs, targets)
    ours = run_steps(scenario, steps)
    theirs = trained(model, loss, made(model.parameters()), inputs, targets, steps)
    if not penalty:
        assert ours[0] == pytest.approx(theirs[0], rel=tolerance)
        assert_same(ours[1], theirs[1], tolerance)
    assert_same(ours[2], theirs[2], tolerance)
    return scenario


def descent(parameters: Any) -> Any:
    return torch.optim.SGD(parameters, lr=0.1)


ACTIVATIONS = {
    "relu": nn.ReLU(),
    "sigmoid": nn.Sigmoid(),
    "tanh": nn.Tanh(),
    "leaky-relu": nn.LeakyReLU(0.2),
    "elu": nn.ELU(0.7),
    "gelu": nn.GELU(),
    "gelu-tanh": nn.GELU("tanh"),
    "swish": nn.SiLU(),
    "softplus": nn.Softplus(),
    "hard-sigmoid": nn.Hardsigmoid(),
    "softmax": nn.Softmax(dim=1),
    "linear": nn.Identity(),
}


@pytest.mark.parametrize("id", ACTIVATIONS)
def test_each_activation(id: str) -> None:
    """PyTorch has the slope of its hard sigmoid in single precision, in nets of double precision, too."""
    tolerance = 1e-7 if id == "hard-sigmoid" else 1e-12
    scenario = assert_agrees(net(ACTIVATIONS[id]), nn.MSELoss(), descent, tolerance=tolerance)
    assert scenario.layers[0].activation == id


LOSSES = {
    "mse": (nn.MSELoss(), None, "numbers"),
    "mse-sum": (nn.MSELoss(reduction="sum"), None, "numbers"),
    "l1": (nn.L1Loss(), None, "numbers"),
    "l1-sum": (nn.L1Loss(reduction="sum"), None, "numbers"),
    "huber": (nn.HuberLoss(delta=0.6), None, "numbers"),
    "smooth-l1": (nn.SmoothL1Loss(beta=0.3), None, "numbers"),
    "smooth-l1-sum": (nn.SmoothL1Loss(reduction="sum", beta=0.3), None, "numbers"),
    "bce": (nn.BCELoss(), nn.Sigmoid(), "bits"),
    "bce-sum": (nn.BCELoss(reduction="sum"), nn.Sigmoid(), "bits"),
    "bce-logits": (nn.BCEWithLogitsLoss(), None, "bits"),
    "bce-logits-sum": (nn.BCEWithLogitsLoss(reduction="sum"), None, "bits"),
    "ce": (nn.CrossEntropyLoss(), None, "classes"),
    "ce-sum": (nn.CrossEntropyLoss(reduction="sum"), None, "classes"),
    "ce-probabilities": (nn.CrossEntropyLoss(), None, "probabilities"),
    "ce-of-logarithms": (nn.CrossEntropyLoss(), nn.LogSoftmax(dim=1), "classes"),
    "nll": (nn.NLLLoss(), nn.LogSoftmax(dim=1), "classes"),
    "nll-sum": (nn.NLLLoss(reduction="sum"), nn.LogSoftmax(dim=-1), "classes"),
    "function": (F.cross_entropy, None, "classes"),
}


@pytest.mark.parametrize("id", LOSSES)
def test_each_loss(id: str) -> None:
    loss, last, kind = LOSSES[id]
    assert_agrees(net(nn.Tanh(), last=last), loss, descent, kind)


OPTIMIZERS = {
    "sgd": descent,
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.8),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.8, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.8, 0.95), eps=1e-7),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.02, weight_decay=0.3),
    "adam-decoupled": lambda p: torch.optim.Adam(p, lr=0.02, weight_decay=0.3, decoupled_weight_decay=True),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.7, eps=1e-6),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.05, eps=1e-9),
    "adagrad-begun": lambda p: torch.optim.Adagrad(p, lr=0.05, initial_accumulator_value=0.1),
}


@pytest.mark.parametrize("id", OPTIMIZERS)
@pytest.mark.parametrize("biases", [True, False])
def test_each_optimizer_over_three_steps(id: str, biases: bool) -> None:
    assert_agrees(net(nn.Tanh(), biases=biases), nn.MSELoss(), OPTIMIZERS[id], steps=3)


DECAYED = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.2),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.8, weight_decay=0.2),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.8, nesterov=True, weight_decay=0.2),
    "adam": lambda p: torch.optim.Adam(p, lr=0.02, weight_decay=0.2),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.02, weight_decay=0.2),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.05, weight_decay=0.2),
}


@pytest.mark.parametrize("id", DECAYED)
@pytest.mark.parametrize("biases", [True, False])
def test_weight_decay_shrinks_biases_too_over_three_steps(id: str, biases: bool) -> None:
    scenario = assert_agrees(net(nn.Tanh(), biases=biases), nn.MSELoss(), DECAYED[id], steps=3, penalty=True)
    assert scenario.conventions.biases == ("folded" if biases else "none")


def test_weight_decay_in_a_group_of_its_own_leaves_the_biases_alone() -> None:
    model = net(nn.Tanh())
    named = dict(model.named_parameters())

    def made(_: Any) -> Any:
        weights = [value for name, value in named.items() if "weight" in name]
        biases = [value for name, value in named.items() if "bias" in name]
        return torch.optim.SGD([{"params": weights, "weight_decay": 0.2}, {"params": biases, "lr": 0.3}], lr=0.1)

    scenario = assert_agrees(model, nn.MSELoss(), made, steps=3, penalty=True)
    assert scenario.conventions.biases == "per-neuron"
    assert scenario.learning_rates == {"b1": 0.3, "b2": 0.3}


@pytest.mark.parametrize("id", OPTIMIZERS)
def test_what_is_not_trained_stays(id: str) -> None:
    model = net(nn.Tanh())
    model[0].weight.requires_grad_(requires_grad=False)
    inputs, targets = samples()
    scenario = nnstep.from_torch(model, nn.MSELoss(), OPTIMIZERS[id](model[2:].parameters()), inputs, targets)
    assert scenario.learning_rates == {"W1": 0.0, "b1": 0.0}
    ours = run_steps(scenario, 2)[2]
    theirs = trained(model, nn.MSELoss(), OPTIMIZERS[id](model[2:].parameters()), inputs, targets, 2)[2]
    assert_same(ours, theirs)


@pytest.mark.parametrize("id", ["momentum", "nesterov", "rmsprop", "adagrad"])
@pytest.mark.parametrize("decay", [0.0, 0.2])
def test_an_optimizer_goes_on_with_what_it_has_kept(id: str, decay: float) -> None:
    model = net(nn.Tanh())
    inputs, targets = samples()
    optimizer = OPTIMIZERS[id](model[:2].parameters())
    optimizer.add_param_group({"params": model[2].parameters(), "lr": 0.03})
    for group in optimizer.param_groups:
        group["weight_decay"] = decay
    trained(model, nn.MSELoss(), optimizer, inputs, targets, 2)
    scenario = nnstep.from_torch(model, nn.MSELoss(), optimizer, inputs, targets)
    assert_same(run_steps(scenario, 2)[2], trained(model, nn.MSELoss(), optimizer, inputs, targets, 2)[2])


class Written(nn.Module):
    """A net as people write them: functions, a view, dropout, a layer that is made but not used."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(INPUTS, 4)
        self.hidden = nn.Sequential(nn.Dropout(0.5), nn.Linear(4, 4), nn.ReLU())
        self.out = nn.Linear(4, OUTPUTS)
        self.spare = nn.Linear(4, OUTPUTS)

    def forward(self, x: Any) -> Any:
        x = x.view(x.size(0), -1)
        x = F.leaky_relu(self.first(x), negative_slope=0.3)
        x = F.dropout(self.hidden(x), training=self.training)
        return F.log_softmax(self.out(x), dim=1)


def test_a_module_with_a_forward_pass_of_its_own() -> None:
    torch.manual_seed(3)
    model = Written().double().eval()
    inputs, targets = samples("classes")
    scenario = nnstep.from_torch(model, nn.NLLLoss(), descent(model.parameters()), inputs, targets)
    assert [layer.activation for layer in scenario.layers] == ["leaky-relu", "relu", "softmax"]
    ours = run_steps(scenario)
    del model.spare
    error, gradients, parameters = trained(model, nn.NLLLoss(), descent(model.parameters()), inputs, targets)
    assert ours[0] == pytest.approx(error, rel=1e-12)
    assert_same(ours[1], gradients)
    assert_same(ours[2], parameters)


def test_one_linear_layer_alone() -> None:
    torch.manual_seed(3)
    assert_agrees(nn.Linear(INPUTS, OUTPUTS).double(), nn.MSELoss(), descent)


def test_single_precision_stays_single() -> None:
    inputs, targets = (value.float() for value in samples())
    model = net(nn.Tanh()).float()
    scenario = nnstep.from_torch(model, nn.MSELoss(), descent(model.parameters()), inputs, targets)
    assert scenario.conventions.precision == "float32"
    assert scenario.samples.inputs.astype(np.float32).tolist() == inputs.tolist()
    ours = run_steps(scenario)[2]
    assert_same(ours, trained(model, nn.MSELoss(), descent(model.parameters()), inputs, targets)[2], 1e-6)


def test_a_large_net_goes_into_files_beside_the_scenario_and_computes_the_same(tmp_path: Path) -> None:
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(INPUTS, 500), nn.ReLU(), nn.Linear(500, OUTPUTS)).double()
    inputs, targets = torch.randn(100, INPUTS).double(), torch.randint(0, OUTPUTS, (100,))
    path = tmp_path / "net.toml"
    made = nnstep.from_torch(model, nn.CrossEntropyLoss(), descent(model.parameters()), inputs, targets, path=path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["net.samples.npz", "net.toml", "net.weights.npz"]
    assert 'weights = "net.weights.npz:W1"' in path.read_text()
    theirs = trained(model, nn.CrossEntropyLoss(), descent(model.parameters()), inputs, targets)
    again = nnstep.from_torch(model, nn.CrossEntropyLoss(), descent(model.parameters()), inputs, targets)
    for scenario, expected in ((made, theirs), (load(path), theirs)):
        ours = run_steps(scenario)
        assert ours[0] == pytest.approx(expected[0], rel=1e-12)
        assert_same(ours[2], expected[2])
    made = nnstep.from_torch(
        model, nn.CrossEntropyLoss(), descent(model.parameters()), inputs, targets, path=path, overwrite=True
    )
    theirs = trained(model, nn.CrossEntropyLoss(), descent(model.parameters()), inputs, targets)
    for scenario in (made, again, load(path)):
        assert_same(run_steps(scenario)[2], theirs[2])


def test_the_module_and_its_gradients_are_left_as_they_were() -> None:
    model = net(nn.Tanh())
    before = deepcopy(model.state_dict())
    nnstep.from_torch(model, nn.MSELoss(), descent(model.parameters()), *samples())
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert all(parameter.grad is None for parameter in model.parameters())


class ByHand(nn.Module):
    """Parameters and products, as in a first lesson: one column a neuron, one sample a row."""

    def __init__(self) -> None:
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(INPUTS, 4))
        self.b1 = nn.Parameter(torch.randn(4))
        self.W2 = nn.Parameter(torch.randn(4, OUTPUTS))
        self.b2 = nn.Parameter(torch.randn(1, OUTPUTS))

    def forward(self, x: Any) -> Any:
        hidden = torch.tanh(x @ self.W1 + self.b1)
        return self.b2 + torch.matmul(hidden, self.W2)


class Turned(nn.Module):
    """One row a neuron, and one layer of each kind."""

    def __init__(self) -> None:
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(4, INPUTS))
        self.b1 = nn.Parameter(torch.randn(4))
        self.W2 = nn.Parameter(torch.randn(4, 4))
        self.out = nn.Linear(4, OUTPUTS)

    def forward(self, x: Any) -> Any:
        x = F.linear(x, self.W1, bias=self.b1).relu()
        x = x.mm(self.W2).sigmoid()
        return self.out(x)


def steps_by_name(model: Any, made: Callable[[Any], Any], steps: int, kind: str = "numbers") -> Numbers:
    optimizer = made(model.parameters())
    for _ in range(steps):
        optimizer.zero_grad()
        inputs, targets = samples(kind)
        nn.MSELoss()(model(inputs), targets).backward()
        optimizer.step()
    return {name: value.detach().numpy() for name, value in model.named_parameters()}


@pytest.mark.parametrize("id", [*OPTIMIZERS, "decayed"])
def test_products_with_parameters_are_layers(id: str) -> None:
    made = OPTIMIZERS.get(id, DECAYED["nesterov"])
    torch.manual_seed(2)
    model = ByHand().double()
    scenario = nnstep.from_torch(model, nn.MSELoss(), made(model.parameters()), *samples())
    assert scenario.conventions.orientation == "row"
    program = compile_program(scenario, 3)
    ours = Timeline(program).seek(3 * len(program.ops)).values
    theirs = steps_by_name(model, made, 3)
    for number in (1, 2):
        weights = np.array(ours[f"W{number}"])
        biases = np.ravel(weights[0] if id == "decayed" else ours[f"b{number}"])
        np.testing.assert_allclose(weights[1:] if id == "decayed" else weights, theirs[f"W{number}"], rtol=1e-12)
        np.testing.assert_allclose(biases, theirs[f"b{number}"].ravel(), rtol=1e-12)


@pytest.mark.parametrize("id", ["momentum", "nesterov", "rmsprop"])
def test_parameters_in_either_orientation_go_on_with_what_was_kept(id: str) -> None:
    torch.manual_seed(2)
    model = Turned().double()
    optimizer = OPTIMIZERS[id](model.parameters())
    steps_by_name(model, lambda _: optimizer, 2)
    scenario = nnstep.from_torch(model, nn.MSELoss(), optimizer, *samples())
    ours = run_steps(scenario, 2)[2]
    theirs = steps_by_name(model, lambda _: optimizer, 2)
    names = {"W1": "W1", "b1": "b1", "W2": "W2", "W3": "out.weight", "b3": "out.bias"}
    assert_same(ours, {id: theirs[name].T if id == "W2" else theirs[name] for id, name in names.items()})


class Skipping(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(INPUTS, INPUTS)

    def forward(self, x: Any) -> Any:
        return x + self.fc(x)


class Deciding(Skipping):
    def forward(self, x: Any) -> Any:
        return self.fc(x) if x.sum() > 0 else x


class Doubling(Skipping):
    def forward(self, x: Any) -> Any:
        return self.fc(x) * 2


class Adding(Skipping):
    def forward(self, x: Any) -> Any:
        return self.fc(x) + 1.5


class Constant(Skipping):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("weights", torch.ones(INPUTS, INPUTS))

    def forward(self, x: Any) -> Any:
        return self.fc(x) @ self.weights


shared = nn.Linear(INPUTS, INPUTS)
REFUSED = {
    "layer 0 is a Conv2d, which nnstep does not have": nn.Sequential(nn.Conv2d(1, 2, 3)),
    "layer 1 is a BatchNorm1d, which nnstep does not have": nn.Sequential(nn.Linear(INPUTS, 2), nn.BatchNorm1d(2)),
    "layer 0 is a LSTM, which nnstep does not have": nn.Sequential(nn.LSTM(INPUTS, 2)),
    "layer 1 is a ReLU6, which nnstep does not have": nn.Sequential(nn.Linear(INPUTS, 2), nn.ReLU6()),
    "layer 1 is a Dropout in training, which drops values": nn.Sequential(nn.Linear(INPUTS, 2), nn.Dropout(0.5)),
    "CELU has alpha = 2.0": nn.Sequential(nn.Linear(INPUTS, 2), nn.CELU(2.0), nn.Linear(2, 2)),
    "Softmax has dim = 0": nn.Sequential(nn.Linear(INPUTS, 2), nn.Softmax(dim=0)),
    "2 (Tanh) follows another activation": nn.Sequential(nn.Linear(INPUTS, 2), nn.ReLU(), nn.Tanh()),
    "0 (Tanh) is applied to the input": nn.Sequential(nn.Tanh(), nn.Linear(INPUTS, 2)),
    "0.weight is used twice, so its gradients add up": nn.Sequential(shared, nn.Tanh(), shared),
    "goes elsewhere, too, as in a skip connection": Skipping(),
    "the forward pass can't be followed": Deciding(),
    "the forward pass calls mul": Doubling(),
    "the forward pass adds something that is no nn.Parameter": Adding(),
    "the forward pass uses weights, which is no nn.Parameter": Constant(),
    "the module has no Linear layer": nn.Sequential(nn.Identity()),
    "2 follows LogSoftmax": nn.Sequential(nn.Linear(INPUTS, 2), nn.LogSoftmax(dim=1), nn.Linear(2, 2)),
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_nnstep_lacks_is_named(message: str) -> None:
    inputs, targets = samples()
    model = REFUSED[message].double()
    parameters = list(model.parameters()) or [torch.zeros(1)]
    with pytest.raises(NetImportError) as caught:
        nnstep.from_torch(model, nn.MSELoss(), descent(parameters), inputs, targets)
    assert message in caught.value.message
    assert caught.value.hint


WRONG_LOSSES = {
    "KLDivLoss": (nn.KLDivLoss(), None, "the nearest is cross-entropy"),
    "label_smoothing": (nn.CrossEntropyLoss(label_smoothing=0.1), None, "nnstep has it with label_smoothing=0.0"),
    "has weight": (nn.CrossEntropyLoss(weight=torch.ones(2).double()), None, "nnstep has it with weight=None"),
    "pos_weight": (nn.BCEWithLogitsLoss(pos_weight=torch.ones(2)), None, "nnstep has it with pos_weight=None"),
    "has beta=0": (nn.SmoothL1Loss(beta=0.0), None, "that is L1Loss"),
    "reduction='none'": (nn.MSELoss(reduction="none"), None, "use reduction='mean' or 'sum'"),
    "applies softmax a second time": (nn.CrossEntropyLoss(), nn.Softmax(dim=1), "leave the last activation out"),
    "applies sigmoid after relu": (nn.BCEWithLogitsLoss(), nn.ReLU(), "leave the last activation out"),
    "takes logarithms of probabilities": (nn.NLLLoss(), nn.Softmax(dim=1), "end the net with LogSoftmax"),
    "takes no logarithms": (nn.MSELoss(), nn.LogSoftmax(dim=1), "use NLLLoss"),
    "takes logarithms of outputs": (nn.BCELoss(), None, "or use BCEWithLogitsLoss"),
}


@pytest.mark.parametrize("message", WRONG_LOSSES)
def test_a_loss_that_nnstep_lacks_or_that_does_not_fit_is_named(message: str) -> None:
    loss, last, hint = WRONG_LOSSES[message]
    model = net(nn.Tanh(), last=last)
    with pytest.raises(NetImportError) as caught:
        nnstep.from_torch(model, loss, descent(model.parameters()), *samples("bits"))
    assert message in caught.value.message
    assert hint in caught.value.hint


WRONG_OPTIMIZERS = {
    "NAdam": torch.optim.NAdam,
    "LBFGS": torch.optim.LBFGS,
    "dampening=0.5": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.5),
    "maximize=True": lambda p: torch.optim.SGD(p, lr=0.1, maximize=True),
    "amsgrad=True": lambda p: torch.optim.Adam(p, amsgrad=True),
    "centered=True": lambda p: torch.optim.RMSprop(p, centered=True),
    "momentum=0.5": lambda p: torch.optim.RMSprop(p, momentum=0.5),
    "lr_decay=0.1": lambda p: torch.optim.Adagrad(p, lr_decay=0.1),
}


@pytest.mark.parametrize("message", WRONG_OPTIMIZERS)
def test_an_optimizer_that_nnstep_lacks_is_named(message: str) -> None:
    model = net(nn.Tanh())
    with pytest.raises(NetImportError) as caught:
        nnstep.from_torch(model, nn.MSELoss(), WRONG_OPTIMIZERS[message](model.parameters()), *samples())
    assert message in caught.value.message


def test_an_adam_that_has_counted_steps_is_refused() -> None:
    model = net(nn.Tanh())
    optimizer = torch.optim.Adam(model.parameters())
    trained(model, nn.MSELoss(), optimizer, *samples())
    with pytest.raises(NetImportError, match="Adam has done steps already"):
        nnstep.from_torch(model, nn.MSELoss(), optimizer, *samples())


def test_targets_that_pytorch_would_stretch_are_refused() -> None:
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(INPUTS, 1)).double()
    inputs, targets = samples()
    with pytest.raises(NetImportError, match=r"targets have the shape \(5,\), and the net's outputs \(5, 1\)"):
        nnstep.from_torch(model, nn.MSELoss(), descent(model.parameters()), inputs, targets[:, 0])


def test_what_pytorch_itself_refuses_is_said_as_such() -> None:
    inputs, targets = samples("classes")
    model = net(nn.Tanh())
    with pytest.raises(NetImportError, match="PyTorch itself can't compute the first step: ") as caught:
        nnstep.from_torch(model, nn.CrossEntropyLoss(), descent(model.parameters()), inputs, targets[:, None])
    assert "does your own training loop run" in caught.value.hint


def test_an_optimizer_of_another_net_is_refused() -> None:
    with pytest.raises(NetImportError, match="the optimizer SGD has none of the net's parameters"):
        nnstep.from_torch(net(nn.Tanh()), nn.MSELoss(), descent(net(nn.Tanh()).parameters()), *samples())


def test_whole_numbers_are_targets_and_images_are_inputs() -> None:
    torch.manual_seed(1)
    model = nn.Sequential(nn.Flatten(), nn.Linear(4, 2)).double()
    images, targets = torch.randint(0, 255, (3, 2, 2), dtype=torch.uint8), torch.tensor([[1, 0], [0, 1], [2, 2]])
    scenario = nnstep.from_torch(model, nn.MSELoss(), descent(model.parameters()), images, targets)
    theirs = trained(model, nn.MSELoss(), descent(model.parameters()), images.double(), targets.double())
    assert_same(run_steps(scenario)[2], theirs[2])


def test_a_net_that_computes_something_else_than_was_read_is_refused() -> None:
    model = net(nn.Tanh())
    model[0].register_forward_hook(lambda module, given, output: output * 1.001)
    with pytest.raises(NetImportError, match="nnstep computes another value of outputs than PyTorch"):
        nnstep.from_torch(model, nn.MSELoss(), descent(model.parameters()), *samples())


def test_weights_that_are_not_finite_are_refused() -> None:
    model = net(nn.Tanh())
    with torch.no_grad():
        model[0].weight[0, 0] = float("nan")
    with pytest.raises(NetImportError, match=r"0\.weight holds numbers that are not finite"):
        nnstep.from_torch(model, nn.MSELoss(), descent(model.parameters()), *samples())
