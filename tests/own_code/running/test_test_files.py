"""A file of tests is run by pytest, and what its functions assign is watched."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from nnstep.errors import CommandError
from nnstep.own_code.running import watch_program
from nnstep.own_code.running.launch import is_test_file
from nnstep.own_code.watched import WatchedProgram


def run(folder: Path, name: str, source: str, *, by_pytest: bool | None = None) -> tuple[WatchedProgram, str]:
    path = folder / name
    path.write_text(dedent(source), encoding="utf-8")
    output: list[bytes] = []
    watched = watch_program(
        path,
        on_output=lambda _stream, data: output.append(data),
        read_input=False,
        folder=folder,
        by_pytest=by_pytest,
    )
    return watched, b"".join(output).decode()


TESTS = """
    import pytest
    from net import double

    def test_one():
        x = double(1.5)
        assert x == 3

    @pytest.mark.parametrize("start", [2.5, 3.5])
    def test_two(start):
        y = double(start)
        assert y == 5
    """


@pytest.mark.thorough
def test_values_of_all_tests_are_seen_in_order_and_failures_are_pytest_s_own(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("def double(w):\n    v = 2 * w\n    return v\n")
    watched, output = run(tmp_path, "test_net.py", TESTS)
    assert [float(one.value) for one in watched.assignments if one.place == "v"] == [3, 5, 7]
    assert [float(one.value) for one in watched.assignments if one.place == "y"] == [5, 7]
    calls = {one.call for one in watched.assignments if one.place in ("x", "y")}
    assert len(calls) == 3  # each test function begins anew
    assert {file.name for file in watched.sources} == {"test_net.py", "net.py"}
    assert "1 failed, 2 passed" in output
    assert watched.by_pytest
    assert watched.end.status == 1
    assert watched.end.exception_line == 12
    assert not (tmp_path / ".pytest_cache").exists()


@pytest.mark.thorough
def test_any_file_is_run_by_pytest_where_that_is_asked_for(tmp_path: Path) -> None:
    source = "def test_it():\n    x = 1.5\n"
    assert [one.place for one in run(tmp_path, "checks.py", source, by_pytest=True)[0].assignments] == ["x"]
    assert not run(tmp_path, "checks.py", source)[0].assignments


def test_only_names_that_pytest_knows_are_tests() -> None:
    assert is_test_file(Path("test_net.py"))
    assert is_test_file(Path("net_test.py"))
    assert not is_test_file(Path("my_net.py"))
    assert not is_test_file(Path("test_net.ipynb"))


def test_pytest_runs_no_notebook(tmp_path: Path) -> None:
    path = tmp_path / "net.ipynb"
    path.write_text('{"cells": []}')
    with pytest.raises(CommandError, match="a notebook"):
        watch_program(path, by_pytest=True)
