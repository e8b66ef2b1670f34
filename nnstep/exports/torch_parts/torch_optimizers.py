"""The optimizers and schedules as PyTorch has them; what it computes in another way is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from nnstep.exports.torch_parts.torch_modules import TORCH
from nnstep.expr.tree import Name, Number, substitute
from nnstep.expr.walks.numpy_line import number_source, source
from nnstep.optimizers import OPTIMIZERS
from nnstep.scenario.chosen_forms import chosen_forms
from nnstep.scenario.model import Scenario
from nnstep.schedules import RATES
from nnstep.schedules.schedule import EPOCHS, FIRST


@dataclass(frozen=True, slots=True)
class TorchOptimizer:
    """An optimizer as PyTorch has it."""

    called: str
    """The class in ``torch.optim``."""
    arguments: Callable[[Mapping[str, float]], str] = lambda _: ""
    """The source of its arguments beside parameters and learning rate, from its settings."""
    forms: Mapping[str, str] = field(default_factory=dict)
    """The only form of each choice that it computes, by id."""
    constant_rate: str = ""
    """Why its learning rate may not change; empty where it may."""
    buffer_at_zero: bool = False
    """Whether its momentum has to be put to 0 by hand, since it would begin with the first gradient."""


def optimizer_text(scenario: Scenario, groups: Mapping[str, Iterable[str]], every: str) -> str:
    """Return the lines that make the optimizer, and the schedule of its rate.

    `groups` has the source of the tensors of each parameter by its id, `every` that of all tensors.
    Raise ExportError where PyTorch computes another update.
    """
    optimizer = _chosen(scenario)
    settings = {**OPTIMIZERS[scenario.optimizer].settings, **scenario.settings}
    parts = [_tensors(scenario, groups, every)]
    if scenario.learning_rate is not None:
        parts.append(f"lr={number_source(scenario.learning_rate)}")
    parts += filter(None, [optimizer.arguments(settings)])
    lines = [f"optimizer = torch.optim.{optimizer.called}({', '.join(parts)})"]
    if optimizer.buffer_at_zero:
        lines += [
            "for group in optimizer.param_groups:",
            '    for parameter in group["params"]:',
            '        optimizer.state[parameter]["momentum_buffer"] = torch.zeros_like(parameter)',
        ]
    return "\n".join([*lines, *_schedule(scenario)])


def _chosen(scenario: Scenario) -> TorchOptimizer:
    """Return the optimizer; raise ExportError where what was chosen is not how PyTorch computes it."""
    optimizer = _OPTIMIZERS.get(scenario.optimizer)
    if optimizer is None:
        raise TORCH.lacks(f"its optimizers have no {scenario.optimizer}")
    chosen = chosen_forms(scenario)
    for id, form in optimizer.forms.items():
        if chosen[id] != form:
            raise TORCH.lacks(f'its {optimizer.called} has {id} = "{form}", and the scenario "{chosen[id]}"')
    if optimizer.constant_rate and scenario.rate != "constant":
        raise TORCH.lacks(f"{optimizer.constant_rate}, and the learning rate changes by the schedule {scenario.rate}")
    if scenario.state:
        raise TORCH.lacks("the optimizer's state is stated in [training], and its optimizers begin with their own")
    return optimizer


def _tensors(scenario: Scenario, groups: Mapping[str, Iterable[str]], every: str) -> str:
    own = scenario.learning_rates
    if not own:
        return every
    usual = [tensor for id, tensors in groups.items() if id not in own for tensor in tensors]
    rows = [f'{{"params": [{", ".join(usual)}]}}'] if usual else []
    rows += [
        f'{{"params": [{", ".join(groups[id])}], "lr": {number_source(rate)}}}'
        for id, rate in own.items()
        if groups.get(id)
    ]
    return f"[{', '.join(rows)}]"


def _schedule(scenario: Scenario) -> list[str]:
    """Return the line that makes the schedule of the learning rate; none where it stays as it is."""
    rate = RATES[scenario.rate].formula(scenario.choices)
    if rate is None:
        return []
    settings = {**RATES[scenario.rate].settings, **scenario.settings}
    numbers = {id: Number(float(settings[id])) for id in RATES[scenario.rate].settings}
    factor = source(substitute(rate, {**numbers, FIRST.id: Number(1.0), EPOCHS.id: Name("epoch")}))
    return [f"schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: float({factor}))"]


def _momentum(extra: str = "") -> Callable[[Mapping[str, float]], str]:
    return lambda settings: f"momentum={settings['mu']!r}{extra}"


def _betas(settings: Mapping[str, float]) -> str:
    return f"betas=({settings['beta1']!r}, {settings['beta2']!r}), eps={settings['eps']!r}"


_IN_VELOCITY = "its momentum multiplies the whole velocity by the latest rate"
_ADAM = {"eps_place": "outside", "bias_correction": "both"}
_OPTIMIZERS: Mapping[str, TorchOptimizer] = {
    "gradient-descent": TorchOptimizer("SGD"),
    "momentum": TorchOptimizer("SGD", _momentum(), constant_rate=_IN_VELOCITY),
    "momentum-sum": TorchOptimizer("SGD", _momentum()),
    "momentum-average": TorchOptimizer(
        "SGD", lambda settings: f"momentum={settings['mu']!r}, dampening={settings['mu']!r}", buffer_at_zero=True
    ),
    "nesterov": TorchOptimizer(
        "SGD", _momentum(", nesterov=True"), {"gradient_at": "weights"}, constant_rate=_IN_VELOCITY
    ),
    "adagrad": TorchOptimizer("Adagrad", lambda settings: f"eps={settings['eps']!r}", {"eps_place": "outside"}),
    "rmsprop": TorchOptimizer(
        "RMSprop",
        lambda settings: f"alpha={settings['rho']!r}, eps={settings['eps']!r}",
        {"eps_place": "outside"},
    ),
    "adam": TorchOptimizer("Adam", _betas, _ADAM),
    "adamw": TorchOptimizer(
        "AdamW", lambda settings: f"{_betas(settings)}, weight_decay={settings['weight_decay']!r}", _ADAM
    ),
}
