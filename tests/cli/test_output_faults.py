"""Every command that writes, on a disk that fails: in part here, and at every call by python -m tests.fuzz.faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.faulty_call import call, problems
from tests.cli.writing_commands import WRITING, Writing, prepare, writing_parameters
from tests.outputs.faulty_disk import Fault

TRIED: tuple[tuple[str, Fault], ...] = (("write", "full"), ("fsync", "EIO"), ("replace", "EACCES"))


def test_every_parameter_of_a_command_that_names_an_output_is_tried() -> None:
    assert {writing.parameter for writing in WRITING} == writing_parameters()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    prepare(folder)
    return folder


@pytest.mark.thorough
@pytest.mark.parametrize(
    "writing", [each for each in WRITING if not each.is_slow], ids=lambda each: "-".join(each.call[::2])
)
def test_what_a_command_writes_is_whole_or_was_not_written_where_a_call_fails(
    tmp_path: Path, prepared: Path, writing: Writing
) -> None:
    call(writing, prepared, tmp_path / "first", 10**6, "EIO")  # what is loaded only now makes calls of its own
    right = call(writing, prepared, tmp_path / "right", 10**6, "EIO")
    assert right.exit_code in (0, 1), right.said
    for name, fault in TRIED:
        if name in right.calls:
            found = call(writing, prepared, tmp_path / name, right.calls.index(name), fault)
            assert found.failed == name
            assert list(problems(writing, found, right, tmp_path / name)) == []
