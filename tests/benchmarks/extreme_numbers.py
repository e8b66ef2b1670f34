"""Numbers at the ends of their range, at every place of a scenario: refused with their line, or right in every command.

Run by hand: ``python tests/benchmarks/extreme_numbers.py [EVERY [FIRST]]``; EVERY tries every so many of 3,000.
Exit status 1 if a command fails in another way than by a message, prints a warning or JSON that is none, if going back
or a recording changes a bit, or if the exported script prints other numbers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[2]))

from click.testing import CliRunner

from nnstep.cli import main as nnstep
from nnstep.errors import NNStepError
from nnstep.exports.formats.script import script
from nnstep.program.program import Program
from tests.engine.extreme_scenarios import extremes
from tests.engine.test_extreme_numbers import assert_goes_back, assert_is_recorded, program_or_refusal
from tests.exports.script_output import expected_lines

COMMANDS = (
    *(("show",), ("show", "--json"), ("run",), ("run", "--json"), ("run", "--brief"), ("gradcheck",)),
    *(("gradcheck", "--json"), ("chain", "W1[0,0]"), ("plot", "E", "-o", "p.svg"), ("screenshot", "-o", "s.svg")),
    *(("sheet", "-o", "sheet.toml"), ("export", "-o", "o.html"), ("export", "-o", "o.tex"), ("export", "-o", "o.md")),
)


def problems(program: Program, folder: Path) -> Iterator[str]:
    """Yield what goes wrong with a scenario that runs."""
    for check in (lambda: assert_goes_back(program), lambda: assert_is_recorded(program, folder / "t.jsonl")):
        try:
            check()
        except Exception as error:
            yield f"{type(error).__name__}: {str(error).splitlines()[:1]}"
    for name, *rest in COMMANDS:
        result = CliRunner().invoke(nnstep, [name, "e.toml", *rest, *(["--force"] if "-o" in rest else [])])
        if not isinstance(result.exception, SystemExit | None) or "Warning" in result.stderr:
            yield f"{name} {' '.join(rest)}: {result.exception!r} {result.stderr[:200]}"
        if "--json" in rest:
            yield from _wrong_json(name, result.stdout)
    if (result := CliRunner().invoke(nnstep, ["diff", "e.toml", "t.jsonl"])).exit_code:
        yield f"diff of its own recording: {result.stdout[-200:]}"
    yield from _script_problems(program, folder)


def _wrong_json(name: str, text: str) -> Iterator[str]:
    for part in text.splitlines() if name == "run" else [text]:
        constants: list[str] = []
        json.loads(part, parse_constant=constants.append)
        yield from (f"{name} --json has {constant}" for constant in constants)


def _script_problems(program: Program, folder: Path) -> Iterator[str]:
    try:
        (folder / "script.py").write_text(script(program), encoding="utf-8")
    except NNStepError as error:
        yield f"no script: {error.message}"
        return
    done = subprocess.run([sys.executable, "script.py"], cwd=folder, capture_output=True, text=True, check=False)
    if done.stdout.splitlines() != expected_lines(program):
        yield f"the script prints other numbers {done.stderr[-100:]}"


def main(every: int, first: int) -> int:
    warnings.simplefilter("error")
    os.environ |= {"NNSTEP_FAULTS": "raise", "NNSTEP_NO_STATE": "1"}
    found: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    with TemporaryDirectory() as temporary:
        os.chdir(temporary)
        for extreme in islice(chain(extremes(), extremes("float32")), first, None, every):
            Path("e.toml").write_text(extreme.text, encoding="utf-8")
            try:
                program = program_or_refusal(extreme)
            except AssertionError as error:
                found[f"refused without its line: {error}"] += 1
                continue
            counts["run" if program else "refused"] += 1
            for problem in problems(program, Path(temporary)) if program else ():
                found[problem] += 1
                print(f"{extreme.place} = {extreme.number}: {problem}", flush=True)
        os.chdir("/")
    tried = f"{counts['run']:,} scenarios run, {counts['refused']:,} are refused with their line"
    print(f"{tried}, {found.total():,} problems")
    return 1 if found else 0


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]] + [1, 0][len(sys.argv) - 1 :]
    raise SystemExit(main(*given))
