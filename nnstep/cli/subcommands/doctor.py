"""``nnstep doctor``: what a report of a bug needs."""

from __future__ import annotations

from typing import Any

import click

from nnstep.cli import exit_status
from nnstep.cli.output import echo_json, say
from nnstep.cli.results.json_option import json_option


def _result() -> Any:
    from nnstep.cli.diagnosis.diagnosis import Diagnosis

    return Diagnosis


@click.command("doctor")
@json_option("what a bug report needs", _result)
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """Print what a bug report needs: versions, terminal, settings, and the result of a self-check.

    The home folder is printed as ~, and of the environment only the variables that decide how text is shown. Nothing
    is sent anywhere. Exit status 1 if the self-check fails or the state file can't be used.
    """
    from nnstep.cli.diagnosis.diagnosis import diagnosis, diagnosis_lines

    found = diagnosis()
    if as_json:
        echo_json("doctor", found)
    else:
        for line in diagnosis_lines(found):
            say(line)
    ctx.exit(exit_status.of_check(passed=found["self_check"] == "passed" and not found["state"]["problem"]))
