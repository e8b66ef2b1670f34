"""Who may import whom, and what must not be loaded."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import click
import pytest

from nnstep.cli import main, subcommands
from nnstep.plugins import defined, module_names

ROOT = Path(__file__).parents[1]


def test_the_parts_know_only_the_parts_below_them() -> None:
    """The layers of pyproject.toml, in the order of the design."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def loaded(*arguments: str) -> set[str]:
    """Return the modules that are loaded after ``nnstep`` was called with these arguments."""
    script = (
        "import sys\nfrom nnstep.cli import main\n"
        f"try:\n    main({list(arguments)!r})\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("plot", "--help"), ("list",)])
def test_help_and_the_list_load_neither_textual_nor_numpy(arguments: tuple[str, ...]) -> None:
    modules = loaded(*arguments)
    assert "click" in modules
    assert not modules & {"textual", "rich", "numpy", "orjson"}


def test_of_the_subcommands_only_the_one_that_is_called_is_loaded() -> None:
    subcommands = "nnstep.cli.subcommands."
    assert not {name for name in loaded("--version") if name.startswith(subcommands)}
    assert {name for name in loaded("list") if name.startswith(subcommands)} == {f"{subcommands}list"}


def test_a_subcommand_has_the_name_of_its_file() -> None:
    for name in module_names(subcommands.__path__):
        assert name in {command.name for command in defined(subcommands.__name__, name, click.Command)}
        assert main.get_command(click.Context(main), name).name == name


def test_the_list_parses_no_whole_scenario() -> None:
    assert not loaded("list") & {"nnstep.problems.toml_document", "nnstep.scenario.load"}


NOT_FOR_ONE_RUN = {
    *("numpy.ma", "numpy.random", "nnstep.engine.fastpath.build", "nnstep.engine.saving", "nnstep.debugger"),
    *("nnstep.array_files.array_reader", "nnstep.traces.reading", "nnstep.traces.writing", "nnstep.session.session"),
    *("difflib", "nnstep.engine.partial_operation"),
}
"""What few runs need: each is 3 to 20 ms of processor time, where NumPy itself takes 60."""


def test_a_run_loads_only_what_it_needs() -> None:
    assert not loaded("run", "zheng-exercise-1") & NOT_FOR_ONE_RUN
    formulas = {"nnstep.explain", "nnstep.expr.walks.formula", "nnstep.expr.walks.expand"}
    assert not loaded("run", "zheng-exercise-1", "--brief") & (NOT_FOR_ONE_RUN | formulas)


NOT_FOR_THE_FIRST_FRAME = {
    *("numpy.ma", "numpy.random", "nnstep.grading", "nnstep.engine.fastpath.build", "nnstep.engine.saving"),
    *("nnstep.array_files.array_reader", "nnstep.traces.header", "nnstep.traces.writing.trace_writer"),
    *(
        "nnstep.explain.gradients_here",
        "nnstep.explain.gradcheck",
        "nnstep.expr.mathematics.latex",
        "nnstep.session.copies",
    ),
    *("nnstep.session.curves.compared_run", "nnstep.session.curves.curve_lines", "nnstep.session.unsaved"),
    *("nnstep.session.starting", "nnstep.session.remembered.restoring", "nnstep.debugger.last_write"),
    *("nnstep.drawing.chart", "nnstep.drawing.network.graph_drawing", "nnstep.outputs.asked"),
    *("nnstep.tui.dialogs.questions", "nnstep.tui.dialogs.pages", "nnstep.tui.dialogs.help_page"),
    *("nnstep.tui.screens.choice", "nnstep.tui.screens.file_problems", "nnstep.tui.screens.exercise_start"),
}
"""What the debugger's first frame does not need, and a key may load."""


def test_the_first_frame_of_the_debugger_loads_only_what_it_shows() -> None:
    script = (
        "import asyncio, sys, nnstep.cli.subcommands.open\n"
        "from nnstep.session.opening import RunRequest\n"
        "opened = RunRequest('kapur-3-3-3-1').open()\n"
        "from nnstep.tui.app import NNStepApp\n"
        "async def show():\n"
        "    async with NNStepApp(opened).run_test(size=(120, 40)) as pilot:\n"
        "        await pilot.pause()\n"
        "        print(*sys.modules, sep='\\n')\n"
        "asyncio.run(show())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    modules = set(done.stdout.split())
    assert "nnstep.tui.screens.debug" in modules
    assert not modules & NOT_FOR_THE_FIRST_FRAME


def test_the_command_line_itself_loads_hardly_more_than_click() -> None:
    """Every command pays for what the module of any command imports at its head."""
    script = (
        "import sys, click, dataclasses, math, pathlib, pkgutil, textwrap\nbefore = set(sys.modules)\n"
        "from nnstep.cli import main\nassert 'check' in main.list_commands(None)\n"
        "print(*{name for name in set(sys.modules) - before if not name.startswith('nnstep')})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= {"gc", "locale", "_locale", "unicodedata", "signal"}


HEAVY = {"numpy", "rich", "textual", "orjson", "torch", "sklearn", "pyarrow", "safetensors", "yaml", "IPython"}
"""Packages that are loaded only where they are needed, beside what any process of the tests has."""
LIGHT: dict[str, str] = {"list": "list", "limits": "limits", "completion": "completion bash"}
"""Commands that load none of them, with a call of each."""
HEADLESS: dict[str, str] = {
    "run": "run zheng-exercise-1 --trace run.jsonl --save-weights net.npz",
    "show": "show zheng-forward",
    "check": "check zheng-forward zheng-forward-published",
    "sheet": "sheet zheng-forward",
    "which": "which zheng-forward zheng-forward-published",
    "chain": "chain zheng-exercise-1 W1[0,0]",
    "gradcheck": "gradcheck zheng-exercise-1",
    "trace": "trace run.jsonl",
    "verify": "verify run.jsonl",
    "diff": "diff run.jsonl zheng-exercise-1",
    "plot": "plot zheng-exercise-1 E -o e.svg",
    "convert": "convert run.jsonl run.csv",
    "export": "export zheng-exercise-1 -o net.py",
    "import": "import net.npz -o net.toml --activations linear,linear --loss squared",
    "schema": "schema list",
    "keys": "keys",
}
"""Commands that may load NumPy and orjson, with a call of each; each finds the files of those before it."""
ONLY_HELP = {
    *("open", "replay", "screenshot", "serve"),  # which show the app
    *("code", "quality", "variants"),  # which take long
    "doctor",  # which looks at the terminal as the app does
}
"""Of these only the help is asked for here."""


def loaded_one_by_one(calls: Iterable[str], folder: Path) -> dict[str, set[str]]:
    """Return, for each of some calls in one process, which heavy packages are loaded after it."""
    script = (
        "import contextlib, io, sys\nfrom nnstep.cli import main\n"
        f"for call in {list(calls)!r}:\n"
        "    out = io.StringIO()\n"
        "    try:\n        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):\n"
        "            main(call.split())\n"
        "    except SystemExit as end:\n        assert end.code in (None, 0, 1), (call, out.getvalue())\n"
        f"    print(call, *({HEAVY!r} & sys.modules.keys()), sep='\\t')"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, env=environment)
    assert not done.returncode, done.stderr
    return {call: set(names) for call, *names in (line.split("\t") for line in done.stdout.splitlines())}


def test_it_is_written_down_of_every_command_what_it_may_load() -> None:
    listed = [*LIGHT, *HEADLESS, *ONLY_HELP]
    assert sorted(listed) == sorted(main.list_commands(None)), "write down here what a new command may load"


def test_the_help_of_no_command_loads_anything_heavy(tmp_path: Path) -> None:
    after = loaded_one_by_one([f"{name} --help" for name in main.list_commands(None)], tmp_path)
    assert {call: names for call, names in after.items() if names} == {}


def test_light_commands_load_nothing_heavy_and_headless_ones_only_numpy_and_orjson(tmp_path: Path) -> None:
    after = loaded_one_by_one([*LIGHT.values(), *HEADLESS.values()], tmp_path)
    assert {call: names for call, names in after.items() if call in LIGHT.values() and names} == {}
    assert {call: names for call, names in after.items() if names - {"numpy", "orjson"}} == {}
    assert after[HEADLESS["run"]] == {"numpy", "orjson"}


@pytest.mark.parametrize(
    "part",
    [
        "problems",
        "expr",
        "activations",
        "losses",
        "notations",
        "scenario",
        "program",
        "engine",
        "debugger",
        "explain",
        "traces",
        "grading",
    ],
)
def test_no_part_below_the_faces_names_textual_or_rich_or_click(part: str) -> None:
    for path in (ROOT / "nnstep" / part).rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        named = [line for line in lines if line.strip().startswith(("import ", "from "))]
        assert not [line for line in named if line.split()[1].split(".")[0] in {"textual", "rich", "click"}], path


def test_the_checker_is_loaded_only_when_it_is_asked_for() -> None:
    script = "import sys, nnstep; print('numpy' in sys.modules); nnstep.Checker; print('textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_only_the_app_names_textual() -> None:
    for path in (ROOT / "nnstep" / "cli").rglob("*.py"):
        assert not re.search(r"^\s*(import|from) textual\b", path.read_text(encoding="utf-8"), re.MULTILINE), path


@pytest.mark.parametrize("module", ["nnstep.session.typed_commands", "nnstep.tui.app"])
def test_grading_is_loaded_only_for_a_sheet_or_for_exercise_mode(module: str) -> None:
    script = f"import sys, {module}; print(*[name for name in sys.modules if name.startswith('nnstep.grading')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
