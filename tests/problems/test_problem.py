"""How the problems of a file are shown."""

from __future__ import annotations

from nnstep.harmless_text import cells
from nnstep.problems.problem import MOST_SHOWN, WIDEST, Problem, render
from nnstep.problems.text_lines import TextLines


def rendered(source: str, column: int, end_column: int, hint: str = "", path: str = "a.toml") -> list[str]:
    problem = Problem(1, column, end_column, "key", "key is wrong", hint)
    return render([problem], path, TextLines(source)).split("\n")


def underlined(source: str, column: int, end_column: int) -> str:
    """Return what stands above the carets."""
    _, _, shown, carets, *_ = rendered(source, column, end_column)
    return shown[carets.index("^") : carets.rindex("^") + 1]


def test_a_problem_is_its_message_its_line_and_carets_under_what_is_wrong() -> None:
    text = "\n" * 8 + "weights = [[2, 3, 4], [2, 1]]\n"
    message = "layers[0].weights, row 2 has 2 numbers, but the input has 3"
    problem = Problem(9, 23, 29, "layers[0].weights", message, "one row a neuron\none column an input")
    assert render([problem], "zheng.toml", TextLines(text)) == (
        "zheng.toml:9: layers[0].weights, row 2 has 2 numbers, but the input has 3\n"
        "  |\n"
        "9 | weights = [[2, 3, 4], [2, 1]]\n"
        "  |                       ^^^^^^\n"
        "  = help: one row a neuron\n"
        "          one column an input\n"
        "\n"
        "1 problem in zheng.toml"
    )


def test_problems_come_in_the_order_of_their_lines_and_are_counted() -> None:
    problems = [Problem(line, 1, 2, "", f"number {line}") for line in (12, 3, 7)]
    text = render(problems, "a.toml", TextLines("x\n" * 12))
    assert [line for line in text.split("\n") if "number" in line] == [
        "a.toml:3: number 3",
        "a.toml:7: number 7",
        "a.toml:12: number 12",
    ]
    assert text.endswith("\n\n3 problems in a.toml")


def test_problems_of_one_place_stay_in_their_order() -> None:
    problems = [Problem(1, 1, 1, "", message) for message in ("b is missing", "a is missing")]
    text = render(problems, "a.toml", TextLines("x = 1"))
    assert text.index("b is missing") < text.index("a is missing")


def test_of_very_many_problems_the_first_are_shown() -> None:
    problems = [Problem(line, 1, 2, "", "wrong") for line in range(1, MOST_SHOWN + 2)]
    text = render(problems, "a.toml", TextLines("x\n" * (MOST_SHOWN + 1)))
    assert text.count("wrong") == MOST_SHOWN
    assert text.endswith("21 problems in a.toml, of which the first 20 are shown")


def test_the_gutter_is_as_wide_as_the_line_number() -> None:
    text = render([Problem(100, 1, 2, "", "wrong", "mend it")], "a.toml", TextLines("x\n" * 100))
    assert text.split("\n")[1:5] == ["    |", "100 | x", "    | ^", "    = help: mend it"]


def test_a_problem_without_a_hint_has_no_help_line() -> None:
    assert "help" not in "\n".join(rendered("x = 1", 5, 6))


def test_carets_line_up_after_tabs() -> None:
    assert underlined("\tx\t=\t1", 6, 7) == "1"
    assert underlined("x = [\t1]", 5, 9) == "[    1]"


def test_carets_line_up_after_wide_and_combining_characters() -> None:
    *_, shown, carets, _, _ = rendered('x = "数e\u0301" 1', 11, 12)
    assert cells(shown[: shown.index(" 1")]) + 1 == carets.index("^")


def test_escape_sequences_are_shown_and_not_sent() -> None:
    shown = rendered("x = '\x1b[2J\u202e\x00\x85\U000e0041'", 5, 6, hint="\x1b[0m")
    assert shown[2] == r"1 | x = '\x1b[2J\u202e\x00\x85\U000e0041'"
    assert shown[4] == r"  = help: \x1b[0m"


def test_the_path_is_shown_harmless() -> None:
    shown = rendered("x = 1", 5, 6, path="a\x1b]0;b\n.toml")
    assert shown[0] == r"a\x1b]0;b\x0a.toml:1: key is wrong"
    assert shown[-1] == r"1 problem in a\x1b]0;b\x0a.toml"


def test_carets_cover_the_escapes_that_stand_for_characters() -> None:
    assert underlined("x = '\x1b'", 5, 8) == r"'\x1b'"


def test_an_empty_span_has_one_caret() -> None:
    assert rendered("x = 1", 1, 1)[3] == "  | ^"
    assert rendered("x =", 4, 4)[3] == "  |    ^"
    assert rendered("", 1, 1)[2:4] == ["1 |", "  | ^"]


def test_a_line_that_fits_is_shown_whole() -> None:
    source = "x" * (WIDEST - 1) + "!"
    assert rendered(source, WIDEST, WIDEST + 1)[2] == "1 | " + source
    assert underlined(source, WIDEST, WIDEST + 1) == "!"


def test_a_very_long_line_is_cut_around_the_span() -> None:
    source = "a" * 5000 + "bcd" + "e" * 5000
    shown = rendered(source, 5001, 5004)[2]
    assert underlined(source, 5001, 5004) == "bcd"
    assert shown.startswith("1 | …a")
    assert shown.endswith("e…")
    assert len(shown) <= WIDEST + 6


def test_a_very_long_span_is_cut_at_its_end() -> None:
    _, _, shown, carets, *_ = rendered("a = " + "9" * 5000, 5, 5005)
    assert len(shown) == len(carets) == len("1 | ") + WIDEST + 1
    assert shown.endswith("9…")


def test_a_line_of_escapes_is_cut_to_the_same_width() -> None:
    assert len(rendered("\x01" * 500 + "b" + "\x01" * 500, 501, 502)[2]) <= WIDEST + 6
    assert underlined("\x01" * 500 + "b" + "\x01" * 500, 501, 502) == "b"


def test_a_million_accents_are_not_shown() -> None:
    assert len(rendered("a" + "\u0301" * 1_000_000, 1, 2)[2]) < 2 * WIDEST
