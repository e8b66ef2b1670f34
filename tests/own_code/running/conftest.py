"""Programs that are written for a test, and run watched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from nnstep.own_code.running import watch_program
from nnstep.own_code.watched import WatchedProgram

Watch = Callable[..., WatchedProgram]


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    """Write a program to `my_net.py` and run it; `output` collects what it prints."""

    def run(source: str, *arguments: str, output: dict[str, bytes] | None = None, **options: Any) -> WatchedProgram:
        script = tmp_path / "my_net.py"
        script.write_text(dedent(source), encoding="utf-8")

        def keep(stream: str, data: bytes) -> None:
            if output is not None:
                output[stream] = output.get(stream, b"") + data

        options.setdefault("read_input", False)
        return watch_program(script, arguments, on_output=keep, **options)

    return run
