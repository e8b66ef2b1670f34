"""What a run would take is known, and refused, before any of it is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nnstep import limits
from nnstep.errors import CommandError, NNStepError, ProgramError, ScenarioError
from nnstep.grading.sheet.blank_sheet import blank_sheet
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load, parse

HOSTILE = Path(__file__).parents[1] / "hostile"
TOP = "title = 't'\ninput = [1]\ntarget = [1]\nlearning_rate = 0.1\n"


def drawn(neurons: int) -> str:
    return f"[[layers]]\nweights = 'normal'\nneurons = {neurons}\n"


def test_a_network_of_too_many_weights_is_refused_at_the_layer_that_makes_it_so() -> None:
    with pytest.raises(ScenarioError) as caught:
        load(HOSTILE / "cf.toml")
    assert (
        "cf.toml:8: layers[1] has 20,000 neurons with 20,000 inputs, so the weights and biases are 400,020,000 "
        "so far (2.98 GB), and at most 20,000,000 are kept (set NNSTEP_LIMITS=weights=41e7 to raise this limit)\n"
    ) in caught.value.message


@pytest.mark.thorough
@pytest.mark.parametrize("neurons", [20_000, 100_000])
def test_it_takes_no_memory_to_refuse_it(neurons: int, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(TOP + drawn(neurons) * 2 + drawn(1))
    script = (
        "import resource, sys\nfrom nnstep.cli import main\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n    main(['run', sys.argv[1]])\nexcept SystemExit as end:\n"
        "    print(end.code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.toml")], capture_output=True, text=True, check=True
    )
    status, kilobytes = map(int, done.stdout.split())
    assert status == 2
    assert kilobytes < 100_000
    assert "at most 20,000,000 are kept" in done.stderr


def test_very_many_layers_are_refused() -> None:
    parse(TOP + drawn(1) * limits.LAYERS.most, "a.toml")
    with pytest.raises(ScenarioError, match=r"layers has 201 layers, and at most 200 are read"):
        parse(TOP + drawn(1) * (limits.LAYERS.most + 1), "a.toml")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("batch_size = 60_000", "a training step with 60,000 samples has 239,950,644 values (1.79 GB)"),
        ("epochs = 10_000_000", "10,000,000 epochs of 60,000 make 600,000,000,000 training steps"),
        ("", "to examine 60,000 samples after an epoch takes 159,900,000 values (1.19 GB)"),
    ],
)
def test_too_many_samples_times_anything_are_refused(settings: str, said: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", inputs=np.zeros((60_000, 1), np.uint8), targets=np.zeros(60_000, np.uint8))
    text = "title = 't'\nlearning_rate = 0.1\n[data]\nfile = 'a.npz'\nclasses = 2\n"
    path = tmp_path / "a.toml"
    path.write_text(f"{text}[training]\n{settings}\n{drawn(1330)}{drawn(2)}")
    with pytest.raises(ProgramError) as caught:
        compile_program(load(path))
    assert f"{path}: {said}" in caught.value.message


def test_epochs_of_a_graph_are_bounded_too() -> None:
    text = "title = 't'\nlearning_rate = 0.1\n[graph]\nparameters = { x = 1 }\nlines = ['z = x**2']\n"
    with pytest.raises(ProgramError, match="make 1,000,000,000 training steps"):
        compile_program(parse(text, "a.toml"), 10**9)


def test_a_blank_sheet_of_too_many_places_is_refused() -> None:
    program = compile_program(parse(TOP + drawn(3) + drawn(1) + "[training]\nepochs = 1_000_000\n", "a.toml"))
    assert blank_sheet(program, 2)
    with pytest.raises(CommandError, match="a sheet for 1,000,000 training steps has"):
        blank_sheet(program, 1_000_000)


def test_one_file_under_many_names_is_read_once_and_all_files_have_one_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    np.save(tmp_path / "a.npy", np.ones((10, 10)))
    np.save(tmp_path / "b.npy", np.ones((10, 10)))
    monkeypatch.setenv(limits.VARIABLE, "arrays=1000")
    (tmp_path / "a.toml").write_text(
        TOP.replace("[1]", str([1] * 10))
        + "".join(f"[[layers]]\nweights = '{'./' * depth}a.npy'\nactivation = 'linear'\n" for depth in range(4))
    )
    assert len(load(tmp_path / "a.toml").layers) == 4
    (tmp_path / "a.toml").write_text((tmp_path / "a.toml").read_text().replace("'././a.npy'", "'b.npy'"))
    with pytest.raises(NNStepError, match="it has 800 bytes, and 200 bytes of 1000 bytes are left"):
        load(tmp_path / "a.toml")
