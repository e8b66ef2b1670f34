"""Values as people type and paste them, and the numbers that they stand for."""

from __future__ import annotations

import sys
from io import StringIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.errors import SheetError
from nnstep.grading.sheet.number_forms import number_of
from nnstep.grading.sheet.sheet_reader import parse_sheet, read_sheet
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import parse

NET = """title = "T"
input = [1, 2, 3]
target = [1, 0]
learning_rate = 0.1
[[layers]]
weights = [[1, 2, 3], [4, 5, 6]]
"""


@pytest.fixture(scope="module")
def program() -> Program:
    return compile_program(parse(NET, "net.toml"))


def numbers(text: str, program: Program, name: str = "sheet.toml") -> dict[str, list[str]]:
    sheet = parse_sheet(text, name, program)
    return {
        id: [str(written) for _, written in sorted(given.cells.items())] for (_, id), given in sheet.answers.items()
    }


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.50", "0.50"),
        ("-.5", "-0.5"),
        ("1.", "1"),
        ("+2", "2"),
        ("−0,0022", "-0.0022"),
        ("5.87e-1", "0.587"),
        ("5.87*10^-1", "0.587"),
        ("5,87 · 10⁻¹", "0.587"),
        ("5.87 × 10^(-1)", "0.587"),
        ("5.87x10**{2}", "587"),
        ("58.70 %", "0.5870"),
        ("16 553", "16553"),
        ("16\u202f553,5", "16553.5"),
        ("16'553", "16553"),
        ("1,234,567", "1234567"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("161/7", "23"),
        ("-1 / 3", "-1/3"),
    ],
)
def test_a_number_has_the_value_and_the_digits_that_were_written(text: str, number: str) -> None:
    found = number_of(text)
    assert found is not None
    assert (str(found) if "/" in text else format(found, "f")) == number


@pytest.mark.parametrize("text", ["", "x", "1/0", "1e999", "--1", "1,2,3", "1.2.3", "0x10", "1e", "%", "1_00", "nan"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number_of(text) is None


@pytest.mark.parametrize(
    "value",
    [
        "[[1, 2, 3], [4, 5, 6]]",
        "[[1., 2., 3.],\n [4., 5., 6.]]",
        "[[1. 2. 3.]\n [4. 5. 6.]]",
        "array([[1., 2., 3.],\n       [4., 5., 6.]], dtype=float32)",
        "np.array([[1, 2, 3], [4, 5, 6]])",
        "tensor([[1., 2., 3.],\n        [4., 5., 6.]], dtype=torch.float64, grad_fn=<AddmmBackward0>)",
        "<tf.Tensor: shape=(2, 3), dtype=float32, numpy=\narray([[1., 2., 3.],\n       [4., 5., 6.]], dtype=float32)>",
        "tf.Tensor(\n[[1. 2. 3.]\n [4. 5. 6.]], shape=(2, 3), dtype=float32)",
        "[1 2 3; 4 5 6]",
        "[1, 2, 3; 4, 5, 6];",
        "[1 2 3\n 4 5 6]",
        "\n\n    1.0000    2.0000    3.0000\n    4.0000    5.0000    6.0000\n",
        "\n   1.0e+03 *\n\n    0.001    0.002    0.003\n    0.004    0.005    0.006\n",
        "\n1\t2\t3\n4\t5\t6\n",
        "[[1, 2, 3], # the first neuron\n [4, 5, 6]]",
        "[1,0 2,0 3,0; 4,0 5,0 6,0]",
        "{{1, 2, 3}, {4, 5, 6}}",
    ],
)
def test_an_array_is_read_as_programs_show_it(program: Program, value: str) -> None:
    (given,) = parse_sheet(f"W1 = {value}\n# end\n", "sheet.toml", program).answers.values()
    assert given.fault == ""
    assert [float(given.cells[index].number) for index in np.ndindex(2, 3)] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    "value", ["0.5", "tensor(0.5, dtype=torch.float64)", "np.float64(0.5)", "[[0.5]]", "array(0.5)"]
)
def test_a_single_number_is_read_as_programs_show_it(program: Program, value: str) -> None:
    assert numbers(f"E = {value}\n", program) == {"E": ["0.5"]}


@given(st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=6))
def test_what_numpy_prints_is_read_back_with_all_its_digits(values: list[float]) -> None:
    program, array = compile_program(parse(NET, "net.toml")), np.reshape(values, (2, 3))
    with np.printoptions(precision=17, floatmode="unique"):
        texts = (repr(array), str(array), str(array.tolist()))
    for text in texts:
        (found,) = parse_sheet(f"W1 = {text}\n", "sheet.toml", program).answers.values()
        assert [found.cells[index].number for index in np.ndindex(2, 3)] == values


def test_a_comma_is_a_decimal_sign_where_only_so_the_size_is_right(program: Program) -> None:
    sheet = parse_sheet("z1 = [0,587, 0,488]\na1 = [0,5 0,25]\ny = [1,0]\n", "sheet.toml", program)
    found = {id: [str(written) for written in given.cells.values()] for (_, id), given in sheet.answers.items()}
    assert found == {"z1": ["0.587", "0.488"], "a1": ["0.5", "0.25"], "y": ["1", "0"]}
    assert sheet.remarks == ("commas were read as decimal signs in z1 and a1",)


def test_a_comma_before_three_digits_means_what_the_rest_of_the_sheet_shows(program: Program) -> None:
    assert numbers("z1 = [3.5, 2]\nE = 16,553\n", program)["E"] == ["16553"]
    assert numbers("z1 = ['3,5', 2]\nE = 16,553\n", program)["E"] == ["16.553"]
    assert numbers("z1;3,5;2\nE;16,553\n", program, "sheet.csv")["E"] == ["16.553"]
    with pytest.raises(SheetError, match="which can be read in two ways"):
        parse_sheet("E = 16,553\n", "sheet.toml", program)


def test_what_was_left_open_is_missing(program: Program) -> None:
    assert numbers("z1 =\na1 = ['', 2]\nE = ''\n", program) == {"a1": ["2"], "E": []}


def test_a_sheet_may_be_json_or_separated_by_tabs(program: Program) -> None:
    assert numbers('{"z1": [0.50, 2], "step": {"2": {"E": "1/3"}}}', program, "sheet.json") == {
        "z1": ["0.50", "2"],
        "E": ["1/3"],
    }
    assert numbers("z1\t0.50\t2\nE\t3\n", program, "sheet.tsv") == {"z1": ["0.50", "2"], "E": ["3"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"z1": [1, 2]', r"sheet\.json:1: this is not JSON"),
        ('{"z1": [1, 2], "z1": 3}', "z1 is given twice"),
        ("[1]", "must be an object"),
        ('{"z1": [NaN, 2]}', "z1, entry 1 is nan"),
        ('{"z1": {"a": 2}}', "is not an index"),
    ],
)
def test_what_is_wrong_in_a_json_sheet_is_named(program: Program, text: str, message: str) -> None:
    with pytest.raises(SheetError, match=message):
        parse_sheet(text, "sheet.json", program)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("z1 = [1, ?]", "sheet.toml"),
        ("z1;1;?", "sheet.csv"),
        ("z1;1;-", "sheet.csv"),
        ("z1[0],1\nz1[1],–", "sheet.csv"),
    ],
)
def test_a_sign_for_no_answer_is_none(program: Program, text: str, name: str) -> None:
    assert numbers(text, program, name) == {"z1": ["1"]}


def test_a_dash_before_a_blank_is_not_taken_for_no_answer(program: Program) -> None:
    with pytest.raises(SheetError, match="must be a number"):
        numbers("z1 = - 9", program)


@pytest.mark.parametrize("text", ["z1 = [1, 2]\n", "z1,1,2\n", '{"z1": [1, 2]}', "z1;1;2\n", "z1\t1\t2\n"])
def test_standard_input_is_read_in_the_format_that_it_looks_like(
    program: Program, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO(text))
    (given,) = read_sheet("-", program).answers.values()
    assert [written.number for written in given.cells.values()] == [1, 2]


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    program = compile_program(parse(NET, "net.toml"))
    for name in ("sheet.toml", "sheet.csv", "sheet.json", "sheet"):
        for before in ("", "W1 = ", "z1 = [", "[step."):
            assert all(line.isprintable() for line in refusal(before + text, name, program).split("\n"))


def refusal(text: str, name: str, program: Program) -> str:
    """Return why a sheet can't be read, or nothing."""
    try:
        parse_sheet(text, name, program)
    except SheetError as error:
        return error.message
    return ""
