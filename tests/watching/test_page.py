"""The page for people who train with PyTorch: its script runs as it stands, and says what the page says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import nnstep

PAGE = Path(__file__).parents[2] / "docs" / "pytorch.md"


def test_the_script_of_the_page_is_recorded(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    pytest.importorskip("torch")
    code = re.search(r"```python\n# train.py\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    monkeypatch.chdir(tmp_path)
    watches: list[Any] = []
    begin = nnstep.watch
    monkeypatch.setattr(nnstep, "watch", lambda *given, **named: watches.append(begin(*given, **named)))
    exec(compile(code[1].replace("range(1000)", "range(101)"), "train.py", "exec"), {})
    watches[0].close()
    assert "nnstep: training step 1 agrees with nnstep's own engine: 19 operations, 2762 numbers" in (
        capsys.readouterr().err
    )
    with nnstep.open_trace(tmp_path / "run.jsonl") as trace:
        assert trace.quantity("E").shape == (2,)
        assert trace.errors.shape == (101,)
