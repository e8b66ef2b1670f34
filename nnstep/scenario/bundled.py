"""The scenarios that come with the package, by name. Reads none of them, and imports neither numpy nor tomllib."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nnstep.errors import CommandError

_PACKAGE = Path(__file__).parent.parent


def bundled_paths() -> dict[str, Path]:
    """Return the bundled scenarios' files by name, in the order of the names."""
    return _named(_folder())


def bundled_sheets() -> dict[str, Path]:
    """Return the published answer sheets that come with the scenarios, by name."""
    return _named(_folder() / "sheets")


def _folder() -> Path:
    installed, checkout = _PACKAGE / "_scenarios", _PACKAGE.parent / "scenarios"
    return installed if installed.is_dir() else checkout


def _named(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted(folder.glob("*.toml"), key=lambda path: path.stem)}


def find(name_or_path: str) -> Path:
    """Return the file that `name_or_path` means: one that exists, a bundled one by name, or what looks like a path.

    Raise CommandError for a name that no bundled scenario has. A path that is returned may be missing all the same.
    """
    path = Path(name_or_path)
    if path.name != name_or_path or exists(path, Path.is_file):
        return path
    paths = bundled_paths()
    name = name_or_path.removesuffix(".toml")
    if name in paths:
        return paths[name]
    if name != name_or_path or exists(path):
        return path
    raise _unknown(name_or_path, list(paths))


def exists(path: Path, check: Callable[[Path], bool] = Path.exists) -> bool:
    """Return whether there is such a file; a name that no file can have, such as a very long one, is none."""
    try:
        return bool(path.name) and check(path)
    except (OSError, ValueError):
        return False


def _unknown(name: str, names: list[str]) -> CommandError:
    from nnstep.problems.did_you_mean import meant
    from nnstep.problems.message_text import listed, quoted

    known = f"known are {listed(names)}; " if names else ""
    hint = meant(name.removesuffix(".toml"), names) or f"{known}a file's name ends in .toml"
    return CommandError(f"there is no scenario called {quoted(name)}", hint)
