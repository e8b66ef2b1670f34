"""What a picture shows of a run, held against a formula and against going through it one operation at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from nnstep.drawing.svg.curves import Curves
from nnstep.drawing.svg.figure import Figure
from nnstep.drawing.svg.heat_map import HeatMap
from nnstep.drawing.svg.images import Images
from nnstep.engine.edited_run import EditedTimeline
from nnstep.engine.edits import Edit
from nnstep.engine.timeline import Timeline
from nnstep.errors import CommandError, NNStepError
from nnstep.expr.array import frozen
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse
from nnstep.session import shown_steps
from nnstep.session.pictures import pictures
from nnstep.session.pictures.picture_request import PictureRequest, planned
from nnstep.session.pictures.pictures import figure_of
from tests.session.pictures.test_plots import ONE

XOR = compile_program(load(find("xor")), 12)
DIGITS = compile_program(load(find("digits")), 1)
PARITY = compile_program(load(find("tashfeen-parity")), 5)


def quiet(what: str, part: float) -> None:
    assert what
    assert 0 <= part <= 1


def figure(program: Program, *texts: str, **wishes: Any) -> Figure:
    return figure_of(Timeline(program), planned(program, texts, PictureRequest(**wishes)), quiet)


def one(epochs: int) -> Program:
    return compile_program(parse(ONE, "one.toml"), epochs)


def walked(program: Program, id: str) -> list[np.ndarray]:
    """Return a quantity at the end of each training step, by every single operation."""
    timeline = Timeline(program)
    values = []
    for position in range(1, program.last_position + 1):
        frame = timeline.seek(position)
        if frame.done == len(program.ops):
            values.append(frame.values[id])
        if frame.at_end:
            break
    return values


def curves(drawn: Figure) -> dict[str, list[float]]:
    panel = drawn.panels[0]
    assert isinstance(panel, Curves)
    return {curve.name: curve.values.tolist() for curve in panel.curves}


def numbers(drawn: Figure, panel: int = 0) -> list[float]:
    match drawn.panels[panel]:
        case Curves(series):
            return series[0].numbers.tolist()
        case HeatMap(numbers=found):
            return found.tolist()
        case _:
            return []


def test_a_number_is_a_curve_of_its_values_at_the_end_of_each_training_step() -> None:
    drawn = figure(one(50), "W1[0,0]", "E")
    np.testing.assert_allclose(curves(drawn)["W1[0,0]"], [8 * 0.9**n for n in range(1, 51)], rtol=1e-12)
    np.testing.assert_allclose(curves(drawn)["E"], [0.5 * (8 * 0.9**n) ** 2 for n in range(50)], rtol=1e-12)
    assert numbers(drawn) == list(range(1, 51))
    assert drawn.subtitle == "at the end of training steps 1 to 50"


def test_the_error_alone_is_the_same_with_less_work(monkeypatch: pytest.MonkeyPatch) -> None:
    beside = curves(figure(XOR, "E", "E * 1"))
    monkeypatch.setattr(pictures, "Sampling", None)
    assert curves(figure(XOR, "E"))["E"] == beside["E"] == beside["E * 1"]
    assert beside["E"] == [float(value) for value in walked(XOR, "E")]


def test_a_matrix_is_a_heat_map_with_a_row_an_element() -> None:
    (panel,) = figure(XOR, "W1").panels
    assert isinstance(panel, HeatMap)
    np.testing.assert_array_equal(panel.values, [value.reshape(-1) for value in walked(XOR, "W1")])
    assert panel.elements == ["[0,0]", "[0,1]", "[1,0]", "[1,1]"]
    assert panel.x_name == "training step"


def test_elements_are_named_as_they_are_typed() -> None:
    assert list(curves(figure(XOR, "W1", "b1", "2 * b1", "W1[0,:]", kind="curve"))) == [
        *("W1[0,0]", "W1[0,1]", "W1[1,0]", "W1[1,1]", "b1[0]", "b1[1]", "(2 * b1)[0]", "(2 * b1)[1]"),
        *("(W1[0,:])[0]", "(W1[0,:])[1]"),
    ]
    values = curves(figure(XOR, "W1", kind="curve"))
    assert values["W1[1,0]"] == [value[1, 0] for value in walked(XOR, "W1")]


def test_numbers_share_a_panel_and_come_first_and_every_other_one_has_its_own() -> None:
    drawn = figure(XOR, "W1", "E", "b1", "abs(W2).max()")
    assert [type(panel) for panel in drawn.panels] == [Curves, HeatMap, HeatMap]
    assert list(curves(drawn)) == ["E", "abs(W2).max()"]
    assert drawn.height > figure(XOR, "E").height


def test_the_rows_of_a_matrix_are_images_at_the_last_training_step() -> None:
    drawn = figure(DIGITS, "W1", "x[:,0]", kind="images", last=5 * len(DIGITS.ops) + 3)
    weights, sample = drawn.panels
    assert isinstance(weights, Images)
    assert isinstance(sample, Images)
    expected = Timeline(DIGITS).seek(5 * len(DIGITS.ops)).values
    np.testing.assert_array_equal(weights.values, expected["W1"].reshape(32, 8, 8))
    np.testing.assert_array_equal(sample.values, expected["x"][:, 0].reshape(1, 8, 8))
    assert weights.name == "W1 after training step 5"
    assert drawn.subtitle == "at the end of training step 5"


def test_images_can_be_of_any_size_that_fits() -> None:
    (panel,) = figure(DIGITS, "W1", kind="images", image=(4, 16)).panels
    assert isinstance(panel, Images)
    assert panel.values.shape == (32, 4, 16)
    np.testing.assert_array_equal(panel.values[2, 1], walked(DIGITS, "W1")[-1][2, 16:32])


def test_a_part_of_the_run_is_from_one_position_to_another() -> None:
    length = len(one(9).ops)
    for first, last, expected in (
        (0, length * 9, range(1, 10)),
        (length, length * 3, range(1, 4)),
        (length + 1, length * 3, range(2, 4)),
        (length * 2, length * 4 - 1, range(2, 4)),
    ):
        drawn = figure(one(9), "W1", first=first, last=last)
        assert numbers(drawn) == list(expected)
        np.testing.assert_allclose(curves(drawn)["W1"], [8 * 0.9**n for n in expected], rtol=1e-12)


def test_only_the_ends_of_epochs_or_each_n_th_of_them_can_be_shown() -> None:
    per_epoch = PARITY.schedule.steps_per_epoch
    errors = [float(value) for value in walked(PARITY, "E")]
    drawn = figure(PARITY, "E", per_epoch=True)
    assert (numbers(drawn), curves(drawn)["E"]) == ([1, 2, 3, 4, 5], errors[per_epoch - 1 :: per_epoch])
    assert drawn.subtitle == "at the end of epochs 1 to 5"
    second = figure(PARITY, "E", "W1", per_epoch=True, every=2)
    assert (numbers(second), curves(second)["E"]) == ([2, 4], errors[2 * per_epoch - 1 :: 2 * per_epoch])
    third = figure(PARITY, "E", every=3)
    assert (numbers(third)[:3], curves(third)["E"]) == ([3, 6, 9], errors[2::3])
    assert isinstance(third.panels[0], Curves)
    assert third.panels[0].x_name == "training step (3 apart)"


def test_of_a_long_run_evenly_spaced_steps_are_shown_and_the_axis_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_POINTS", 20)
    drawn = figure(one(1000), "W1", "E")
    assert len(numbers(drawn)) == 20
    assert (numbers(drawn)[0], numbers(drawn)[-1]) == (1, 1000)
    panel = drawn.panels[0]
    assert isinstance(panel, Curves)
    assert panel.x_name == "training step (20 of 1,000, evenly spaced)"
    np.testing.assert_allclose(curves(drawn)["W1"], 8 * 0.9 ** np.array(numbers(drawn)), rtol=1e-9)
    assert len(numbers(figure(one(1000), "E"))) == 1000, "the error is known of every training step"
    assert len(numbers(figure(one(1000), "W1", every=2))) == 500, "as many as were asked for"


def test_more_steps_than_memory_holds_are_refused_with_a_distance_that_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown_steps, "_MOST_KEPT", 2000)
    with pytest.raises(CommandError, match="1,000 values of 1 number") as caught:
        figure(one(1000), "W1", every=1)
    distance = int(caught.value.hint.split()[2].strip(","))
    assert len(numbers(figure(one(1000), "W1", every=distance))) == 1000 // distance
    with pytest.raises(CommandError):
        figure(one(1000), "W1", every=distance - 1)


def test_a_run_that_its_own_rule_ends_is_shown_to_that_end() -> None:
    text = ONE + "[training.stop]\nerror_below = 1e-3\n"
    program = compile_program(parse(text, "one.toml"))
    last = Timeline(program)
    frame = last.seek(program.last_position)
    drawn = figure(program, "E", "W1")
    assert numbers(drawn)[-1] == frame.step + 1 < 5000
    assert curves(drawn)["E"][-1] == frame.errors[-1]


def test_training_steps_of_a_smaller_batch_are_left_out_and_counted_or_shown_alone() -> None:
    per_epoch = DIGITS.schedule.steps_per_epoch
    assert DIGITS.shapes_in(per_epoch - 1)["a1"] == (32, 24)
    whole = figure(DIGITS, "a1")
    assert numbers(whole) == list(range(1, per_epoch))
    assert isinstance(whole.panels[0], HeatMap)
    assert whole.panels[0].name == "a1 (1 step without a value)"
    (at_end,) = figure(DIGITS, "a1", per_epoch=True).panels
    assert isinstance(at_end, HeatMap)
    assert (at_end.name, at_end.values.shape, at_end.elements[-1]) == ("a1", (1, 32 * 24), "[31,23]")
    (samples,) = figure(DIGITS, "x.T", kind="images").panels
    assert isinstance(samples, Images)
    np.testing.assert_array_equal(samples.values, walked(DIGITS, "x")[-1].T.reshape(24, 8, 8))


def test_an_edited_run_is_shown_as_it_is_edited() -> None:
    program = one(5)
    run = Timeline(program)
    edit = Edit(2 * len(program.ops), "W1", frozen([[100.0]]), frozen([[6.48]]), "W1 = 100")
    edited = EditedTimeline(run, edit, budget=1 << 20)
    drawn = figure_of(edited, planned(program, ["W1"], PictureRequest()), quiet)
    np.testing.assert_allclose(curves(drawn)["W1"], [7.2, 100, 90, 81, 72.9], rtol=1e-12)


def test_how_far_it_has_come_is_told() -> None:
    told: list[tuple[str, float]] = []
    figure_of(Timeline(XOR), planned(XOR, ["W1"], PictureRequest()), lambda *what: told.append(what))
    assert told[0][0] == "run"
    assert told[-1][1] <= 1


@pytest.mark.parametrize(
    ("texts", "wishes", "message", "hint"),
    [
        (["nosuch"], {}, "nosuch", ""),
        (["previous(E)"], {}, "previous", ""),
        ([""], {}, "", ""),
        (["W1"], {"log": True}, "W1 is drawn as a heat map, which has no logarithmic axis", "abs(W1).max()"),
        (["W1"], {"log_x": True, "kind": "images"}, "W1 is drawn as images", ""),
        (["W1"], {"kind": "curve"}, "2,048 curves are too many", "--kind heatmap"),
        (["W2.T"], {"kind": "images"}, "a row of W2.T has 10 numbers; these make no square", "--image 2x5"),
        (["x"], {"kind": "images"}, "a row of x has 32 numbers", "draw its columns: x.T"),
        (["W1"], {"kind": "images", "image": (28, 28)}, "an image of 28×28 has 784", "--image 8x8"),
        (["E"], {"kind": "images"}, "a row of E has 1 number", "draw it as a curve"),
        (["W1", "W2", "b1"], {"size": (800, 300)}, "3 panels need a height of", "--size 800x"),
        (["E"], {"last": 0}, "no training step ends in this part of the run", "--to"),
        (["E"], {"first": 30, "last": 29}, "no training step ends in this part of the run", "--from"),
        (["E"], {"last": 30, "per_epoch": True}, "has no epoch to show", "longer"),
    ],
)
def test_what_can_not_be_drawn_is_refused_in_words(
    texts: Sequence[str], wishes: dict[str, Any], message: str, hint: str
) -> None:
    with pytest.raises(NNStepError) as caught:
        figure(DIGITS, *texts, **wishes)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_most_of_it_is_refused_before_anything_is_computed() -> None:
    with pytest.raises(CommandError):
        planned(DIGITS, ["W1"], PictureRequest(kind="images", image=(28, 28)))
