"""The values of earlier runs, one line a run in a file of JSON lines, and those of the same kind of machine."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.rounds import Measured, Measurements

HISTORY = Path(__file__).with_name("history.jsonl")


def machine() -> dict[str, Any]:
    """Return what values depend on: they are compared with those of an equal machine only."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def last_values(history: Path = HISTORY, *, quick: bool) -> dict[tuple[str, str], Measured]:
    """Return the last value of each figure on such a machine, by benchmark and label."""
    lines = history.read_text(encoding="utf-8").splitlines() if history.exists() else []
    found = {}
    for line in map(json.loads, lines):
        if line["machine"] == machine() and line["quick"] is quick:
            for name, figures in line["figures"].items():
                found |= {(name, label): Measured(**value) for label, value in figures.items()}
    return found


def add_run(measured: Measurements, history: Path = HISTORY, *, quick: bool) -> None:
    """Append a line with what was measured."""
    figures = {
        name: {label: {key: float(f"{n:.4g}") for key, n in asdict(value).items()} for label, value in found.items()}
        for name, found in measured.items()
    }
    line = {
        "commit": _commit(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "quick": quick,
        "figures": figures,
    }
    with history.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _commit() -> str:
    """Return the commit that is checked out, with a plus if files differ from it."""
    commit = _git("rev-parse", "--short=10", "HEAD")
    return commit + "+" * bool(_git("status", "--porcelain", "--untracked-files=no", "--", ".", f":!{HISTORY}"))


def _git(*arguments: str) -> str:
    called = subprocess.run(
        ["git", *arguments], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
    )
    return called.stdout.strip()


def _processor() -> str:
    """Return the processor's name, where the operating system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())
