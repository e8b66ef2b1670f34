"""The pages that are made from the code: subcommands, keys, file formats, exercises, and the Python functions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path

import nnstep
from nnstep.cli.results.schema_registry import NamedSchema, json_schemas
from nnstep.own_code import code_mistakes
from nnstep.own_code.finding.code_mistake import CodeMistake
from nnstep.plugins import defined, module_names
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.heading import heading
from nnstep.session.commands import COMMANDS
from nnstep.session.commands.command import GROUPS, Command
from nnstep.session.commands.key_names import key_text

_GROUPS = {
    "move": "Move",
    "look": "Look",
    "break": "Breakpoints",
    "change": "Changes",
    "exercise": "Exercise mode and answer sheets",
    "file": "Files, help and the end",
}


def generated_pages(folder: Path) -> dict[str, str]:
    """Return the text of each page by its name; JSON Schemas go to files in `folder`, to be downloaded."""
    schemas = json_schemas()
    (folder / "reference").mkdir(parents=True, exist_ok=True)
    for name, schema in schemas.items():
        text = json.dumps(schema.make(), indent=2, ensure_ascii=False)
        (folder / "reference" / f"{name}.schema.json").write_text(text, encoding="utf-8")
    return {
        "exercises": _exercises(),
        "program-mistakes": _program_mistakes(),
        "reference/commands": _commands(),
        "reference/keys": _keys(),
        "reference/python": _python(),
        "reference/formats": _formats(schemas),
    }


def _commands() -> str:
    return (
        "# Subcommands\n\n"
        "`nnstep NAME --help` prints the same. `nnstep SCENARIO`, without a subcommand, is `nnstep open SCENARIO`.\n\n"
        "```{eval-rst}\n.. click:: nnstep.cli:main\n   :prog: nnstep\n   :nested: full\n```\n"
    )


def _keys() -> str:
    lines = [
        "# Keys and typed commands",
        "",
        "All commands of the debugger. In the app, press a key, or type the name after `:`. Type the name in",
        "the line debugger, and in a file for `--commands`. A number before a key repeats it.",
    ]
    columns = ["", "| keys | command | what it does | other names |", "|---|---|---|---|"]
    for group in GROUPS:
        rows = [_row(command) for command in COMMANDS if command.group == group]
        lines += ["", f"## {_GROUPS[group]}", *columns, *rows]
    return "\n".join(lines) + "\n"


def _row(command: Command) -> str:
    keys = " ".join(f"`{key_text(key)}`" for key in command.keys)
    aliases = " ".join(f"`{alias}`" for alias in command.aliases)
    return f"| {keys} | `{command.form}` | {command.help} | {aliases} |"


def _formats(schemas: Mapping[str, NamedSchema]) -> str:
    lines = [
        "# Formats",
        "",
        "Every key of each format, from the declarations by which nnstep reads and writes it. The JSON Schema is for",
        "editors, and for programs that read what nnstep writes; `nnstep schema NAME` prints it.",
        "[Scenario files](../scenarios/README.md), [traces](../docs/traces.md) and [JSON](../docs/json.md) explain them.",
    ]
    for name, schema in schemas.items():
        title = name.replace("-", " ").capitalize()
        lines += ["", f"## {title}", "", f"Of {schema.source}: {schema.about}. [JSON Schema]({name}.schema.json)", ""]
        lines.append(schema.table())
    return "\n".join(lines) + "\n"


def _exercises() -> str:
    lines = [
        "# Bundled exercises",
        "",
        "Open one with `nnstep NAME`. Each file says what its source gives and what was chosen.",
        "",
        "| name | exercise | source |",
        "|---|---|---|",
    ]
    for name, path in bundled_paths().items():
        title, source = (text.replace("|", "\\|") for text in heading(path))
        lines.append(f"| `{name}` | {title} | {source} |")
    return "\n".join(lines) + "\n"


def _program_mistakes() -> str:
    lines = [
        "# Mistakes that only programs have",
        "",
        "`nnstep code` and `nnstep.Checker` know these beside all [mistakes of a calculation](docs/mistakes.md).",
        "",
        "| id | what it is | what to ask |",
        "|---|---|---|",
    ]
    for name in module_names(code_mistakes.__path__):
        about = (import_module(f"{code_mistakes.__name__}.{name}").__doc__ or "").splitlines()[0]
        made = defined(code_mistakes.__name__, name, CodeMistake)
        lines += [f"| `{mistake.id}` | {about} | {mistake.question} |" for mistake in made]
    return "\n".join(lines) + "\n"


_RESULTS = (
    "nnstep.scenario.model.Scenario",
    "nnstep.grading.result.GradingResult",
    "nnstep.grading.verdict.Verdict",
    "nnstep.grading.conventions.tried.Outcome",
)
"""What the functions return that is no name of `nnstep` itself."""


def _python() -> str:
    public = [f"nnstep.{name}" for name in nnstep.__all__ if not name.startswith("_")]
    classes = [name for name in public if isinstance(getattr(nnstep, name.removeprefix("nnstep.")), type)]
    functions = [name for name in public if name not in classes]
    return (
        "# Python\n\nWhat `import nnstep` offers, and what its functions return.\n\n## Functions\n\n"
        f"{_autodoc('function', functions)}\n## Classes\n\n{_autodoc('class', classes)}\n"
        f"## Results\n\n{_autodoc('class', _RESULTS)}\n## Errors\n\n"
        "```{eval-rst}\n.. automodule:: nnstep.errors\n   :members:\n```\n"
    )


def _autodoc(kind: str, names: Iterable[str]) -> str:
    members = "   :members:\n   :special-members: __call__\n" if kind == "class" else ""
    entries = "".join(f"\n.. auto{kind}:: {name}\n{members}" for name in names)
    return f"```{{eval-rst}}\n{entries}```\n"
