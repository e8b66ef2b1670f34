"""Weights and biases: typed in, from files, or drawn, under each convention."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nnstep.array_files.array_writer import write_arrays
from nnstep.engine.timeline import Timeline
from nnstep.errors import DataError, ScenarioError
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load
from nnstep.scenario.model import Scenario
from nnstep.scenario.sources.start_weights import with_weights

W1, W2 = np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([[7.0, 8]])


@pytest.fixture
def scenario(tmp_path: Path) -> Callable[..., Scenario]:
    def make(layers: str, more: str = "", target: str = "target = [1]") -> Scenario:
        path = tmp_path / "a.toml"
        path.write_text(f"title = 'T'\ninput = [1, 2, 3]\n{target}\nlearning_rate = 0.1\n{layers}\n{more}")
        return load(path)

    return make


def layers(first: str, second: str) -> str:
    return f"[[layers]]\n{first}\n[[layers]]\n{second}\n"


@pytest.mark.parametrize("ending", [".npz", ".safetensors"])
def test_weights_of_a_file_with_names_are_found_by_their_ids(
    scenario: Callable[..., Scenario], tmp_path: Path, ending: str
) -> None:
    if ending == ".safetensors":
        pytest.importorskip("safetensors")
    write_arrays(tmp_path / f"w{ending}", {"W1": W1, "b1": np.array([[1.0], [2]]), "W2": W2})
    loaded = scenario(layers(f"weights = 'w{ending}'\nbiases = 'w{ending}'", f"weights = 'w{ending}'")).layers
    assert loaded[0].weights.tolist() == W1.tolist()
    assert loaded[0].biases is not None
    assert loaded[0].biases.tolist() == [[1], [2]]
    assert loaded[1].weights.tolist() == W2.tolist()


@pytest.mark.parametrize("ending", [".npy", ".csv"])
def test_a_file_may_hold_one_matrix(scenario: Callable[..., Scenario], tmp_path: Path, ending: str) -> None:
    write_arrays(tmp_path / f"w{ending}", {"": W1})
    assert scenario(layers(f"weights = 'w{ending}'", "weights = [[7, 8]]")).layers[0].weights.tolist() == W1.tolist()


@pytest.mark.parametrize("name", ["normal", "uniform", "he", "xavier", "zeros", "whole", "tenths"])
def test_weights_are_drawn_from_the_seed(scenario: Callable[..., Scenario], name: str) -> None:
    drawn = layers(f"neurons = 4\nweights = '{name}'\nbiases = 'zeros'", f"neurons = 1\nweights = '{name}'")
    first, again = (scenario(drawn, "[training]\nseed = 7\n").layers for _ in range(2))
    assert [layer.weights.shape for layer in first] == [(4, 3), (1, 4)]
    assert first[0].weights.tobytes() == again[0].weights.tobytes()
    other = scenario(drawn, "[training]\nseed = 8\n").layers
    assert name == "zeros" or other[0].weights.tobytes() != first[0].weights.tobytes()


def test_a_scale_multiplies_what_is_drawn(scenario: Callable[..., Scenario]) -> None:
    one, tenth = (
        scenario(layers(f"neurons = 2\nweights = 'normal'\nscale = {scale}", "weights = [[1, 1]]")).layers[0].weights
        for scale in (1, 0.1)
    )
    np.testing.assert_allclose(tenth, one / 10)


def test_weights_of_zeros_come_with_a_warning_that_says_why(scenario: Callable[..., Scenario]) -> None:
    loaded = scenario(layers("neurons = 2\nweights = 'zeros'", "weights = [[1, 1]]"))
    (warning,) = loaded.warnings
    assert warning.startswith("the neurons of layer 1 begin alike")
    assert "never learn" in warning


@pytest.mark.parametrize(
    ("first", "second", "zeros"),
    [
        ("neurons = 2\nweights = 'zeros'\nbiases = 'zeros'", "neurons = 1\nweights = 'zeros'", True),
        ("weights = [[0, 0, 0], [0, 0, 0]]", "weights = [[0, 0]]", True),
        ("weights = [[1, 2, 3], [1, 2, 3]]\nbiases = [0.5, 0.5]", "weights = [[3, 3], [4, 4]]", False),
    ],
)
def test_neurons_that_begin_alike_stay_alike_and_the_warning_says_so(
    scenario: Callable[..., Scenario], first: str, second: str, zeros: bool
) -> None:
    target = "target = [1, 1]" if "4, 4" in second else "target = [1]"
    loaded = scenario(layers(first, second), "[training]\nepochs = 5\n", target)
    (warning,) = loaded.warnings
    assert warning.startswith("weights that are all 0 never learn") is zeros
    program = compile_program(loaded)
    trained = Timeline(program).seek(program.last_position).values["W1"]
    assert trained[0].tobytes() == trained[1].tobytes()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("neurons = 2\nweights = 'zeros'", "weights = [[1, 2]]"),
        ("neurons = 2\nweights = 'zeros'\nbiases = [0, 1]", "weights = [[1, 1]]"),
        ("neurons = 1\nweights = 'zeros'", "weights = [[1]]"),
        ("weights = [[1, 2, 3], [1, 2, 4]]", "neurons = 1\nweights = 'zeros'"),
    ],
)
def test_neurons_that_come_apart_need_no_warning(scenario: Callable[..., Scenario], first: str, second: str) -> None:
    assert scenario(layers(first, second)).warnings == ()


def test_one_layer_of_zeros_learns_and_needs_no_warning(scenario: Callable[..., Scenario]) -> None:
    assert scenario("[[layers]]\nneurons = 1\nweights = 'zeros'\n").warnings == ()


def test_where_no_layer_has_biases_the_conventions_say_so(scenario: Callable[..., Scenario]) -> None:
    assert scenario(layers("weights = [[1, 2, 3]]", "weights = [[1]]")).conventions.biases == "none"
    assert scenario(layers("weights = [[1, 2, 3]]\nbiases = [1]", "weights = [[1]]")).conventions.biases == "per-neuron"


def test_in_rows_a_column_is_a_neuron(scenario: Callable[..., Scenario]) -> None:
    rows = layers("weights = [[1, 4], [2, 5], [3, 6]]", "weights = [[7], [8]]")
    loaded = scenario(rows, "[conventions]\norientation = 'row'\n").layers
    assert [layer.weights.tolist() for layer in loaded] == [W1.tolist(), W2.tolist()]


def test_folded_biases_are_the_first_column(scenario: Callable[..., Scenario]) -> None:
    folded = layers("weights = [[0.5, 1, 2, 3], [0.6, 4, 5, 6]]", "weights = [[0.7, 7, 8]]")
    loaded = scenario(folded, "[conventions]\nbiases = 'folded'\n").layers
    assert [layer.weights.shape for layer in loaded] == [(2, 4), (1, 3)]


def test_a_shared_bias_is_one_number(scenario: Callable[..., Scenario]) -> None:
    shared = layers("weights = [[1, 2, 3]]\nbiases = 0.35", "weights = [[1]]")
    bias = scenario(shared, "[conventions]\nbiases = 'shared'\n").layers[0].biases
    assert bias is not None
    assert (bias.shape, float(bias)) == ((), 0.35)


@pytest.mark.parametrize(
    ("first", "more", "says"),
    [
        ("weights = 'normal'", "", "layers[0].neurons is missing"),
        ("weights = 'nomal'\nneurons = 2", "", "did you mean normal?"),
        ("weights = 'w.npz'", "", "there is no such file"),
        ("weights = [[1, 2, 3]]\nneurons = 1", "", "layers[0].neurons is not read for weights that are typed in"),
        ("weights = [[1, 2, 3]]\nbiases = 0.5", "", 'or the convention biases = "shared"'),
        (
            "weights = [[1, 2, 3]]\nbiases = [0.5]",
            "[conventions]\nbiases = 'shared'",
            "one number that the layer shares",
        ),
        ("weights = [[1, 2, 3]]\nbiases = [0.5]", "[conventions]\nbiases = 'none'", "must be left out"),
        ("weights = [[1, 2, 3]]", "[conventions]\nbiases = 'folded'", "and the constant 1 makes one more"),
        ("weights = [[1, 2, 3]]", "[conventions]\norientation = 'row'", "one column a neuron, one row an input"),
    ],
)
def test_what_is_wrong_is_said_in_the_file_s_own_orientation(
    scenario: Callable[..., Scenario], first: str, more: str, says: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario(layers(first, "weights = [[1]]"), more)
    assert says in caught.value.message


def test_saved_weights_stand_in_for_the_scenario_s_own(scenario: Callable[..., Scenario], tmp_path: Path) -> None:
    own = scenario(layers("weights = [[0, 0, 0], [0, 0, 0]]", "weights = [[0, 0]]"))
    write_arrays(tmp_path / "w.npz", {"W1": W1, "W2": W2})
    assert [layer.weights.tolist() for layer in with_weights(own, tmp_path / "w.npz").layers] == [
        W1.tolist(),
        W2.tolist(),
    ]


@pytest.mark.parametrize(
    ("arrays", "says"), [({"W1": W1}, "there is no W2"), ({"W1": W2, "W2": W2}, "W1 has the shape")]
)
def test_saved_weights_of_another_network_are_refused(
    scenario: Callable[..., Scenario], tmp_path: Path, arrays: dict[str, np.ndarray], says: str
) -> None:
    own = scenario(layers("weights = [[0, 0, 0], [0, 0, 0]]", "weights = [[0, 0]]"))
    write_arrays(tmp_path / "w.npz", arrays)
    with pytest.raises(DataError, match=says):
        with_weights(own, tmp_path / "w.npz")
