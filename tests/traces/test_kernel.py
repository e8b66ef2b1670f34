"""The same scenario gives the same bytes on one machine; another kernel changes last bits alone, and is named."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest
from click.testing import CliRunner

from nnstep.cli import main
from nnstep.program.compile import compile_program
from nnstep.session.difference.difference_facts import difference_facts
from nnstep.session.difference.difference_lines import difference_lines
from nnstep.session.difference.explained import explained_difference
from nnstep.session.opening import open_program, open_run
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from nnstep.traces import kernel
from nnstep.traces.header import header_from, kernel_for
from nnstep.traces.kernel import SHARED_PRODUCT, Kernel, kernel_from, present_kernel
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recorded_program import program_of
from nnstep.traces.selection import Selection
from nnstep.traces.verification.verify import verify
from nnstep.traces.writing.run_recorder import RunRecorder
from tests.conftest import build_scenario
from tests.traces.other_process import OTHER_KERNEL, nnstep_elsewhere
from tests.traces.recorded import lines_of, record

RUN = ("run", "tashfeen-parity", "--epochs", "2", "--trace", "t.jsonl")
AROUND = {
    "PYTHONHASHSEED": "7",
    "LC_ALL": "C",
    "LANG": "de_DE.UTF-8",
    "TZ": "Asia/Tokyo",
    "OPENBLAS_NUM_THREADS": "1",
}


def header_of_file(path: Path) -> dict[str, object]:
    found: dict[str, object] = orjson.loads(lines_of(path, "header")[0]["text"])
    return found


def test_command_api_and_another_process_in_other_surroundings_write_the_same_bytes(tmp_path: Path) -> None:
    nnstep_elsewhere(tmp_path / "other", AROUND, *RUN)
    here = record(tmp_path / "here.jsonl", open_program("tashfeen-parity", 2))
    assert (tmp_path / "other" / "t.jsonl").read_bytes() == here.read_bytes()


def test_stepping_the_fast_path_and_a_replay_record_the_same_operations(tmp_path: Path) -> None:
    program = open_program("digits", 1)
    last = Selection(first=len(program.ops) * 25, last=len(program.ops) * 27)
    at_once = record(tmp_path / "jumped.jsonl", program, last)
    stepped = record(tmp_path / "stepped.jsonl", program, replace(last, first=0))
    wanted = lines_of(at_once, "op")
    strip = ("n", "hash")
    plain = [{key: value for key, value in line.items() if key not in strip} for line in wanted]
    after = [line for line in lines_of(stepped, "op") if line["position"] > last.first]
    assert [{key: value for key, value in line.items() if key not in strip} for line in after] == plain
    session = Session.of(open_run(stepped))
    again = record(tmp_path / "replayed.jsonl", program, replace(last, first=0), run=session.debugger.run)
    assert again.read_bytes() == stepped.read_bytes()


def test_what_a_person_steps_through_and_records_has_the_same_operations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    session = Session.of(open_run("xor", 3))
    recorder = RunRecorder(session.debugger, print, print)
    recorder.begin("t.jsonl")
    for line in ("step", "back", "step", "goto 2.1.4", "continue"):
        perform(session, line)
    recorder.end()
    whole = lines_of(record(tmp_path / "whole.jsonl", open_program("xor", 3)), "op")
    by_position = {line["position"]: line["value"] for line in whole}
    recorded = lines_of(tmp_path / "t.jsonl", "op")
    assert recorded
    assert all(line["value"] == by_position[line["position"]] for line in recorded)


@pytest.mark.thorough
def test_another_kernel_changes_its_name_in_the_header_and_last_bits(tmp_path: Path) -> None:
    nnstep_elsewhere(tmp_path / "other", OTHER_KERNEL, *RUN)
    other, here = tmp_path / "other" / "t.jsonl", record(tmp_path / "here.jsonl", open_program("tashfeen-parity", 2))
    one, two = header_of_file(here), header_of_file(other)
    if one["kernel"] == two["kernel"]:
        pytest.skip("this machine has one kernel only")
    assert {key for key in one if one[key] != two[key]} == {"kernel"}
    with TraceFile(other) as trace:
        result = verify(trace, program_of(trace))
    assert result.is_right
    assert 0 < result.counts.other_bits < result.counts.values
    told = CliRunner().invoke(main, ["verify", str(other)])
    assert told.exit_code == 0
    assert "differ in the last bits from what is computed here, as another kernel may compute" in told.stdout
    assert (
        json.loads(CliRunner().invoke(main, ["verify", "--json", str(other)]).stdout)["result"]["here"] == one["kernel"]
    )
    found = explained_difference(str(here), str(other))
    assert found.bits is not None
    assert found.bits.wrong == ()
    assert any("as another kernel may compute" in line for line in difference_lines(found))


def test_a_recording_of_this_kernel_has_no_other_bits(tmp_path: Path) -> None:
    with TraceFile(record(tmp_path / "t.jsonl", open_program("digits"), Selection(last=60))) as trace:
        assert verify(trace, program_of(trace)).counts.other_bits == 0


def test_a_difference_that_no_kernel_makes_is_wrong_however_small_it_is(tmp_path: Path) -> None:
    path = record(tmp_path / "t.jsonl", open_program("xor", 2))
    lines = lines_of(path)
    number = next(number for number, line in enumerate(lines) if line["kind"] == "op" and line["target"] == "a1")
    lines[number]["value"][2] *= 1 + 1e-13
    changed = tmp_path / "changed.jsonl"
    changed.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    found = explained_difference(str(path), str(changed))
    assert found.difference.first is None
    facts = difference_facts(found)["bits"]
    assert facts is not None
    assert (facts["quantity"], facts["wrong"]) == ("a1", ["b"])
    assert any("B is not what any kernel computes: it is wrong" in line for line in difference_lines(found))


def test_threads_are_stated_only_where_a_product_is_shared_out() -> None:
    assert kernel_for(open_program("xor")).threads == 1
    large = build_scenario((100, 100), ("tanh",), samples=2)
    assert kernel_for(compile_program(large)) == present_kernel(10_000)
    assert kernel_for(compile_program(large)).threads == present_kernel(SHARED_PRODUCT).threads


def test_a_trace_of_an_earlier_version_names_no_kernel(tmp_path: Path) -> None:
    facts = header_of_file(record(tmp_path / "t.jsonl", open_program("xor", 1)))
    assert header_from(facts).kernel == kernel_for(open_program("xor", 1))
    assert header_from({key: value for key, value in facts.items() if key != "kernel"}).kernel is None


NAMELESS = dict.fromkeys(("machine", "blas", "simd", "libc"), "")


@pytest.mark.parametrize("kernel", [1, "x", [], {"machine": "x86_64"}, {**NAMELESS, "threads": -1}])
def test_a_kernel_that_is_none_is_refused(kernel: object, tmp_path: Path) -> None:
    facts = header_of_file(record(tmp_path / "t.jsonl", open_program("xor", 1)))
    with pytest.raises(ValueError, match=r"header|threads|kernel"):
        header_from({**facts, "kernel": kernel})


KERNEL = Kernel("x86_64", "openblas 0.3.28 Haswell", "SSE2 AVX2", "glibc 2.36", 4)


def test_a_kernel_is_said_in_a_line_without_what_is_unknown() -> None:
    assert KERNEL.text == "x86_64, openblas 0.3.28 Haswell, SSE2 AVX2, glibc 2.36, 4 threads"
    assert replace(KERNEL, threads=1, libc="", simd="").text == "x86_64, openblas 0.3.28 Haswell"
    assert kernel_from(asdict(KERNEL)) == KERNEL
    assert kernel_from(None) is None


def test_threads_count_only_where_a_product_is_large_enough_for_them() -> None:
    assert present_kernel(SHARED_PRODUCT - 1).threads == 1
    assert replace(present_kernel(SHARED_PRODUCT), threads=1) == present_kernel(1)


class _Function:
    """A function of a library of C."""

    def __init__(self, result: object) -> None:
        self._result = result

    def __call__(self) -> object:
        return self._result


@pytest.mark.parametrize("affixes", [("", ""), ("scipy_", "64_"), ("scipy_", ""), ("", "64_")])
def test_openblas_is_asked_by_whatever_names_its_functions_have(
    affixes: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = affixes
    functions = {"corename": b"Zen", "num_threads": 3}
    library = SimpleNamespace(
        **{f"{before}openblas_get_{name}{after}": _Function(result) for name, result in functions.items()}
    )
    monkeypatch.setattr(kernel, "_openblas_files", lambda: iter(("gone.so", "other.so", "libopenblas.so")))

    def load(path: str) -> object:
        if path == "gone.so":
            raise OSError(path)
        return library if path == "libopenblas.so" else SimpleNamespace()

    monkeypatch.setattr(kernel.ctypes, "CDLL", load)
    found = present_kernel(SHARED_PRODUCT)
    assert found.blas.endswith(" Zen")
    assert found.threads == 3


def test_without_openblas_and_glibc_they_are_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> str:
        raise OSError

    monkeypatch.setattr(kernel.Path, "glob", lambda *_: iter(()))
    monkeypatch.setattr(kernel.Path, "read_text", fail)  # where there is no /proc
    monkeypatch.setattr(kernel.os, "confstr", fail)
    found = present_kernel(SHARED_PRODUCT)
    assert (found.libc, found.threads) == ("", 0)
    assert found.machine
