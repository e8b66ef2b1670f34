"""What nnstep wrote for itself, exercises to resume, what is pasted into one, and requests from a browser."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from nnstep.cli.serving.request_guard import RequestGuard
from nnstep.debugger.debugger import Debugger
from nnstep.errors import SheetError
from nnstep.grading.sheet.written_numbers import Written
from nnstep.session.display import Display
from nnstep.session.practice.pasted import filling
from nnstep.session.practice.practice import Practice
from nnstep.session.practice.progress_file import resume, save_progress
from nnstep.session.practice.question import Record
from nnstep.session.remembered.display_settings import take_settings
from nnstep.session.remembered.remembered import Remembered, Visit, remembered_from
from nnstep.session.remembered.state_file import StateFile
from nnstep.tui.layout.pane_choice import NamedLayouts, choice_from_settings
from nnstep.tui.panes import PANES
from tests.fuzz.fuzzed_reader import FuzzedReader, contents, joined, of_text, texts
from tests.fuzz.readers.languages import program

TOKEN = "t0ken"


def _state(path: Path) -> object:
    return remembered_from(path.read_bytes())


def _states() -> Sequence[bytes]:
    known = Remembered({"theme": "light", "wide": 1, "panes": ["a"]}, ("break E",), (Visit("xor", "1.1.1", 3, 1e9),))
    return [
        known.as_json(),
        Remembered().as_json(),
        json.dumps({"version": 1, "settings": {}, "lines": [], "visits": []}).encode(),
    ]


def _remembered(path: Path) -> object:
    """Read the file of settings as nnstep does when it starts, and take what it says."""
    remembered = StateFile(path).remembered
    take_settings(Display(program()), remembered.settings)
    panes = [spec.id for spec in PANES]
    choice_from_settings(remembered.settings, panes)
    NamedLayouts().take_settings(remembered.settings, panes)
    return remembered


def _resumed(path: Path) -> object:
    practice = Practice(Debugger(program()))
    resume(practice, path)
    return practice.question


@cache
def _saved() -> bytes:
    """Return an exercise in the middle of it."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.toml")
        practice = Practice(Debugger(program()))
        record = practice.records.setdefault((1, "z1"), Record(practice.question_at((1, "z1"))))
        record.take({index: Written.of("0.5") for index in record.question.asked})
        practice.check(record)
        save_progress(practice, path, overwrite=True)
        return path.read_bytes()


def _pasted(text: str) -> object:
    for shape in ((2, 2), (2, 1), ()):
        asked = list(np.ndindex(shape))
        try:
            found = filling(text, shape, asked, asked[0])
        except SheetError:
            continue
        assert set(found.texts) <= set(asked)
    return None


def _request(text: str) -> object:
    """Answer one request: a path, a host and an origin, one a line. Only the right ones are let in."""
    path, host, origin, *_ = [*text.split("\n"), "", "", ""]
    guard = RequestGuard("localhost", 8000, TOKEN)
    for needs_origin in (True, False):
        refused = guard.refusal(path, host, origin or None, needs_origin=needs_origin)
        given = path.removeprefix("/").partition("/")[0]
        assert refused or (given == TOKEN and host.rpartition(":")[2].isdecimal())
    return None


KEYS = (
    *(
        '"version"',
        '"settings"',
        '"lines"',
        '"visits"',
        '"word"',
        '"place"',
        '"position"',
        '"when"',
        "1e400",
        "NaN",
        "null",
    ),
    *(
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "true",
        "18446744073709551616",
        '"\\ud800"',
        '"\\u0000"',
        '"theme"',
        '"digits"',
        "-1",
    ),
)
PRACTICE = (
    *("[practice]", "[practice.1.z1]", "attempts = 1", "hints", "worked", "revealed", "typed", "skipped", "own = true"),
    *(
        "position",
        "scenario",
        '"0"',
        '"0,0"',
        "{",
        "}",
        "[",
        "]",
        "=",
        "inf",
        "nan",
        "-1",
        "1e400",
        '"x"',
        "\n",
        "9" * 30,
    ),
)
STATE = FuzzedReader(
    "state", "states", ".json", _state, joined(_states, contents("tests/hostile/states/*.json")), KEYS,
    mistakes=(ValueError,), write=lambda state: state.as_json(), names_file=False,  # type: ignore[attr-defined]
)  # fmt: skip
STATE_FILE = FuzzedReader(
    "state-file", "states", ".json", _remembered, joined(_states, contents("tests/hostile/states/*.json")), KEYS
)
PROGRESS = FuzzedReader(
    "progress", "progress", ".toml", _resumed, joined(lambda: [_saved()], contents("tests/hostile/progress/*.toml")),
    PRACTICE,
)  # fmt: skip
PASTED = FuzzedReader(
    "pasted", "pasted", ".txt", of_text(_pasted),
    texts("W1 = [[1, 2], [3, 4]]", "1,5 2,5\n3 4", "0.5\t0.25", "array([1., 2.])", "1/2; 1/3",
    "\\begin{pmatrix}1\\\\2"),
    ("[", "]", "(", ")", ",", ";", "\t", "\n", "|", "&", "\\\\", "−", "1/0", "1e999999999", "=", ":", "W1"),
    names_file=False,
)  # fmt: skip
REQUEST = FuzzedReader(
    "request", "requests", ".request", of_text(_request),
    texts(f"/{TOKEN}/\nlocalhost:8000\nhttp://localhost:8000", f"/{TOKEN}/ws\n127.0.0.1:8000\n", "/\n[::1]:8000\n"),
    (TOKEN, "/", "..", "%2e", "localhost", ":8000", "[::1]", "[", "]", "@", "\n", "http://", "0x7f.1",
    "\udcff", "é", "٨٠٠٠"),
    names_file=False,
)  # fmt: skip
