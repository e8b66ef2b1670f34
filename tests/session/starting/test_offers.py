"""What the start screen offers."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from time import time

import pytest

from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.load import load
from nnstep.session.remembered.remembered import Remembered, Visit
from nnstep.session.starting.details import details
from nnstep.session.starting.offers import filtered, offer_groups, when_text
from nnstep.session.starting.own_files import own_files
from tests.app.screen_text import SMALL

TODAY = date(2026, 3, 1)


def headings(folder: Path, *visits: Visit) -> dict[str, list[str]]:
    return {
        group.heading: [offer.name for offer in group.offers]
        for group in offer_groups(Remembered(visits=visits), folder, date.today())
    }


def test_every_bundled_exercise_is_in_one_group(tmp_path: Path) -> None:
    groups = headings(tmp_path)
    assert list(groups) == ["start here", "make your own", "by hand", "training", "graphs", "data"]
    assert groups["start here"] == ["zheng-exercise-1"]
    assert sorted(name for kind in list(groups)[2:] for name in groups[kind]) == sorted(bundled_paths())
    assert {"sigmoid-2-2-2", "kapur-3-3-3-1"} <= set(groups["by hand"])
    assert {"xor", "tashfeen-parity"} <= set(groups["training"])
    assert groups["data"] == ["digits", "mnist", "tashfeen-parity-1024"]


def test_the_tour_comes_first_where_it_is_offered(tmp_path: Path) -> None:
    groups = offer_groups(Remembered(), tmp_path, TODAY, offers_tour=True)
    assert (groups[0].heading, groups[0].offers[0].opens) == ("new here?", "tour")
    assert all(offer.opens != "tour" for group in offer_groups(Remembered(), tmp_path, TODAY) for offer in group.offers)


def test_a_place_that_was_remembered_can_control_no_terminal(tmp_path: Path) -> None:
    groups = headings(tmp_path, Visit("xor", "1.1.1\x1b]52;c;AA\x07", 3, time()))
    assert groups["go on"] == ["xor at 1.1.1\\x1b]52;c;AA\\x07 (today)"]


def test_sizes_are_those_of_the_exercise() -> None:
    offers = {o.name: o for g in offer_groups(Remembered(), Path("/nowhere"), TODAY)[1:] for o in g.offers}
    for name, path in bundled_paths().items():
        if name not in ("digits", "mnist", "tashfeen-parity-1024"):
            scenario = load(path)
            if scenario.graph is None:
                assert offers[name].size.split()[0] == "-".join(map(str, scenario.sizes))
                if scenario.epochs > 1:
                    assert f"{scenario.epochs:,} epochs" in offers[name].size
    assert offers["digits"].size == "32-10 relu, softmax, 30 epochs"
    assert offers["bradbury-graph-chain"].size == "graph of 2 lines"


def test_files_of_the_folder_are_recognised_whatever_else_lies_there(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(SMALL)
    (tmp_path / "broken.toml").write_text("title = 'x\n[[layers]]\n")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (tmp_path / "sheet.toml").write_text("a1 = [1, 2]\n")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00[[layers]]")
    (tmp_path / "run.jsonl").write_text('{"nnstep_trace":2}\n')
    (tmp_path / "chat.jsonl").write_text('{"role": "user"}\n')
    (tmp_path / "run.jsonl.gz").write_bytes(b"\x1f\x8b")
    (tmp_path / ".hidden.toml").write_text(SMALL)
    (tmp_path / "evil\x1b[2J\n.toml").write_text(SMALL)
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")
    found = [path.name for path in own_files(tmp_path)]
    assert found == ["broken.toml", "evil\x1b[2J\n.toml", "mine.toml", "run.jsonl", "run.jsonl.gz"]
    shown = headings(tmp_path)[f"in {tmp_path.name}"]
    assert shown == ["broken.toml", "evil\\x1b[2J\\x0a.toml", "mine.toml", "run.jsonl", "run.jsonl.gz"]
    assert own_files(tmp_path / "nowhere") == []


def test_layers_of_another_programs_settings_are_no_network(tmp_path: Path) -> None:
    (tmp_path / "inline.toml").write_text('layers = [{ neurons = 2, activation = "sigmoid" }]\n')
    (tmp_path / "pyproject.toml").write_text('[[tool.importlinter.contracts]]\nlayers = ["a", "b"]\n')
    (tmp_path / "samples-first.toml").write_text("inputs = [\n  [0, 1],\n]\nlayers = [{ neurons = 2 }]\n")
    assert [path.name for path in own_files(tmp_path)] == ["inline.toml", "samples-first.toml"]


def test_a_folder_of_very_many_files_is_looked_at_in_part(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number:03}.toml").write_text("[[layers]]\n")
    assert len(own_files(tmp_path)) == 100


def test_runs_that_were_left_come_first_unless_their_file_is_gone(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(SMALL)
    visits = [
        Visit(str(tmp_path / "gone.toml"), "1.1.2", 2, time()),
        Visit("gone-name", "1.1.2", 2, time()),
        Visit("a\0b", "1.1.2", 2, time()),
        Visit("xor", "1.1.9", 9, time()),
        Visit(str(tmp_path / "mine.toml"), "1.1.0", 0, time()),
    ]
    groups = headings(tmp_path, *visits)
    assert list(groups)[:5] == ["go on", "start here", f"in {tmp_path.name}", "make your own", "recent"]
    assert groups["go on"] == ["xor at 1.1.9 (today)"]
    assert groups["recent"] == ["mine.toml (today)"]


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 3, 1), "today"),
        (date(2026, 3, 2), "today"),
        (date(2026, 2, 28), "yesterday"),
        (date(2026, 2, 20), "9 days ago"),
        (date(2025, 12, 31), "2025-12-31"),
    ],
)
def test_days_are_said_as_people_say_them(day: date, says: str) -> None:
    assert when_text(day, TODAY) == says


def test_every_word_of_the_filter_has_to_be_found() -> None:
    groups = offer_groups(Remembered(), Path("/nowhere"), TODAY)
    assert [offer.name for group in filtered(groups, "MOMENTUM valley") for offer in group.offers] == [
        "momentum-valley"
    ]
    assert filtered(groups, "nothing such") == []
    assert filtered(groups, "") == groups


def test_details_count_operations_or_say_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert details("zheng-exercise-1") == "15 operations"
    assert details("xor") == "15 operations in each of 2,000 training steps"
    assert details("digits") == "samples from files"
    (tmp_path / "broken.toml").write_text(SMALL.replace("0.5, -1", "0.5").replace("title", "titel"))
    assert details("broken.toml").endswith("in broken.toml: enter shows them")
    (tmp_path / "run.jsonl").write_text('{"nnstep_trace":2}\n')
    assert "run.jsonl" in details("run.jsonl")
