"""Where a draft is saved."""

from __future__ import annotations

from pathlib import Path

from nnstep.errors import FileTakenError, NNStepError
from nnstep.outputs.asked import Output, check_outputs, typed
from nnstep.outputs.whole import write_text
from nnstep.session.drafts.draft import FILE, Draft

ENDINGS = {".toml": "a scenario"}


def draft_path(draft: Draft, folder: Path) -> Path:
    """Return the file that a draft names, in `folder` unless it says another; raise OutputError where it names none."""
    return folder / typed(draft[FILE])[0]


def path_problem(draft: Draft, folder: Path) -> dict[str, str]:
    """Return what is wrong with the name of the file, by the id of its field; one that is taken may be overwritten."""
    try:
        check_outputs(Output(draft_path(draft, folder), ENDINGS), overwrite=False)
    except FileTakenError:
        return {}
    except NNStepError as error:
        return {FILE: "\n".join(filter(None, (error.message, error.hint)))}
    return {}


def save_draft(draft: Draft, text: str, folder: Path, *, overwrite: bool) -> Path:
    """Write the file and return it; raise FileTakenError where it exists and must stay, OutputError if it can't be."""
    path = draft_path(draft, folder)
    check_outputs(Output(path, ENDINGS), overwrite=overwrite)
    write_text(path, text, overwrite=overwrite)
    return path
