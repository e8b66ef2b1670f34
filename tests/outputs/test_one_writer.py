"""All that is written goes through `nnstep/outputs`; what does not is named here, with the reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nnstep

ROOT = Path(nnstep.__file__).parent
ELSEWHERE = {
    "fault.py": "a report of a fault of nnstep, which may be one of the writer; a new file each time",
    "own_code/running/launch.py": "in a temporary folder that is removed",
    "own_code/running/inside/wire.py": "in a temporary folder, by the watched program, which does not load nnstep",
    "session/remembered/state_file.py": "the lock beside the file, which stays empty",
    "process_exit.py": "the null device, for what nobody reads",
    "__main__.py": "the null device, in the place of a stream that was closed",
    "array_files/formats/npy.py": "an archive, into the file that the writer opened",
}
LIKELY = re.compile(r"open\(|write_|FileIO|rename|shutil|ZipFile|os\.(?:replace|link|fdopen)")
"""What stands in a file that writes: only such are parsed, to be quick."""
RENAMING = {"rename", "replace", "link", "copy", "copyfile", "copytree", "move"}


def writes(call: ast.Call) -> bool:
    """Return whether a call may write a file, or give it a name."""
    match call.func:
        case ast.Attribute(ast.Name("os"), "open"):
            return "O_WRONLY" in (flags := ast.unparse(call)) or "O_RDWR" in flags
        case ast.Attribute(ast.Name("os" | "shutil"), name):
            return name in RENAMING
        case ast.Attribute(_, "write_text" | "write_bytes" | "rename") | ast.Name("FileIO"):
            return True
        case ast.Name("open" | "ZipFile") | ast.Attribute(_, "open" | "fdopen"):
            given = [*call.args, *(each.value for each in call.keywords if each.arg == "mode")]
            return any(isinstance(each, ast.Constant) and _is_writing(str(each.value)) for each in given)
    return False


def _is_writing(mode: str) -> bool:
    return set(mode) <= set("rwaxbt+") and bool(set(mode) & set("wax+"))


def found() -> Iterator[str]:
    for path in sorted(ROOT.rglob("*.py")):
        name, text = str(path.relative_to(ROOT)), path.read_text()
        if not name.startswith("outputs/") and LIKELY.search(text):
            calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
            if any(writes(call) for call in calls):
                yield name


def test_nothing_is_written_beside_the_one_writer_but_what_is_named_here() -> None:
    assert set(found()) == ELSEWHERE.keys()
