"""The version: the changelog, the package and what a person is told agree."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from click.testing import CliRunner

from nnstep.cli import main
from nnstep.version import __version__

CHANGELOG = (Path(__file__).parents[1] / "CHANGELOG.md").read_text(encoding="utf-8")
HEADINGS = [
    (tuple(map(int, version.split("."))), stated)
    for version, stated in re.findall(r"^## \[(\d+\.\d+\.\d+)\](?: - (\S+))?$", CHANGELOG, re.MULTILINE)
]


def test_the_package_is_the_version_that_the_changelog_begins_with() -> None:
    version, stated = HEADINGS[0]
    number = ".".join(map(str, version))
    assert __version__ == (f"{number}.dev0" if stated == "unreleased" else number)


def test_versions_fall_and_none_but_the_first_is_unreleased() -> None:
    assert len(HEADINGS) == CHANGELOG.count("\n## [")
    assert [version for version, _ in HEADINGS] == sorted({version for version, _ in HEADINGS}, reverse=True)
    for _, stated in HEADINGS[1:]:
        assert not stated or date.fromisoformat(stated)
    assert HEADINGS[0][1] == "unreleased" or date.fromisoformat(HEADINGS[0][1])


def test_the_command_names_the_version() -> None:
    assert CliRunner().invoke(main, ["--version"]).output.splitlines()[0] == f"nnstep {__version__}"
