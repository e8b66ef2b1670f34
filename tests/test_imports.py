"""Who may import whom, and what must not be loaded."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("arguments", [("--help",), ("plot", "--help")])
def test_help_loads_neither_textual_nor_numpy(arguments: tuple[str, ...]) -> None:
    modules = loaded(*arguments)
    assert "click" in modules
    assert not modules & {"textual", "rich", "numpy", "orjson"}


def test_the_command_line_itself_loads_hardly_more_than_click() -> None:
    """Every command pays for what the module of any command imports at its head."""
    script = (
        "import sys, click, dataclasses, pathlib, pkgutil, textwrap\nbefore = set(sys.modules)\n"
        "from nnstep.cli import main\nassert 'check' in main.list_commands(None)\n"
        "print(*{name for name in set(sys.modules) - before if not name.startswith('nnstep')})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= {"gc", "locale", "_locale", "unicodedata", "signal"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "zheng-exercise-1"),
        ("run", "zheng-exercise-1", "--json"),
        ("list",),
        ("show", "zheng-forward"),
        ("check", "zheng-forward", "zheng-forward-published"),
        ("sheet", "zheng-forward"),
        ("which", "zheng-forward", "zheng-forward-published"),
    ],
)
def test_headless_commands_never_load_textual_or_rich(arguments: tuple[str, ...]) -> None:
    modules = loaded(*arguments)
    assert "numpy" in modules
    assert not modules & {"textual", "rich"}


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
