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
from nnstep.scenario.bundled import bundled_paths
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
        (
            "weights = [[1, 2, 3]]",
            "[conventions]\nbiases = 'folded-last'",
            "one row a neuron, one column an input, then the last column the biases",
        ),
        (
            "weights = [[1], [2], [3]]",
            "[conventions]\nbiases = 'folded'\norientation = 'row'",
            "one column a neuron, the first row the biases, then one row an input",
        ),
        ("weights = [[1, 2, 3]]\nbiases = []", "", "layers[0].biases is empty"),
        ("weights = [[1, 2, 3]]\nbiases = 'nomal'", "", "did you mean normal?"),
        ("weights = [[1, 2, 3]]\nbiases = [1, 2]", "", "layers[0].weights has 1 row"),
        (
            "weights = [[1, 2, 3, 4]]\nbiases = [1]",
            "[conventions]\nbiases = 'folded'",
            "they are a part of the weights",
        ),
        ("weights = [[1, 2, 3]]\nbiases = 'x'", "[conventions]\nbiases = 'shared'", "must be"),
    ],
)
def test_what_is_wrong_is_said_in_the_file_s_own_orientation(
    scenario: Callable[..., Scenario], first: str, more: str, says: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario(layers(first, "weights = [[1]]"), more)
    assert says in caught.value.message


def test_a_network_too_large_to_be_kept_is_refused_before_anything_is_drawn(scenario: Callable[..., Scenario]) -> None:
    """Each layer alone would fit; the second is named with what both have together."""
    drawn = layers("neurons = 1_000\nweights = 'normal'", "neurons = 100_000\nweights = 'normal'")
    with pytest.raises(ScenarioError) as caught:
        scenario(drawn)
    assert "layers[1] has 100,000 neurons with 1,000 inputs" in caught.value.message
    assert "the weights and biases are 100,003,000 so far" in caught.value.message
    assert "choose fewer neurons" in caught.value.message


@pytest.mark.parametrize(
    ("kept", "keys", "says"),
    [
        ({"": W1[0]}, "weights = 'w.npy'", "names an array of shape 3, but weights are a matrix"),
        ({"": W2}, "weights = 'w.npy'", "names an array of shape 1×2, for 2 inputs, but"),
        ({"": W1}, "weights = 'w.npy'\nneurons = 2", "neurons is not read for weights of a file"),
        ({"": W2}, "weights = [[1, 2, 3]]\nbiases = 'w.npy'", "names 2 numbers, but the layer has 1 neuron"),
        ({"": W2}, "weights = [[1, 2, 3]]\nbiases = 'v.npy'", "there is no such file"),
    ],
)
def test_a_file_that_does_not_fit_its_layer_is_refused(
    scenario: Callable[..., Scenario], tmp_path: Path, kept: dict[str, np.ndarray], keys: str, says: str
) -> None:
    write_arrays(tmp_path / "w.npy", kept)
    with pytest.raises(ScenarioError) as caught:
        scenario(layers(keys, "weights = [[1]]"))
    assert says in caught.value.message


def test_biases_are_drawn_from_the_seed_apart_from_the_weights(scenario: Callable[..., Scenario]) -> None:
    """A layer has the same weights with and without biases."""
    drawn = "neurons = 4\nweights = 'normal'\n"
    with_biases, again = (
        scenario(layers(drawn + "biases = 'normal'", "weights = [[1, 1, 1, 1]]")).layers[0] for _ in range(2)
    )
    without = scenario(layers(drawn, "weights = [[1, 1, 1, 1]]")).layers[0]
    assert with_biases.biases is not None
    assert again.biases is not None
    assert with_biases.biases.shape == (4, 1)
    assert with_biases.biases.tobytes() == again.biases.tobytes()
    assert with_biases.weights.tobytes() == without.weights.tobytes()
    assert not np.isin(with_biases.biases, with_biases.weights).any()


def test_saved_weights_keep_the_orientation_and_the_parameters_of_a_graph(
    scenario: Callable[..., Scenario], tmp_path: Path
) -> None:
    """A file has the arrays as the scenario writes them: in rows, a column is a neuron."""
    rows = "[conventions]\norientation = 'row'\n"
    own = scenario(layers("weights = [[0, 0], [0, 0], [0, 0]]\nbiases = [0, 0]", "weights = [[0], [0]]"), rows)
    write_arrays(tmp_path / "w.npz", {"W1": W1.T, "b1": np.array([[5.0, 6]]), "W2": W2.T})
    loaded = with_weights(own, tmp_path / "w.npz").layers
    assert loaded[0].weights.tolist() == W1.tolist()
    assert loaded[0].biases is not None
    assert loaded[0].biases.ravel().tolist() == [5, 6]
    graph = load(bundled_paths()["kapur-chain"])
    assert graph.graph is not None
    parameters = {id: np.array(number + 1.0) for id, number in graph.graph.parameters.items()}
    write_arrays(tmp_path / "g.npz", parameters)
    other = with_weights(graph, tmp_path / "g.npz").graph
    assert other is not None
    assert other.parameters == {id: float(value) for id, value in parameters.items()}


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


@pytest.mark.parametrize("ending", [".npz", ".safetensors"])
def test_an_array_of_a_file_is_named_and_turned(scenario: Callable[..., Scenario], tmp_path: Path, ending: str) -> None:
    write_arrays(tmp_path / f"w{ending}", {"0.weight": W1, "0.bias": np.array([1.0, 2]), "out": W2.T, "W2": W2 + 9})
    first = f"weights = 'w{ending}:0.weight'\nbiases = 'w{ending}:0.bias'"
    loaded = scenario(layers(first, f"weights = 'w{ending}:out.T'")).layers
    assert [layer.weights.tolist() for layer in loaded] == [W1.tolist(), W2.tolist()]
    assert loaded[0].biases is not None
    assert loaded[0].biases.tolist() == [[1], [2]]


@pytest.mark.parametrize("ending", [".npy", ".csv"])
def test_the_one_array_of_a_file_is_turned(scenario: Callable[..., Scenario], tmp_path: Path, ending: str) -> None:
    write_arrays(tmp_path / f"w{ending}", {"": W1.T})
    assert scenario(layers(f"weights = 'w{ending}.T'", "weights = [[7, 8]]")).layers[0].weights.tolist() == W1.tolist()


def test_samples_are_arrays_of_one_file_or_of_two(scenario: Callable[..., Scenario], tmp_path: Path) -> None:
    write_arrays(tmp_path / "w.npz", {"W1": W1, "X": W1.T, "y": np.array([0.0, 1, 1])})
    text = "title = 'T'\nlearning_rate = 0.1\n[data]\ninputs = 'w.npz:X.T'\ntargets = 'w.npz:W1'\n"
    (tmp_path / "b.toml").write_text(
        f"{text}[[layers]]\nweights = 'w.npz:W1'\n[[layers]]\nneurons = 3\nweights = 'he'\n"
    )
    samples = load(tmp_path / "b.toml").samples
    assert samples.inputs.tolist() == samples.targets.tolist() == W1.tolist()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("w.npz:W3", "there is no array called W3"),
        ("w.npz:W1.T", "names an array of shape 3×2, for 2 inputs, but the input has 3"),
        ("w.npy:W1", 'names an array "W1", but w.npy holds one array, without a name'),
        ("w.pt:0.weight", "the name has no ending that says what it is"),
    ],
)
def test_an_array_that_is_not_there_or_of_another_shape_is_named(
    scenario: Callable[..., Scenario], tmp_path: Path, value: str, says: str
) -> None:
    write_arrays(tmp_path / "w.npz", {"W1": W1})
    write_arrays(tmp_path / "w.npy", {"W1": W1})
    with pytest.raises(ScenarioError) as caught:
        scenario(layers(f"weights = '{value}'", "weights = [[7, 8]]"))
    assert says in caught.value.message
