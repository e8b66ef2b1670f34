"""The words that a shell may propose for an argument or an option, by its name; each source is imported when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from click import Context

    from nnstep.program.program import Program

Words: TypeAlias = "Callable[[Context], Iterable[str]]"
"""Returns the words for a call as it stands so far."""


def scenario_names(_: Context) -> Iterable[str]:
    """Return the names of the bundled exercises; nothing is read, and NumPy not imported."""
    from nnstep.scenario.bundled import bundled_paths

    return bundled_paths()


def _sheet_names(_: Context) -> Iterable[str]:
    from nnstep.scenario.bundled import bundled_sheets

    return ("answers", *bundled_sheets())


def _notations(_: Context) -> Iterable[str]:
    from nnstep import notations
    from nnstep.plugins import module_names

    return (name.replace("_", "-") for name in module_names(notations.__path__))


def _program(ctx: Context) -> Program | None:
    """Return the program of the scenario that stands in the same call; None where there is none yet.

    Behind an option without its value, as while that is typed, click leaves the arguments unread.
    """
    scenario = ctx.params.get("scenario") or next((word for word in ctx.args if word[:1] != "-"), None)
    if not scenario:
        return None
    from nnstep.session.opening import open_program

    return open_program(str(scenario))


def _quantities(ctx: Context) -> Iterable[str]:
    program = _program(ctx)
    return program.quantities if program is not None else ()


def _phases(ctx: Context) -> Iterable[str]:
    program = _program(ctx)
    return dict.fromkeys(op.phase for op in program.ops) if program is not None else ()


def _export_targets(_: Context) -> Iterable[str]:
    from nnstep.exports.formats import EXPORT_FORMATS

    return (target for target in EXPORT_FORMATS if target)


def _sheet_formats(_: Context) -> Iterable[str]:
    from nnstep.grading.sheet.formats import BLANK_FORMATS

    return BLANK_FORMATS


def _schemas(_: Context) -> Iterable[str]:
    from nnstep.cli.results.schema_registry import json_schemas

    return json_schemas()


WORDS: Mapping[tuple[str, str], Words] = {
    ("*", "scenario"): scenario_names,
    ("*", "notation"): _notations,
    ("*", "only"): _quantities,
    ("*", "phases"): _phases,
    ("chain", "weight"): _quantities,
    ("check", "of"): _sheet_names,
    ("check", "sheets"): _sheet_names,
    ("export", "expand"): _quantities,
    ("export", "target"): _export_targets,
    ("open", "sheet"): _sheet_names,
    ("plot", "expressions"): _quantities,
    ("run", "breaks"): _quantities,
    ("schema", "name"): _schemas,
    ("screenshot", "sheet"): _sheet_names,
    ("sheet", "kind"): _sheet_formats,
    ("which", "sheet"): _sheet_names,
}
"""By subcommand (``*`` is any that has it) and the name of the argument or option."""
LISTS = {"only", "phases"}
"""Options that take several words with commas between them."""
FILES = {"scenario", "sheets", "sheet", "of"}
"""Arguments and options that also take a file; `click.Path` says it for the others."""
