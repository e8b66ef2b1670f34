"""The sheets that come with nnstep: what is printed, and what the check says of it."""

from __future__ import annotations

import json
from functools import cache

import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from nnstep.scenario.bundled import bundled_sheets


def nnstep(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@cache
def verdicts(*arguments: str) -> dict[str, dict]:
    (facts,) = json.loads(nnstep("check", *arguments, "--json").stdout)["result"]
    return {verdict["place"]: verdict for verdict in facts["verdicts"]}


@pytest.mark.thorough
def test_the_published_error_is_what_one_gets_with_updated_output_weights() -> None:
    """The exact value is 0.291027774; the text and its many copies print 0.291027924."""
    verdict = verdicts("sigmoid-2-2-2", "sigmoid-2-2-2-published")["step.2.E"]
    assert verdict["written"] == "0.291027924"
    assert verdict["verdict"] == "mistake"
    assert [explanation["mistakes"] for explanation in verdict["explanations"]] == [["updated-weights"]]
    assert verdict["right_value"] == pytest.approx(0.291027774, abs=5e-10)
    assert verdict["digits_that_tell"] == 7


@pytest.mark.thorough
def test_the_same_is_said_in_words() -> None:
    result = nnstep("check", "sigmoid-2-2-2", "sigmoid-2-2-2-published", "--verbose")
    assert result.exit_code == 1
    assert "the hidden deltas are computed with output weights that were already updated" in result.stdout
    told = "it takes 7 significant digits to tell the two apart: 0.2910279, where 0.2910278 is right"
    assert told in result.stdout
    assert "18 of 22 correct, 2 mistakes (first at step.2.E), 2 more by the same" in result.stdout


@pytest.mark.thorough
def test_the_printed_outputs_after_all_updates_have_the_same_mistake_again() -> None:
    found = verdicts("sigmoid-2-2-2", "sigmoid-2-2-2-published")
    for place in ("step.10001.a2[0]", "step.10001.a2[1]"):
        assert found[place]["explanations"][0]["mistakes"] == ["updated-weights"]


@pytest.mark.thorough
def test_all_other_published_numbers_are_right() -> None:
    found = verdicts("sigmoid-2-2-2", "sigmoid-2-2-2-published")
    assert {place for place, verdict in found.items() if verdict["verdict"] == "correct"} == {
        place for place in found if not place.startswith("step.")
    }


def test_zhengs_sum_follows_from_his_rounded_hidden_values() -> None:
    found = verdicts("zheng-forward", "zheng-forward-published")
    assert found["z2[0]"]["verdict"] == "rounded"
    assert found["z2[0]"]["from_own_answers"] == pytest.approx(30.313, abs=1e-12)
    assert found["z2[0]"]["right_value"] == pytest.approx(30.31379, abs=5e-6)
    assert {verdict["verdict"] for place, verdict in found.items() if place != "z2[0]"} == {"correct"}


@pytest.mark.thorough
def test_an_author_gets_errata_and_a_corrected_sheet(tmp_path) -> None:
    corrected = tmp_path / "corrected.toml"
    result = nnstep("check", "sigmoid-2-2-2", "sigmoid-2-2-2-published", "--author", "--corrected", str(corrected))
    assert "step.2.E: for 0.291027924 read 0.291027774" in result.stdout
    assert nnstep("check", "sigmoid-2-2-2", str(corrected)).exit_code == 0


@pytest.mark.thorough
def test_no_convention_gives_the_published_sheet_and_it_is_said_how_far_each_comes(tmp_path) -> None:
    text = bundled_sheets()["sigmoid-2-2-2-published"].read_text().partition("[step.10001]")[0]
    (tmp_path / "short.toml").write_text(text)
    result = nnstep("which", "sigmoid-2-2-2", str(tmp_path / "short.toml"))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert "none gives every number" in lines[0]
    assert lines[1].split(maxsplit=3)[3] == "as the scenario states it"
    assert "first off: step.2.E 0.291027924" in lines[2]


def test_the_convention_that_a_sheet_follows_is_found(tmp_path) -> None:
    """Numbers worked out beforehand, apart from this program: the hidden deltas with updated output weights."""
    sheet = tmp_path / "sheet.toml"
    sheet.write_text(
        '"delta1[0]" = 0.007294458\nW1.0.0 = 0.149817639\nW1.1.1 = 0.299576370\n[step.2]\nE = 0.291027924\n'
    )
    result = nnstep("which", "sigmoid-2-2-2", str(sheet))
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].split(maxsplit=3) == ["4", "of", "4", "update output-first"]
