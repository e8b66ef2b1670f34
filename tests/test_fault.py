"""The report of a fault: where it is written, what it says, and how often."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import pytest

from nnstep import fault
from nnstep.fault import Faults, error_line, report_fault


def failure(function: Callable[[], object]) -> Exception:
    """Return the exception that a function ends with."""
    try:
        function()
    except Exception as error:
        return error
    raise AssertionError("nothing failed")


def divide() -> float:
    return 1 / 0


def endless() -> int:
    return endless() + 1


def exhausted() -> None:
    raise MemoryError


def test_a_report_is_a_new_file_in_the_current_folder_with_what_was_done_and_the_traceback(net: Path) -> None:
    path = report_fault(failure(divide), "print z1", {"scenario": "two layers", "position": "1.1.3"})
    assert path is not None
    assert list(net.iterdir()) == [net / path]
    text = path.read_text(encoding="utf-8")
    assert "doing: print z1\nscenario: two layers\nposition: 1.1.3\n" in text
    assert "Traceback (most recent call last)" in text
    assert "in divide" in text
    assert "ZeroDivisionError: division by zero" in text
    assert "nnstep 0" in text


@pytest.mark.skipif(os.name != "posix", reason="permissions of a POSIX system")
def test_only_the_person_can_read_a_report(net: Path) -> None:
    path = report_fault(failure(divide), "")
    assert path is not None
    assert path.stat().st_mode & 0o777 == 0o600


def test_reports_of_the_same_second_have_names_of_their_own(net: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fault.time, "strftime", lambda _: "20200101-000000")
    names = [str(report_fault(failure(divide), "")) for _ in range(3)]
    assert names == [f"nnstep-fault-20200101-000000{end}.txt" for end in ("", "-2", "-3")]


@pytest.mark.parametrize("folder", ["missing", "file"])
def test_where_the_current_folder_takes_no_file_the_report_goes_to_the_one_for_temporary_files(
    net: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    (net / "file").touch()
    (net / "temporary").mkdir()
    monkeypatch.setattr(fault, "Path", lambda *parts: Path(*parts) if parts else net / folder)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(net / "temporary"))
    path = report_fault(failure(divide), "")
    assert path is not None
    assert path.parent == net / "temporary"


def test_where_no_report_can_be_written_the_fault_is_told_all_the_same(
    net: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fault, "_folders", lambda: iter([net / "missing"]))
    told = Faults().take(failure(divide), "")
    assert told.report is None
    assert told.text == (
        "this is a fault in nnstep, not in your input (ZeroDivisionError: division by zero); no report could be written"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_leaves_no_torn_report(net: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int, *_: object, **__: object) -> TextIO:
        os.close(descriptor)
        return Path("/dev/full").open("w", encoding="utf-8")

    monkeypatch.setattr(fault.os, "fdopen", full)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(net))
    assert report_fault(failure(divide), "") is None
    assert not list(net.iterdir())


@pytest.mark.parametrize(("function", "kind"), [(endless, "RecursionError"), (exhausted, "MemoryError")])
def test_a_stack_or_a_memory_that_is_used_up_is_reported_too(
    net: Path, function: Callable[[], object], kind: str
) -> None:
    error = failure(function)
    path = report_fault(error, "")
    assert path is not None
    assert kind in path.read_text(encoding="utf-8")
    assert error_line(error).startswith(kind)


def test_nothing_in_a_report_or_in_what_is_said_can_move_a_cursor(net: Path) -> None:
    def hostile() -> None:
        raise ValueError("\x1b[2J\u202e\x9b31m" + "long " * 200)

    error = failure(hostile)
    told = Faults().take(error, "open \x1b]0;title\x07.toml", {"scenario": "\u202egnp"})
    assert told.report is not None
    text = told.report.read_text(encoding="utf-8")
    assert all(line.isprintable() for line in text.split("\n"))
    assert r"doing: open \x1b]0;title\x07.toml" in text
    assert told.text.isprintable()
    assert len(told.text) < 400


def test_an_exception_whose_text_fails_is_told_by_its_kind(net: Path) -> None:
    class MuteError(Exception):
        def __str__(self) -> str:
            raise KeyError

    def mute() -> None:
        raise MuteError

    assert error_line(failure(mute)) == "MuteError"
    assert report_fault(failure(mute), "") is not None


def test_a_fault_that_comes_again_is_not_reported_again(net: Path) -> None:
    faults = Faults()
    told = [faults.take(failure(divide), "") for _ in range(5)]
    assert len(set(told)) == 1
    assert faults.count == 5
    assert len(list(net.iterdir())) == 1
    assert faults.take(failure(exhausted), "").report not in {None, told[0].report}
    assert len(list(net.iterdir())) == len(faults.reports) == 2


def test_a_session_writes_only_so_many_reports(net: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fault, "_MOST_REPORTS", 2)
    faults = Faults()
    for number in range(5):
        code = compile("\n" * number + "1 / 0", "<made>", "exec")
        faults.take(failure(lambda code=code: exec(code)), "")
    assert faults.count == 5
    assert len(list(net.iterdir())) == 2


def test_in_the_environment_of_the_tests_a_fault_is_let_through() -> None:
    error = failure(divide)
    for take in (report_fault, Faults().take):
        with pytest.raises(ZeroDivisionError) as raised:
            take(error, "")
        assert raised.value is error
