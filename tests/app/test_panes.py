"""What the panes show of a step: formulas, one element worked out, matrices, network values and the error."""

from __future__ import annotations

import re

import numpy as np
import pytest
from textual.pilot import Pilot

from nnstep.tui.widgets.curve import MARKER
from nnstep.tui.widgets.scroll_lines import ScrollLines
from tests.app.screen_text import (
    SMALL,
    block_rows,
    bundled,
    clicked,
    content_lines,
    debug,
    moved,
    opened,
    pane_lines,
    pane_text,
    perform,
    place_of,
    position,
    pressed,
    program_of,
    settled,
    small,
    stepped,
    style_of,
    value_rows,
    words,
)

ONE_WEIGHT = """
title = "One weight"
input = [1]
target = [1]
learning_rate = {learning_rate}
[[layers]]
activation = "linear"
weights = [[3]]
"""
"""The error goes 2, 0.5, 0.125 at a learning rate of 0.5. Its training step has 6 operations, the third is E."""

UPDATE_OF_W1 = 14
COMPUTED = ("z1", "a1", "z2", "a2", "delta2", "delta1", "dW2", "db2", "dW1", "db1")


def colour(pilot: Pilot[None], pane: str, style: str) -> object:
    """Return the colour of one of the styles that a pane paints in."""
    return debug(pilot).query_one(pane, ScrollLines).get_component_rich_style(f"lines--{style}").color


# The operation pane


@pytest.mark.thorough
async def test_an_operation_is_shown_as_formula_as_numpy_line_as_one_element_and_with_its_numbers() -> None:
    async with opened(bundled()) as pilot:
        assert "next: z₁ = W₁ x₀ + b₁" in pane_text(pilot, "#operation")
        await stepped(pilot)
        lines = [line for line in pane_lines(pilot, "#operation") if line]
        assert lines[0] == "z₁ = W₁ x₀ + b₁"
        assert lines[1] == "z1 = W1 @ x + b1"
        text = words("\n".join(lines))
        assert "z₁[0] = W₁[0,0]·x₀[0] + W₁[0,1]·x₀[1] + W₁[0,2]·x₀[2] + b₁[0] = 2·2 + 3·1 + 4·3 + 4 = 23" in text
        begin = next(number for number, line in enumerate(lines) if "⎡2 3 4⎤" in line)
        assert lines[begin : begin + 4] == [
            "     ⎡2 3 4⎤ ⎡2⎤   ⎡4⎤   ⎡23⎤",
            "z₁ = ⎢2 1 2⎥ ⎢1⎥ + ⎢1⎥ = ⎢12⎥",
            "     ⎢3 5 1⎥ ⎣3⎦   ⎢1⎥   ⎢15⎥",
            "     ⎣2 3 4⎦       ⎣2⎦   ⎣21⎦",
        ]
        assert "reads W₁ (given), x₀ (given), b₁ (given)" in text
        assert "z₁ is read by 2, 7" in text


@pytest.mark.thorough
async def test_the_other_elements_are_worked_out_where_there_is_room_the_selected_one_marked() -> None:
    async with opened(bundled(), (120, 40)) as pilot:
        await moved(pilot, 7)
        lines = pane_lines(pilot, "#operation")
        begin = lines.index("δ₁[0] = (3·115 + 1·141)·1 = 486")
        assert lines[begin + 1 : begin + 4] == [
            "δ₁[1] = (1·115 + 4·141)·1 = 679",
            "δ₁[2] = (1·115 + 2·141)·1 = 397",
            "δ₁[3] = (1·115 + 2·141)·1 = 397",
        ]
        perform(pilot, "element-down", times=2)
        await settled(pilot)
        marked = [style_of(pilot, "#operation", f"δ₁[{row}] = (", nth=row == 2).bold for row in range(4)]
        assert marked == [False, False, True, False] or marked == [None, None, True, None]


@pytest.mark.thorough
async def test_results_stand_beside_the_formulas_where_there_is_room_and_only_those_that_are_computed() -> None:
    async with opened(bundled(), (200, 60)) as pilot:
        await moved(pilot, 7)
        listing = [line.rstrip() for line in pane_lines(pilot, "#program")]
        assert any(re.fullmatch(r" ✓ 1 z₁ = W₁ x₀ \+ b₁ +23 12 15 21", line) for line in listing)
        assert any(re.fullmatch(r"▌✓ 7 δ₁ = W₂ᵀ δ₂ ⊙ linear′\(z₁\) +486 679 397 397", line) for line in listing)
        assert "▶· 8 ∂E/∂W₂ = δ₂ x₁ᵀ" in listing


async def test_a_formula_without_room_is_shortened_in_its_middle() -> None:
    async with opened(bundled(), (80, 24)) as pilot:
        assert any("δ₂ = (x₂ − y) ⊙ li…r′(z₂)" in line for line in pane_lines(pilot, "#program"))


async def test_the_element_that_is_worked_out_follows_the_cursor_within_the_result() -> None:
    async with opened(bundled()) as pilot:
        await stepped(pilot)
        perform(pilot, "element-down")
        await settled(pilot)
        assert "z₁[1] = W₁[1,0]·x₀[0]" in pane_text(pilot, "#operation")
        assert "= 2·2 + 1·1 + 2·3 + 1 = 12" in words(pane_text(pilot, "#operation"))
        for move in ("up", "up", "left", "right"):
            perform(pilot, f"element-{move}")
        assert "z₁[0] = " in pane_text(pilot, "#operation")
        perform(pilot, "element-down", times=9)
        assert "z₁[3] = " in pane_text(pilot, "#operation")
        await moved(pilot, 3)
        assert "z₂[1] = " in pane_text(pilot, "#operation")
        await moved(pilot, 5)
        assert "E = ½ (" in pane_text(pilot, "#operation")
        await moved(pilot, 12)
        perform(pilot, "element-right", times=9)
        text = words(pane_text(pilot, "#operation"))
        assert "W₂[1,3] = W₂[1,3] − α·∂E/∂W₂[1,3] = 2 − 0.1·2961 = −294.1" in text


@pytest.mark.thorough
async def test_clicking_an_element_of_the_result_works_it_out_and_one_of_an_operand_goes_to_what_wrote_it() -> None:
    async with opened(bundled()) as pilot:
        await moved(pilot, 8)
        await clicked(pilot, place_of(pilot, "#matrices", "2961"))
        assert "∂E/∂W₂[1,3] = δ₂[1]·x₁[3]" in pane_text(pilot, "#operation")
        await clicked(pilot, place_of(pilot, "#matrices", "x₁ 4×1"))
        assert "∂E/∂W₂[1,3] = δ₂[1]·x₁[3]" in pane_text(pilot, "#operation"), "a title is no element"
        await clicked(pilot, place_of(pilot, "#matrices", "141"))
        assert position(pilot) == 6
        assert "δ₂[1] = (x₂[1] − y[1])·1" in pane_text(pilot, "#operation")


@pytest.mark.thorough
async def test_clicking_an_element_among_the_values_goes_to_what_wrote_it() -> None:
    async with opened(bundled(), (200, 60)) as pilot:
        await moved(pilot, 8)
        await clicked(pilot, place_of(pilot, "#values", "679"))
        assert position(pilot) == 7
        assert debug(pilot).session.element[:1] == (1,), "an element of a vector in one line"
        await moved(pilot, 8)
        await clicked(pilot, place_of(pilot, "#values", "2961"))
        assert position(pilot) == 8
        assert debug(pilot).session.element == (1, 3)


@pytest.mark.thorough
async def test_what_a_function_stands_for_and_a_cancelled_derivative_are_said() -> None:
    async with opened(small(), (112, 30)) as pilot:
        await moved(pilot, 6)
        assert "where σ′(z2) = a2 ⊙ (1 − a2)" in pane_text(pilot, "#operation")
        await moved(pilot, 2)
        assert "where σ(z1) = 1 / (1 + e^(−z1))" in pane_text(pilot, "#operation")
    async with opened(
        program_of(SMALL.replace("[[layers]]", 'error = "binary-cross-entropy"\n[[layers]]', 1))
    ) as pilot:
        await moved(pilot, 6)
        assert "the derivative of sigmoid cancels" in words(pane_text(pilot, "#operation"))


# The matrices pane


async def test_the_matrices_are_the_result_and_the_operands_in_the_order_of_the_formula_with_their_shapes() -> None:
    async with opened(bundled()) as pilot:
        assert words(pane_lines(pilot, "#matrices")[0]) == "z₁ 4×1 W₁ 4×3 x₀ 3×1 b₁ 4×1"
        assert block_rows(pane_lines(pilot, "#matrices"), "z₁ 4×1") == ["·"] * 4
        await stepped(pilot)
        assert words(pane_lines(pilot, "#matrices")[0]) == "z₁ = 4×1 W₁ 4×3 x₀ 3×1 b₁ 4×1"
        await moved(pilot, 7)
        assert words(pane_lines(pilot, "#matrices")[0]) == "δ₁ = 4×1 W₂ 2×4 δ₂ 2×1 z₁ 4×1"


@pytest.mark.thorough
async def test_an_update_shows_the_new_and_the_old_value() -> None:
    async with opened(bundled()) as pilot:
        await moved(pilot, 12)
        lines = pane_lines(pilot, "#matrices")
        assert block_rows(lines, "W₂ new 2×4") == ["−261.5 −137.0 −171.5 −240.5", "−323.3 −165.2 −209.5 −294.1"]
        assert block_rows(lines, "W₂ old 2×4") == ["3 1 1 1", "1 4 2 2"]
        assert block_rows(lines, "∂E/∂W₂ 2×4") == ["2645 1380 1725 2415", "3243 1692 2115 2961"]
        assert "0.1" in pane_text(pilot, "#matrices")
        assert block_rows(content_lines(pilot, "#values"), "W₂ (W2) 2×4")[0] == "−261.5 −137.0 −171.5 −240.5"


async def test_the_changed_values_are_marked_and_those_that_stayed_are_not() -> None:
    # The first input is 0, and so the first column of W1 stays as it is; its first element is under the cursor.
    async with opened(program_of(SMALL.replace("input = [0.5, -1]", "input = [0, -1]"))) as pilot:
        await moved(pilot, UPDATE_OF_W1)
        new, old = (block_rows(pane_lines(pilot, "#matrices"), f"W1 {age} 2×2") for age in ("new", "old"))
        stayed, changed = new[1].split()
        assert float(stayed) == float(old[1].split()[0])
        assert style_of(pilot, "#matrices", changed).color == colour(pilot, "#matrices", "changed")
        assert style_of(pilot, "#matrices", stayed).color == colour(pilot, "#matrices", "plain")
        await moved(pilot, 1)
        column, row = place_of(pilot, "#matrices", "z1 = 2×1")
        assert pilot.app.screen.get_style_at(column + 2, row + 2).color == colour(pilot, "#matrices", "changed")


@pytest.mark.thorough
async def test_the_element_under_the_cursor_and_those_that_go_into_it_are_marked() -> None:
    async with opened(bundled()) as pilot:
        await stepped(pilot)
        perform(pilot, "element-down")
        await settled(pilot)
        pane = debug(pilot).query_one("#matrices", ScrollLines)
        cursor, feeds = (pane.get_component_rich_style(f"lines--{name}").bgcolor for name in ("cursor", "feeds"))
        x, y = place_of(pilot, "#matrices", "12")

        def background(column: int, row: int) -> object:
            return pilot.app.screen.get_style_at(column, row).bgcolor

        assert background(x, y) == cursor
        assert background(x, y - 1) != cursor
        weights = place_of(pilot, "#matrices", "2 1 2")[0]
        assert [background(weights + 2 * column, y) for column in range(3)] == [feeds] * 3
        assert feeds not in [background(weights + 2 * column, y - 1) for column in range(3)]
        inputs = place_of(pilot, "#matrices", "x₀ 3×1")[0] + 1
        assert [background(inputs, y - 1 + row) for row in range(3)] == [feeds] * 3
        biases = place_of(pilot, "#matrices", "b₁ 4×1")[0] + 1
        assert [background(biases, y - 1 + row) == feeds for row in range(4)] == [False, True, False, False]


# The network values


async def test_a_quantity_that_is_not_computed_yet_shows_dots_and_never_a_number() -> None:
    async with opened(small(epochs=2), (112, 30)) as pilot:
        program = debug(pilot).debugger.program
        for done, known in ((0, 0), (3, 3), (15, 10), (16, 1), (18, 3)):
            await moved(pilot, done)
            lines = content_lines(pilot, "#values")
            for number, id in enumerate(COMPUTED):
                shown = " ".join(value_rows(lines, id)).split()
                assert len(shown) == int(np.prod(program.shapes[id]))
                # Operation 5 is the error, and is not among these.
                assert (set(shown) == {"·"}) == (number >= known), f"{id} after {done} operations"
            assert (value_rows(lines, "E") == ["·"]) == (done not in (15,))


@pytest.mark.thorough
async def test_the_network_values_are_all_quantities_with_their_ids_and_shapes() -> None:
    async with opened(bundled()) as pilot:
        await moved(pilot, 15)
        lines = [line.rstrip(" ▐") for line in content_lines(pilot, "#values")]
        names = [re.split(r" +(?=[^ (])", line)[0] for line in lines if line and line[0] not in " [⎡⎢⎣"]
        assert names == [
            *("x₀ (x)", "y", "α (lr)", "W₁ (W1)", "b₁ (b1)", "W₂ (W2)", "b₂ (b2)", "z₁ (z1)", "x₁ (a1)", "z₂ (z2)"),
            *("x₂ (a2)", "E", "δ₂ (delta2)", "δ₁ (delta1)", "∂E/∂W₂ (dW2)", "∂E/∂b₂ (db2)", "∂E/∂W₁ (dW1)"),
            "∂E/∂b₁ (db1)",
        ]
        assert "W₁ (W1) 4×3" in lines


@pytest.mark.thorough
async def test_the_quantity_written_last_is_marked_and_seen_whole_among_the_network_values() -> None:
    async with opened(bundled()) as pilot:
        for done, name, rows in (
            (1, "z₁ (z1)", ["23", "12", "15", "21"]),
            (11, "∂E/∂b₁ (db1)", ["486", "679", "397", "397"]),
            (15, "b₁ (b1)", ["−44.6", "−66.9", "−38.7", "−37.7"]),
            (2, "x₁ (a1)", ["23", "12", "15", "21"]),
        ):
            await moved(pilot, done)
            assert value_rows(pane_lines(pilot, "#values"), name) == rows
            marked = colour(pilot, "#values", "changed")
            column, row = place_of(pilot, "#values", name)
            shown = {pilot.app.screen.get_style_at(column + x, row + y).color for x, y in ((1, 1), (1, 2), (14, 0))}
            assert marked in shown


async def test_the_network_values_stay_where_a_person_browses_them() -> None:
    async with opened(bundled()) as pilot:
        await moved(pilot, 1)
        debug(pilot).query_one("#values").focus()
        await pilot.press("pagedown")
        await settled(pilot)
        headings = [line for line in pane_lines(pilot, "#values") if "×" in line]
        await moved(pilot, 14)
        assert [line for line in pane_lines(pilot, "#values") if "×" in line] == headings
        assert not any("(W1)" in line for line in headings)


# The error pane


async def test_the_error_pane_shows_the_number_the_change_and_the_curve() -> None:
    async with opened(program_of(ONE_WEIGHT.format(learning_rate=0.5), epochs=3)) as pilot:
        await pressed(pilot, "f7")
        assert words(pane_text(pilot, "#error")) == "E = · no error yet"
        await moved(pilot, 3)
        assert pane_lines(pilot, "#error")[0] == "E = 2"
        await moved(pilot, 8)
        assert pane_lines(pilot, "#error")[0] == "E = ·, was 2"
        await moved(pilot, 9)
        assert pane_lines(pilot, "#error")[0] == "E = 0.5  −1.5 (−75 %)"
        await moved(pilot, 15)
        assert pane_lines(pilot, "#error")[0] == "E = 0.125  −0.375 (−75 %)"
        assert pane_lines(pilot, "#error")[-1].split() == ["1", "3"]
        assert pane_text(pilot, "#error").count(MARKER) == 1


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "says"), [(110, "E = 0.888889  −1.11"), (200, "E = 0.888889  −1.11 (−55.6 %)")])
async def test_what_has_no_room_beside_the_error_is_left_out_and_not_cut(width: int, says: str) -> None:
    text = ONE_WEIGHT.format(learning_rate=1 / 3) + "[symbols]\nE = 'Error'\n"
    async with opened(program_of(text, epochs=3), (width, 40)) as pilot:
        await pressed(pilot, "f7")
        await moved(pilot, 9)
        assert pane_lines(pilot, "#error")[0] == says.replace("E", "Error")


@pytest.mark.thorough
async def test_a_rising_error_is_shown_with_a_plus_sign_and_as_a_warning() -> None:
    async with opened(program_of(ONE_WEIGHT.format(learning_rate=3), epochs=2), (112, 30)) as pilot:
        await moved(pilot, 12)
        assert pane_lines(pilot, "#error")[0] == "E = 8  +6 (+300 %)"
        assert style_of(pilot, "#error", "+6").color != style_of(pilot, "#error", "E =").color


@pytest.mark.thorough
async def test_after_going_back_the_curve_keeps_what_is_known_and_marks_where_one_is() -> None:
    async with opened(program_of(ONE_WEIGHT.format(learning_rate=0.5), epochs=3)) as pilot:
        await moved(pilot, 18)
        at_end, _ = place_of(pilot, "#error", MARKER)
        await moved(pilot, 6)
        at_first, _ = place_of(pilot, "#error", MARKER)
        assert at_first < at_end
        assert pane_lines(pilot, "#error")[-1].split() == ["1", "3"]
        assert pane_lines(pilot, "#error")[0] == "E = 2"


# The program pane


@pytest.mark.thorough
async def test_clicking_an_operation_goes_to_just_after_it_in_the_present_training_step() -> None:
    async with opened(small(epochs=2), (112, 30)) as pilot:
        await clicked(pilot, place_of(pilot, "#program", "7 delta1"))
        assert position(pilot) == 7
        await clicked(pilot, place_of(pilot, "#program", "2 a1"))
        assert position(pilot) == 2
        await clicked(pilot, place_of(pilot, "#program", "gradients"))
        assert position(pilot) == 2
        await moved(pilot, 20)
        await clicked(pilot, place_of(pilot, "#program", "1 z1"))
        assert position(pilot) == 16


async def test_a_click_in_a_listing_that_is_scrolled_means_what_is_seen() -> None:
    async with opened(bundled(), (60, 15)) as pilot:
        await moved(pilot, 14)
        column, row = place_of(pilot, "#program", "∂E/∂b₂ = δ₂")
        await clicked(pilot, (column, row))
        assert position(pilot) == 9


async def test_a_graph_of_numbers_has_no_conventions_of_networks_above_its_lines() -> None:
    async with opened(bundled("bradbury-graph-two-paths"), (120, 40)) as pilot:
        assert pane_lines(pilot, "#program")[0] == "forward propagation"
