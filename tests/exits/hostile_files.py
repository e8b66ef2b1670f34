"""Files of a stranger: whatever may hold a text holds one that does harm, in its name and within. Asserts nothing."""

from __future__ import annotations

import json
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

STEERING = "\x1b[31m\x1b]0;pwned\x07\x9b31m\u202e\u2066\u200b\u200d\ufe0f\ufffe\U000e0001\x7f\r"
"""Colours, a title of the window, and characters that turn the direction of writing or are not seen."""
ACTIVE = (
    "=HYPERLINK('http://x.y')[bold red]R[@click=app.quit]Q[/]<script>alert(1)</script></text></svg>"
    "<img src=x onerror=a>"
    "&lt;b&gt; ]]> --> \\write18{rm}\\input{/etc/passwd}^^M%%$(rm)$ `x` ``y`` ~~z~~ **s** _e_ | # [l](javascript:a) "
    "![i](http://x.y) <http://x.y> http://x.y www.x.y a@x.y '''\"\"\" {{x}} ${x} :smile:"
)
"""What is active in a spreadsheet, rich's markup, HTML, SVG, LaTeX, a shell, Markdown or a template."""
NAME = f"{ACTIVE[:86].replace('/', '')}<b>{STEERING}\udcff\nFORGED"
"""A file's name can't hold a slash, but bytes that are no text, and a line that looks like one of ours."""


@dataclass(frozen=True, slots=True)
class Given:
    """The texts of one stranger: `text` is printable, as a title has to be; `name` is for files; `raw` may steer."""

    text: str
    name: str
    raw: str


HOSTILE = Given(ACTIVE, NAME, STEERING + ACTIVE)
PLAIN = Given("plain", "plain", "plain")


def steering(text: str) -> list[str]:
    """Return the characters of a text that steer a terminal or that are not seen, and lines that are forged."""
    kinds = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    found = [c for c in text if c != "\n" and (unicodedata.category(c) in kinds or c in "\ufe0f\u034f\u3164")]
    return found + re.findall(r"^FORGED", text, re.MULTILINE)


def quoted(text: str) -> str:
    """Return a text as a string of TOML, JSON and Python."""
    return json.dumps(text)


def write_files(folder: Path, given: Given) -> None:
    """Write a scenario, sheets, a class, an archive, a program, a notebook, arrays and a state file."""
    name, text, raw = given.name, quoted(given.text), quoted(given.raw.replace("\udcff", ""))
    scenario = _SCENARIO.format(text=text)
    files = {
        f"s{name}.toml": scenario,
        f"noise{name}.toml": f"{scenario}{text} = 1\n[{text}]\n[other]\nW1 = {text}\n",
        f"key{name}.toml": f"{text} = 1\n{raw.replace('/', '')} = [\n",
        f"a{name}.toml": "z1 = [-0.4]\nW1 = [[0.5, -0.25]]\n",
        f"bad{name}.toml": f"title = {text}\n{text} = 1\n{raw} = {raw}\n",
        f"a{name}.csv": f"z1,{given.text}\n{given.raw},-0.4\n",
        f"a{name}.json": json.dumps({given.raw: given.raw, "z1": [-0.4]}),
        f"c{name}.txt": f"n\n# {given.raw}\n:bookmark {given.text}\n{given.raw}\n",
        f"ok{name}.txt": "n\nn\n",
        f"p{name}.py": _PROGRAM.format(text=text, raw=ascii(given.raw)),
        f"n{name}.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": [f"x = {raw}\n"]}], "nbformat": 4}),
        f"class{name}.csv": f'id,name\n"{_cell(given.text)}","{_cell(given.raw)}"\n2,Ben\n',
        f"worksheet{name}.csv": "Identifier,Full name,Grade,Maximum Grade,Feedback comments\n"
        f'Participant 1,"{_cell(given.raw)}",,20.00,"{_cell(given.text)}"\n',
        f"own{name}.jsonl": json.dumps({"step": 1, "name": given.raw, "z1": given.raw}) + "\n",
        f"broken{name}.jsonl": f'{{"format": 4, "nnstep": {raw}, "scenario": {raw}}}\n{given.raw}\n',
        "state.json": json.dumps(
            {
                "version": 1,
                "settings": {given.raw: given.raw, "theme": given.raw},
                "lines": [given.raw],
                "visits": [{"word": given.raw, "place": given.raw, "position": 1, "when": 1.0}],
            }
        ),
    }
    for file, content in files.items():
        (folder / file).write_bytes(content.encode("utf-8", "surrogateescape"))
    np.savez(folder / f"w{name}.npz", **{given.text: np.ones(2), f"layer{given.text}": np.ones((2, 2))})
    with zipfile.ZipFile(folder / f"all{name}.zip", "w") as archive:
        member = given.raw.replace("\udcff", "").replace("/", "")
        archive.writestr(f"{member}_1_assignsubmission_file_/{member}.toml", "z1 = [-0.4]\n")
        archive.writestr(f"Ben_2_assignsubmission_file_/{member}.toml", f"{text} = 1\n")


def _cell(text: str) -> str:
    return text.replace('"', '""')


_SCENARIO = """\
title = {text}
source = {text}
notes = {text}
input = [1, 2]
target = [1]
learning_rate = 0.1
[[layers]]
weights = [[0.5, -0.5]]
biases = [0.25]
activation = "linear"
[answers]
z1 = [3]
[variants]
weights = "0.1..0.9"
inputs = "1..9"
"""
_PROGRAM = """\
import numpy as np
# {text}
W1 = np.array([[0.5, -0.5]])  # {text}
x = np.array([1.0, 2.0])
z1 = W1 @ x + 1  # {text}
note = {raw}
W1 = W1 - 0.1 * (z1 - 1) * x
"""
