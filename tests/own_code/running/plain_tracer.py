"""An independent reference for what a program's lines change: all its frames' names, compared before and after a line.

Run as `python plain_tracer.py OUT SCRIPT ARGS...`. It writes a pickle of tuples: line, name and value as lists.
"""

import contextlib
import pickle
import runpy
import sys
from pathlib import Path

import numpy as np


def as_lists(value):
    """Return a numeric value as lists of floats, None for any other."""
    if isinstance(value, (bool, str, bytes, dict, set, type(None))):
        return None
    try:
        numbers = np.asarray(value)
        if numbers.dtype.kind not in "fiu" or numbers.size == 0:
            return None
        return numbers.astype(float).tolist()
    except Exception:
        return None


def main():
    out, script, *arguments = sys.argv[1:]
    script = str(Path(script).absolute())
    seen = []
    before = {}

    def names(frame):
        found = {name: as_lists(value) for name, value in list(frame.f_locals.items()) if not name.startswith("__")}
        return {name: value for name, value in found.items() if value is not None}

    def local(frame, event, _):
        last = before.get(frame)
        now = names(frame)
        if last is not None:
            line, values = last
            seen.extend((line, name, value) for name, value in now.items() if repr(values.get(name)) != repr(value))
        if event == "return":
            before.pop(frame, None)
        else:
            before[frame] = (frame.f_lineno, now)
        return local

    def trace(frame, _event, _value):
        code = frame.f_code
        if code.co_filename != script or code.co_name in ("<listcomp>", "<genexpr>", "<dictcomp>", "<setcomp>"):
            return None
        before[frame] = (frame.f_lineno, names(frame))
        return local

    sys.argv = [script, *arguments]
    sys.settrace(trace)
    with contextlib.suppress(BaseException):
        runpy.run_path(script, run_name="__main__")
    sys.settrace(None)
    Path(out).write_bytes(pickle.dumps(seen))


main()
