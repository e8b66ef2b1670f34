"""Sheets graded in several processes: the same results in the same order, whatever becomes of a process."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest

from nnstep.classroom.many import sheet_workers
from nnstep.classroom.many.many_sheets import GradedSheets, grade_many
from nnstep.classroom.many.sheet_report import ReportSettings, SheetReport, SheetTask, unpacked
from nnstep.classroom.many.sheet_workers import Refusal, outcomes_of
from nnstep.cli.checking.check_options import chosen_jobs
from nnstep.grading.asked_numbers import asked_on_blank
from nnstep.grading.reports.report_rows import plain_lines
from nnstep.session.opening import open_program

NNSTEP = [sys.executable, "-m", "nnstep"]
EXERCISE = "zheng-forward"
TEXTS = (
    "z1 = [3.3, 3.8, 4.3]\na1 = [0.964, 0.978, 0.987]\nz2 = [30.314]\n",
    "z1 = [3.3, 2.8, 4.3]\na1 = [0.964, 0.943, 0.987]\n",
    "z1 = [3.3\n",
    "z1 = [1, 2]\nE_k = 3\n",
    "Q = 1\n",
    "a1 = [0.964, 0.978, 0.9]\n",
)
OPENING = open_program
PATCHED = f"""(
    setattr(__import__("nnstep.grading.grader", fromlist=["Grader"]).Grader, "grade", lambda self, sheet: 1 / 0),
    __import__("nnstep.session.opening", fromlist=["open_program"]).open_program({EXERCISE!r}),
)[1]"""
"""The name of an exercise for `eval`, which opens it with a fault in its grader, in the process that evaluates it."""


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    found = []
    for number, text in enumerate(TEXTS):
        path = tmp_path / f"sheet{number}.toml"
        path.write_text(text)
        found.append(str(path))
    (tmp_path / "same").mkdir()
    found.append(shutil.copy(found[1], tmp_path / "same"))
    return [*found, str(tmp_path / "nowhere.toml")]


def tasks(paths: list[str], exercise: str = EXERCISE) -> list[SheetTask]:
    return [SheetTask(number, path, exercise=exercise) for number, path in enumerate(paths)]


def run(*arguments: str, **options: Any) -> tuple[int, str, str]:
    done = subprocess.run([*NNSTEP, "check", EXERCISE, *arguments], capture_output=True, text=True, **options)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.thorough
@pytest.mark.parametrize("form", [("--points", "carried=0.5"), ("--json", "--alike")], ids=str)
def test_output_is_the_same_to_the_byte_however_many_processes_there_are(
    paths: list[str], form: tuple[str, ...], tmp_path: Path
) -> None:
    """Standard input is one of the sheets: only the first process has it."""
    one, several = tmp_path / "1.csv", tmp_path / "3.csv"
    single = run(*paths, "-", *form, "--csv", str(one), input=TEXTS[5])
    assert single[0] == 2
    assert run(*paths, "-", *form, "--csv", str(several), "--jobs", "3", input=TEXTS[5]) == single
    assert one.read_bytes() == several.read_bytes()
    files = [row["file"] for row in csv.DictReader(one.read_text().splitlines())]
    assert files == [*(paths[i] for i in (0, 1, 3, 5, 6)), "'-"]


@pytest.mark.thorough
def test_the_other_processes_do_all_the_work(paths: list[str]) -> None:
    found = outcomes_of(tasks(paths), 2, OPENING, ReportSettings("line"))
    assert sorted(found) == list(range(len(paths)))
    assert [number for number, outcome in found.items() if isinstance(outcome, Refusal)] != []
    first = found[0]
    assert isinstance(first, SheetReport)
    assert list(plain_lines(first.shown)) == ["sheet0: 7 of 7 correct"]


@pytest.mark.thorough
def test_quantities_that_only_a_sheet_names_are_known_to_them(paths: list[str]) -> None:
    program = open_program(EXERCISE, mentions=["E_k"])
    opening = partial(open_program, mentions=program.scenario.quantities)
    (outcome,) = outcomes_of(tasks(paths[3:4]), 1, opening, ReportSettings("line")).values()
    assert isinstance(outcome, SheetReport)


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("end", "exercise"), [(os._exit, 3), (int, "no number"), (eval, PATCHED)], ids=["ends", "refuses", "fails"]
)
def test_what_no_other_process_can_do_the_first_one_does(paths: list[str], end: Any, exercise: Any) -> None:
    """The processes end, or can't begin, or meet a fault."""
    settings = ReportSettings("line", asked=asked_on_blank(open_program(EXERCISE)))
    assert outcomes_of(tasks(paths[:2], exercise), 2, end, settings) == {}
    opened = {exercise: open_program(EXERCISE)}

    def said(graded: GradedSheets) -> tuple[list[SheetReport], list[str], int]:
        return graded.reports, graded.failures, graded.faults.count

    several, one = (grade_many(tasks(paths, exercise), end, settings, jobs, opened=opened) for jobs in (2, 1))
    assert said(several) == said(one)


def test_where_no_process_can_be_started_the_first_one_grades(
    paths: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise BlockingIOError

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
    assert outcomes_of(tasks(paths), 2, OPENING, ReportSettings()) == {}


@pytest.mark.thorough
def test_it_works_in_a_thread_and_leaves_everything_as_it_was(paths: list[str]) -> None:
    before = sys.modules["__main__"], dict(os.environ), signal.getsignal(signal.SIGINT)
    found: list[int] = []
    thread = threading.Thread(
        target=lambda: found.extend(outcomes_of(tasks(paths[:2]), 1, OPENING, ReportSettings("line")))
    )
    thread.start()
    thread.join()
    assert found == [0, 1]
    assert (sys.modules["__main__"], dict(os.environ), signal.getsignal(signal.SIGINT)) == before


@pytest.mark.thorough
def test_a_module_beside_the_sheets_is_not_loaded(paths: list[str], tmp_path: Path) -> None:
    for name in ("multiprocessing", "pickle", "numpy"):
        (tmp_path / f"{name}.py").write_text("open('loaded', 'w').close()\n")
    found = "import sys; from nnstep.cli import main; sys.path.remove(''); main()"
    root = str(Path(__file__).parents[3])
    call = [sys.executable, "-c", found, "check", EXERCISE, *paths[:2], "--jobs", "2"]
    safe = {**os.environ, "PYTHONPATH": root}
    # The first process is started where no such files are, and changes to their folder.
    call[2] = f"import os; import nnstep.cli, multiprocessing.spawn, numpy; os.chdir({str(tmp_path)!r}); {found}"
    done = subprocess.run(call, capture_output=True, text=True, env=safe, cwd=root)
    assert (done.returncode, done.stderr) == (1, "")
    assert not (tmp_path / "loaded").exists()


def processes(group: int) -> int:
    listed = subprocess.run(["ps", "-A", "-o", "pgid="], capture_output=True, text=True, check=True).stdout
    return listed.split().count(str(group))


@pytest.mark.thorough
@pytest.mark.skipif(shutil.which("ps") is None, reason="ps is missing")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("after", [0, 1])
def test_a_signal_ends_all_processes_quickly_and_quietly(
    paths: list[str], number: signal.Signals, after: float
) -> None:
    """ctrl+c goes to every process of the terminal's foreground group: while they start, and while they grade."""
    call = [*NNSTEP, "check", EXERCISE, *paths[1:2] * 2_000, "--jobs", "2"]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as check:
        while processes(check.pid) < 3:
            assert check.poll() is None
            time.sleep(0.01)
        time.sleep(after)
        os.killpg(check.pid, number)
        begun = time.monotonic()
        assert check.communicate(timeout=30) == (b"", b"")
        assert check.returncode == 128 + number
        assert time.monotonic() - begun < 5
    while processes(check.pid):  # the one that watches over shared memory ends a moment later
        assert time.monotonic() - begun < 20
        time.sleep(0.01)


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="signals go to no thread here")
def test_an_interrupt_that_another_thread_takes_waits_until_a_process_has_started() -> None:
    def interrupted() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)

    started = []

    def start() -> None:
        with sheet_workers._interrupt_blocked():
            thread = threading.Thread(target=interrupted)
            thread.start()
            thread.join()
            started.append(thread)

    with pytest.raises(KeyboardInterrupt):
        start()
    assert started


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_where_nobody_reads_the_output_it_ends_quietly(paths: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    call = [*NNSTEP, "check", EXERCISE, *paths[:2], "--jobs", "2"]
    done = subprocess.run(call, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, "")


@pytest.mark.thorough
@pytest.mark.skipif(shutil.which("xargs") is None or shutil.which("split") is None, reason="xargs or split is missing")
def test_a_list_split_by_xargs_gives_the_rows_of_one_call(paths: list[str], tmp_path: Path) -> None:
    """The lines of the README, with -l 2 in place of -l 250."""
    good = [path for number, path in enumerate(paths[:6]) if number not in (2, 4)]
    whole = tmp_path / "whole.csv"
    assert run(*good, "--csv", str(whole))[0] == 1
    (tmp_path / "names").write_text("".join(f"{path}\n" for path in good))
    nnstep = f"{sys.executable} -m nnstep"
    script = f"""
    split -l 2 names part.
    ls part.?? | xargs -P 2 -I{{}} sh -c 'xargs {nnstep} check {EXERCISE} --jobs 1 --csv {{}}.csv < {{}} > {{}}.txt'
    awk 'FNR > 1 || NR == 1' part.??.csv > grades.csv
    """
    root = str(Path(__file__).parents[3])
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, env={**os.environ, "PYTHONPATH": root}, text=True)
    assert done.returncode == 0
    assert (tmp_path / "grades.csv").read_bytes() == whole.read_bytes()


def test_processes_are_started_where_that_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    assert [chosen_jobs(None, sheets) for sheets in (0, 1, 99, 100, 160, 1000)] == [1, 1, 1, 2, 3, 4]
    assert [chosen_jobs(jobs, 3) for jobs in (1, 2, 8)] == [1, 2, 3]


def test_the_facts_of_a_sheet_are_kept_packed(paths: list[str]) -> None:
    for report in grade_many(tasks(paths[:2]), OPENING, ReportSettings(form="facts")).reports:
        assert isinstance(report.shown, bytes)
        assert len(report.shown) < len(orjson.dumps(unpacked(report.shown))) / 2
