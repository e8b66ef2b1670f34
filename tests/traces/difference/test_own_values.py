"""Files that people's own programs write: every form of a value, of a place in the run, and what is refused."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.engine.timeline import Timeline
from nnstep.errors import DataError
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load
from nnstep.traces.difference.closeness import Closeness
from nnstep.traces.difference.comparison import RunDifference, compare
from nnstep.traces.difference.own_file import OwnFile
from nnstep.traces.difference.own_side import OwnSide
from nnstep.traces.difference.own_values import fitted, own_array
from nnstep.traces.difference.sides import RunSide
from nnstep.traces.writing.trace_writer import TraceWriter
from tests.traces.difference.own_program import SCENARIO, START, train, write

Row = dict[str, Any]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> RunSide:
    path = tmp_path_factory.mktemp("net") / "net.toml"
    path.write_text(SCENARIO)
    return RunSide(Timeline(compile_program(load(path))), "net")


def text_of(rows: Iterable[Row]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def own(text: str | bytes, reference: RunSide, tmp_path: Path) -> tuple[OwnSide, RunDifference]:
    path = tmp_path / "own.jsonl"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with OwnFile(path) as file:
        side = OwnSide(file, reference, "own")
        return side, compare(side, reference, reference.program, Closeness())


def rows_of(epochs: int = 2) -> list[Row]:
    return [{"target": target, "value": np.asarray(value).tolist()} for target, value in train(epochs=epochs)]


def test_the_smallest_file_is_a_line(reference: RunSide, tmp_path: Path) -> None:
    _, found = own(text_of(rows_of()[:1]), reference, tmp_path)
    assert found.first is None
    assert (found.steps, found.numbers) == (1, 4)


@pytest.mark.parametrize(
    "form",
    [
        lambda v: {"value": v.tolist()},
        lambda v: {"value": v.T.tolist()},
        lambda v: {"value": v.ravel().tolist()},
        lambda v: {"value": v.ravel().tolist(), "shape": list(v.shape)},
        lambda v: {"value": [v.tolist()]},
        lambda v: {"value": v.ravel().tolist(), "shape": list(v.T.shape)} if 1 in v.shape else {"value": v.tolist()},
        lambda v: {"value": [[str(n) if math.isnan(n) else n for n in row] for row in np.atleast_2d(v).tolist()]},
    ],
)
def test_every_form_of_a_matrix_is_read(form: Any, reference: RunSide, tmp_path: Path) -> None:
    rows = [{"target": target, **form(np.asarray(value))} for target, value in train()]
    _, found = own(text_of(rows), reference, tmp_path)
    assert found.first is None
    assert found.steps == 6


def test_transposed_matrices_are_said_to_be_taken_so(reference: RunSide, tmp_path: Path) -> None:
    rows = [{"target": target, "value": np.asarray(value).T.tolist()} for target, value in train()]
    side, found = own(text_of(rows), reference, tmp_path)
    assert found.first is None
    assert any("weights are taken as transposed: dW2 is 4×2 there, 2×4 here" in remark for remark in side.remarks)
    assert any("samples and biases are taken as transposed: z1 is 1×4" in remark for remark in side.remarks)


def test_samples_can_lie_while_weights_stand_as_in_pytorch(reference: RunSide, tmp_path: Path) -> None:
    lying = {"z1", "a1", "z2", "a2", "delta1", "delta2", "b1", "b2"}
    rows = [
        {"target": target, "value": (np.asarray(value).T if target in lying else np.asarray(value)).tolist()}
        for target, value in train()
    ]
    side, found = own(text_of(rows), reference, tmp_path)
    assert found.first is None
    assert not any("weights" in remark for remark in side.remarks)


def test_numbers_that_are_none_are_read_as_python_writes_them_and_as_texts(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(
        '{"target": "z1", "value": [NaN, Infinity, -Infinity, 1]}\n'
        '{"target": "z1", "value": ["nan", "inf", "-Infinity", 1]}\n'
        '{"target": "z1", "value": [null, null, null, 1], "nonfinite": "0:nan 1:inf 2:-inf"}\n'
    )
    with OwnFile(path) as file:
        for line in range(3):
            np.testing.assert_array_equal(file.value(line), [math.nan, math.inf, -math.inf, 1])


def test_a_value_that_is_no_number_is_a_difference_where_the_other_side_has_one(
    reference: RunSide, tmp_path: Path
) -> None:
    rows = rows_of()
    rows[3]["value"] = [["nan"], [1.0]]
    _, found = own(text_of(rows), reference, tmp_path)
    assert found.first is not None
    assert (found.first.step, found.first.id, found.first.gap.index) == (1, "a2", (0, 0))
    assert found.first.gap.largest == math.inf


@pytest.mark.parametrize(
    "place",
    [
        lambda step: {},
        lambda step: {"step": step},
        lambda step: {"step": step - 1},
        lambda step: {"epoch": (step - 1) // 2 + 1, "step": (step - 1) % 2 + 1},
        lambda step: {"epoch": (step - 1) // 2, "step": (step - 1) % 2},
        lambda step: {"step": float(step)},
    ],
)
def test_every_way_of_saying_where_a_value_belongs(place: Any, reference: RunSide, tmp_path: Path) -> None:
    rows = [{**row, **place(number // 13 + 1)} for number, row in enumerate(rows_of(3))]
    _, found = own(text_of(rows), reference, tmp_path)
    assert found.first is None
    assert (found.steps, found.last_step) == (6, 6)


def test_positions_are_those_of_the_operations(reference: RunSide, tmp_path: Path) -> None:
    places = {op.target: number for number, op in enumerate(reference.program.ops, start=1)}
    length = len(places)
    rows = [{**row, "position": number // 13 * length + places[row["target"]]} for number, row in enumerate(rows_of(3))]
    _, found = own(text_of(rows), reference, tmp_path)
    assert found.first is None
    assert found.steps == 6
    rows[5]["position"] += 1
    with pytest.raises(DataError, match=r"own.jsonl:6: position 7 is that of delta1, not of delta2"):
        own(text_of(rows), reference, tmp_path)


def test_every_tenth_step_can_be_written(reference: RunSide, tmp_path: Path) -> None:
    rows = [{**row, "step": number // 13 + 1} for number, row in enumerate(rows_of(20))]
    _, found = own(text_of(row for row in rows if row["step"] % 10 == 0), reference, tmp_path)
    assert found.first is None
    assert (found.steps, found.last_step) == (4, 40)


def test_the_order_of_the_lines_does_not_matter_where_steps_are_stated(reference: RunSide, tmp_path: Path) -> None:
    rows = [{**row, "step": number // 13 + 1} for number, row in enumerate(rows_of(3))]
    random = np.random.default_rng(3)
    _, found = own(text_of(rows[i] for i in random.permutation(len(rows))), reference, tmp_path)
    assert found.first is None
    assert found.steps == 6


def test_values_written_quantity_by_quantity_are_numbered_by_their_order(reference: RunSide, tmp_path: Path) -> None:
    rows = sorted(rows_of(3), key=lambda row: row["target"])
    _, found = own(text_of(rows), reference, tmp_path)
    assert found.first is None
    assert found.steps == 6


START_ROWS = [{"target": id, "value": value} for id, value in START.items()]


def test_first_values_of_parameters_can_be_those_before_training(reference: RunSide, tmp_path: Path) -> None:
    side, found = own(text_of([*START_ROWS, *rows_of()]), reference, tmp_path)
    assert found.first is None
    assert found.steps == 4
    assert "the first value is that before training: W1, b1, W2, b2" in side.remarks
    parameters = [row for row in rows_of() if row["target"] in START]
    assert own(text_of([*START_ROWS, *parameters]), reference, tmp_path)[1].first is None
    assert own(text_of(parameters), reference, tmp_path)[1].first is None
    _, stated = own(text_of({**row, "step": 0} for row in START_ROWS), reference, tmp_path)
    assert (stated.first, stated.steps, stated.numbers) == (None, 0, 26)


def test_a_constant_can_stand_once_or_in_each_step(reference: RunSide, tmp_path: Path) -> None:
    rates = [{"target": "lr", "value": 0.5}] * 4
    assert own(text_of([rates[0], *rows_of()]), reference, tmp_path)[1].first is None
    assert own(text_of([*rates, *rows_of()]), reference, tmp_path)[1].first is None
    _, found = own(text_of([*rates[:2], {"target": "lr", "value": 0.45}, *rows_of()]), reference, tmp_path)
    assert found.first is not None
    assert (found.first.step, found.first.id) == (3, "lr")


def test_other_start_weights_are_the_first_difference(reference: RunSide, tmp_path: Path) -> None:
    rows = [{**row, "value": (np.array(row["value"]) + 1).tolist()} for row in START_ROWS]
    _, found = own(text_of([*rows, *rows_of()]), reference, tmp_path)
    assert found.first is not None
    assert (found.first.step, found.first.id) == (0, "W1")


def test_symbols_and_other_spellings_are_known(reference: RunSide, tmp_path: Path) -> None:
    rows = rows_of()
    spelt = {"delta1": "δ₁", "delta2": "delta_2", "z1": "z_1", "W1": "W_1"}
    side, found = own(
        text_of({**row, "target": spelt.get(row["target"], row["target"])} for row in rows), reference, tmp_path
    )
    assert found.first is None
    assert not any("no such quantity" in remark for remark in side.remarks)
    assert found.numbers == sum(np.size(row["value"]) for row in rows)


def test_unknown_targets_are_listed_and_the_others_compared(reference: RunSide, tmp_path: Path) -> None:
    side, found = own(text_of([*rows_of(), {"target": "Z9", "value": 1}]), reference, tmp_path)
    assert found.first is None
    assert any("no such quantity" in remark and '"Z9"' in remark for remark in side.remarks)
    with pytest.raises(DataError, match='none of its quantities: "Z9"'):
        own(text_of([{"target": "Z9", "value": 1}]), reference, tmp_path)


def test_a_compressed_file_is_read(reference: RunSide, tmp_path: Path) -> None:
    _, found = own(gzip.compress(text_of(rows_of()).encode()), reference, tmp_path)
    assert found.steps == 4


def test_a_last_line_that_is_cut_off_is_said(reference: RunSide, tmp_path: Path) -> None:
    side, found = own(text_of(rows_of())[:-9], reference, tmp_path)
    assert found.first is None
    assert any("cut off" in remark for remark in side.remarks)


def test_lines_taken_out_of_a_trace_are_read_as_well(
    recorded_lines: list[str], reference: RunSide, tmp_path: Path
) -> None:
    _, found = own("".join(recorded_lines[1:]), reference, tmp_path)
    assert found.first is None
    assert found.steps == 2


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[1, 2]", "own.jsonl:2: a line must be a JSON object, but it is a list"),
        ("{", "own.jsonl:2: this is no JSON"),
        ("hello", "own.jsonl:2: this is no JSON"),
        ('{"value": 1}', 'own.jsonl:2: there is no "target"'),
        ('{"target": 3, "value": 1}', 'own.jsonl:2: there is no "target"'),
        ('{"target": "z1"}', 'own.jsonl:2: "z1" has no "value"'),
        ('{"target": "z1", "value": null}', 'the value of "z1" has null in it: write NaN'),
        ('{"target": "z1", "value": [1, true]}', 'the value of "z1" must be numbers, but true is none'),
        ('{"target": "z1", "value": ["x"]}', 'the value of "z1" must be numbers, but "x" is none'),
        ('{"target": "z1", "value": {"a": 1}}', 'the value of "z1" must be numbers, but a table is none'),
        ('{"target": "z1", "value": [[1, 2], [3]]}', 'the rows of "z1" differ in length'),
        ('{"target": "z1", "value": []}', 'the value of "z1" is empty'),
        ('{"target": "z1", "value": [1, 2, 3], "shape": [2, 2]}', "is [2, 2], but it has 3 numbers"),
        ('{"target": "z1", "value": [1, 2], "shape": [-2]}', "must be a list of whole numbers"),
        ('{"target": "z1", "value": [1, 2], "shape": "2"}', "must be a list of whole numbers"),
        ('{"target": "z1", "value": [null], "nonfinite": "5:nan"}', 'the value of "z1"'),
        ('{"target": "z1", "value": [null], "nonfinite": "nan"}', 'the value of "z1"'),
        ('{"target": "z1", "value": [{}], "nonfinite": "0:nan 0:inf"}', "own.jsonl:2: z1 is a list of 1 number"),
        ('{"target": "z1", "value": [[]], "nonfinite": "1:nan"}', 'the value of "z1"'),
        ('{"target": "z1", "value": 1, "step": -1}', '"step" must be a whole number of 0 or more'),
        ('{"target": "z1", "value": 1, "step": 1.5}', "but it is the number 1.5"),
        ('{"target": "z1", "value": 1, "epoch": "one"}', 'but it is the string "one"'),
        ('{"target": "z1", "value": [1, 2, 3, 4, 5]}', "own.jsonl:2: z1 is a list of 5 numbers, but must be 4×1"),
        ('{"target": "z1", "value": [[1, 2], [3, 4]]}', "own.jsonl:2: z1 is 2×2, but must be 4×1"),
        ('{"target": "z1", "value": [1, 2, 3, 4], "epoch": 1}', '"epoch" alone does not say which of its 2'),
        ('{"target": "E", "value": 1, "step": 1}', "own.jsonl:2: the value of E of training step 1 stands on"),
        ('{"target": "z1", "value": 1' + "0" * 400 + "}", "has a number that is too large"),
        ('{"target": "z1", "value": ' + "[" * 5000 + "]" * 5000 + "}", "nested too deep"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(line: str, message: str, reference: RunSide, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        own(f'{{"target": "E", "value": 0.3, "step": 1}}\n{line}\n', reference, tmp_path)
    assert message in str(caught.value)


@pytest.fixture(scope="module")
def recorded_lines(reference: RunSide, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the lines of a recording of two training steps, the header first."""
    path = tmp_path_factory.mktemp("trace") / "t.jsonl"
    timeline = Timeline(reference.program)
    with TraceWriter(path, timeline.seek(0)) as writer:
        for position in range(1, 2 * len(reference.program.ops) + 1):
            writer.write(timeline.seek(position))
    return path.read_text().splitlines(keepends=True)


@pytest.mark.parametrize(
    ("number", "was", "damaged", "message"),
    [
        (1, '"kind":"header"', '"kind":"heXder"', ':1: this trace is damaged: the kind is the string "heXder"'),
        (1, '{"n"', 'X"n"', ":1: this trace is damaged: this is no JSON"),
        (2, "{", "", ":2: this trace is damaged: this is no JSON"),
        (3, '"kind"', '"kxnd"', ':3: this trace is damaged: "kind" is missing'),
        (3, '"n":3', '"n":"3"', ":3: this trace is damaged: n must be a whole number, but it is the string"),
        (9, '"value":[', '"value":[null,', ":9: this trace is damaged: the value of"),
    ],
)
def test_a_damaged_trace_without_its_header_is_called_one(
    number: int, was: str, damaged: str, message: str, recorded_lines: list[str], reference: RunSide, tmp_path: Path
) -> None:
    lines = recorded_lines[0 if number == 1 else 1 :]
    index = 0 if number == 1 else number - 1
    assert was in lines[index]
    lines[index] = lines[index].replace(was, damaged, 1)
    with pytest.raises(DataError) as caught:
        own("".join(lines), reference, tmp_path)
    assert message in str(caught.value)
    assert "copy the file again" in caught.value.hint


def test_a_header_after_other_lines_is_a_damage(recorded_lines: list[str], reference: RunSide, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=":4: this trace is damaged: the header must be the first line"):
        own("".join([*recorded_lines[1:4], *recorded_lines]), reference, tmp_path)


def test_an_empty_file_is_refused(reference: RunSide, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no value in it"):
        own("\n\n", reference, tmp_path)


@pytest.mark.thorough
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_change_at_any_place_of_a_file_is_the_first_difference(
    data: st.DataObject, reference: RunSide, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = rows_of(3)
    ids = [op.target for op in reference.program.ops]
    changed: dict[tuple[int, int], float] = {}
    for number in data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=3, unique=True)):
        value = np.array(rows[number]["value"])
        index = data.draw(st.integers(0, value.size - 1))
        by = data.draw(st.sampled_from([-1, 1])) * data.draw(st.floats(1e-6, 3))
        value.ravel()[index] += by
        form = data.draw(st.sampled_from([np.ndarray.tolist, lambda v: v.ravel().tolist()]))
        rows[number]["value"] = form(value)
        changed[number // 13 + 1, ids.index(rows[number]["target"])] = by
    _, found = own(text_of(rows), reference, tmp_path_factory.mktemp("changed"))
    assert found.first is not None
    first = min(changed)
    assert (found.first.step, ids.index(found.first.id)) == first
    assert found.first.gap.count == 1
    assert found.first.gap.largest == pytest.approx(abs(changed[first]), rel=1e-6)


@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_message(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("any") / "own.jsonl"
    path.write_bytes(data)
    said = ""
    try:
        OwnFile(path).close()
    except DataError as error:
        said = error.message
    assert said.replace("\n", "").isprintable()


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=8,
)


@given(value=JSON, shape=st.none() | JSON, nonfinite=st.just("") | JSON)
def test_any_json_as_a_value_is_an_array_or_refused(value: Any, shape: Any, nonfinite: Any) -> None:
    try:
        array = own_array(value, shape, nonfinite, '"z1"')
    except ValueError:
        return
    assert array.dtype == np.float64
    assert array.size


@given(rows=st.integers(1, 4), columns=st.integers(1, 4))
def test_a_value_fits_its_own_shape_in_every_way_of_writing_it(rows: int, columns: int) -> None:
    value = np.arange(1.0, rows * columns + 1).reshape(rows, columns)
    forms = [value, value.ravel(), value[None], *([value.T] if rows != columns else [])]
    for form in forms:
        found = fitted(form, value.shape, transposed=False)
        assert found is not None
        np.testing.assert_array_equal(found, value)
    turned = fitted(value.T, value.shape, transposed=True)
    assert turned is not None
    np.testing.assert_array_equal(turned, value)
    assert fitted(np.ones(rows * columns + 1), value.shape, transposed=False) is None


@pytest.mark.thorough
def test_only_a_row_of_offsets_is_kept_of_a_large_file(tmp_path: Path) -> None:
    path = write(tmp_path / "own.jsonl", iter([("z1", np.full((1, 10_000), 0.1))] * 200))
    with OwnFile(path) as file:
        assert len(file.offsets) == 200
        np.testing.assert_array_equal(file.value(150), np.full((1, 10_000), 0.1))
