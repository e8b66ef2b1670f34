"""One value in the many forms in which people, programs and LaTeX write it; what fits in two ways is refused."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from nnstep.errors import SheetError
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import parse


@cache
def net(inputs: int, outputs: int) -> Program:
    """Return a network of one layer, whose W1 has a row for each output."""
    rows = ", ".join([f"[{', '.join(['0.5'] * inputs)}]"] * outputs)
    text = f"title = 'T'\ninput = {[1] * inputs}\ntarget = {[1] * outputs}\nlearning_rate = 0.1\n"
    return compile_program(parse(f"{text}[[layers]]\nweights = [{rows}]\n", "net.toml"))


def read(text: str, inputs: int = 2, outputs: int = 2, name: str = "sheet.toml") -> Sheet:
    return parse_sheet(text, name, net(inputs, outputs))


def values(sheet: Sheet, id: str) -> list[object]:
    """Return the numbers given for a quantity, row by row; None where one was left open."""
    given = sheet.answers[1, id]
    assert given.fault == ""
    places = np.ndindex(given.shape)
    return [given.cells[at].number if at in given.cells else None for at in places]


def refusal(text: str, inputs: int = 2, outputs: int = 2, name: str = "sheet.toml") -> str:
    with pytest.raises(SheetError) as caught:
        read(text, inputs, outputs, name)
    return f"{caught.value.message} {caught.value.hint}"


DECIMALS = ("commas were read as decimal signs in {}",)
THOUSANDS = ("commas were read as separating thousands in {}",)
BLANKS = ("blanks were read as separating groups of digits in {}",)


@pytest.mark.parametrize(
    ("value", "numbers", "remarks"),
    [
        ("0,5", [0.5], DECIMALS),
        ("16,553.0", [16553], THOUSANDS),
        ("1,234,567", [1234567], THOUSANDS),
        ("1.234,50", [1234.5], DECIMALS),
        ("16 553", [16553], BLANKS),
        ("16\u00a0553", [16553], BLANKS),
        ("16\u202f553", [16553], ()),
        ("16\u2009553", [16553], ()),
        ("16'553", [16553], ()),
        ("16’553", [16553], ()),
        ("16_553", [16553], ()),
        ("16\\,553", [16553], ()),
        ("1 016 553.25", [1016553.25], BLANKS),
        ("16 553,25", [16553.25], (*BLANKS, *DECIMALS)),
        ("[[[0.5]]]", [0.5], ()),
        ("(0.5,)", [0.5], ()),
        ("½", [0.5], ()),
        ("1/-4", [-0.25], ()),
        ("1.5/2", [0.75], ()),
        ("1,5 / 2", [0.75], DECIMALS),
        ("50/4 %", [0.125], ()),
    ],
)
def test_a_number_is_read_and_what_was_taken_for_what_is_said(
    value: str, numbers: list[object], remarks: tuple[str, ...]
) -> None:
    sheet = read(f"E = {value}\n")
    assert values(sheet, "E") == numbers
    assert sheet.remarks == tuple(remark.format("E") for remark in remarks)
    assert values(read(f"W1.0.1 = {value}\n"), "W1")[1] == numbers[0]


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        ("[16 553]", [16, 553]),
        ("16 553", [16, 553]),
        ("[16 553, 17 221]", [16553, 17221]),
        ("[16 553 17 221]", [16553, 17221]),
        ("[16 553, 2]", [16553, 2]),
        ("[16\u202f553 17\u202f221]", [16553, 17221]),
        ("[16'553, 17’221] # it's exact", [16553, 17221]),
        ("[16_553; 17_221]", [16553, 17221]),
        ("[0,1; 0,2]", [0.1, 0.2]),
        ("[0,1 0,2]", [0.1, 0.2]),
        ("[0,5, 0,25]", [0.5, 0.25]),
        ("[0,5,0,25]", [0.5, 0.25]),
        ("[0,5, 0.25]", [0.5, 0.25]),
        ("[0,5, 2]", [0.5, 2]),
        ("[1.234,5 0,5]", [1234.5, 0.5]),
        ("[1.234.567, 0,5]", [1234567, 0.5]),
        ("[[0.1, 0.2]]", [0.1, 0.2]),
        ("[[0.1], [0.2]]", [0.1, 0.2]),
        ("[[[0.1, 0.2]]]", [0.1, 0.2]),
        ("[[[0.1], [0.2]]]", [0.1, 0.2]),
        ("[[0.1]; [0.2]]", [0.1, 0.2]),
        ("(0.1, 0.2)^T", [0.1, 0.2]),
        ("[[0.1, 0.2]].T", [0.1, 0.2]),
        ("[½, 1/4]", [0.5, 0.25]),
        ("[tensor(0.1), np.float32(0.2)]", [0.1, 0.2]),
        ("tensor([0.1, 0.2], device='cuda:0', dtype=torch.float32, grad_fn=<AddBackward0>)", [0.1, 0.2]),
        (
            "tensor([0.1, 0.2], device='cuda:0',\n  dtype=torch.float32,\n  grad_fn=<AddBackward0>)",
            [0.1, 0.2],
        ),
        ("Parameter containing:\ntensor([0.1, 0.2], requires_grad=True)", [0.1, 0.2]),
        ("\nParameter containing:\nParameter(tensor([0.1, 0.2]))", [0.1, 0.2]),
        ("array([0.1, 0.2], dtype=float32)", [0.1, 0.2]),
        ("tf.Tensor([[0.1 0.2]], shape=(1, 2), dtype=float32)", [0.1, 0.2]),
        ("<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.1, 0.2], dtype=float32)>", [0.1, 0.2]),
        ("\n<tf.Variable 'b:0' shape=(2,) dtype=float32, numpy=array([0.1, 0.2], dtype=float32)>", [0.1, 0.2]),
        ("<Variable path=dense/bias, shape=(2,), dtype=float32, value=[0.1 0.2]>", [0.1, 0.2]),
        (r"\left[ 0.1, 0.2 \right]", [0.1, 0.2]),
        (r"\left\{ 0.1 & 0.2 \right.\}", [0.1, 0.2]),
        (r"\bigl( 0.1 \quad 0.2 \bigr)", [0.1, 0.2]),
        ("0.1 & 0.2", [0.1, 0.2]),
        (r"\left( \begin{smallmatrix} 0.1 \\ 0.2 \end{smallmatrix} \right)", [0.1, 0.2]),
        (r"\begin{pmatrix} \frac{1}{2} \\ 1.2 \cdot 10^{-3} \end{pmatrix}", [0.5, 0.0012]),
        (r"[-\tfrac{1}{2}, \dfrac34]", [-0.5, 0.75]),
        (r"$\begin{pmatrix} 1{,}2 \times 10^{-3} & 0{,}5 \end{pmatrix}^\top$", [0.0012, 0.5]),
    ],
)
def test_a_vector_is_read_in_the_way_that_fits_it(value: str, numbers: list[object]) -> None:
    assert values(read(f"z1 = {value}\ny = [1, 0]\n"), "z1") == numbers


@pytest.mark.parametrize(
    "value",
    [
        "[0.1 0.2; 0.3 0.4]",
        "[0.1, 0.2; 0.3, 0.4]",
        "[0,1; 0,2 \n 0,3; 0,4]",
        "0,1; 0,2\n0,3; 0,4",
        "[0,1 0,2; 0,3 0,4]",
        "[0,1,0,2; 0,3,0,4]",
        "[[0,1; 0,2], [0,3; 0,4]]",
        "[[0,1, 0,2], [0,3, 0,4]]",
        "[[0.1, 0.2]; [0.3, 0.4]]",
        "[[[0.1, 0.2], [0.3, 0.4]]]",
        "[[[0.1], [0.2]], [[0.3], [0.4]]]",
        "[[0.1, 0.3], [0.2, 0.4]]^T",
        "[0.1 0.3; 0.2 0.4]'",
        "[array([0.1, 0.2]), array([0.3, 0.4])]",
        "Parameter containing:\ntensor([[0.1, 0.2],\n        [0.3, 0.4]], requires_grad=True)",
        "<tf.Variable 'k:0' shape=(2, 2) dtype=float32, numpy=\narray([[0.1, 0.2],\n  [0.3, 0.4]], dtype=float32)>",
        r"\begin{pmatrix} 0.1 & 0.2 \\ 0.3 & 0.4 \end{pmatrix}",
        r"$$\begin{bmatrix} 0{,}1 & 0{,}2 \\[2pt] 0{,}3 & 0{,}4 \end{bmatrix}$$",
        "\\begin{matrix}\n0,1 & 0,2 \\\\\n0,3 & 0,4\n\\end{matrix}",
        r"\left[\begin{array}{c|c} 0.1 & 0.2 \\ \hline 0.3 & 0.4 \\ \end{array}\right]",
    ],
)
def test_a_matrix_is_read_in_the_way_that_fits_it(value: str) -> None:
    assert values(read(f"W1 = {value}\ny = [1, 0]\n"), "W1") == [0.1, 0.2, 0.3, 0.4]


def test_the_shape_of_the_quantity_tells_readings_apart() -> None:
    assert values(read("z1 = [0,1; 0,2]\n"), "z1") == [0.1, 0.2]
    assert values(read("W1 = [0,1; 0,2]\n"), "W1") == [0, 1, 0, 2]
    assert values(read("z1 = [16 553, 2]\n", outputs=3), "z1") == [16, 553, 2]
    assert read("z1 = [1 2; 3 4]\n", outputs=4).answers[1, "z1"].fault == "shape"


def test_what_fits_in_two_ways_is_refused_with_both() -> None:
    assert "z1 can be read in two ways" in refusal("z1 = [16 553,2]\n")
    assert "write [16, 553.2] or [16553, 2]" in refusal("z1 = [16 553,2]\n")
    assert values(read("z1 = [16, 553.2]\n"), "z1") == [16, 553.2]
    assert values(read("z1 = [16553, 2]\n"), "z1") == [16553, 2]


@pytest.mark.parametrize(
    ("others", "number"),
    [("z1 = [0,5 0,25]", 16.553), ("z1 = [0.5, 0.25]", 16553), ("z1 = [1,234.5, 2]", 16553)],
)
def test_the_other_numbers_show_what_a_comma_is(others: str, number: float) -> None:
    assert values(read(f"E = 16,553\n{others}\n"), "E") == [number]


@pytest.mark.parametrize(
    "others",
    ["", "y = [1,0]", "z1 = [1.234, 2.345]", "z1 = [0,5 0,25]\na1 = [0.5 0.25]", "W1 = tensor([[0.5]])\nz1 = [0,5 2]"],
)
def test_where_they_do_not_show_it_or_contradict_each_other_it_is_refused(others: str) -> None:
    found = refusal(f"E = 16,553\n{others}\n")
    assert "E is 16,553, which can be read in two ways" in found
    assert "write 16553 or 16.553" in found


def test_a_point_before_three_digits_is_refused_where_commas_are_decimal_signs() -> None:
    assert "write 1234 or 1,234" in refusal("z1 = [0,5 0,25]\nE = 1.234\n")
    assert values(read("z1 = [0,5 0,25]\nE = 0.234\n"), "E") == [0.234]
    assert values(read("z1 = [0,5 0,25]\nE = 1,234\n"), "E") == [1.234]
    assert values(read("E = 1.234\n"), "E") == [1.234]


@pytest.mark.parametrize("value", ["16,553 %", "16,553·10^-3", "-16,553", "16,553/7"])
def test_a_number_with_more_around_it_is_ambiguous_too(value: str) -> None:
    assert "which can be read in two ways" in refusal(f"E = {value}\n")


@pytest.mark.parametrize(
    ("value", "message", "advice"),
    [
        ("1/0", "E is 1/0, and nothing can be divided by 0", "correct it, or leave it empty"),
        ("0/0.0", "E is 0/0.0, and nothing can be divided by 0", "correct it, or leave it empty"),
        (r"\frac{1}{0}", "and nothing can be divided by 0", "correct it, or leave it empty"),
        ("1/2/3", 'must be a number, but it is the string "1/2/3"', "write it as 0.50, 2.4e-3 or 161/7"),
        ("1_6", 'must be a number, but it is the string "1_6"', "write it as 0.50, 2.4e-3 or 161/7"),
        ("1½", 'must be a number, but it is the string "1½"', "write it as 0.50, 2.4e-3 or 161/7"),
        ("sqrt(2)", 'must be a number, but it is the string "sqrt(2)"', "write it as 0.50, 2.4e-3 or 161/7"),
        ("1e400", "is too large: a number can be at most about 1.8e308", ""),
        ("0.5 V", 'has the string "V" after its number', "write 0.5"),
        (r"\ldots", "is shortened with", "print the array whole"),
    ],
)
def test_what_is_no_number_is_refused_with_advice_that_works(value: str, message: str, advice: str) -> None:
    found = refusal(f"E = {value}\n")
    assert message in found
    assert advice in found


def test_null_is_left_open_as_an_empty_cell_is() -> None:
    text = '{"z1": [null, 0.5], "E": null, "a1": null, "W1": [[null, 1], [2, 3]], "step": {"2": null}, "title": null}'
    sheet = read(text, name="sheet.json")
    assert [values(sheet, id) for id in ("z1", "E", "a1")] == [[None, 0.5], [None], [None, None]]
    assert values(sheet, "W1") == [None, 1, 2, 3]
    assert sheet.answers[1, "a1"].blank == [(0, 0), (1, 0)]
    assert values(read('{"E": 1, "step": null}', name="sheet.json"), "E") == [1]


def test_cells_of_a_table_and_strings_of_json_are_read_as_values_are() -> None:
    assert values(read("z1,0,5,-0,25\n", name="sheet.csv"), "z1") == [0.5, -0.25]
    assert values(read("W1,0,1,0,2\nW1,0,3,0,4\n", name="sheet.csv"), "W1") == [0.1, 0.2, 0.3, 0.4]
    assert values(read("z1,16 553,17'221\n", name="sheet.csv"), "z1") == [16553, 17221]
    assert values(read('z1,"0,5","16,553"\n', name="sheet.csv"), "z1") == [0.5, 16.553]
    assert values(read("z1\t0.5\t0.25\nE\t16,553\n", name="sheet.tsv"), "E") == [16553]
    assert read("z1;0,5;0,25\n", name="sheet.csv").remarks == ()
    json = '{"z1": ["tensor(0.5)", "\\\\frac{1}{4}"], "a1": "[0,1; 0,2]"}'
    assert values(read(json, name="sheet.json"), "z1") == [0.5, 0.25]
    assert values(read(json, name="sheet.json"), "a1") == [0.1, 0.2]


def test_empty_cells_at_the_end_of_a_row_are_left_open_or_only_fill_it_up() -> None:
    assert values(read("z1,0.5,\nE,2,,,\nW1.0.1,3,,\n", name="sheet.csv"), "z1") == [0.5, None]
    assert values(read("z1,0.5,0.25,,\n", name="sheet.csv"), "z1") == [0.5, 0.25]
    assert values(read("E,2,,,\nz1,,,\n", name="sheet.csv"), "E") == [2]
    assert values(read("W1,1,2,,\nW1,3,,,\n", name="sheet.csv"), "W1") == [1, 2, 3, None]
    assert values(read("E,2\nz1,,,\n", name="sheet.csv"), "z1") == [None, None]
    assert read("z1,1,2,3,\n", name="sheet.csv").answers[1, "z1"].typed_shape == (3,)


def test_a_print_under_its_name_does_not_end_at_its_keywords() -> None:
    text = "W1:\ntensor([[0.1, 0.2],\n        [0.3, 0.4]], requires_grad=True)\nb:\n"
    sheet = read(text.replace("b:\n", "z1:\nParameter containing:\ntensor([0.5, 0.6], requires_grad=True)\nE: 2\n"))
    assert values(sheet, "W1") == [0.1, 0.2, 0.3, 0.4]
    assert (values(sheet, "z1"), values(sheet, "E")) == ([0.5, 0.6], [2])
