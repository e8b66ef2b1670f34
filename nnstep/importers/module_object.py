"""An object of a person's own module, named as ``package.module:name``. Importing the module runs its code."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from nnstep.errors import NetImportError
from nnstep.problems.did_you_mean import meant

_MODULE = re.compile(r"([^\W\d]\w*(?:\.[^\W\d]\w*)*):([^\W\d]\w*(?:\.[^\W\d]\w*)*)")


def is_of_module(text: str) -> bool:
    """Return whether a text names an object of a module, and no file."""
    return _MODULE.fullmatch(text) is not None


def check_spelling(text: str) -> None:
    """Raise NetImportError where a text names an object of a file, as in ``net.py:model``, and so no module."""
    file, found, name = text.partition(".py:")
    if found:
        module = file.replace("/", ".").replace("\\", ".").strip(".")
        raise NetImportError(f"{text} names a file", f"name the module without .py: {module}:{name}")


class OwnModule:
    """A person's module, imported once; it is looked for as Python does for a script in the current folder."""

    def __init__(self, name: str) -> None:
        """Import the module, which runs its code; raise NetImportError where that fails."""
        self._name = name
        if str(Path.cwd()) not in sys.path:
            sys.path.insert(0, str(Path.cwd()))  # and it stays, as for a script: functions import as well
        arguments, sys.argv = sys.argv, [name]
        try:
            self._module: ModuleType = import_module(name)
        except (Exception, SystemExit) as error:
            message = f"{name} can't be imported: {type(error).__name__}: {str(error).split(chr(10))[0][:200]}"
            hint = f"python -c 'import {name}' shows more; modules are looked for in the current folder first"
            raise NetImportError(message, hint) from None
        finally:
            sys.argv = arguments

    def named(self, name: str) -> Any:
        """Return an object of the module; raise NetImportError where there is none."""
        found: Any = self._module
        for part in name.split("."):
            if not hasattr(found, part):
                known = [known for known in vars(self._module) if not known.startswith("_")]
                raise NetImportError(f"{self._name} has nothing called {name}", meant(part, known))
            found = getattr(found, part)
        return found
