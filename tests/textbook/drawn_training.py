"""How a drawn program is trained: optimizer, schedule, and what both are set to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

OPTIMIZERS: Mapping[str, tuple[str, ...]] = {
    "gradient-descent": (),
    "momentum": ("v",),
    "momentum-sum": ("v",),
    "momentum-average": ("v",),
    "nesterov": ("v",),
    "adagrad": ("s",),
    "rmsprop": ("s",),
    "adam": ("m", "s"),
    "adamw": ("m", "s"),
    "perceptron": (),
}
"""By name, what each keeps from step to step."""
SCHEDULES = ("constant", "exponential", "1/t", "step")


@dataclass(frozen=True, slots=True)
class DrawnTraining:
    optimizer: str
    schedule: str
    learning_rate: float
    own_rates: Mapping[str, float]
    """Of single parameters, by id."""
    settings: Mapping[str, float | str]
    """By key, as in the table `training` of a scenario."""

    @property
    def lines(self) -> Iterator[str]:
        """The lines of the table `training`."""
        yield f'optimizer = "{self.optimizer}"'
        yield f'schedule = "{self.schedule}"'
        yield from setting_lines(self.settings)
        if self.own_rates:
            yield f"learning_rates = {{ {', '.join(f'{id} = {rate!r}' for id, rate in self.own_rates.items())} }}"


def setting_lines(settings: Mapping[str, float | str]) -> Iterator[str]:
    """Yield settings as lines of TOML."""
    return (f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value!r}" for key, value in settings.items())


def drawn_training(random: Random, optimizer: str, trained: Sequence[str]) -> DrawnTraining:
    """Return a training by this optimizer of the parameters `trained`."""
    schedule = random.choice(SCHEDULES)
    rates = {id: round(random.uniform(0.01, 1), 3) for id in trained if random.random() < 0.15}
    settings = _settings(random, optimizer, schedule)
    return DrawnTraining(optimizer, schedule, random.choice([0.1, 0.5, 0.01]), rates, settings)


def _settings(random: Random, optimizer: str, schedule: str) -> Mapping[str, float | str]:
    found: dict[str, float | str] = {}
    if optimizer in ("adagrad", "rmsprop", "adam", "adamw"):
        found |= {"eps": random.choice([1e-8, 1e-3]), "eps_place": random.choice(["outside", "outside", "inside"])}
    if optimizer in ("adam", "adamw"):
        found |= {"beta1": random.choice([0.9, 0.5]), "beta2": random.choice([0.999, 0.9])}
        found["bias_correction"] = random.choice(["both", "both", "first", "second", "none", "rate"])
    if optimizer == "adamw":
        found["weight_decay"] = random.choice([0.01, 0.1])
    if "momentum" in optimizer or optimizer == "nesterov":
        found["mu"] = random.choice([0.9, 0.5])
    if optimizer == "nesterov":
        found["gradient_at"] = random.choice(["weights", "look-ahead"])
    if optimizer == "rmsprop":
        found["rho"] = random.choice([0.9, 0.6])
    if OPTIMIZERS[optimizer] and random.random() < 0.3:
        found["state"] = random.choice([0.1, 0.5])
    keys = {"exponential": ("factor", 0.9), "1/t": ("decay", 0.3), "step": ("factor", 0.5)}
    if schedule in keys:
        found[keys[schedule][0]] = keys[schedule][1]
        found["count_from"] = random.choice(["zero", "one"])
    if schedule == "step":
        found["every"] = random.choice([1.0, 2.0])
    return found
