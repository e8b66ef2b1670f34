"""Each way out has one door, which makes harmless what goes through it; nobody goes around it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import nnstep
from nnstep.errors import CommandError, lines_of

PACKAGE = Path(nnstep.__file__).parent
DOORS: dict[str, dict[str, str]] = {
    r"\bclick\.s?echo\(": {
        "cli/output.py": "the door",
        "cli/group.py": "errors, which are harmless when they are made",
        "cli/subcommands/run.py": "lines of a trace",
    },
    r"(?<![\w.])print\(": {
        "grading/reports/catalogue.py": "a page of the documentation",
        "watching/training_watch.py": "one line of text made visible",
        "exports/": "programs that print",
        "traces/loading/trace.py": "an example in a docstring",
    },
    r"\bhtml import escape\b": {"outputs/document_text.py": "the door", "drawing/svg/markup.py": "the door of SVG"},
    r"\b(or)?json\.dumps\(": {
        "outputs/json_text.py": "the door",
        "traces/": "lines of a trace, whose bytes are hashed",
        "array_files/formats/safetensors.py": "the header of a file of bytes",
        "scenario/toml_text.py": "texts in TOML",
        "classroom/many/sheet_report.py": "bytes that only we read again",
    },
    r"\bcsv\.writer\(": {
        "outputs/csv_text.py": "the door",
        "classroom/roster/class_table.py": "a platform's own table, whose cells stay as they are",
        "grading/sheet/packed_table.py": "a spreadsheet's cells, to be read by us",
    },
    r"\bimport .*\bStatic\b": {"tui/widgets/plain_text.py": "the door"},
    r"\bmarkup=True\b|from_markup\(": {},
    r"\blogging\.(getLogger|basicConfig)\(": {"cli/serving/browser_server.py": "one line a record, made visible"},
}
"""By what is written, the files that may, some with the reason."""
SOURCES = {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}


@pytest.mark.parametrize("pattern", DOORS)
def test_nobody_goes_around_a_door(pattern: str) -> None:
    found = {name for name, text in SOURCES.items() if re.search(pattern, text)}
    allowed = tuple(DOORS[pattern])
    assert not {name for name in found if not allowed or not name.startswith(allowed)}
    assert all(any(name.startswith(each) for name in found) for each in allowed)


def test_an_error_is_one_line_unless_it_is_made_of_lines() -> None:
    error = CommandError("a\x1b[31m\nb", "c\nd")
    assert (str(error), error.message, error.hint) == ("a\\x1b[31m\\x0ab", "a\\x1b[31m\\x0ab", "c\\x0ad")
    error = CommandError(lines_of("a", "b\x9b"))
    assert error.message == "a\nb\\x9b"
    assert error.message_after("x\n: ") == "x\\x0a: a\nb\\x9b"
    assert CommandError(error.message).message == error.message
