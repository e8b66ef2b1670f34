"""Python imports this before a person's program: begin to watch, and leave no trace.

In this way Python itself runs the program: its `__main__`, its exceptions and its exit are Python's own.
"""

import os
import sys


def _begin() -> None:
    environment = os.environ
    records = environment.pop("NNSTEP_WATCH_RECORDS", None)
    script = environment.pop("NNSTEP_WATCH_SCRIPT", "")
    limits = environment.pop("NNSTEP_WATCH_LIMITS", "")
    before = environment.pop("NNSTEP_WATCH_PATH", "")
    folder = environment.pop("NNSTEP_WATCH_FOLDER", "")
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder) != here]
    sys.path_importer_cache.pop(here, None)
    this = sys.modules.pop("sitecustomize")
    if before:
        environment["PYTHONPATH"] = before
    else:
        environment.pop("PYTHONPATH", None)
    try:
        import sitecustomize  # type: ignore[import-not-found,unused-ignore]  # noqa: F401 - the one that this stands before
    except ModuleNotFoundError:
        sys.modules["sitecustomize"] = this  # Python looks for it once this is done
    if records is None or sys.version_info < (3, 10):
        return
    package = type(sys)("_nnstep_watching")
    package.__path__ = [os.path.dirname(here)]
    sys.modules["_nnstep_watching"] = package
    from _nnstep_watching.program_watch import begin  # type: ignore[import-not-found]

    begin(records, script, limits, (folder,) if folder else ())


_begin()
del _begin
