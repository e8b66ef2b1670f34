"""Stepping through an exercise: the numbers that the text prints, the pointer, and the way back."""

from __future__ import annotations

import pytest
from rich.segment import Segment

from nnstep.tui.widgets.scroll_lines import ScrollLines
from tests.app.screen_text import (
    block_rows,
    bundled,
    content_lines,
    debug,
    moved,
    opened,
    pane_lines,
    pane_text,
    panes_shown,
    perform,
    position,
    pressed,
    program_of,
    screen_text,
    settled,
    small,
    status,
    stepped,
    value_rows,
    without_messages,
)

PRINTED = {
    1: ("z₁ = 4×1", ["23", "12", "15", "21"]),
    2: ("x₁ = 4×1", ["23", "12", "15", "21"]),
    3: ("z₂ = 2×1", ["119", "146"]),
    4: ("x₂ = 2×1", ["119", "146"]),
    6: ("δ₂ = 2×1", ["115", "141"]),
    7: ("δ₁ = 4×1", ["486", "679", "397", "397"]),
    8: ("∂E/∂W₂ = 2×4", ["2645 1380 1725 2415", "3243 1692 2115 2961"]),
    9: ("∂E/∂b₂ = 2×1", ["115", "141"]),
    10: ("∂E/∂W₁ = 4×3", ["972 486 1458", "1358 679 2037", "794 397 1191", "794 397 1191"]),
    11: ("∂E/∂b₁ = 4×1", ["486", "679", "397", "397"]),
    12: ("W₂ new 2×4", ["−261.5 −137.0 −171.5 −240.5", "−323.3 −165.2 −209.5 −294.1"]),
    13: ("b₂ new 2×1", ["−9.5", "−11.1"]),
    14: (
        "W₁ new 4×3",
        ["−95.2 −45.6 −141.8", "−133.8 −66.9 −201.7", "−76.4 −34.7 −118.1", "−77.4 −36.7 −115.1"],
    ),
    15: ("b₁ new 4×1", ["−44.6", "−66.9", "−38.7", "−37.7"]),
}
"""By operation: what Zheng's exercise 1 comes to, and under which heading the matrices pane shows it."""

AT_THE_END = {
    "x₁ (a1)": 2,
    "x₂ (a2)": 4,
    "δ₂ (delta2)": 6,
    "δ₁ (delta1)": 7,
    "W₂ (W2)": 12,
    "b₂ (b2)": 13,
    "W₁ (W1)": 14,
    "b₁ (b1)": 15,
}
"""By name among the network values: the operation that gave them."""

EXPLODING = """
title = "Far too large a learning rate"
input = [1, 2]
target = [1]
learning_rate = 1e200
[[layers]]
activation = "linear"
weights = [[1, 2], [3, 4]]
biases = [1, 1]
[[layers]]
activation = "linear"
weights = [[1, 1]]
"""
"""Its training step has 13 operations; the error is finite, infinite twice, and then no number."""


async def test_each_number_of_the_exercise_is_shown_when_its_operation_is_done() -> None:
    async with opened(bundled()) as pilot:
        for operation in range(1, 16):
            await stepped(pilot)
            if operation == 5:
                assert "E = 16553" in status(pilot)
                assert pane_lines(pilot, "#matrices")[1].split()[0] == "[16553]"
            else:
                heading, rows = PRINTED[operation]
                assert block_rows(pane_lines(pilot, "#matrices"), heading) == rows
        values = content_lines(pilot, "#values")
        assert value_rows(values, "E") == ["16553"]
        for heading, operation in AT_THE_END.items():
            assert value_rows(values, heading) == PRINTED[operation][1]


@pytest.mark.thorough
async def test_pressing_n_to_the_end_and_shift_n_to_the_start_shows_the_same_on_both_ways() -> None:
    async with opened(bundled()) as pilot:

        def shown() -> list[object]:
            # The curve keeps what has once been computed, and a browsed pane its place: both are no part of this.
            return [panes_shown(pilot, "#program", "#operation", "#matrices"), content_lines(pilot, "#values")]

        forward = [shown()]
        for _ in range(15):
            await pressed(pilot, "n")
            forward.append(shown())
        assert "end of the run" in status(pilot)
        for done in range(14, -1, -1):
            await pressed(pilot, "N")
            assert shown() == forward[done]
        assert "start of the run" in status(pilot)


@pytest.mark.thorough
async def test_having_gone_back_the_way_forward_shows_the_same_again() -> None:
    async with opened(small(epochs=3), (112, 30)) as pilot:

        async def shown_at(done: int) -> list[object]:
            await moved(pilot, done)
            return [
                panes_shown(pilot, "#program", "#operation", "#matrices", "#error"),
                content_lines(pilot, "#values"),
            ]

        backward = {done: await shown_at(done) for done in (45, 39, 31, 30, 16, 15, 1, 0)}
        for done in reversed(backward):
            assert await shown_at(done) == backward[done]


async def test_stepping_back_at_the_start_and_on_at_the_end_stays_there() -> None:
    async with opened(small(), (80, 24)) as pilot:
        at_start = screen_text(pilot)
        await stepped(pilot, -1)
        await without_messages(pilot)
        assert screen_text(pilot) == at_start
        await stepped(pilot, 15)
        at_end = screen_text(pilot)
        await stepped(pilot, 1)
        await without_messages(pilot)
        assert screen_text(pilot) == at_end


async def test_the_pointer_stands_at_the_next_operation_and_what_is_done_is_ticked() -> None:
    async with opened(bundled()) as pilot:
        for done in range(15):
            lines = [line for line in pane_lines(pilot, "#program") if line[1:2] in ("✓", "·")]
            assert [line[0] for line in lines] == [
                "▶" if number == done else "▌" if number == done - 1 else " " for number in range(15)
            ]
            assert [line[1] for line in lines] == ["✓"] * done + ["·"] * (15 - done)
            assert [int(line[2:4]) for line in lines] == list(range(1, 16))
            await stepped(pilot)
        assert "▶" not in pane_text(pilot, "#program")
        assert pane_text(pilot, "#program").count("✓") == 15


async def test_between_two_training_steps_everything_is_ticked_and_the_first_operation_is_next() -> None:
    async with opened(small(epochs=2), (80, 24)) as pilot:
        await moved(pilot, 15)
        assert pane_lines(pilot, "#program")[1].startswith("▶✓ 1 z1")
        assert "".join(content_lines(pilot, "#program")).count("✓") == 15
        await stepped(pilot)
        assert "".join(content_lines(pilot, "#program")).count("✓") == 1
        assert pane_lines(pilot, "#program")[2].startswith("▶· 2 a1")


@pytest.mark.thorough
async def test_the_listing_is_parted_into_phases_and_the_status_line_says_where_one_is() -> None:
    async with opened(bundled("tashfeen-parity", epochs=2)) as pilot:
        assert status(pilot).startswith(" 1.1.0  operation 0 of 240  start of the run  E = ·  Is a ten-bit number")
        await moved(pilot, 8 * 15 + 2 * 15 + 5)
        assert status(pilot).startswith(" 2.3.5  operation 155 of 240  ")
        assert "of the run" not in status(pilot)
        listing = [
            line[5:].split(" =")[0] if line[:1] in (" ", "▌", "▶") else line for line in pane_lines(pilot, "#program")
        ]
        assert listing[:20] == [
            "forward propagation",
            *("z⁽²⁾", "a⁽²⁾", "z⁽³⁾", "a⁽³⁾"),
            "error",
            "E",
            "backward propagation",
            *("δ⁽³⁾", "δ⁽²⁾"),
            "gradients",
            *("∂E/∂W⁽³⁾", "∂E/∂b⁽³⁾", "∂E/∂W⁽²⁾", "∂E/∂b⁽²⁾"),
            "update",
            *("W⁽³⁾", "b⁽³⁾", "W⁽²⁾", "b⁽²⁾"),
        ]


@pytest.mark.thorough
async def test_longer_moves_stop_where_a_phase_or_a_training_step_begins() -> None:
    async with opened(small(epochs=3), (80, 24)) as pilot:
        for level, command, begin, end in (
            ("phase", "next", 0, 4),
            ("phase", "next", 4, 5),
            ("phase", "next", 6, 7),
            ("phase", "next", 12, 15),
            ("phase", "reverse-next", 15, 11),
            ("phase", "reverse-next", 11, 7),
            ("phase", "reverse-next", 3, 0),
            ("operation", "training-step", 0, 15),
            ("operation", "training-step", 15, 30),
            ("operation", "training-step", 31, 45),
            ("operation", "reverse-training-step", 17, 15),
            ("operation", "reverse-training-step", 15, 0),
            ("operation", "restart", 44, 0),
        ):
            debug(pilot).session.stepper.level = level
            debug(pilot).debugger.go_to(begin)
            perform(pilot, command)
            assert position(pilot) == end
            assert f"operation {end} of 45" in status(pilot)


async def test_values_that_are_infinite_or_no_numbers_are_shown_as_such() -> None:
    async with opened(program_of(EXPLODING, epochs=4)) as pilot:
        await moved(pilot, 13 + 5)
        assert pane_text(pilot, "#error").startswith("E = inf")
        await moved(pilot, 2 * 13)
        assert value_rows(content_lines(pilot, "#values"), "dW2") == ["−inf", "−inf"]
        assert value_rows(content_lines(pilot, "#values"), "W2") == ["inf", "inf"]
        await moved(pilot, 4 * 13)
        assert pane_text(pilot, "#error").startswith("E = nan")
        assert "3 not finite" in pane_text(pilot, "#error")
        assert value_rows(content_lines(pilot, "#values"), "W1") == ["nan nan", "nan nan"]
        assert "= nan" in pane_text(pilot, "#operation")


@pytest.mark.thorough
async def test_every_step_of_an_exploding_run_can_be_looked_at_on_both_ways() -> None:
    async with opened(program_of(EXPLODING, epochs=4), (80, 24)) as pilot:
        await moved(pilot, 13)
        for count in (*[1] * 27, *[-1] * 27):
            await stepped(pilot, count)
            assert position(pilot) > 0
            assert pane_text(pilot, "#matrices").strip()
        assert position(pilot) == 13


@pytest.mark.thorough
async def test_a_large_network_is_stepped_through_to_the_end_and_back() -> None:
    row = ", ".join(["0.001"] * 784)
    hidden = ", ".join(["0.01"] * 32)
    text = f"""
title = "A 784-32-10 network"
input = [{", ".join(["0.5"] * 784)}]
target = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
learning_rate = 0.1
error = "cross-entropy"
[[layers]]
activation = "relu"
weights = [{", ".join([f"[{row}]"] * 32)}]
biases = [{hidden}]
[[layers]]
activation = "softmax"
weights = [{", ".join([f"[{hidden}]"] * 10)}]
biases = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
"""
    async with opened(program_of(text)) as pilot:
        for _ in range(15):
            await stepped(pilot)
        assert "end of the run" in status(pilot)
        assert "b1 new 32×1" in pane_text(pilot, "#matrices")
        assert "E = 2.30259" in status(pilot)
        await stepped(pilot, -15)
        assert "start of the run" in status(pilot)


@pytest.mark.thorough
async def test_painting_only_what_changed_shows_what_painting_everything_shows() -> None:
    def painted() -> list[list[Segment]]:
        return [list(strip) for strip in pilot.app.screen._compositor.render_strips()]

    async with opened(bundled("kapur-3-3-3-1", epochs=2), (80, 24)) as pilot:
        for move in (
            *("next", "next", "element-down", "next", "finish", "finish", "more-digits"),
            *("reverse-next", "into", "into", "next-pane", "into", "next", "training-step", "zoom"),
            *("next", "zoom", "element-right", "into", "next"),
            *("reverse-finish", "finish", "reverse-next", "axis", "restart"),
        ):
            perform(pilot, move)
            await settled(pilot)
            kept = painted()
            for widget in debug(pilot).query(ScrollLines):
                widget._strips.clear()
                widget._painted.clear()
            assert painted() == kept, move
