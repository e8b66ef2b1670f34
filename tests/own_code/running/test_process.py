"""A watched program runs as Python runs it: its arguments, input, output, exceptions and exit are Python's own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nnstep.errors import CommandError
from nnstep.own_code.running import watch_program
from nnstep.own_code.watched import WatchedProgram

Watch = Callable[..., WatchedProgram]


def values(program: WatchedProgram, place: str) -> list[object]:
    return [found.value.tolist() for found in program.assignments if found.place == place]


def test_the_surroundings_are_those_of_a_plain_run(watch: Watch, tmp_path: Path) -> None:
    source = """
        import inspect, os, sys, threading, warnings
        print(__name__, __file__, sys.argv, sys.path, __spec__, os.getcwd())
        print(sys.modules["__main__"].__dict__ is globals(), len(inspect.stack()), sys.excepthook is sys.__excepthook__)
        print(warnings.filters, sys.getrecursionlimit(), threading.active_count(), sorted(os.environ))
        print("click" in sys.modules, "numpy" in sys.modules, "ast" in sys.modules, "nnstep" in sys.modules)
        """
    output: dict[str, bytes] = {}
    program = watch(source, "a", "b c", output=output)
    plain = subprocess.run(
        [sys.executable, tmp_path / "my_net.py", "a", "b c"], env={**os.environ}, capture_output=True
    )
    assert output["output"] == plain.stdout
    assert program.end.status == 0


def test_a_program_may_import_nnstep(watch: Watch) -> None:
    program = watch("import nnstep\nx = float(len(nnstep.__version__) > 0)\n")
    assert values(program, "x") == [1.0]


def test_a_sitecustomize_of_the_person_s_own_still_runs(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text("import builtins\nbuiltins.customized = 2.5\n")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    program = watch(
        "import os\nx = customized\ny = float(os.environ['PYTHONPATH'] == os.path.dirname(__file__) + '/site')\n"
    )
    assert values(program, "x") == [2.5]
    assert values(program, "y") == [1.0]


def test_output_passes_through_unchanged(watch: Watch) -> None:
    output: dict[str, bytes] = {}
    watch(
        r"""
        import sys
        sys.stdout.buffer.write(b"\x1b[31m\xff\x00" + b"x" * 300_000)
        sys.stderr.write("warned")
        """,
        output=output,
    )
    assert output == {"output": b"\x1b[31m\xff\x00" + b"x" * 300_000, "errors": b"warned"}


def test_output_goes_where_this_process_writes(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "my_net.py"
    script.write_text("import sys\nprint('out')\nprint('err', file=sys.stderr)\n")
    watch_program(script)
    assert capfd.readouterr() == ("out\n", "err\n")


def test_input_is_read(tmp_path: Path) -> None:
    script = tmp_path / "my_net.py"
    script.write_text("x = float(input('x? '))\n")
    call = "import sys; from pathlib import Path; from nnstep.own_code.running import watch_program as w\n"
    call += "print(w(Path(sys.argv[1])).assignments[0].value)"
    done = subprocess.run([sys.executable, "-c", call, script], input=b"4.5\n", capture_output=True, check=True)
    assert done.stdout == b"x? 4.5\n"


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        ("import sys; sys.exit(7)", 7),
        ("import sys; sys.exit('no')", 1),
        ("import os; os._exit(3)", 3),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("raise SystemExit", 0),
    ],
)
def test_each_ending_keeps_its_status_and_what_was_seen(watch: Watch, ending: str, status: int) -> None:
    program = watch(f"x = 1.5\n{ending}\n")
    assert program.end.status == status
    assert program.end.exception == ""
    assert values(program, "x") == [1.5]


def test_an_exception_is_shown_as_by_python(watch: Watch, tmp_path: Path) -> None:
    output: dict[str, bytes] = {}
    program = watch("x = 1.5\ndef f():\n    return x / 0\nf()\n", output=output)
    plain = subprocess.run([sys.executable, tmp_path / "my_net.py"], capture_output=True, check=False)
    assert output["errors"] == plain.stderr
    assert program.end.status == 1
    assert program.end.exception == plain.stderr.decode()
    assert program.end.exception_line == 3


def test_a_mistake_of_syntax_is_shown_as_by_python(watch: Watch) -> None:
    output: dict[str, bytes] = {}
    program = watch("x = 1.5\ny = = 2\n", output=output)
    assert b"SyntaxError" in output["errors"]
    assert (program.end.status, program.end.exception_line) == (1, 2)
    assert program.end.exception == output["errors"].decode()
    assert program.assignments == ()


def test_an_exception_that_a_program_shows_itself_is_known_too(watch: Watch) -> None:
    output: dict[str, bytes] = {}
    program = watch("import sys\nsys.excepthook = lambda *_: print('mine')\n1 / 0\n", output=output)
    assert output == {"output": b"mine\n"}
    assert "ZeroDivisionError" in program.end.exception


@pytest.mark.parametrize(
    ("name", "message"), [("missing.py", "there is no file"), (".", "is a folder")]
)  # fmt: skip
def test_what_can_not_be_run_is_said(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        watch_program(tmp_path / name)


def test_a_fork_is_not_watched_and_does_not_disturb(watch: Watch) -> None:
    program = watch(
        """
        import os
        x = 1.5
        child = os.fork()
        y = 2.5
        if child == 0:
            z = 3.5
            os._exit(0)
        os.waitpid(child, 0)
        w = 4.5
        """,
    )
    assert [found.place for found in program.assignments if found.place in "xyzw"] == ["x", "y", "w"]


def test_other_processes_work(watch: Watch) -> None:
    program = watch(
        """
        import multiprocessing
        def double(x):
            y = x * 2
            return y
        if __name__ == "__main__":
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                r = pool.map(double, [1.0, 2.0])
        """,
    )
    assert values(program, "r")[-1] == [2.0, 4.0]
    assert values(program, "y") == []


def test_only_the_main_thread_is_watched(watch: Watch) -> None:
    program = watch(
        """
        import threading
        def work():
            inner = 2.5
            out.append(inner)
        out = [0.5]
        thread = threading.Thread(target=work)
        thread.start(); thread.join()
        y = sum(out)
        """,
    )
    assert values(program, "inner") == []
    assert values(program, "y") == [3.0]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="sys.monitoring does not take the tracer's place")
def test_a_tracer_of_the_program_s_own_takes_over(watch: Watch) -> None:
    program = watch("import sys\nx = 1.5\nsys.settrace(lambda *_: None)\ndef f():\n    y = 2.5\nf()\n")
    assert values(program, "x") == [1.5]
    assert program.end.stopped_watching == "the program set a tracer of its own"


def test_a_program_may_close_every_descriptor_and_delete_its_folder(watch: Watch, tmp_path: Path) -> None:
    program = watch(
        """
        import os, shutil
        x = 1.5
        os.closerange(3, 100)
        opened = open("/dev/null", "w")
        shutil.rmtree(os.path.dirname(os.path.abspath(__file__)))
        y = 2.5
        """,
    )
    assert values(program, "y") == [2.5]
    assert program.end.status == 0
    assert not tmp_path.exists()
    tmp_path.mkdir()


def test_recursion_to_the_limit_ends_watching_and_not_the_program(watch: Watch) -> None:
    output: dict[str, bytes] = {}
    program = watch(
        """
        def f(n):
            return f(n + 1)
        try:
            f(0)
        except RecursionError:
            print("caught")
        """,
        output=output,
    )
    assert output["output"] == b"caught\n"
    assert program.end.stopped_watching == "the program's recursion left no room to watch it"


def test_a_working_folder_and_the_interpreter_can_be_given(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    output: dict[str, bytes] = {}
    folder = tmp_path / "elsewhere"
    watch(
        "import os, sys\nprint(os.getcwd(), sys.executable)\n", output=output, folder=folder, interpreter=sys.executable
    )
    assert output["output"].decode().split() == [str(folder), sys.executable]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, -signal.SIGINT), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_signal_ends_the_program_and_what_was_seen_is_kept(tmp_path: Path, number: int, status: int) -> None:
    script = tmp_path / "my_net.py"
    script.write_text("import time\nx = 1.5\nprint('ready', flush=True)\ntime.sleep(60)\n")
    call = "import sys; from pathlib import Path; from nnstep.own_code.running import watch_program as w\n"
    call += "found = w(Path(sys.argv[1])); print(found.end.status, len(found.assignments))"
    process = subprocess.Popen(
        [sys.executable, "-c", call, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    time.sleep(0.05)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does
    else:
        process.send_signal(number)
    output, errors = process.communicate(timeout=20)
    assert output.decode().split() == [str(int(status)), "1"]
    assert (b"KeyboardInterrupt" in errors) == (number == signal.SIGINT)
