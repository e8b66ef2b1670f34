"""Curves as SVG: every drawn point is read back by the axes' labels and held against the numbers."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest
from numpy.typing import ArrayLike

from nnstep.drawing.svg.curves import Curves, CurveSeries
from nnstep.drawing.svg.figure import Figure, least_height, svg_text
from nnstep.drawing.svg.palette import MOST_CURVES
from tests.drawing.svg.drawn import Element, curves, found, labels, parsed, points, rectangle, texts, values_of

nan, inf = np.nan, np.inf


def curve(values: ArrayLike, name: str = "E", first: int = 1) -> CurveSeries:
    array = np.asarray(values, dtype=np.float64)
    return CurveSeries(name, np.arange(first, first + array.size, dtype=np.float64), array)


def figure(*drawn: CurveSeries, width: int = 800, height: int = 500, **axes: bool) -> str:
    return svg_text(Figure("Title", "at the end of steps", (Curves(drawn, **axes),), width, height))


def picture(*drawn: CurveSeries, **axes: bool) -> Element:
    return parsed(figure(*drawn, **axes))


def test_the_points_of_a_curve_lie_where_the_labels_of_the_axes_say() -> None:
    values = [0.7, -0.2, 0.35, 0.1, 0.9]
    root = picture(curve(values))
    (part,) = curves(root)["E"]
    read = values_of(root, part)
    np.testing.assert_allclose([x for x, _ in read], [1, 2, 3, 4, 5], atol=1e-3)
    np.testing.assert_allclose([y for _, y in read], values, atol=1e-3)


def test_on_logarithmic_axes_they_do_too() -> None:
    values = 10.0 ** np.linspace(3, -4, 300)
    root = picture(curve(values, "E"), curve([1e-3, 2e-3], "b"), log=True, log_x=True)
    (part,) = curves(root)["E"]
    read = np.array(values_of(root, part, log=True, log_x=True))
    np.testing.assert_allclose(read[:, 0], np.arange(1, 301), rtol=1e-3)
    np.testing.assert_allclose(read[:, 1], values, rtol=2e-3)


def test_nothing_is_drawn_outside_of_the_frame() -> None:
    rng = np.random.default_rng(0)
    root = picture(curve(rng.normal(size=5000)), curve(rng.normal(size=30), "b"))
    left, top, width, height = rectangle(found(root, "rect", "box")[0])
    for parts in curves(root).values():
        for x, y in (point for part in parts for point in part):
            assert left < x < left + width
            assert top < y < top + height


def test_a_long_curve_is_a_small_file_that_keeps_the_ends_and_every_spike() -> None:
    rng = np.random.default_rng(1)
    values = rng.random(1_000_000)
    values[[123_456, 654_321]] = 5, -4
    begun = perf_counter()
    text = figure(curve(values))
    seconds = perf_counter() - begun
    assert len(text) < 60_000
    assert seconds < 3, "about 0.1 s"
    root = parsed(text)
    (part,) = curves(root)["E"]
    read = np.array(values_of(root, part))
    at = lambda step: read[np.abs(read[:, 0] - step).argmin()]  # noqa: E731
    np.testing.assert_allclose(at(123_457), [123_457, 5], rtol=1e-2)
    np.testing.assert_allclose(at(654_322), [654_322, -4], rtol=1e-2)
    np.testing.assert_allclose([read[0, 1], read[-1, 1]], values[[0, -1]], atol=1e-2)


def test_in_each_column_of_pixels_a_long_curve_reaches_from_its_lowest_to_its_highest_value() -> None:
    values = np.random.default_rng(2).normal(size=50_000)
    root = picture(curve(values))
    (whole,) = curves(root)["E"]
    drawn = np.array(whole)
    left = drawn[0, 0]
    columns = np.floor(left + (drawn[-1, 0] - left) * np.arange(50_000) / 49_999).astype(int)
    read = np.array(values_of(root, whole))[:, 1]
    for column in range(columns[0] + 1, columns[-1], 7):
        inside = read[(drawn[:, 0] >= column - 0.01) & (drawn[:, 0] <= column + 1.01)]
        assert inside.min() <= values[columns == column].min() + 0.02
        assert inside.max() >= values[columns == column].max() - 0.02
    assert len(drawn) <= 4 * len(np.unique(columns))


def test_what_is_not_finite_is_a_gap_and_is_counted() -> None:
    root = picture(curve([1, 2, nan, 3, inf, -inf, 4, 5, 6]))
    assert [len(part) for part in curves(root)["E"]] == [2, 1, 3]
    assert "E (3 not finite)" in texts(root)


def test_a_point_alone_between_gaps_is_a_dot() -> None:
    path = found(picture(curve([1, nan, 2, nan, 3])), "path", "curve")[0]
    assert path.get("d", "").count("h0.01") == 3
    assert path.get("stroke-linecap") == "round"


def test_gaps_within_a_column_of_pixels_still_separate_what_is_drawn() -> None:
    values = np.ones(100_000)
    values[50_000] = nan
    first, second = curves(picture(curve(values)))["E"]
    assert first[-1][0] <= second[0][0] < first[-1][0] + 1
    alternating = np.where(np.arange(100_000) % 2, nan, 1.0)
    assert len(figure(curve(alternating))) < 100_000


def test_on_a_log_axis_zero_and_negative_values_are_gaps_and_are_counted() -> None:
    root = picture(curve([1, 0, 0.1, -3, nan, 0.01], "a"), curve([5, 6], "b"), log=True)
    assert [len(part) for part in curves(root)["a"]] == [1, 1, 1]
    assert "a (1 not finite, 2 not positive)" in texts(root)


def test_a_log_axis_for_no_positive_value_is_a_linear_one_and_says_so() -> None:
    root = picture(curve([-1, -2, 0]), log=True)
    assert "E (none positive: linear axis)" in texts(root)
    assert len(curves(root)["E"][0]) == 3


@pytest.mark.parametrize(
    "values",
    [[], [nan], [inf, nan], [0], [3], [5, 5, 5], [0, 0], [1e308, -1e308], [5e-324, 0], [-0.0, 0.0], [1e300, inf]],
)
@pytest.mark.parametrize("log", [False, True])
def test_every_series_makes_a_picture(values: list[float], log: bool) -> None:
    root = picture(curve(values), log=log, log_x=log)
    drawn = [point for parts in curves(root).values() for part in parts for point in part]
    assert len(drawn) == np.isfinite(np.array(values)).sum() or log
    assert ("no finite value" in texts(root)) == (not drawn)
    assert "nan" not in "".join(path.get("d", "") for path in found(root, "path"))


def test_a_constant_lies_in_the_middle_with_its_value_beside_it() -> None:
    root = picture(curve([2.5] * 4))
    _, top, _, height = rectangle(found(root, "rect", "box")[0])
    np.testing.assert_allclose([y for _, y in curves(root)["E"][0]], top + height / 2, atol=0.01)
    assert [text for _, _, text in labels(root, "end")] == ["2.5"]


def test_a_single_step_is_labelled_with_its_number() -> None:
    root = picture(curve([2.5], first=7))
    assert [text for _, _, text in labels(root, "middle")] == ["7"]


@pytest.mark.parametrize(("first", "count"), [(1, 2), (1, 3), (1, 101), (999, 3), (1_234_567, 4), (1, 10**6)])
def test_steps_are_labelled_in_full_by_whole_numbers(first: int, count: int) -> None:
    drawn = CurveSeries("E", np.array([first, first + count - 1.0]), np.array([1.0, 2]))
    shown = [text for _, _, text in labels(picture(drawn), "middle")]
    numbers = [int(text.replace(",", "")) for text in shown]
    assert len(numbers) >= 2
    assert numbers == sorted(set(numbers))
    assert all(first <= number < first + count for number in numbers)


def test_curves_differ_in_colour_or_dashes_and_the_legend_shows_both() -> None:
    root = picture(*(curve([i, i + 1], f"c{i}") for i in range(MOST_CURVES)))
    by_name = {
        path.findtext("{http://www.w3.org/2000/svg}title"): (path.get("stroke"), path.get("stroke-dasharray"))
        for path in found(root, "path", "curve")
    }
    assert len(set(by_name.values())) == MOST_CURVES
    samples = [(line.get("stroke"), line.get("stroke-dasharray")) for line in found(root, "line", "sample")]
    assert samples == [by_name[f"c{i}"] for i in range(MOST_CURVES)]


def test_of_two_equal_curves_the_dashes_lie_over_the_whole_line() -> None:
    names = list(curves(picture(*(curve([1, 2], f"c{i}") for i in range(6)))))
    assert names[:2] == ["c0", "c5"]


def test_few_points_are_shown_one_by_one_and_many_are_not() -> None:
    assert len(found(picture(curve([1, nan, 3])), "circle")) == 2
    assert not found(picture(curve(np.arange(100))), "circle")


@pytest.mark.parametrize("height", [least_height(1), 240, 500])
def test_very_many_long_names_leave_room_for_the_curves(height: int) -> None:
    root = parsed(figure(*(curve([i, 1], f"{'name ' * 30}{i}") for i in range(35)), width=240, height=height))
    box = rectangle(found(root, "rect", "box")[0])
    assert box[3] > 40
    assert box[1] + box[3] < height - 40
    entries, (last,) = found(root, "line", "sample"), [text for text in texts(root) if text.startswith("and ")]
    assert last == f"and {35 - len(entries)} more"


def test_a_path_has_coordinates_to_a_hundredth_only() -> None:
    text = figure(curve([1 / 3, 2 / 7, 0.1]))
    assert all(len(x.partition(".")[2]) <= 2 for x in text.split('d="M')[1].split('"')[0].replace("L", " ").split())
    assert points("M1 2.5L3 4") == [[(1.0, 2.5), (3.0, 4.0)]]
