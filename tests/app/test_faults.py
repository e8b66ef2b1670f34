"""The app goes on where nnstep itself fails: what is said, what is kept, what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from nnstep.session import opening
from nnstep.session.commands import BY_NAME
from nnstep.session.commands.command import Command
from nnstep.session.display import Display
from nnstep.tui.app import NNStepApp
from nnstep.tui.dialogs.help_page import Help
from nnstep.tui.dialogs.questions import CommandLine, Prompt
from nnstep.tui.panes.matrices import MatricesPane
from nnstep.tui.panes.values import ValuesPane
from nnstep.tui.screens.choice import Choice
from nnstep.tui.screens.debug import DebugScreen
from nnstep.tui.screens.exercise import ExerciseScreen
from nnstep.tui.widgets.cells import Cell
from nnstep.tui.widgets.curve import Curve
from nnstep.tui.widgets.scroll_lines import ScrollLines
from tests.app.screen_text import (
    bundled,
    clicked,
    debug,
    messages,
    on_top,
    opened,
    pane_text,
    place_of,
    position,
    pressed,
    screen_text,
    settled,
    small,
    status,
    stepped,
    until,
    words,
)

SAID = "this is a fault in nnstep, not in your input"
FAILURES = [ValueError("unforeseen"), MemoryError(), RecursionError("too deep")]


def fails(error: Exception | None = None) -> Callable[..., Any]:
    """Return a function that takes anything and fails."""

    def failing(*_: object, **__: object) -> Any:
        raise error or ValueError("unforeseen")

    return failing


def notices(pilot: Pilot[None]) -> list[str]:
    """Return the faults that are told at present."""
    return [text for text in messages(pilot) if SAID in text]


def reports(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("nnstep-fault-*.txt"))]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the command print change the session and fail then."""

    def half_done(session: Any, text: str) -> Any:
        session.debugger.go_to(9)
        session.watches.add("E", session.debugger.frame)
        session.bookmarks.set("lost", 3)
        session.debugger.breakpoints._all.clear()
        raise ValueError("unforeseen")

    monkeypatch.setitem(BY_NAME, "print", Command("print", "EXPRESSION", "", half_done, "look"))
    return


async def typed(pilot: Pilot[None], line: str) -> None:
    await pressed(pilot, "colon")
    pilot.app.screen.query_one(Input).value = line
    await pressed(pilot, "enter")


@pytest.mark.thorough
async def test_a_command_line_that_fails_says_so_below_it_and_changes_nothing(net: Path, broken: None) -> None:
    async with opened(small(epochs=2)) as pilot:
        for line in ("break delta2", "watch z1", "bookmark here", "set W1[0,1] = 0.75"):
            await typed(pilot, line)
        await stepped(pilot, 4)
        await typed(pilot, "print z1")
        assert on_top(pilot) is CommandLine
        assert SAID in words(screen_text(pilot))
        session = debug(pilot).session
        assert position(pilot) == 4
        assert [watch.text for watch in session.watches] == ["z1"]
        assert [point.text for point in session.debugger.breakpoints] == ["delta2"]
        assert [name for name, _ in session.bookmarks] == ["here"]
        assert [edit.text for edit in session.debugger.edits] == ["W1[0,1] = 0.75"]
        await pressed(pilot, "escape", "n")
        assert position(pilot) == 5
    (report,) = reports(net)
    assert "doing: :print z1; keys and clicks before" in report
    assert "scenario: exercise" in report
    assert "position: 1.1.9" in report
    assert "edits: W1[0,1] = 0.75" in report
    assert "in half_done" in report


@pytest.mark.thorough
@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
async def test_a_key_whose_command_fails_costs_nothing(
    net: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(Display, "next_notation", fails(error))
    async with opened(small()) as pilot:
        await stepped(pilot, 3)
        await pressed(pilot, "o")
        (notice,) = notices(pilot)
        assert type(error).__name__ in notice
        assert "nnstep-fault-" in words(screen_text(pilot)).replace(" ", "")
        await pressed(pilot, "n")
        assert position(pilot) == 4
    (report,) = reports(net)
    assert "the last one last: key o" in report


async def test_a_fault_is_told_at_each_key_that_meets_it_but_reported_once(
    net: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Display, "next_notation", fails())
    async with opened(small()) as pilot:
        for _ in range(3):
            await pressed(pilot, "o")
            assert len(notices(pilot)) == 1
        assert pilot.app.faults.count == 3
    assert len(reports(net)) == 1


async def test_a_command_of_the_palette_that_fails_costs_nothing(net: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Display, "set_digits", fails())
    async with opened(small()) as pilot:
        entries = pilot.app.get_system_commands(debug(pilot))
        pilot.app.call_later(next(entry.callback for entry in entries if entry.title.split()[0] == "more-digits"))
        await settled(pilot)
        assert notices(pilot)
        await pressed(pilot, "n")
        assert position(pilot) == 1


@pytest.mark.thorough
async def test_a_click_that_fails_leaves_the_pane_alive(net: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_click = MatricesPane.on_click
    monkeypatch.setattr(MatricesPane, "on_click", fails())
    async with opened(small()) as pilot:
        await stepped(pilot, 1)
        place = place_of(pilot, "#matrices", "0.1")
        await clicked(pilot, place)
        assert notices(pilot)
        monkeypatch.setattr(MatricesPane, "on_click", on_click)
        await clicked(pilot, place)
        before = position(pilot)
        await pressed(pilot, "n", "ctrl+down")
        assert position(pilot) == before + 1
        assert len(reports(net)) == 1


async def test_a_pane_that_cannot_be_painted_stays_empty_and_costs_no_other(
    net: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paint = ValuesPane.paint
    async with opened(small()) as pilot:
        assert "W1" in pane_text(pilot, "#values")
        monkeypatch.setattr(ValuesPane, "paint", fails())
        await pressed(pilot, "n", "n")
        assert position(pilot) == 2
        assert not pane_text(pilot, "#values").strip()
        assert "a1" in pane_text(pilot, "#operation")
        assert notices(pilot)
        monkeypatch.setattr(ValuesPane, "paint", paint)
        await pressed(pilot, "n")
        assert position(pilot) == 3
        assert "z2" in pane_text(pilot, "#values")
    assert len(reports(net)) == 1


@pytest.mark.thorough
async def test_in_an_exercise_too_a_pane_that_cannot_be_painted_costs_no_other(
    net: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(bundled(), (100, 30)) as pilot:
        monkeypatch.setattr(ValuesPane, "paint", fails())
        await pressed(pilot, "X", "h", "h")
        assert "z₁" in pane_text(pilot, "#question")
        assert "W₁" in pane_text(pilot, "#said")
        assert notices(pilot)
    assert len(reports(net)) == 1


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("widget", "method"),
    [(ScrollLines, "_strip"), (Curve, "render_line"), (ScrollLines, "on_resize")],
)
async def test_a_fault_at_every_repaint_neither_loops_nor_floods(
    net: Path, monkeypatch: pytest.MonkeyPatch, widget: type, method: str
) -> None:
    async with opened(small()) as pilot:
        monkeypatch.setattr(widget, method, fails(), raising=False)
        for _ in range(3):
            pilot.app.screen.refresh(layout=True)
            await pilot.resize_terminal(100, 30)
            await pilot.resize_terminal(112, 32)
            await settled(pilot)
        assert len(notices(pilot)) <= 5
        await pressed(pilot, "n", "n")
        assert position(pilot) == 2
        met = pilot.app.faults.count
        await pilot.pause(0.3)
        assert pilot.app.faults.count - met < 20
    assert len(reports(net)) <= 20


@pytest.mark.thorough
async def test_what_differs_at_every_repaint_is_told_a_few_times_only(
    net: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = iter(range(10_000))

    def elsewhere_each_time(*_: object) -> None:
        exec(compile("\n" * next(lines) + "1 / 0", "<made>", "exec"))

    async with opened(small()) as pilot:
        monkeypatch.setattr(Curve, "render_line", elsewhere_each_time)
        for _ in range(5):
            pilot.app.screen.refresh(layout=True)
            await settled(pilot)
        assert len(notices(pilot)) <= 5
    assert len(reports(net)) <= 20


async def test_a_view_that_cannot_be_made_leads_back_to_the_one_before(
    net: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(small()) as pilot:
        await stepped(pilot, 9)
        monkeypatch.setattr(debug(pilot).session.gradients, "numerical", fails())
        await pressed(pilot, "m")
        assert notices(pilot)
        await pressed(pilot, "n")
        assert position(pilot) == 10
        assert len(reports(net)) == 1


@pytest.mark.sweep
@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
async def test_a_run_that_fails_in_a_worker_leads_back_to_where_it_began(
    net: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async with opened(small(epochs=3000)) as pilot:
        await stepped(pilot, 4)
        advance = debug(pilot).debugger.run_for
        monkeypatch.setattr(debug(pilot).debugger, "run_for", half_way(debug(pilot).debugger, error))
        await pressed(pilot, "c")
        assert await until(pilot, lambda: bool(notices(pilot)))
        assert not debug(pilot).mover.running
        assert position(pilot) == 4
        monkeypatch.setattr(debug(pilot).debugger, "run_for", advance)
        await pressed(pilot, "c")
        assert await until(pilot, lambda: position(pilot) == 3000 * 15)
    assert len(reports(net)) == 1


def half_way(debugger: Any, error: Exception) -> Callable[..., Any]:
    def run_for(*_: object, **__: object) -> Any:
        debugger.go_to(300)
        raise error

    return run_for


@pytest.mark.thorough
async def test_a_timer_that_fails_takes_nothing_back(net: Path) -> None:
    async with opened(small()) as pilot:
        await typed(pilot, "set W1[0,1] = 0.75")
        await pressed(pilot, "n", "n")
        pilot.app.screen.set_timer(0.001, fails())
        pilot.app.screen.call_after_refresh(fails())
        pilot.app.screen.call_later(fails())
        assert await until(pilot, lambda: pilot.app.faults.count == 3)
        assert position(pilot) == 2
        assert len(debug(pilot).session.debugger.edits) == 1
        await pressed(pilot, "n")
        assert position(pilot) == 3


async def test_a_screen_that_cannot_be_composed_is_closed_again(net: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Help, "compose", fails())
    async with opened(small()) as pilot:
        await pressed(pilot, "question_mark")
        assert await until(pilot, lambda: on_top(pilot) is DebugScreen)
        assert SAID in words(screen_text(pilot))
        await pressed(pilot, "n")
        assert position(pilot) == 1


@pytest.mark.thorough
async def test_a_prompt_whose_answer_cannot_be_checked_stays(net: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(small()) as pilot:
        monkeypatch.setattr(debug(pilot).session.gradients, "derivation", fails())
        await pressed(pilot, "p", "enter")
        assert on_top(pilot) is Prompt
        assert SAID in words(screen_text(pilot))
        await pressed(pilot, "escape", "n")
        assert position(pilot) == 1


@pytest.mark.thorough
async def test_an_exercise_keeps_its_answers_and_its_place(net: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(bundled(), (100, 30)) as pilot:
        await pressed(pilot, "X", *"23", "enter", *"12", "enter", *"15", "enter", *"21", "enter", "enter")
        practice = debug(pilot).session.exercise()
        question = practice.question
        assert question is not None
        assert question.op.target == "a1"
        judge = practice._grader.result
        monkeypatch.setattr(practice._grader, "result", fails())
        for _ in pilot.app.screen.query(Cell):
            await pressed(pilot, "7", "enter")
        assert len(notices(pilot)) == 1
        assert on_top(pilot) is ExerciseScreen
        assert practice.question == question
        assert {cell.value for cell in pilot.app.screen.query(Cell)} == {"7"}
        monkeypatch.setattr(practice._grader, "result", judge)
        await pressed(pilot, "enter")
        record = practice.record
        assert record is not None
        assert record.verdicts
        assert practice.records[1, "z1"].is_right
        move = practice._move
        monkeypatch.setattr(practice, "_move", lambda count: (move(count), fails()()))
        await pressed(pilot, "right_square_bracket")
        assert practice.question == question
        assert len(reports(net)) == 2


@pytest.mark.thorough
async def test_a_recording_goes_on_and_has_each_operation_once(net: Path, broken: None) -> None:
    async with opened(small()) as pilot:
        await pressed(pilot, "r")
        pilot.app.screen.query_one(Input).value = "kept.jsonl"
        await pressed(pilot, "enter", "n", "n")
        await typed(pilot, "print z1")  # which goes on to 9 before it fails
        await pressed(pilot, "escape")
        assert position(pilot) == 2
        await stepped(pilot, 10)
        await pressed(pilot, "r")
    lines = (net / "kept.jsonl").read_text(encoding="utf-8").splitlines()
    assert sum('"kind":"op"' in line for line in lines) == 12
    assert len(set(lines)) == len(lines)


@pytest.mark.thorough
async def test_after_a_fault_in_the_computing_itself_the_numbers_are_those_of_a_run_without_one(
    net: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(small(epochs=3)) as pilot:
        await typed(pilot, "set W1[0,1] = 0.75")
        await stepped(pilot, 15)
        executor = debug(pilot).debugger.run.after._executor
        monkeypatch.setattr(executor, "start_values", fails(MemoryError()))
        await pressed(pilot, "n")
        assert notices(pilot)
        assert position(pilot) == 15
        await stepped(pilot, 20)
        after_fault = dict(debug(pilot).debugger.frame.values)
    async with opened(small(epochs=3)) as pilot:
        await typed(pilot, "set W1[0,1] = 0.75")
        await stepped(pilot, 35)
        without = debug(pilot).debugger.frame.values
        assert position(pilot) == 35
    assert {id: value.tolist() for id, value in after_fault.items()} == {
        id: value.tolist() for id, value in without.items()
    }


@pytest.mark.thorough
async def test_a_choice_and_an_opening_that_fail_leave_the_list_as_it_is(
    net: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose = Choice.on_option_list_option_selected
    monkeypatch.setattr(Choice, "on_option_list_option_selected", fails())
    monkeypatch.setattr(opening, "open_run", fails(KeyError("no such thing")))
    async with opened(None) as pilot:
        await pressed(pilot, "enter")
        assert len(notices(pilot)) == 1
        monkeypatch.setattr(Choice, "on_option_list_option_selected", choose)
        await pressed(pilot, *["down"] * 2, "enter")
        assert len(notices(pilot)) == 2
        assert "KeyError" in notices(pilot)[1]
        monkeypatch.undo()
        await pressed(pilot, "enter")
        assert await until(pilot, lambda: "operation 0" in status(pilot))


async def test_where_there_is_nothing_to_keep_the_app_ends_and_hands_the_fault_on(
    net: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NNStepApp, "on_mount", fails())
    app = NNStepApp(small())
    with pytest.raises(ValueError, match="unforeseen"):
        async with app.run_test():
            pass
    assert isinstance(app.ended_by, ValueError)
    assert not reports(net)


async def test_a_fault_in_the_net_itself_ends_the_app(net: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DebugScreen, "caught", fails(KeyError("in the net")))
    monkeypatch.setattr(Display, "next_notation", fails())
    with pytest.raises(ValueError, match="unforeseen"):
        async with opened(small()) as pilot:
            await pressed(pilot, "o")


@pytest.mark.thorough
async def test_in_the_environment_of_the_tests_a_fault_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Display, "next_notation", fails())
    with pytest.raises(ValueError, match="unforeseen"):
        async with opened(small()) as pilot:
            await pressed(pilot, "o")
