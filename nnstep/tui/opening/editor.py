"""Opens the person's editor at a line of a file, while the app is suspended."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from textual.app import App, SuspendNotSupported

from nnstep.errors import CommandError, system_reason

_PLUS_LINE = {"vi", "vim", "nvim", "nvi", "view", "ex", "nano", "pico", "emacs", "emacsclient", "micro", "kak", "joe"}
_PLUS_LINE |= {"jed", "jove", "mg", "ne", "neovim", "vis", "gvim", "gedit", "less"}
"""Editors that take ``+LINE`` before the file."""
_COLON_LINE = {"hx", "helix", "subl", "zed"}
"""Those that take ``FILE:LINE``."""
_GOTO = {"code", "codium", "code-insiders", "cursor"}
"""Those that take ``--goto FILE:LINE``, and return at once unless they are told to wait."""
_FALLBACKS = ("nano", "vi", "notepad")


def editor_call(path: Path, line: int, environ: Mapping[str, str]) -> list[str]:
    """Return the words that open the editor; raise CommandError where none is named and none is found."""
    named = environ.get("VISUAL", "").strip() or environ.get("EDITOR", "").strip()
    if not named:
        named = next((name for name in _FALLBACKS if shutil.which(name)), "")
    try:
        words = shlex.split(named)
    except ValueError as error:
        raise CommandError(f"the editor {named!r} can't be called: {error}", _HINT) from None
    if not words:
        raise CommandError("no editor is named", _HINT)
    file = str(path.absolute())
    match Path(words[0]).stem.lower():
        case name if line and name in _PLUS_LINE:
            return [*words, f"+{line}", file]
        case name if line and name in _COLON_LINE:
            return [*words, f"{file}:{line}"]
        case name if name in _GOTO:
            wait = [] if {"-w", "--wait"} & set(words) else ["--wait"]
            return [*words, *wait, "--goto", f"{file}:{max(1, line)}"]
    return [*words, file]


_HINT = "set the environment variable EDITOR, as in EDITOR=nano"


def edit_file(app: App[None], path: Path, line: int) -> None:
    """Suspend the app and edit a file; raise CommandError where that is not possible, or the editor failed."""
    words = editor_call(path, line, os.environ)
    try:
        with app.suspend():
            status = _wait_for(words)
    except SuspendNotSupported:
        raise CommandError("no editor can be opened here", f"change {path} in another window") from None
    except OSError as error:
        raise CommandError(f"the editor {words[0]!r} can't be started: {system_reason(error)}", _HINT) from None
    if status:
        raise CommandError(f"the editor {words[0]!r} ended with status {status}", _HINT)


def _wait_for(words: list[str]) -> int:
    """Run a program to its end; a ctrl+c in it is none for the app."""
    with subprocess.Popen(words) as process:  # noqa: S603 - the person's own editor
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            return process.wait()
        finally:
            signal.signal(signal.SIGINT, before)
