"""``nnstep replay``: the app on a recorded run, as ``nnstep TRACE`` opens it too."""

from __future__ import annotations

import click

from nnstep.cli.options import history_option
from nnstep.cli.subcommands.open import command as open_command


@click.command("replay")
@click.argument("trace")
@click.option("--recompute", is_flag=True, help="Compute the run again from the scenario in the trace.")
@click.option("--commands", metavar="FILE", help="Run the debugger commands in this file first.")
@history_option
@click.pass_context
def command(ctx: click.Context, trace: str, *, recompute: bool, commands: str | None, history_mb: int) -> None:
    """Open the app on a recorded run.

    Everything works as on a live run, also backwards. What a recording of a part does not hold is shown as not
    recorded. A change made here goes on live from the recorded values.
    """
    from nnstep.errors import CommandError
    from nnstep.traces.compression import COMPRESSIONS, is_trace

    if not is_trace(trace):
        raise CommandError(f"{trace} is not the name of a trace", f"a trace's name ends in {', '.join(COMPRESSIONS)}")
    ctx.invoke(open_command, scenario=trace, recompute=recompute, commands=commands, history_mb=history_mb)
