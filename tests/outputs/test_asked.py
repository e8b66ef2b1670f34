"""What is asked for is checked before any work: names, endings, folders, files that exist, files that are read."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from nnstep.errors import FileTakenError, OutputError
from nnstep.outputs.asked import Output, check_outputs, ending_of, typed
from tests.outputs.test_whole import names_in

PY = {".py": "a script"}


def said(*paths: Path, inputs: tuple[Path, ...] = (), overwrite: bool = False) -> str:
    """Return what is said of outputs that can't be written; nothing where all can."""
    outputs = [Output(path, PY, f"--{number}") for number, path in enumerate(paths, start=1)]
    try:
        check_outputs(*outputs, inputs=inputs, overwrite=overwrite)
    except OutputError as error:
        return f"{error.message}\n{error.hint}"
    return ""


def test_a_new_name_in_a_folder_that_takes_files_is_right_and_leaves_nothing_there(tmp_path: Path) -> None:
    assert said(tmp_path / "a.py", tmp_path / "B.PY") == ""
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("a.txt", "a.txt: .txt files can't be written here\nend the name in .py (a script)"),
        ("a", "a: the name has no ending\nend the name in .py (a script)"),
        ("none/a.py", "no such file or directory\nmake the folder first"),
        ("file/a.py", "not a directory\nmake the folder first"),
        ("folder.py", "is a directory\nname a file in it"),
        ("x" * 300 + ".py", "no file can have this name\nchoose a shorter one"),
        ("a\0b.py", "a\\x00b.py: the file can't be written: no file can have this name"),
        ("loop.py", "too many levels of symbolic links"),
        ("dangling.py", "no such file or directory"),
    ],
)
def test_a_name_under_which_nothing_can_be_written_is_refused(tmp_path: Path, name: str, part: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "loop.py").symlink_to("loop.py")
    (tmp_path / "dangling.py").symlink_to("none/a.py")
    for overwrite in (True, False):
        assert part in said(tmp_path / name, overwrite=overwrite)


def test_a_file_that_exists_is_refused_unless_it_is_to_be_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("mine")
    with pytest.raises(FileTakenError):
        check_outputs(Output(path, PY), overwrite=False)
    assert said(path, overwrite=True) == ""
    assert path.read_text() == "mine"


def test_a_link_that_leads_to_no_file_yet_is_right(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to("new.py")
    assert said(tmp_path / "a.py") == ""


@pytest.mark.parametrize("overwrite", [True, False])
def test_a_file_that_is_read_is_refused_under_whatever_name(tmp_path: Path, overwrite: bool) -> None:
    read = tmp_path / "a.py"
    read.write_text("mine")
    (tmp_path / "link.py").symlink_to("a.py")
    (tmp_path / "hard.py").hardlink_to(read)
    (tmp_path / "folder").symlink_to(tmp_path)
    for name in ("a.py", "./a.py", "link.py", "hard.py", "folder/a.py"):
        assert "this file is read" in said(tmp_path / name, inputs=(read,), overwrite=overwrite), name
        assert "this file is read" in said(read, inputs=(tmp_path / name,), overwrite=overwrite), name
    assert said(tmp_path / "b.py", inputs=(read,), overwrite=overwrite) == ""


def test_two_outputs_of_one_name_are_refused_also_where_there_is_no_file_yet(tmp_path: Path) -> None:
    (tmp_path / "folder").symlink_to(tmp_path)
    (tmp_path / "link.py").symlink_to("a.py")
    for name in ("a.py", "folder/a.py", "link.py"):
        assert "--1 and --2 name the same file" in said(tmp_path / "a.py", tmp_path / name), name
    assert said(tmp_path / "a.py", tmp_path / "b.py") == ""


def test_a_read_only_file_is_refused_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.touch()
    # Root may write to any file; what access says of others is what is asked.
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    assert "it is read-only" in said(path, overwrite=True)


UNPRIVILEGED = """
import os, sys
from pathlib import Path
from nnstep.errors import OutputError
from nnstep.outputs.asked import Output, check_outputs
if os.getuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
for name in sys.argv[1:]:
    try:
        check_outputs(Output(Path(name), {".py": ""}), overwrite=True)
    except OutputError as error:
        print(error.message.rpartition(": ")[2], "/", error.hint)
"""


def test_a_folder_that_takes_no_files_is_refused_before_any_work() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "old.py").touch(0o444)
        folder.chmod(0o555)
        names = [str(folder / "a.py"), str(folder / "old.py")]
        done = subprocess.run(
            [sys.executable, "-c", UNPRIVILEGED, *names], capture_output=True, text=True, cwd=Path(__file__).parents[2]
        )
        folder.chmod(0o755)
    if "ModuleNotFoundError" in done.stderr or "PermissionError" in done.stderr:
        pytest.skip("nobody else may read the package here")
    assert done.stdout.splitlines() == [
        "permission denied / choose a folder that you may write to",
        "it is read-only / choose another name",
    ], done.stderr


def test_where_the_standard_output_goes_no_other_output_goes(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from nnstep.outputs.asked import Output, check_outputs;"
        "check_outputs(Output(Path(sys.argv[1]), {'.py': ''}), overwrite=True)"
    )
    with (tmp_path / "a.py").open("w") as file:
        arguments = [sys.executable, "-c", script, str(tmp_path / "a.py")]
        done = subprocess.run(arguments, stdout=file, stderr=subprocess.PIPE, text=True)
    assert "standard output goes to this file already" in done.stderr


def test_devices_and_pipes_need_no_ending_where_there_is_one_format_and_are_never_taken(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (Path("/dev/null"), Path("/dev/stdout"), tmp_path / "pipe"):
        assert said(path) == ""
        assert ending_of(path, PY) == ".py"
        with pytest.raises(OutputError, match="has no ending"):
            ending_of(path, {".npz": "", ".csv": ""})
    assert "bad file descriptor" in said(Path("/dev/fd/999"))


def test_what_is_neither_file_nor_pipe_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("a.py")
        assert "this is neither a file nor a pipe" in said(Path("a.py"), overwrite=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [(" a.py ", ("a.py", False)), ("a.py!", ("a.py", True)), (" a b.py ! ", ("a b.py", True)), ("!a", ("!a", False))],
)
def test_a_name_is_read_as_typed(text: str, expected: tuple[str, bool]) -> None:
    assert typed(text) == (Path(expected[0]), expected[1])


def test_a_name_may_begin_with_ones_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    assert typed("~/a.py!") == (Path("/somewhere/a.py"), True)


@pytest.mark.parametrize(
    ("text", "part"), [("", "no file is named"), (" ! ", "no file is named"), ("~no-1/a", "unknown user")]
)
def test_what_names_no_file_is_refused(text: str, part: str) -> None:
    with pytest.raises(OutputError, match=part):
        typed(text)
