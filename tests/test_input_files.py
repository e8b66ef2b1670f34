"""Names of files that a person types."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.input_files import named_file


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.setenv("USERPROFILE", "/home/ada")
    assert named_file("~/net.py") == Path("/home/ada/net.py")


def test_of_an_unknown_user_it_stays() -> None:
    assert named_file("~no-such-user/net.py") == Path("~no-such-user/net.py")
