"""Every command that writes files, with what it needs and what it writes: one for each option that names an output."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from click.testing import CliRunner

from nnstep.array_files.array_writer import write_arrays
from nnstep.cli import main
from tests.cli.test_outputs import NET, SHEET

READ = {
    *("check sheets", "check roster", "check variants", "check moodle", "code script", "code map_files"),
    *("convert trace", "open weights", "run weights", "trace file", "which sheet"),
}
"""Parameters that name what is read; all other names of files are of files that are written."""


@dataclass(frozen=True)
class Writing:
    """One call of a command."""

    parameter: str
    """The command, and its parameter for the output."""
    words: str
    output: str
    """The file or folder; it stands at the end of the call."""
    is_slow: bool = False
    """Whether it takes more than a moment, and is tried by hand only."""
    grows: bool = False
    """Whether the file grows while the command works: a beginning of it may stay beside the old one."""

    @property
    def call(self) -> list[str]:
        """The words of the call."""
        return [*self.words.split(), self.output]


OWN = """import numpy as np
x, t, w = np.array([1.0]), np.array([0.0]), np.array([[8.0]])
for epoch in range(3):
    y = w @ x
    d = y - t
    w -= 0.1 * np.outer(d, x)
"""
CLASS = "check zheng-forward sub --roster class.csv"
WRITING = (
    *(
        Writing("run trace", "run net.toml --brief --force --trace", f"t{e}", grows=True)
        for e in (".jsonl", ".jsonl.gz")
    ),
    Writing("run trace", "run net.toml --brief --force --trace", "t.jsonl.zst", grows=True, is_slow=True),
    *(
        Writing("run save_weights", "run net.toml --brief --force --save-weights", f"new{e}")
        for e in (".npz", ".safetensors", ".npy", ".csv")
    ),
    *(
        Writing("export output", "export net.toml --force -o", f"e{e}", is_slow=e == ".ipynb")
        for e in (".html", ".md", ".tex", ".py", ".ipynb")
    ),
    *(Writing("sheet output", "sheet net.toml --force -o", f"s{e}") for e in (".toml", ".csv", ".html", ".tex")),
    *(
        Writing("convert output", "convert r.jsonl --force", f"c{e}", is_slow=e == ".parquet")
        for e in (".csv", ".npz", ".jsonl.gz", ".parquet")
    ),
    Writing("plot output", "plot net.toml E --force -o", "p.svg"),
    Writing("plot output", "plot net.toml E --force -o", "p.png", is_slow=True),
    Writing("screenshot output", "screenshot net.toml --force -o", "p.svg", is_slow=True),
    Writing(
        "import output", "import w.npz --activations linear --loss MSELoss --orientation column --force -o", "i.toml"
    ),
    Writing(
        "import output",
        "import large.npz --activations linear --loss MSELoss --orientation column --force -o",
        "i.toml",
    ),
    Writing("check grades", "check zheng-forward own.toml --force --csv", "g.csv"),
    Writing("check corrected", "check zheng-forward own.toml --force --corrected", "g.toml"),
    Writing("check gradescope", "check zheng-forward own.toml --force --gradescope", "g.json"),
    Writing("check feedback", f"{CLASS} --force --feedback", "out"),
    Writing("check feedback", f"{CLASS} --force --moodle worksheet.csv --csv out/grades.csv --feedback", "out"),
    Writing(
        "variants output", "variants zheng-exercise-1 --students 2 --seed s --sheets csv --force -o", "v", is_slow=True
    ),
    Writing("code save_map", "code net.toml own.py --force --save-map", "map.toml", is_slow=True),
    Writing("code output", "code --infer own.py --force -o", "found.toml", is_slow=True),
)


def writing_parameters() -> set[str]:
    """Return the parameters of all commands that name files to write."""
    context = click.Context(main)
    found = set()
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        found |= {f"{name} {each.name}" for each in command.params if isinstance(each.type, click.Path)}
    return found - READ


def prepare(folder: Path) -> None:
    """Put into a folder what the commands read."""
    write_arrays(folder / "w.npz", {"W1": np.array([[8.0]])})
    write_arrays(folder / "large.npz", {"W1": np.linspace(0, 1, 3000).reshape(30, 100)})
    (folder / "net.toml").write_text(NET)
    (folder / "own.toml").write_text(SHEET)
    (folder / "own.py").write_text(OWN)
    CliRunner().invoke(main, ["run", str(folder / "net.toml"), "--brief", "--trace", str(folder / "r.jsonl")])
    place = folder / "sub" / "Anna Meyer_11_assignsubmission_file_"
    place.mkdir(parents=True)
    (place / "sheet.toml").write_text(SHEET)
    (folder / "class.csv").write_text("id;Name\n100;Anna Meyer\n")
    heads = "Identifier,Full name,Grade,Maximum Grade,Feedback comments"
    (folder / "worksheet.csv").write_text(f"{heads}\nParticipant 11,Anna Meyer,,20.00,\n")
