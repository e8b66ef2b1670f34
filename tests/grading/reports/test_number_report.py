"""The verdict on one number in words: right values where they may be shown, and the digits that tell."""

from __future__ import annotations

import pytest

from nnstep.expr.array import Shape
from nnstep.grading.reports.number_report import explanation_lines, shape_phrase, verdict_lines
from nnstep.grading.verdict import NOT_LOOKED_FURTHER, Verdict
from tests.grading.reports.reported import Reported, explained

EXCHANGED = explained("digits-exchanged", 0.5933, "3 and 9")
RATE = explained("other-rate", 0.4, "5", "at W2")
FORGOTTEN = explained("update-forgotten", 0.4004, "", "at W2")


def one(text: str, place: str, kind: str, **facts: object) -> Verdict:
    (verdict,) = (v for v in Reported(text).set(place, kind, **facts).result.verdicts if v.place == place)
    return verdict


def test_a_right_number_is_one_line() -> None:
    verdict = one("E = 0.298371\n", "E", "correct")
    assert list(verdict_lines(verdict)) == [
        "E           0.298371        correct: equals the right value, to the digits written"
    ]


def test_a_mistake_is_told_with_the_right_value_its_question_and_the_digits_that_tell() -> None:
    lines = list(verdict_lines(one("a1[0] = 0.5393\n", "a1[0]", "mistake", explanations=(EXCHANGED,))))
    assert lines[1:] == [
        "      the right value is 0.593270",
        "      this is what you get if two digits are exchanged (3 and 9)  [digits-exchanged]",
        f"          {EXCHANGED.mistakes[0].question}",
    ]


def test_it_is_said_how_many_digits_tell_a_mistake_from_right_where_that_is_not_seen() -> None:
    close = explained("digits-exchanged", 0.59331, "", digits=5)
    said = list(explanation_lines(one("a1[0] = 0.5393\n", "a1[0]", "mistake", explanations=(close,))))
    assert said[-1] == ("    it takes 5 significant digits to tell the two apart: 0.59331, where 0.59327 is right")


def test_without_revealing_no_right_value_is_told() -> None:
    verdict = one("a1[0] = 0.5393\n", "a1[0]", "mistake", explanations=(EXCHANGED,), recomputed=0.6, digits=4)
    shown, hidden = (" ".join(explanation_lines(verdict, reveals=reveals)) for reveals in (True, False))
    assert "0.593270" in shown
    assert "0.59327" not in hidden
    assert "0.6" not in hidden


def test_what_follows_names_where_it_comes_from_and_what_the_earlier_answers_give() -> None:
    facts = {"origins": ("a1[0]",), "recomputed": 1.08, "interval": (1.07, 1.09), "trivial": "it is a copy of a1"}
    assert list(explanation_lines(one("z2[0] = 1.08\n", "z2[0]", "carried", **facts))) == [
        "the right value is 1.10591",
        "your earlier answers, as written, give 1.08",
        "your earlier answers, as they are rounded, allow 1.07 to 1.09",
        "it follows from a1[0]",
        "no credit: it is a copy of a1",
    ]


@pytest.mark.parametrize(
    ("explanations", "digits", "said"),
    [
        ((RATE, FORGOTTEN), 4, ["4 significant digits would tell them apart"]),
        ((RATE, FORGOTTEN), 2, []),
        ((RATE, explained("update-forgotten", 0.4)), 4, ["no digits of this number would tell them apart"]),
        ((RATE,), 4, []),
    ],
)
def test_of_rivals_it_is_said_how_many_digits_tell_them_apart(
    explanations: tuple[object, ...], digits: int, said: list[str]
) -> None:
    verdict = one("W2.0.0 = 0.400\n", "W2[0,0]", "ambiguous", explanations=explanations, digits=digits)
    assert [line for line in explanation_lines(verdict) if "tell them apart" in line] == said


def test_a_third_way_of_one_mistake_comes_after_the_other_mistakes() -> None:
    ways = tuple(explained("other-rate", 0.4, str(number)) for number in range(4))
    verdict = one("W2.0.0 = 0.400\n", "W2[0,0]", "ambiguous", explanations=(*ways, FORGOTTEN), digits=4)
    said = [line for line in explanation_lines(verdict, most=3) if line.endswith("]")]
    assert [line.rpartition("  ")[2] for line in said] == ["[other-rate]", "[other-rate]", "[update-forgotten]"]
    assert "and also: other-rate (2 ways)" in list(explanation_lines(verdict, most=3))


def test_mistakes_with_the_same_digits_as_a_right_number_are_named_once() -> None:
    alike = (explained("other-rate", 0.4, "5"), explained("other-rate", 0.4, "6"), explained("update-forgotten", 0.4))
    verdict = one("W2.0.0 = 0.400\n", "W2[0,0]", "correct", alike=alike)
    (line,) = explanation_lines(verdict)
    assert line == (
        "the same digits come of: other-rate (2 significant digits tell), update-forgotten (2 significant digits tell)"
    )


def test_a_search_that_was_cut_short_is_said_to_be() -> None:
    assert list(explanation_lines(one("E = 0.3\n", "E", "wrong", cut_short=True)))[-1] == NOT_LOOKED_FURTHER


def test_an_answer_of_another_shape_is_told_with_both_shapes() -> None:
    facts = {"typed_shape": (3,), "shape": (2, 1), "remark": "a row too many"}
    verdict = one("E = 0.3\n", "E", "shape", **facts)
    assert list(explanation_lines(verdict))[:2] == ["it is 3 numbers in one list, but E is 2×1", "a row too many"]


@pytest.mark.parametrize(
    ("shape", "phrase"),
    [((), "a single number"), ((1,), "1 number in one list"), ((3,), "3 numbers in one list"), ((4, 3), "4×3")],
)
def test_a_shape_in_a_sentence(shape: Shape, phrase: str) -> None:
    assert shape_phrase(shape) == phrase
