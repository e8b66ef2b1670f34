"""``nnstep limits``: what files and calls may ask for at most, and how to change that."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import click

from nnstep.cli.output import echo_json, say
from nnstep.cli.results.json_option import json_option

if TYPE_CHECKING:
    from nnstep.limits import Limit


class ListedLimit(TypedDict):
    """One limit."""

    name: str
    """By which it is set."""
    most: int
    """The present value: bytes, seconds, or what the meaning says."""
    default: int
    """The value where nothing is set."""
    unit: str
    """``bytes`` or ``seconds``, or empty."""
    meaning: str
    """What is limited."""
    is_fixed: bool
    """Whether it can't be changed."""


@click.command("limits")
@json_option("all limits", lambda: list[ListedLimit])
def command(*, as_json: bool) -> None:
    """List the limits on files and calls, with their present values.

    Change some for one call with the environment variable NNSTEP_LIMITS, as in NNSTEP_LIMITS=text=16MB,steps=1e9. No
    scenario file can change a limit.
    """
    from nnstep.limits import LIMITS

    if as_json:
        echo_json("limits", [_listed(row) for row in LIMITS.values()])
        return
    rows = [(row.name, row.text(row.most), _remark(row), row.meaning) for row in LIMITS.values()]
    widths = [max(len(cells[column]) for cells in rows) for column in range(3)]
    for name, value, remark, meaning in rows:
        say(f"{name:<{widths[0]}}  {value:>{widths[1]}}  {remark:<{widths[2]}}  {meaning}")


def _listed(row: Limit) -> ListedLimit:
    return {
        "name": row.name,
        "most": row.most,
        "default": row.default,
        "unit": row.unit,
        "meaning": row.meaning,
        "is_fixed": row.is_fixed,
    }


def _remark(row: Limit) -> str:
    if row.is_fixed:
        return "fixed"
    return "" if row.most == row.default else f"set, else {row.text(row.default)}"
