"""A draft: its file is one that the reader takes, and what is wrong is said beside the field, in the reader's words."""

from __future__ import annotations

import tomllib
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from nnstep.activations import ACTIVATIONS
from nnstep.engine.timeline import Timeline
from nnstep.errors import ScenarioError
from nnstep.expr.setting import FormChoice
from nnstep.initializers import INITIALIZERS
from nnstep.losses import LOSSES
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.scenario.load import parse
from nnstep.scenario.model import Scenario
from nnstep.session.drafts import draft as ids
from nnstep.session.drafts.checked_draft import CheckedDraft, checked, with_numbers_typed
from nnstep.session.drafts.draft import Draft
from nnstep.session.drafts.draft_fields import fields_of


def filled(**values: str) -> Draft:
    """Return a draft with these values in its fields."""
    draft = Draft()
    for id, text in values.items():
        draft = draft.with_value(id, text)
    return draft


def read(folder: Path, **values: str) -> CheckedDraft:
    return checked(filled(**values), folder)


def again(found: CheckedDraft) -> Scenario:
    """Return the scenario of the text that would be saved."""
    assert found.is_ready, found.problems
    return parse(found.text, "again.toml")


def test_the_first_draft_can_be_saved_as_it_is(tmp_path: Path) -> None:
    found = read(tmp_path)
    document = tomllib.loads(found.text)
    assert document["title"] == "My exercise"
    assert [len(layer["weights"]) for layer in document["layers"]] == [2, 2]
    assert again(found).sizes == (2, 2, 2)


def test_the_numbers_to_work_out_are_those_that_the_operations_give(tmp_path: Path) -> None:
    """Counted by running it: 4 z and a, E, 4 deltas, 12 gradients and 12 updates of 2-2-2, and 4 more of z and a."""
    found = read(tmp_path)
    scenario = again(found)
    program = compile_program(scenario)
    values = Timeline(program).seek(program.last_position).values
    numbers = sum(np.size(values[op.target]) for op in program.ops)
    assert numbers == 8 + 1 + 4 + 12 + 12
    assert list(found.remarks) == [f"{len(program.ops)} operations, {numbers} numbers to work out"]
    several = read(tmp_path, samples="3", epochs="2")
    assert several.remarks[0].endswith("in each of 6 training steps")


def test_every_choice_of_every_field_is_read_or_refused_beside_a_field(tmp_path: Path) -> None:
    for field in fields_of(filled(activation=ids.PER_LAYER)):
        for choice in field.choices or ():
            draft = filled(activation=ids.PER_LAYER).with_value(field.id, choice)
            found = checked(draft, tmp_path)
            assert found.is_ready != bool(found.problems)
            assert set(found.problems) <= {shown.id for shown in fields_of(draft)}


@pytest.mark.thorough
def test_drawn_samples_suit_every_activation_and_error(tmp_path: Path) -> None:
    for activation, error in product(ACTIVATIONS, LOSSES):
        found = read(tmp_path, activation=activation, error=error, samples="4")
        if found.problems:
            assert "takes logarithms" in found.problems[ids.ACTIVATION]
        else:
            assert not any("target" in remark for remark in found.remarks), (activation, error)


@pytest.mark.parametrize("name", sorted(INITIALIZERS))
def test_numbers_in_the_file_are_those_that_the_draw_gives(tmp_path: Path, name: str) -> None:
    values = {"weights": name, "biases": name, "seed": "7", "layers": "3-4-2", "samples": "2"}
    numbers = again(read(tmp_path, **values, written=ids.AS_NUMBERS))
    drawn = again(read(tmp_path, **values, written=ids.AS_DRAW))
    assert drawn.seed == 7
    for one, other in zip(numbers.layers, drawn.layers, strict=True):
        assert one.weights.tobytes() == other.weights.tobytes()
        assert one.biases is not None
        assert other.biases is not None
        assert one.biases.tobytes() == other.biases.tobytes()
    random = np.random.default_rng([7, 1])
    assert numbers.layers[0].weights.tolist() == INITIALIZERS[name].draw(random, 4, 3, 1).tolist()


def test_another_seed_draws_other_numbers(tmp_path: Path) -> None:
    texts = {read(tmp_path, seed=seed).text for seed in ("1", "2", "3")}
    assert len(texts) == 3
    assert read(tmp_path, seed="1").text in texts


def test_a_large_network_says_how_it_is_drawn(tmp_path: Path) -> None:
    found = read(tmp_path, layers="100-50-10")
    assert 'weights = "tenths"' in found.text
    assert again(found).sizes == (100, 50, 10)


def test_samples_are_typed_as_words_or_as_the_file_writes_them(tmp_path: Path) -> None:
    for given, target in (("1 2; 3, 4", "0 1; 1 0"), ("[[1, 2], [3, 4]]", "[[0, 1], [1, 0]]")):
        inputs, targets = again(read(tmp_path, input=given, target=target)).samples.take([0, 1])
        assert inputs.T.tolist() == [[1, 2], [3, 4]]
        assert targets.T.tolist() == [[0, 1], [1, 0]]
    one = again(read(tmp_path, input="0.5 -1", target="1 0"))
    assert one.samples[0].input.ravel().tolist() == [0.5, -1]
    drawn = again(read(tmp_path, input="1 2; 3 4; 5 6"))
    assert drawn.samples.targets.shape == (3, 2)


def test_a_class_is_typed_as_its_number(tmp_path: Path) -> None:
    scenario = again(read(tmp_path, error="cross-entropy", activation="softmax", target="1"))
    assert scenario.samples[0].target.ravel().tolist() == [0, 1]


def test_each_layer_may_have_its_own_activation(tmp_path: Path) -> None:
    draft = filled(layers="2-3-2").with_value(ids.ACTIVATION, "relu").with_value(ids.ACTIVATION, ids.PER_LAYER)
    assert [field.value for field in fields_of(draft) if "layer " in field.label] == ["relu", "relu"]
    found = checked(draft.with_value("activation2", "softmax"), tmp_path)
    assert [layer.activation for layer in again(found).layers] == ["relu", "softmax"]


def test_typed_weights_begin_with_those_that_were_drawn(tmp_path: Path) -> None:
    before = read(tmp_path)
    assert before.scenario is not None
    draft = with_numbers_typed(Draft(), before.scenario)
    shown = [field.id for field in fields_of(draft)]
    assert {"W1", "b1", "W2", "b2"} <= set(shown)
    assert not {ids.BIASES, ids.WRITTEN} & set(shown)
    assert parse(checked(draft, tmp_path).text, "x.toml").layers[1].weights.tolist() == (
        before.scenario.layers[1].weights.tolist()
    )
    changed = again(checked(draft.with_value("W1", "1 2; 3 4").with_value("b2", ""), tmp_path))
    assert changed.layers[0].weights.tolist() == [[1, 2], [3, 4]]
    assert changed.layers[1].biases is None


WRONG = {
    ids.TITLE: " ",
    ids.RATE: "abc",
    ids.EPOCHS: "1.5",
    ids.SEED: "-1",
    ids.INPUT: "1 two",
    ids.TARGET: "1 0 0",
    ids.ACTIVATION: "linear",
}


@pytest.mark.parametrize("field", WRONG)
def test_a_problem_is_that_of_the_file_beside_its_field(tmp_path: Path, field: str) -> None:
    draft = filled(**{field: WRONG[field]}, error="cross-entropy")
    found = checked(draft, tmp_path)
    assert set(found.problems) == {field}
    assert not found.is_ready
    with pytest.raises(ScenarioError) as raised:
        parse(found.text, "saved.toml")
    for line in found.problems[field].split("\n"):
        assert line in str(raised.value.message)


def test_a_problem_of_typed_weights_is_beside_their_layer(tmp_path: Path) -> None:
    typed = {"weights": ids.TYPED, "W1": "1 2; 3 4", "W2": "1 2; 3 a"}
    assert set(read(tmp_path, **typed).problems) == {"W2"}
    assert set(read(tmp_path, **{**typed, "W2": ""}).problems) == {"W2"}
    assert set(read(tmp_path, **{**typed, "W2": "1 2; 3 4", "b1": "1"}).problems) == {"b1"}
    rows = read(tmp_path, **{**typed, "W2": "1 2", "target": "1"}).problems
    assert rows == {"W2": "W2 has 1 row, but layers is 2-2-2: layer 2 has 2\nwrite one row a neuron"}


@pytest.mark.parametrize(
    "text", ['"""', "1] #", "[1, 2", "]", "= 3", "1\n2", "{a = 1}", "nan inf", "\x1b[31m 1", "'", "#"]
)
def test_whatever_is_typed_has_its_problem_beside_its_own_field(tmp_path: Path, text: str) -> None:
    for field in (ids.INPUT, ids.TARGET, ids.RATE, ids.EPOCHS, ids.SEED):
        problems = read(tmp_path, **{field: text}).problems
        assert set(problems) <= {field}
        assert problems or text == "1\n2"


def test_several_problems_are_said_together(tmp_path: Path) -> None:
    found = read(tmp_path, learning_rate="0,5", input="[1, 2", epochs="x", samples="0", file="net.txt")
    assert set(found.problems) == {ids.RATE, ids.INPUT, ids.EPOCHS, ids.FILE}
    assert "write 0.5" in found.problems[ids.RATE]


@pytest.mark.parametrize(
    "layers", ["", "2", "2-", "2-x", "2-0", "2--x", "2-1.5", "9" * 30, "2-100001", "-".join("1" * 300)]
)
def test_layers_are_sizes(tmp_path: Path, layers: str) -> None:
    found = read(tmp_path, layers=layers)
    assert set(found.problems) == {ids.LAYERS}
    assert found.scenario is None


def test_a_network_that_is_too_large_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    assert "at most 20,000,000 are kept" in read(tmp_path, layers="5000-5000").problems[ids.LAYERS]


def test_what_is_typed_must_fit_the_layers(tmp_path: Path) -> None:
    problem = read(tmp_path, input="1 2 3").problems[ids.INPUT]
    assert problem.startswith("input has 3 numbers a sample, but layers is 2-2-2")
    assert set(read(tmp_path, samples="65").problems) == {ids.SAMPLES}


def test_a_run_of_too_many_steps_can_not_be_saved(tmp_path: Path) -> None:
    found = read(tmp_path, epochs="10000000", samples="60")
    assert not found.is_ready
    assert "training steps, and at most" in found.remarks[0]


def test_the_settings_of_what_is_chosen_have_fields_of_their_own(tmp_path: Path) -> None:
    draft = filled(optimizer="nesterov", error="huber", activation="elu", batch_size="2", samples="2")
    shown = {field.id: field for field in fields_of(draft)}
    assert shown["optimizer.nesterov.mu"].value == f"{OPTIMIZERS['nesterov'].settings['mu']:g}"
    assert shown["error.huber.error_delta"].value == "1"
    assert shown["activation.elu.alpha"].value == "1"
    choice = next(one for one in OPTIMIZERS["nesterov"].declared if isinstance(one, FormChoice))
    assert list(shown[f"optimizer.nesterov.{choice.id}"].choices or ()) == list(choice.forms)
    for id, text in {
        "optimizer.nesterov.mu": "0.75",
        "error.huber.error_delta": "2",
        "activation.elu.alpha": "0.5",
        f"optimizer.nesterov.{choice.id}": [*choice.forms][-1],
    }.items():
        draft = draft.with_value(id, text)
    found = again(checked(draft, tmp_path))
    assert found.settings["mu"] == 0.75
    assert found.choices[choice.id] == [*choice.forms][-1]
    assert found.error_settings == {"error_delta": 2}
    assert [layer.settings for layer in found.layers] == [{"alpha": 0.5}] * 2
    assert found.batch_size == 2


def test_a_setting_out_of_its_bounds_has_its_problem_beside_it(tmp_path: Path) -> None:
    draft = filled(optimizer="momentum").with_value("optimizer.momentum.mu", "1.5")
    assert set(checked(draft, tmp_path).problems) == {"optimizer.momentum.mu"}
    assert set(checked(draft.with_value("optimizer.momentum.mu", "0,5"), tmp_path).problems) == {
        "optimizer.momentum.mu"
    }
    each = filled(activation=ids.PER_LAYER, activation2="elu").with_value("activation2.elu.alpha", "-1")
    assert set(checked(each, tmp_path).problems) == {"activation2.elu.alpha"}
    assert checked(draft.with_value("optimizer", "gradient-descent"), tmp_path).is_ready


def test_a_layer_that_is_added_has_an_activation_and_its_settings(tmp_path: Path) -> None:
    draft = filled(activation="elu").with_value(ids.ACTIVATION, ids.PER_LAYER).with_value(ids.LAYERS, "2-2-2-2")
    assert [draft.activation(layer) for layer in (1, 2, 3)] == ["elu", "elu", "sigmoid"]
    assert "activation3.sigmoid.steepness" in {field.id for field in fields_of(draft)}
    assert checked(draft, tmp_path).is_ready
