"""What a page tells its reader to do, as it is read from the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from website.consoles import Call, instructions, is_as_shown, run, told_again

PAGE = """
Save this as `sheets/anna.toml`:

```toml
z1 = [1]
```

```console
$ cat sheets/anna.toml
z1 = [1]
$ echo two
two
```

<!-- needs: torch -->
```console
$ python train.py
```

<!-- made by: nnstep screenshot xor
     -o pictures/xor.svg -->
![xor](pictures/xor.svg)
"""


def test_files_commands_and_pictures_are_read_from_a_page() -> None:
    steps = instructions(PAGE)
    assert steps.files == {"sheets/anna.toml": "z1 = [1]\n"}
    assert steps.calls == (
        Call("cat sheets/anna.toml", "z1 = [1]\n"),
        Call("echo two", "two\n"),
        Call("python train.py", "", "torch"),
    )
    assert steps.pictures == ("nnstep screenshot xor -o pictures/xor.svg",)


def test_a_console_without_a_command_is_an_error() -> None:
    with pytest.raises(ValueError, match="a console begins with 'two'"):
        instructions("```console\ntwo\n```\n")


@pytest.mark.parametrize(
    ("output", "shown", "same"),
    [
        ("one\ntwo\n", "one\ntwo\n", True),
        ("one  \n\ntwo\n\n", "one\n\ntwo\n", True),
        ("one\ntwo\nthree\n", "one\n...\n", True),
        ("one\n", "one\n...\n", True),
        ("one\ntwo\nthree\n", "...\nthree\n", True),
        ("W1  3.2e-10  right\n", "W1  ...  right\n", True),
        ("W1  3.2e-10  wrong\n", "W1  ...  right\n", False),
        ("one\ntwo\n", "one\n", False),
        ("one 1\n", "one 1.\n", False),
        ("a.b\n", "axb\n", False),
    ],
)
def test_output_is_compared_line_by_line(output: str, shown: str, same: bool) -> None:
    assert is_as_shown(output, shown) is same


def test_a_page_is_told_again(tmp_path: Path) -> None:
    assert told_again(PAGE.replace("\ntwo\n", "\nthree\n"), tmp_path) == PAGE
    shortened = PAGE.replace("anna.toml\nz1 = [1]\n", "anna.toml\n...\n")
    assert told_again(shortened, tmp_path) == shortened


def test_commands_run_as_the_reader_runs_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    said = run("pwd; echo wrong >&2; echo $COLUMNS$NO_COLOR$NNSTEP_NO_STATE; nnstep --version", tmp_path)
    assert said.splitlines()[:3] == [str(tmp_path), "wrong", "1001"]
    assert said.splitlines()[3].startswith("nnstep ")
