"""A command whose disk fails: each file is the old one or the whole new one, and one message says what went wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from nnstep.cli import main
from nnstep.session.opening import open_run
from nnstep.traces.verification.verify import verify
from tests.cli.writing_commands import Writing
from tests.outputs.faulty_disk import Fault, FaultyDisk, KilledError

OLD = b"old\n"
LEFT_OVER, BEGUN = ".nnstep-unfinished-", "unfinished-"
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Called:
    """What came of a call."""

    calls: list[str]
    """Of the system, as far as they write."""
    failed: str
    exit_code: int
    """-1 where the program was ended."""
    said: str
    """On standard error."""
    before: Files
    after: Files


def call(writing: Writing, prepared: Path, folder: Path, failing: int, fault: Fault, *, power: str = "stays") -> Called:
    """Perform a command in a copy of a folder; the call of the system with the number `failing` goes wrong.

    Its output is there already, with other bytes. `power` says what a failure of the power leaves where the program is
    ended: all, "names" that were given with the bytes that were synced, or "bytes" under the names before.
    """
    shutil.copytree(prepared, folder)
    if Path(writing.output).suffix:
        (folder / writing.output).write_bytes(OLD)
    before, exit_code, said = _files(folder), -1, ""
    with chdir(folder), pytest.MonkeyPatch.context() as patch:
        disk = FaultyDisk(patch, failing, fault)
        try:
            result = CliRunner().invoke(main, writing.call)
            exit_code, said = result.exit_code, result.stderr
            if result.exception is not None and not isinstance(result.exception, SystemExit):
                raise result.exception
        except KilledError:
            disk.release()
    if power != "stays":
        disk.lose_power(folder, keeps_names=power == "names")
    return Called(disk.seen, disk.failed, exit_code, said, before, _files(folder))


def _files(folder: Path) -> Files:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def problems(writing: Writing, found: Called, right: Called, folder: Path) -> Iterator[str]:
    """Yield what is not as it should be; `right` is the same call with nothing that fails."""
    at = f"{' '.join(writing.call)}: {found.failed} ({found.calls.count(found.failed)})"
    was_killed = found.exit_code == -1
    if not was_killed and found.exit_code == right.exit_code:
        expected: Files = right.after
        wrong = [name for name in expected.keys() | found.after.keys() if expected.get(name) != found.after.get(name)]
        if [name for name in wrong if LEFT_OVER not in name or found.failed != "unlink"]:
            yield f"{at}: it said nothing, but {wrong} are not as they should be"
        return
    for name in found.before.keys() | found.after.keys():
        old, new, now = found.before.get(name), right.after.get(name), found.after.get(name)
        if LEFT_OVER in name:
            if not was_killed and found.failed != "unlink":
                yield f"{at}: {name} was left"
        elif name == f"{BEGUN}{writing.output}" and writing.grows and now is not None:
            if now != right.after.get(writing.output) and not _is_beginning(folder / name):
                yield f"{at}: {name} is no beginning of the new file: {now!r:.80}"
            if found.after.get(writing.output) != OLD:
                yield f"{at}: {name} was left, and the old file is gone"
            if not was_killed and f"what was recorded is in {name}" not in found.said:
                yield f"{at}: {name} is not named"
        elif now not in (old, new):
            yield f"{at}: {name} is neither the old file nor the new one: {now!r:.80}"
    if not was_killed:
        yield from _wrong_message(found, at)


def _is_beginning(path: Path) -> bool:
    """Return whether a recording that was broken off opens, says so, and verifies."""
    opened = open_run(path)
    assert opened.trace is not None
    is_told = any("was broken off" in remark for remark in opened.remarks())
    return is_told and verify(opened.trace, opened.program).wrong == []


def _wrong_message(found: Called, at: str) -> Iterator[str]:
    if found.exit_code not in (2, 3):
        yield f"{at}: exit status {found.exit_code}"
    told = [line for line in found.said.splitlines() if "can't be " in line or "no folder can" in line]
    if len(told) != 1 or "Traceback" in found.said:
        yield f"{at}: it said {found.said!r}"


def leave(folder: Path) -> None:
    """Remove a folder that was written to."""
    if os.environ.get("NNSTEP_KEEP") is None:
        shutil.rmtree(folder)
