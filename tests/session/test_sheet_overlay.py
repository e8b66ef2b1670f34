"""A sheet laid over a run: marks, where the answers differ, and what stops there. Zheng's exercise, worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.errors import CommandError, SheetError
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform

SHEET = """
z1 = [23, 12, 15, 21]
a2 = ["", 146.0]
E = 1655.3
delta2 = [115, 114]
delta1 = [459, 571, 343, 343]
[step.2]
z1 = [1, 2, 3, 4]
"""
"""Right; half open; a tenth; two digits exchanged, or z2[0] for z2[1]: 141; what follows from δ₂ = (115, 114):
3·115 + 1·114 ..."""
Z1, A2, E, DELTA2, DELTA1, SECOND = 1, 4, 5, 6, 7, 16


def session_of(name: str = "zheng-exercise-1", epochs: int | None = 2) -> Session:
    return Session(compile_program(load(find(name)), epochs))


@pytest.fixture
def laid(tmp_path: Path) -> Session:
    path = tmp_path / "own.toml"
    path.write_text(SHEET, encoding="utf-8")
    session = session_of()
    perform(session, f"sheet {path}")
    return session


def marks(session: Session, step: int) -> dict[str, str]:
    assert session.overlay is not None
    return dict(session.overlay.marks(step))


def said(session: Session) -> str:
    assert session.overlay is not None
    return "\n".join(session.overlay.lines(session.debugger.frame, session.element))


@pytest.mark.thorough
def test_each_operation_has_the_mark_of_its_worst_number(laid: Session) -> None:
    assert marks(laid, 0) == {"z1": "=", "a2": "=", "E": "✗", "delta2": "?", "delta1": "→"}
    assert marks(laid, 1) == {"z1": "✗"}
    assert marks(laid, 2) == {}


@pytest.mark.thorough
def test_difference_goes_from_one_to_the_next_that_is_not_right(laid: Session) -> None:
    stops = []
    for _ in range(4):
        perform(laid, "difference")
        stops.append(laid.debugger.frame.position)
    assert stops == [E, DELTA2, DELTA1, SECOND]
    with pytest.raises(CommandError, match="no answer after this position differs"):
        perform(laid, "difference")
    perform(laid, "goto start")
    assert perform(laid, "difference") == ["1.1.5: E = 16553"]


@pytest.mark.thorough
def test_break_difference_stops_a_run_where_difference_leads(laid: Session) -> None:
    answer = perform(laid, "break difference")
    assert [line.split(": ")[1] for line in answer] == [f"difference at {id}" for id in ("E", "delta2", "delta1", "z1")]
    stops = []
    while not laid.debugger.frame.at_end:
        perform(laid, "continue")
        stops.append(laid.debugger.frame.position)
    assert stops == [E, DELTA2, DELTA1, SECOND, 30]
    perform(laid, "reverse")
    assert laid.debugger.frame.position == SECOND


@pytest.mark.thorough
def test_of_the_element_one_looks_at_own_and_true_value_are_said(laid: Session) -> None:
    perform(laid, "goto 6")
    laid.display.select((1, 0))
    text = said(laid)
    assert "delta2[1]" in text
    assert "114" in text
    assert "the right value is 141" in text
    laid.display.select((0, 0))
    assert "delta2[1]" not in said(laid)
    assert "delta2[0]" in said(laid)
    perform(laid, "goto 4")
    assert said(laid) == "", "what was left open is nothing to be spoken of"
    perform(laid, "goto 2")
    assert said(laid) == ""
    perform(laid, "goto start")
    assert said(laid) == ""


def test_answers_are_the_scenario_s_own_and_are_right_where_they_were_worked_out_right() -> None:
    session = session_of()
    assert perform(session, "sheet answers") == ["zheng-exercise-1: 59 answers, none differs"]
    assert set(marks(session, 0).values()) == {"="}
    assert perform(session, "break difference") == ["no answer differs"]
    with pytest.raises(CommandError, match="no answer after this position differs"):
        perform(session, "difference")


def test_one_operation_that_differs_is_counted_as_one(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("E = 1655.3\nz1 = [23, 12, 15, 21]\n", encoding="utf-8")
    (line,) = perform(session_of(), f"sheet {path}")
    assert line == "own: 5 answers, 1 operation differs; difference goes to the next one"


def test_without_a_sheet_there_is_no_difference() -> None:
    session = session_of()
    for line in ("difference", "break difference"):
        with pytest.raises(CommandError, match="no answer sheet is loaded"):
            perform(session, line)
    with pytest.raises(CommandError, match="needs the name of a file"):
        perform(session, "sheet")
    with pytest.raises(CommandError, match=r"has no \[answers\]"):
        perform(session_of("zheng-exercise-2"), "sheet answers")


@pytest.mark.thorough
def test_a_sheet_that_can_not_be_read_says_why_and_leaves_the_one_before(laid: Session, tmp_path: Path) -> None:
    before = laid.overlay
    (tmp_path / "bad.toml").write_text('z1 = ["q", 1, 2, 3]\nq1 = 3\n', encoding="utf-8")
    with pytest.raises(SheetError) as caught:
        perform(laid, f"sheet {tmp_path / 'bad.toml'}")
    assert "bad.toml:1" in caught.value.message
    assert "bad.toml:2" in caught.value.message
    for name in ("absent.toml", str(tmp_path), "\x1b[31m.toml"):
        with pytest.raises(Exception, match=r"can't be read|no such file|folder") as refused:
            perform(laid, f"sheet {name}")
        assert "\x1b" not in str(refused.value)
    assert laid.overlay is before


@pytest.mark.thorough
def test_a_changed_run_is_another_exercise_so_its_sheet_is_lifted_until_the_change_is_taken_back(
    laid: Session, tmp_path: Path
) -> None:
    perform(laid, "set x[0] = 5")
    assert laid.overlay is None
    for line in ("difference", "break difference", f"sheet {tmp_path / 'own.toml'}"):
        with pytest.raises(CommandError, match="the run was changed"):
            perform(laid, line)
    perform(laid, "undo")
    assert marks(laid, 1) == {"z1": "✗"}


def test_a_wrong_shape_is_one_verdict_on_the_whole_answer(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("W2 = [[-261.5, -323.3], [-137, -165.2], [-171.5, -209.5], [-240.5, -294.1]]\n", encoding="utf-8")
    session = session_of()
    perform(session, f"sheet {path}")
    assert marks(session, 0) == {"W2": "✗"}
    perform(session, "difference")
    assert session.debugger.frame.op is not None
    assert session.debugger.frame.op.target == "W2"
    for element in ((0, 0), (1, 2)):
        session.display.select(element)
        assert "rows and columns are exchanged; exchanged back, all its numbers are right" in said(session)
