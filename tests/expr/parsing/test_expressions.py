"""The text of strangers: what is read as what, and how everything else is refused."""

from __future__ import annotations

import sys
import time

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from nnstep.errors import ExpressionError, NNStepError
from nnstep.expr.parsing.expressions import MAX_LENGTH, parse_assignment, parse_expression
from nnstep.expr.primitives import PRIMITIVES, TYPED
from nnstep.expr.tree import Binary, Expr, Name, Negative, Number, Transpose, call, names, walk
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.numpy_line import line, namespace, source

VALUES = {"x": np.array(0.75), "y": np.array(-1.5), "a1": np.array(2.25), "learning_rate": np.array(0.1)}
KNOWN = tuple(VALUES)
X, Y = Name("x"), Name("y")


def refusal(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text, KNOWN)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", X),
        ("  x\t+ y ", X + Y),
        ("3*x", 3 * X),
        ("2*a1 + y", 2 * Name("a1") + Y),
        ("-x", -X),
        ("+x", X),
        ("-2*x", Number(-2.0) * X),
        ("-x**2", Negative(X**2)),
        ("x**-2", X**-2),
        ("(x + y)*x", (X + Y) * X),
        ("x - y - x", X - Y - X),
        ("x.T @ y", Transpose(X) @ Y),
        (".5*x + 1.e-3", 0.5 * X + 1e-3),
        ("exp(-x)", call("exp", -X)),
        ("max(0, x)", call("max", 0, X)),
        ("np.log(x) + np.maximum(x, y)", call("ln", X) + call("max", X, Y)),
    ],
)
def test_text_is_read_as_on_paper(text: str, expected: Expr) -> None:
    assert parse_expression(text, KNOWN) == expected


@pytest.mark.parametrize("function", TYPED)
def test_every_function_for_people_can_be_typed(function: str) -> None:
    values = ["x", "y"][: PRIMITIVES[function].arity]
    assert parse_expression(f"{function}({', '.join(values)})", KNOWN) == call(function, *map(Name, values))


@pytest.mark.parametrize("function", ["ones", "column_sums", "times_ln", "leaky_step"])
def test_what_only_programs_use_is_no_function_for_people(function: str) -> None:
    assert f"there is no function {function}" in refusal(f"{function}(x)").message


def test_an_error_shows_the_place_with_a_caret_and_says_where_the_text_comes_from() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression("x + qqq*y", ["x", "y"], origin="net.toml: graph.a1")
    error = caught.value
    assert error.message.splitlines() == [
        "net.toml: graph.a1: nothing is called qqq here",
        "  x + qqq*y",
        "      ^",
        "expected one of x, y",
    ]
    assert error.summary == "net.toml: graph.a1: nothing is called qqq here"
    assert error.column == 4
    assert isinstance(error, NNStepError)


@pytest.mark.parametrize(
    ("text", "column", "found", "hint"),
    [
        ("lerning_rate*x", 0, "nothing is called lerning_rate here", "did you mean learning_rate?"),
        ("x + X1", 4, "nothing is called X1 here", "did you mean x"),
        ("sigmiod(x)", 0, "there is no function sigmiod", "did you mean sigmoid?"),
        ("np.sqr(x)", 0, "there is no function np.sqr", "did you mean sqrt?"),
        ("log(x)", 0, "there is no function log", "write ln(x), or ln(x)/ln(10)"),
        ("e**x", 0, "nothing is called e here", "exp(x)"),
        ("x^2", 1, "found ^", "write **"),
        ("2x", 1, "no sign between 2 and x", "write 2*x"),
        ("2(x + y)", 1, "no sign between 2 and (", "write 2*(...)"),
        ("(x)(y)", 3, "no sign between ) and (", "write (...)*(...)"),
        ("x y", 2, "no sign between x and y", "write x*y"),
        ("x(3)", 0, "x is a value, not a function", "write x*(...)"),
        ("exp + x", 0, "exp is a function without its value", "write exp(x)"),
        ("y = 3*x", 2, "found an equals sign (=)", "== compares"),
        ("x == 3", 2, "found a comparison (==)", ""),
        ("x <= 3", 2, "found a comparison (<=)", ""),
        ("x < 3", 2, "found a comparison (<)", ""),
        ("x in y", 2, "found a comparison (in)", ""),
        ("x and y", 2, "found a logical and", ""),
        ("x += 1", 2, "found an assignment with an operation (+=)", ""),
        ("(x := 3)", 3, "found an assignment inside an expression (:=)", ""),
        ("x.tofile(y)", 1, "found an attribute (.tofile)", ""),
        ("x.5", 1, "no sign between x and .5", "write x*.5"),
        ("x.T.base", 3, "found an attribute (.base)", ""),
        ("np.pi*x", 0, "found an attribute (.pi)", ""),
        ("x[0]", 1, "found square brackets (an index", "( and )"),
        ("[x for x in y]", 0, "a list or a comprehension", ""),
        ("sum(x for x in y)", 6, "found a comprehension (for)", ""),
        ("{x}", 0, "found curly brackets", ""),
        ("lambda: x", 0, "found a function definition (lambda)", ""),
        ("import os", 0, "found an import", ""),
        ("__import__(x)", 0, "found one of Python's inner names (__import__)", ""),
        ("x if y else 1", 2, "found a choice (if)", ""),
        ("True", 0, "found Python's word True", ""),
        ("await x", 0, "found Python's word await", ""),
        ("'x'", 0, "found a text in quotes", ""),
        ("x + b'x'", 4, "found a text in quotes", ""),
        ("f'{x}'", 0, "found an f-string", ""),
        ("x // y", 2, "found a whole-number division (//)", "write /"),
        ("x % y", 2, "found a remainder", ""),
        ("x << 2", 2, "found an operation on bits (<<)", ""),
        ("x # y", 2, "found a comment (#)", ""),
        ("x; y", 1, "found a semicolon", ""),
        ("x\ny", 1, "found a line break", "one line"),
        ("1,5*x", 1, "found a comma", "write 0.5, not 0,5"),
        ("x +", 2, "nothing comes after +", ""),
        ("x * / y", 4, "found / after *", ""),
        ("()", 1, "found ) after (", ""),
        ("exp(*x)", 4, "found * after (", ""),
        ("(x", 0, "this bracket is never closed", ""),
        ("x)", 1, "this bracket was never opened", ""),
        ("max(x)", 0, "max has 1 values here", ""),
        ("", 0, "nothing to read here", ""),
        ("007", 0, "this can't be read: leading zeros", ""),
        ("x − y", 2, "found the character − (minus sign)", "write -"),
        ("x²", 1, "found the character ² (superscript two)", "write **2"),
        ("еxp(x)", 0, "cyrillic small letter ie", "plain ASCII"),
        ("ｘ", 0, "fullwidth latin small letter x", "plain ASCII"),
        ("2 @ x", 0, "a number in a matrix product (@)", "write *"),
        ("(2).T", 0, "a number has no transpose", ""),
    ],
)
def test_what_is_refused_is_named_where_it_stands(text: str, column: int, found: str, hint: str) -> None:
    error = refusal(text)
    assert found in error.summary
    assert error.column == column
    assert hint in error.hint


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x**101", "this exponent is too large"),
        ("x**-101", "this exponent is too large"),
        ("x**(99*99)", "this exponent is too large"),
        ("9**9**9", "this exponent is too large"),
        ("9**9**9**9**9", "this exponent is too large"),
        ("((9**100)**100)**100", "this part is too large"),
        ("999999999999999*999999999999999*x", "this part is too large"),
        ("1e200*1e200*x", "this part has no finite value"),
        ("x/(1/0)", "this part has no finite value"),
        ("0**-1", "this part has no finite value"),
        ("(-8)**(1/3)", "this part has no finite value"),
        ("ln(0)", "this part has no finite value"),
        ("abs(2)**-1", "abs of numbers alone"),
        ("softmax(3)", "softmax of numbers alone"),
        ("1e999", "this number is too large"),
        ("9" * 400, "this number is too large"),
    ],
)
def test_numbers_that_no_line_could_work_out_are_refused(text: str, found: str) -> None:
    assert found in refusal(text).summary


@pytest.mark.parametrize("text", ["1/2*x", "2**-3", "x**(1/2)", "10**3", "ln(10)", "sqrt(2)*x", "1e20*x", "x**100"])
def test_constants_as_texts_have_them_stand_as_they_are_written(text: str) -> None:
    assert source(parse_expression(text, KNOWN)).replace("np.", "").replace(" ", "").replace("log", "ln") in (
        text,
        text.replace("-3", "(-3)"),
        text.replace("1e20", "1e+20"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10**6,
        "(" * 10**6,
        "(" * 499,
        "(" * 200 + "x" + ")" * 200,
        "-" * 499 + "x",
        "x" + "**x" * 160,
        "x" + "+x" * 249,
        "exp(" * 100 + "x" + ")" * 100,
        "x" + ".T" * 200,
        "9" + "**9" * 150,
        "9" * 499,
        "x\x00",
        "\x1b[2J",
        "\u202ex",
        "\ud800",
        "x.__class__.__mro__[1].__subclasses__()",
        "__import__('os').system('ls')",
        "().__class__",
        "exp.__globals__",
        "x.T.__array_interface__",
        "np.__loader__.load_module('os')",
        "np.load(x)",
        "\\\nx",
        "x if\\",
        "0or x",
        "\N{FULLWIDTH LATIN SMALL LETTER E}xp(x)",
    ],
)
def test_hostile_text_gets_a_short_harmless_error_at_once(text: str) -> None:
    start = time.perf_counter()
    error = refusal(text)
    assert time.perf_counter() - start < 0.5
    assert len(error.message) < 500
    assert all(line.isprintable() for line in f"{error.message}\n{error.hint}".split("\n"))


def test_a_long_text_is_cut_around_the_place() -> None:
    picture = refusal("(x + y)*" * 40 + "qqq").message.splitlines()[1:3]
    assert picture[0].startswith("  …")
    assert picture[0][picture[1].index("^") :] == "qqq"


def test_what_would_move_the_cursor_is_shown_as_an_escape() -> None:
    assert refusal("x + \x1b[2J").message.splitlines()[:3] == [
        "found the character \\x1b",
        "  x + \\x1b[2J",
        "      ^",
    ]


def test_the_limits_are_told() -> None:
    assert f"at most {MAX_LENGTH}" in refusal("x" * (MAX_LENGTH + 1)).message
    assert "at most 50" in refusal("(" * 51 + "x" + ")" * 51).message
    assert "at most 200" in refusal("+".join(["(x+x+x+x+x)"] * 30)).message
    assert parse_expression("+".join(["x"] * 51), KNOWN)


def test_nothing_is_known_but_the_names_given() -> None:
    with pytest.raises(ExpressionError, match="expected numbers only"):
        parse_expression("x", [])


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("a1 = 3*x", "a1", 3 * X),
        (" y_2=-x ", "y_2", -X),
        ("E = (x - y)**2/2", "E", (X - Y) ** 2 / 2),
    ],
)
def test_an_assignment_is_a_name_and_an_expression(text: str, target: str, expected: Expr) -> None:
    assert parse_assignment(text, KNOWN) == (target, expected)


@pytest.mark.parametrize(
    ("text", "column", "found"),
    [
        ("3*x", 0, "no = here"),
        ("2a = x", 0, "the left side is not a name"),
        ("a.b = x", 0, "the left side is not a name"),
        ("_a = x", 0, "the left side is not a name"),
        ("a += x", 0, "the left side is not a name"),
        ("а = x", 0, "the left side is not a name"),
        ("a == x", 2, "found a comparison (==)"),
        ("softmax = x", 0, "softmax means something else already"),
        (" np = x", 1, "np means something else already"),
        ("lambda = x", 0, "lambda means something else already"),
        ("b = x = y", 6, "found an equals sign (=)"),
        ("b = x + qq", 8, "nothing is called qq here"),
        ("b =", 3, "nothing to read here"),
    ],
)
def test_a_wrong_assignment_is_refused_where_it_goes_wrong(text: str, column: int, found: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_assignment(text, KNOWN)
    assert found in caught.value.summary
    assert caught.value.column == column


def scalar_trees() -> st.SearchStrategy[Expr]:
    numbers = st.one_of(
        st.integers(-9, 9).map(float).filter(bool),
        st.floats(-100, 100).filter(lambda value: abs(value) > 1e-9),
    ).map(Number)
    leaves = st.one_of(st.sampled_from([Name(name) for name in KNOWN]), numbers)
    # A step has a comparison in its NumPy line, which people can't type.
    elementwise = ["exp", "ln", "sqrt", "abs", "sin", "cos", "sigmoid", "tanh", "relu", "linear", "sum"]
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(Negative),
            inner.filter(lambda expr: bool(names(expr))).map(Transpose),
            st.builds(Binary, st.sampled_from(["+", "-", "*", "/"]), inner, inner),
            st.builds(lambda base, power: base**power, inner, st.integers(-3, 3)),
            st.builds(call, st.sampled_from(elementwise), inner.filter(lambda expr: bool(names(expr)))),
            st.builds(lambda left, right: call("max", left, right + X), inner, inner),
        ),
        max_leaves=12,
    )


def sensible_constants(expr: Expr) -> bool:
    values = [abs(float(evaluate(node, {}))) for node in walk(expr) if not names(node)]
    return all(value <= 1e15 for value in values)


@given(scalar_trees())
@example(Negative(Number(2.0)) ** 2)
@example(X - (Y - X))
@example(Negative(Negative(X)))
def test_the_numpy_line_of_a_tree_is_read_as_a_tree_of_the_same_value(expr: Expr) -> None:
    assume(sensible_constants(expr))
    assume(len(source(expr)) <= MAX_LENGTH)
    again = parse_expression(source(expr), KNOWN)
    np.testing.assert_array_equal(evaluate(again, VALUES), evaluate(expr, VALUES))


PIECES = ["x", "y", "2", "0.5", "3", "1e3", "+", "-", "*", "/", "**", "@", "(", ")", ",", ".T", " ", "=", "."]
CALLS = ["exp(", "ln(", "max(", "sqrt(", "abs(", "np.sin(", "relu(", "step(", "linear(", "lambda", "x.y"]


@given(st.one_of(st.lists(st.sampled_from(PIECES + CALLS), max_size=15).map("".join), st.text(max_size=30)))
def test_any_text_is_refused_or_runs_as_the_tree_says(text: str) -> None:
    try:
        expr = parse_expression(text, KNOWN)
    except ExpressionError:
        return
    values = dict(VALUES)
    assume(not any(isinstance(node, Binary) and node.operator == "@" for node in walk(expr)))
    with np.errstate(all="ignore"):
        exec(line("result", expr), namespace(), values)
    np.testing.assert_allclose(values["result"], evaluate(expr, VALUES), rtol=1e-12)


def test_a_deep_caller_is_not_brought_down_by_the_deepest_text() -> None:
    text = "-(" * 20 + "x" + ")" * 20

    def deeper(levels: int) -> Expr:
        return deeper(levels - 1) if levels else parse_expression(text, KNOWN)

    assert deeper(sys.getrecursionlimit() // 2)
