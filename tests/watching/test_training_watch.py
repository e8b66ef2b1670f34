"""A PyTorch training loop is recorded as it is, and what it computes is not changed."""

from __future__ import annotations

import copy
import io
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")

import torch
from torch import nn

import nnstep
from nnstep.engine.edits import check_editable
from nnstep.errors import CommandError, FileTakenError, NetImportError, OutputError
from nnstep.session.opening import open_run
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recorded_program import program_of
from nnstep.traces.verification.verify import verify
from tests.watching.training_loops import BATCH, Functional, Loop, kept, loop, sequential, watched

OPTIMIZERS: dict[str, Any] = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.1),
    "momentum": lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9),
    "nesterov": lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9, nesterov=True),
    "decay": lambda parameters: torch.optim.SGD(parameters, lr=0.1, weight_decay=0.1),
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=0.1),
    "adamw": lambda parameters: torch.optim.AdamW(parameters, lr=0.1),
    "rmsprop": lambda parameters: torch.optim.RMSprop(parameters, lr=0.01),
    "adagrad": lambda parameters: torch.optim.Adagrad(parameters, lr=0.1),
}
LOSSES: dict[str, dict[str, Any]] = {
    "mse": {"loss": nn.MSELoss},
    "mse sum": {"loss": lambda: nn.MSELoss(reduction="sum"), "optimizer": lambda p: torch.optim.SGD(p, lr=0.01)},
    "l1": {"loss": nn.L1Loss},
    "huber": {"loss": lambda: nn.HuberLoss(delta=0.5)},
    "cross-entropy of classes": {"loss": nn.CrossEntropyLoss, "classes": True},
    "logits": {"loss": nn.BCEWithLogitsLoss, "positive": True},
    "probabilities": {
        "loss": nn.BCELoss,
        "model": lambda: nn.Sequential(nn.Linear(4, 3), nn.Sigmoid()),
        "positive": True,
    },
    "logarithms": {
        "loss": nn.NLLLoss,
        "model": lambda: nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3), nn.LogSoftmax(dim=1)),
        "classes": True,
    },
}


def assert_verified(path: Path) -> None:
    """Assert that the second engine finds every record to follow from those before it."""
    with TraceFile(path) as trace:
        found = verify(trace, program_of(trace))
    assert found.wrong == []
    assert found.counts.operations > 0


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_parameters_are_the_same_bits_with_and_without(optimizer: str, dtype: Any, tmp_path: Path) -> None:
    alone = loop(optimizer=OPTIMIZERS[optimizer], dtype=dtype).train(7)
    made = loop(optimizer=OPTIMIZERS[optimizer], dtype=dtype)
    with watched(made, tmp_path / "run.jsonl", every=3):
        trained = made.train(7)
    for name, value in alone.items():
        assert value.tobytes() == trained[name].tobytes(), name


def test_the_random_numbers_of_a_training_are_the_same_with_and_without(tmp_path: Path) -> None:
    drawn = []
    for watch in (False, True):
        made = loop()
        made.before_update = lambda _: drawn.append(torch.rand(1).item())
        made.train(3, watched(made, tmp_path / "run.jsonl") if watch else None)
    assert drawn[:3] == drawn[3:]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("every", [1, 3])
def test_each_optimizers_steps_are_verified(optimizer: str, every: int, tmp_path: Path, capsys: Any) -> None:
    made = loop(optimizer=OPTIMIZERS[optimizer])
    made.train(7, watched(made, path := tmp_path / "run.jsonl", every))
    assert "agrees with nnstep's own engine" in capsys.readouterr().err
    assert_verified(path)


@pytest.mark.parametrize("kind", LOSSES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_each_losss_steps_are_verified(kind: str, dtype: Any, tmp_path: Path, capsys: Any) -> None:
    made = loop(**LOSSES[kind], dtype=dtype)
    made.train(4, watched(made, path := tmp_path / "run.jsonl", 2))
    assert "agrees with nnstep's own engine" in capsys.readouterr().err
    assert_verified(path)


@pytest.mark.parametrize("model", [sequential, Functional, lambda: nn.Linear(4, 3)])
def test_what_is_recorded_is_what_pytorch_computed(model: Any, tmp_path: Path) -> None:
    made = loop(model)
    with kept(made) as own:
        made.train(5, watched(made, path := tmp_path / "run.jsonl", 2))
    linears = [name for name, module in made.model.named_modules() if isinstance(module, nn.Linear)]
    with nnstep.open_trace(path) as trace:
        for step, index in ((0, 0), (2, 1), (4, 2)):
            for number, name in enumerate(linears, start=1):
                weight = f"{name}.weight" if name else "weight"
                assert np.array_equal(trace.quantity(f"dW{number}")[index], own[step][f"grad {weight}"])
                assert np.array_equal(trace.quantity(f"W{number}")[-1], own[4][weight])


def test_the_run_opens_in_the_debugger_with_every_error(tmp_path: Path) -> None:
    made = loop()
    losses: list[float] = []
    made.loss.register_forward_hook(lambda *parts: losses.append(float(parts[2].detach())))
    made.train(5, watched(made, path := tmp_path / "run.jsonl", 2))
    assert open_run(str(path)).program.title == "Sequential, trained by PyTorch"
    with nnstep.open_trace(path) as trace:
        assert trace.errors.tolist() == losses
        assert trace.frame(4 * len(trace.program.ops) + 9).values["x"].T.tolist() == made.inputs[24:30].tolist()


def test_an_output_that_the_loop_squeezes_is_compared_with_its_target(tmp_path: Path, capsys: Any) -> None:
    made = loop(lambda: nn.Sequential(nn.Linear(4, 1)))
    with watched(made, path := tmp_path / "run.jsonl"):
        made.loss(input=made.model(made.inputs).squeeze(), target=made.targets[:, 0]).backward()
        made.optimizer.step()
    assert "agrees with nnstep's own engine" in capsys.readouterr().err
    assert_verified(path)


@pytest.mark.filterwarnings("ignore:Using a target size")
def test_targets_that_pytorch_would_stretch_are_told(tmp_path: Path, capsys: Any) -> None:
    made = loop(lambda: nn.Sequential(nn.Linear(4, 1)))
    with watched(made, tmp_path / "run.jsonl"):
        made.loss(made.model(made.inputs), made.targets[:, 0]).backward()
        made.optimizer.step()
    assert "PyTorch would compute the loss of every output with every target" in capsys.readouterr().err


def test_a_training_that_is_broken_off_is_recorded_up_to_there(tmp_path: Path) -> None:
    def interrupt(made: Loop) -> None:
        if made.optimizer.param_groups[0]["lr"] < 0.05:
            raise KeyboardInterrupt
        made.optimizer.param_groups[0]["lr"] /= 2

    made = loop()
    made.after_update = interrupt
    with pytest.raises(KeyboardInterrupt):
        made.train(5, watched(made, path := tmp_path / "run.jsonl"))
    assert_verified(path)
    with nnstep.open_trace(path) as trace:
        assert trace.ended == "the training was broken off"


def test_no_value_is_changed_where_nothing_can_be_computed_from_it(tmp_path: Path) -> None:
    made = loop()
    made.train(2, watched(made, path := tmp_path / "run.jsonl"))
    with pytest.raises(CommandError, match="cannot set lr: what follows can't be computed"):
        check_editable("lr", open_run(str(path)).program)


def test_a_schedule_of_the_rate_is_recorded_as_changes(tmp_path: Path) -> None:
    made = loop(optimizer=OPTIMIZERS["momentum"])
    cycle = torch.optim.lr_scheduler.OneCycleLR(made.optimizer, max_lr=0.2, total_steps=10)  # changes the momentum, too
    made.after_update = lambda _: cycle.step()
    made.train(6, watched(made, path := tmp_path / "run.jsonl", 2))
    assert_verified(path)
    edits = [line for line in path.read_text().splitlines() if '"kind":"edit"' in line]
    assert [('"target":"lr"' in line, '"target":"mu"' in line) for line in edits] == [(True, False), (False, True)] * 2


def test_groups_of_parameters_have_their_own_rates_and_schedules(tmp_path: Path, capsys: Any) -> None:
    made = loop()
    groups = [{"params": made.model[0].parameters(), "lr": 0.02}, {"params": [made.model[2].weight]}]
    made.optimizer = torch.optim.SGD(groups, lr=0.1)  # the last bias is not trained
    halved = torch.optim.lr_scheduler.ExponentialLR(made.optimizer, 0.5)
    made.after_update = lambda _: halved.step()
    made.train(4, watched(made, path := tmp_path / "run.jsonl", 1))
    assert "agrees with nnstep's own engine" in capsys.readouterr().err
    assert_verified(path)


def test_parameters_that_are_changed_between_two_steps_are_recorded_as_changes(tmp_path: Path) -> None:
    def shrink(made: Loop) -> None:
        with torch.no_grad():
            made.model[0].weight.mul_(0.9)

    made = loop()
    made.after_update = shrink
    made.train(3, watched(made, path := tmp_path / "run.jsonl"))
    assert_verified(path)


def test_evaluation_in_between_is_no_training_step(tmp_path: Path) -> None:
    def evaluate(made: Loop) -> None:
        with torch.no_grad():
            made.loss(made.model(made.inputs), made.targets)

    made = loop()
    made.before_update = made.after_update = evaluate
    made.train(3, watched(made, path := tmp_path / "run.jsonl"))
    assert_verified(path)
    with nnstep.open_trace(path) as trace:
        assert len(trace.errors) == 3


def test_gradients_added_up_over_several_losses_are_not_recorded_and_told(tmp_path: Path, capsys: Any) -> None:
    made = loop()
    watch = watched(made, path := tmp_path / "run.jsonl", 2)
    made.train(2)
    for _ in range(3):
        made.loss(made.model(made.inputs), made.targets).backward()
    made.optimizer.step()
    made.train(2)
    watch.close()
    assert "training step 3 is not recorded: it has 3 losses, so gradients were added up" in capsys.readouterr().err
    assert_verified(path)


def test_a_smaller_batch_is_not_recorded_and_told(tmp_path: Path, capsys: Any) -> None:
    made = loop()
    watch = watched(made, path := tmp_path / "run.jsonl", 2)
    made.train(2)
    made.loss(made.model(made.inputs[: BATCH - 1]), made.targets[: BATCH - 1]).backward()
    made.optimizer.step()
    made.train(2)
    watch.close()
    assert "its batch has another size than the first one" in capsys.readouterr().err
    assert_verified(path)


def forget_zero_grad(made: Loop) -> None:
    made.optimizer.zero_grad = lambda: None


def test_a_missing_zero_grad_is_told_at_the_next_step_that_is_watched(tmp_path: Path, capsys: Any) -> None:
    made = loop()
    forget_zero_grad(made)
    made.train(3, watched(made, tmp_path / "run.jsonl", 2))
    said = capsys.readouterr().err
    assert "in training step 3 gradients of an earlier backward pass are added: call optimizer.zero_grad()" in said


def scaled(factor: float) -> Any:
    return lambda made: [p.grad.mul_(factor) for p in made.model.parameters()]


CAUSES: dict[str, tuple[Any, str]] = {
    "norm": (
        lambda made: nn.utils.clip_grad_norm_(made.model.parameters(), 0.01),
        "times what the backward pass gives, as after clip_grad_norm_",
    ),
    "value": (
        lambda made: nn.utils.clip_grad_value_(made.model.parameters(), 0.01),
        "gradients are cut off at 0.01, as after clip_grad_value_",
    ),
    "sign": (scaled(-1), "the sign of every gradient is turned"),
    "noise": (
        lambda made: [p.grad.add_(torch.randn_like(p)) for p in made.model.parameters()],
        "gradients are changed between the backward pass and the update",
    ),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_what_changes_the_gradients_is_named_at_the_first_step(cause: str, tmp_path: Path, capsys: Any) -> None:
    made = loop()
    made.before_update, said = CAUSES[cause]
    made.train(1, watched(made, tmp_path / "run.jsonl"))
    told = capsys.readouterr().err
    assert "training step 1 differs from nnstep's own engine, first at dW2[" in told
    assert said in told


def test_a_scaled_loss_is_named_with_its_factor(tmp_path: Path, capsys: Any) -> None:
    made = loop()
    with watched(made, tmp_path / "run.jsonl"):
        (made.loss(made.model(made.inputs), made.targets) / 4).backward()
        made.optimizer.step()
    assert "backward is called on 0.25 times the loss that loss_fn gives" in capsys.readouterr().err


def test_a_gradient_from_before_is_named(tmp_path: Path, capsys: Any) -> None:
    made = loop()
    made.loss(made.model(made.inputs), made.targets).backward()
    forget_zero_grad(made)
    made.train(1, watched(made, tmp_path / "run.jsonl"))
    assert "the likely reason: gradients of an earlier backward pass are added" in capsys.readouterr().err


def function(output: Any, target: Any) -> Any:
    return nn.functional.mse_loss(output, target)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "layer": ({"model": lambda: nn.Sequential(nn.Conv1d(4, 5, 1), nn.Linear(5, 3))}, "Conv1d"),
    "loss": ({"loss": nn.CosineEmbeddingLoss}, "CosineEmbeddingLoss"),
    "function": ({"loss": lambda: nn.functional.mse_loss}, "the loss mse_loss is a function"),
    "name": ({"loss": lambda: "MSELoss"}, "the loss is only a name, MSELoss"),
    "optimizer": ({"optimizer": torch.optim.LBFGS}, "LBFGS"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_nnstep_does_not_have_is_refused_by_name_before_any_file(what: str, tmp_path: Path) -> None:
    arguments, name = REFUSED[what]
    made = loop(**arguments)
    with pytest.raises(NetImportError, match=name):
        watched(made, tmp_path / "run.jsonl")
    assert not list(tmp_path.iterdir())
    assert not made.model._forward_hooks


def test_what_is_no_model_is_told(tmp_path: Path) -> None:
    made = loop()
    with pytest.raises(NetImportError, match="the model is a generator"):
        nnstep.watch(made.model.parameters(), made.loss, made.optimizer, tmp_path / "run.jsonl")


def test_a_file_that_exists_stays_unless_it_may_be_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text("mine")
    made = loop()
    with pytest.raises(FileTakenError):
        watched(made, path)
    with pytest.raises(OutputError):
        watched(made, tmp_path / "run.txt")
    with pytest.raises(CommandError, match="every is 0"):
        watched(made, tmp_path / "other.jsonl", 0)
    made.train(1, nnstep.watch(made.model, made.loss, made.optimizer, path, overwrite=True))
    assert_verified(path)


def test_a_fault_while_watching_ends_it_and_not_the_training(tmp_path: Path, capsys: Any) -> None:
    alone = loop().train(4)
    made = loop()
    watch = watched(made, tmp_path / "run.jsonl")
    made.train(1)
    watch._observed = None  # what is to be called is not there
    watch._record = lambda _: 1 / 0
    again = made.train(3)
    assert "no longer watching: ZeroDivisionError" in capsys.readouterr().err
    assert not made.model._forward_hooks
    assert not made.optimizer._optimizer_step_post_hooks
    assert set(alone) == set(again)


def test_hooks_are_gone_once_it_is_closed_and_few_between_two_steps(tmp_path: Path) -> None:
    made = loop()
    with watched(made, tmp_path / "run.jsonl", 100):
        made.train(2)
        assert not any(module._forward_hooks for module in made.model)
    assert not made.model._forward_hooks
    assert not made.loss._forward_hooks
    assert not made.optimizer._optimizer_step_pre_hooks


def test_a_copy_of_the_model_is_not_watched(tmp_path: Path) -> None:
    made = loop()
    with watched(made, path := tmp_path / "run.jsonl"):
        other = copy.deepcopy(made.model)
        stored = pickle.loads(pickle.dumps(made.model))
        file = io.BytesIO()
        torch.save(made.model.state_dict(), file)
        for model in (other, stored):
            model(made.inputs)
        made.train(2)
    assert_verified(path)


def test_the_recording_is_complete_where_a_script_just_ends(tmp_path: Path) -> None:
    script = f"""
import torch, nnstep
model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
loss_fn, optimizer = torch.nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=0.1)
nnstep.watch(model, loss_fn, optimizer, {str(tmp_path / "run.jsonl.gz")!r}, every=2)
for _ in range(4):
    optimizer.zero_grad()
    loss_fn(model(torch.ones(5, 2)), torch.ones(5, 1)).backward()
    optimizer.step()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "30 operations recorded" in done.stderr
    assert_verified(tmp_path / "run.jsonl.gz")


def test_a_loop_that_never_trains_is_told(tmp_path: Path, capsys: Any) -> None:
    watched(loop(), tmp_path / "run.jsonl").close()
    assert "no training step was seen" in capsys.readouterr().err
