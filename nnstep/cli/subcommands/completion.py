"""``nnstep completion``: the script by which a shell completes what is typed."""

from __future__ import annotations

import click

from nnstep.cli.output import say_document


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    r"""Print the script that makes SHELL complete commands, options, exercises, notations and quantities.

    \b
    bash, in ~/.bashrc:                    eval "$(nnstep completion bash)"
    zsh, in ~/.zshrc, after compinit:      eval "$(nnstep completion zsh)"
    fish, in ~/.config/fish/config.fish:   nnstep completion fish | source
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is not None:
        say_document(kind(ctx.find_root().command, {}, "nnstep", "_NNSTEP_COMPLETE").source() + "\n")
