"""Every command that writes, with every call that fails: ``python -m tests.fuzz.faults [PARAMETER ...]``."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from tests.cli.faulty_call import Called, call, leave, problems
from tests.cli.writing_commands import WRITING, Writing, prepare
from tests.outputs.faulty_disk import Fault

TRIED: tuple[tuple[Fault, str], ...] = (
    *((fault, "stays") for fault in ("ENOSPC", "EIO", "EDQUOT", "EACCES", "EINTR", "short", "full", "kill")),
    ("kill", "names"),
    ("kill", "bytes"),
)
"""What goes wrong, and what a failure of the power leaves where the program is ended."""


def tried(writing: Writing, prepared: Path, place: Path) -> tuple[int, list[str]]:
    """Make each call of a command go wrong in each way; return how many times that was, and what was found."""
    leave_after(call(writing, prepared, place, 10**6, "EIO"), place)  # what is loaded only now makes calls of its own
    right = leave_after(call(writing, prepared, place, 10**6, "EIO"), place)
    count, found = 0, []
    for fault, power in TRIED:
        for failing in range(len(right.calls)):
            called = call(writing, prepared, place, failing, fault, power=power)
            found += [f"{fault}, power {power}: {what}" for what in problems(writing, called, right, place)]
            leave_after(called, place)
            count += 1
    return count, found


def leave_after(called: Called, place: Path) -> Called:
    """Remove the folder of a call, and return what came of it."""
    leave(place)
    return called


def main() -> None:
    """Try all of it, and print what is not as it should be."""
    parser = ArgumentParser(prog="python -m tests.fuzz.faults")
    parser.add_argument("parameters", nargs="*", help='only these, as "run trace"')
    asked = parser.parse_args().parameters
    os.environ["NNSTEP_FAULTS"], os.environ["NNSTEP_NO_STATE"] = "raise", "1"
    with TemporaryDirectory(prefix="nnstep-faults-") as kept:
        prepared = Path(kept) / "prepared"
        prepared.mkdir()
        prepare(prepared)
        for writing in WRITING:
            if asked and writing.parameter not in asked:
                continue
            begun = process_time()
            count, found = tried(writing, prepared, Path(kept) / "place")
            took = process_time() - begun
            print(f"{' '.join(writing.call)}: {count} faults, {len(found)} problems, {took:.0f} s", flush=True)
            print("".join(f"  {what}\n" for what in found[:10]), end="", flush=True)


if __name__ == "__main__":
    main()
