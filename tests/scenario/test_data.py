"""The table [data]: samples from files, one-hot classes, and which samples are kept for testing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nnstep.errors import ScenarioError
from nnstep.scenario.load import load
from nnstep.scenario.model import Scenario

LAYER = "[[layers]]\nactivation = 'softmax'\nneurons = 3\nweights = 'normal'\n"


@pytest.fixture
def scenario(tmp_path: Path) -> Callable[..., Scenario]:
    def make(data: str, layers: str = LAYER, top: str = "", more: str = "") -> Scenario:
        path = tmp_path / "a.toml"
        path.write_text(f"title = 'T'\nlearning_rate = 0.1\n{top}[data]\n{data}\n{layers}{more}")
        return load(path)

    return make


@pytest.fixture
def fault(scenario: Callable[..., Scenario]) -> Callable[..., str]:
    def of(*arguments: str, **settings: str) -> str:
        with pytest.raises(ScenarioError) as caught:
            scenario(*arguments, **settings)
        return caught.value.message

    return of


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("p,q,class\n" + "".join(f"{i},{i * 2},{i % 3}\n" for i in range(7)))
    (tmp_path / "b.csv").write_text("".join(f"{i},{i % 2},{1 - i % 2}\n" for i in range(5)))
    images = np.arange(24, dtype=np.uint8).reshape(6, 2, 2)
    np.savez(tmp_path / "c.npz", inputs=images, targets=np.array([0, 1, 2, 0, 1, 2]), pixels=images)
    np.save(tmp_path / "x.npy", images)
    np.save(tmp_path / "y.npy", np.array([2, 1, 0, 2, 1, 0]))
    np.save(tmp_path / "x4.npy", np.arange(16.0).reshape(4, 4))
    np.save(tmp_path / "y4.npy", np.array([1, 2, 0, 1]))
    np.save(tmp_path / "x5.npy", np.zeros(5))
    np.save(tmp_path / "t2.npy", np.zeros((6, 2)))


def test_the_last_column_of_a_table_is_the_class_and_becomes_one_hot(scenario: Callable[..., Scenario]) -> None:
    samples = scenario('file = "a.csv"\nclasses = 3').samples
    assert len(samples) == 7
    assert samples[4].input.ravel().tolist() == [4, 8]
    assert samples[4].target.ravel().tolist() == [0, 1, 0]


def test_the_last_columns_of_a_table_are_the_targets(scenario: Callable[..., Scenario]) -> None:
    layer = "[[layers]]\nweights = [[1], [2]]\n"
    samples = scenario('file = "b.csv"\noutputs = 2', layer).samples
    assert (samples[3].input.ravel().tolist(), samples[3].target.ravel().tolist()) == ([3], [1, 0])


def test_images_become_rows_of_numbers_and_are_scaled(scenario: Callable[..., Scenario]) -> None:
    samples = scenario('file = "c.npz"\nclasses = 3\nscale = 4').samples
    assert samples.inputs.dtype == np.uint8
    assert samples[1].input.ravel().tolist() == [1, 1.25, 1.5, 1.75]
    assert scenario('file = "c.npz"\ninputs = "pixels"\nclasses = 3').samples[0].input.ravel().tolist() == [0, 1, 2, 3]


def test_inputs_and_targets_may_be_files_of_their_own(scenario: Callable[..., Scenario]) -> None:
    loaded = scenario('inputs = "x.npy"\ntargets = "y.npy"\ntest_inputs = "x.npy"\ntest_targets = "y.npy"\nclasses = 3')
    assert loaded.samples[0].target.ravel().tolist() == [0, 0, 1]
    assert loaded.test_samples is not None
    assert len(loaded.test_samples) == 6


def test_the_first_samples_are_for_training_and_the_others_for_testing(scenario: Callable[..., Scenario]) -> None:
    loaded = scenario('file = "a.csv"\nclasses = 3\ntrain = 5')
    assert loaded.test_samples is not None
    assert [sample.input[0, 0] for sample in loaded.samples] == [0, 1, 2, 3, 4]
    assert [sample.input[0, 0] for sample in loaded.test_samples] == [5, 6]


def test_a_shuffled_split_is_the_same_again_from_the_same_seed(scenario: Callable[..., Scenario]) -> None:
    def training(seed: int) -> list[float]:
        data = 'file = "a.csv"\nclasses = 3\ntrain = 5\nsplit = "shuffled"'
        return [float(s.input[0, 0]) for s in scenario(data, more=f"[training]\nseed = {seed}\n").samples]

    assert training(1) == training(1)
    assert any(training(1) != training(seed) for seed in (2, 3))
    assert training(1) != [0, 1, 2, 3, 4]


def test_samples_to_test_on_may_come_from_files_of_their_own(scenario: Callable[..., Scenario]) -> None:
    """All others are trained on."""
    data = 'inputs = "x.npy"\ntargets = "y.npy"\nclasses = 3\n'
    loaded = scenario(data + 'scale = 2\ntest_inputs = "x4.npy"\ntest_targets = "y4.npy"')
    assert (len(loaded.samples), len(loaded.test_samples or ())) == (6, 4)
    assert loaded.test_samples is not None
    assert loaded.test_samples[1].input.ravel().tolist() == [2, 2.5, 3, 3.5], "scaled as the others"
    assert loaded.test_samples[1].target.ravel().tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("", "data.file is missing"),
        ('file = "none.csv"', "there is no such file"),
        ("file = 3", "data.file must be a name in quotes, but it is the number 3"),
        ('file = "a.csv"\nclasses = 2', "data.classes is 2, so targets must be 0 to 1, but sample 3 has 2"),
        ('file = "a.csv"\nclasses = 3\ntrain = 9', "data.train is 9, but there are 7 samples"),
        ('file = "a.csv"\nclasses = 4', "data gives 4 classes a sample, but the last layer has 3 neurons"),
        ('file = "a.csv"\noutputs = 3', "too few columns"),
        ('inputs = "x.npy"', "data.targets is missing"),
        ('file = "c.npz"\ninputs = "pixel"\nclasses = 3', "there is no array called pixel"),
        ('file = "a.csv"\nclasses = 3\nscale = 0', "data.scale must be above 0"),
        ('file = "a.csv"\nclasses = 3\nsplit = "random"', "data.split must be in-order or shuffled"),
        ('file = "a.csv"\nclasses = 3\ntest_inputs = "x.npy"', "must be given with test_targets"),
        ('file = "a.csv"\ncolumns = 3', "data.columns is not a known key"),
        ('test_targets = "y.npy"\nfile = "a.csv"', "must be given with test_targets, or neither of them"),
        (
            'inputs = "x.npy"\ntargets = "y.npy"\nclasses = 3\ntrain = 3\ntest_inputs = "x.npy"\n'
            'test_targets = "y.npy"',
            "data.train takes samples for testing, which test_inputs gives already",
        ),
        ('inputs = "x.npy"\ntargets = "x5.npy"\nclasses = 3', "data.inputs names 6 samples, but there are 5 targets"),
        ('inputs = "y.npy"\ntargets = "y.npy"\nclasses = 3', "names inputs of shape 6, but a row a sample is needed"),
        (
            'inputs = "x.npy"\ntargets = "y.npy"\nclasses = 3\ntest_inputs = "x.npy"\ntest_targets = "x5.npy"',
            "data.test_inputs names 6 samples, but there are 5 targets",
        ),
        ('file = "none.npz"\nclasses = 3', "data.file"),
        ('file = "y.npy"\nclasses = 3', "names a table of shape 6, too few columns for inputs and 1 target"),
        (
            'inputs = "x.npy"\ntargets = "t2.npy"\nclasses = 3',
            "data.classes needs one number a sample, but the targets have 2",
        ),
    ],
)
def test_what_is_wrong_with_the_data_is_named(fault: Callable[..., str], data: str, says: str) -> None:
    assert says in fault(data)


TYPED = "input = [[1, 2], [2, 1], [-1, -2]]\n"


@pytest.mark.parametrize("target", ["[0, 2, 1]", "[[0], [2], [1]]"])
def test_samples_that_are_typed_in_can_have_classes_a_scale_and_a_part_for_testing(
    scenario: Callable[..., Scenario], target: str
) -> None:
    loaded = scenario("classes = 3\nscale = 2\ntrain = 2", top=f"{TYPED}target = {target}\n")
    assert [sample.target.ravel().tolist() for sample in loaded.samples] == [[1, 0, 0], [0, 0, 1]]
    assert [sample.input.ravel().tolist() for sample in loaded.samples] == [[0.5, 1], [1, 0.5]]
    assert loaded.test_samples is not None
    assert [sample.target.ravel().tolist() for sample in loaded.test_samples] == [[0, 1, 0]]


def test_samples_that_are_typed_in_can_be_split_without_classes_and_without_targets(
    scenario: Callable[..., Scenario],
) -> None:
    three = "[[1, 0, 0], [0, 0, 1], [0, 1, 0]]"
    loaded = scenario("train = 2", top=f"{TYPED}target = {three}\nerror = 'cross-entropy'\n")
    assert loaded.test_samples is not None
    assert loaded.test_samples[0].target.ravel().tolist() == [0, 1, 0]
    layer = "[[layers]]\nactivation = 'sigmoid'\nneurons = 3\nweights = 'normal'\n"
    without = scenario("train = 2", layer, top=f"{TYPED}error = 'none'\n")
    assert (len(without.samples), without.samples.has_targets) == (2, False)


@pytest.mark.parametrize(
    ("target", "data", "says"),
    [
        ("[0, 1]", "classes = 3", "target has 2 numbers, but input has 3 samples"),
        ("[0, 1, 3]", "classes = 3", "data.classes is 3, so targets must be 0 to 2, but sample 3 has 3"),
        ("[0, 1, 0.5]", "classes = 3", "data.classes is 3, so targets must be 0 to 2, but sample 3 has 0.5"),
        ("[0, 1, 'a']", "classes = 3", "target, entry 3 must be a number"),
        ("[0, 1, 2]", "classes = 4", "data gives 4 classes a sample, but the last layer has 3 neurons"),
        ("[[0, 1], [1, 0], [0, 1]]", "train = 2", "data gives 2 targets a sample, but the last layer has 3 neurons"),
        ("[0, 1, 2]", "classes = 3\ntrain = 4", "data.train is 4, but there are 3 samples"),
        ("[0, 1, 2]", "file = 'a.csv'\nclasses = 3", "input is given by [data] already"),
    ],
)
def test_what_is_wrong_with_typed_samples_is_named(
    fault: Callable[..., str], target: str, data: str, says: str
) -> None:
    assert says in fault(data, top=f"{TYPED}target = {target}\nerror = 'cross-entropy'\n")


def test_typed_samples_without_a_target_are_said_to_miss_it(fault: Callable[..., str]) -> None:
    assert "target is missing" in fault("classes = 3", top=TYPED)


def test_targets_of_a_file_that_the_error_is_not_meant_for_are_warned_of(scenario: Callable[..., Scenario]) -> None:
    layer = "[[layers]]\nneurons = 1\nweights = 'normal'\n"
    loaded = scenario('file = "a.csv"', layer, top="error = 'binary-cross-entropy'\n")
    assert "is meant for targets from 0 to 1" in loaded.warnings[0]


def test_a_sample_s_numbers_must_fit_the_first_layer(fault: Callable[..., str]) -> None:
    layer = "[[layers]]\nweights = [[1, 2, 3]]\n"
    assert "has 3 numbers, but a sample of [data] has 2 numbers" in fault('file = "a.csv"', layer)


def test_a_file_may_be_where_one_is(
    scenario: Callable[..., Scenario], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (tmp_path / "b.csv").rename(here / "b.csv")
    monkeypatch.chdir(here)
    assert len(scenario('file = "b.csv"\noutputs = 2', "[[layers]]\nweights = [[1], [2]]\n").samples) == 5
