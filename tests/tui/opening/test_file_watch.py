"""Which files have changed since they were read."""

from __future__ import annotations

import os
from pathlib import Path

from nnstep.tui.opening.file_watch import watch_of


def test_a_change_is_noticed_once(tmp_path: Path) -> None:
    file, other = tmp_path / "a.toml", tmp_path / "b.toml"
    for path in (file, other):
        path.write_text("one")
    watch, changed = watch_of([file, str(other)]).looked_again()
    assert changed == []
    file.write_text("two, longer")
    watch, changed = watch.looked_again()
    assert changed == [file]
    watch, changed = watch.looked_again()
    assert changed == []
    os.utime(other, ns=(1, 1))
    assert watch.looked_again()[1] == [other]


def test_a_file_that_is_gone_has_not_changed_until_it_is_there_again(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("one")
    watch = watch_of([file])
    state = file.stat()
    file.rename(tmp_path / "kept")
    watch, changed = watch.looked_again()
    assert changed == []
    (tmp_path / "kept").rename(file)
    watch, changed = watch.looked_again()
    assert (changed, file.stat().st_mtime_ns) == ([], state.st_mtime_ns)
    file.unlink()
    watch, _ = watch.looked_again()
    file.write_text("three")
    assert watch.looked_again()[1] == [file]


def test_names_that_no_file_can_have_are_never_there() -> None:
    assert watch_of(["a\0b"]).looked_again()[1] == []
