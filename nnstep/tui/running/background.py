"""Work in a thread beside the app, which stays responsive meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Generic, TypeVar

from nnstep.progress import Tell

_Found = TypeVar("_Found")


class WorkStopped(BaseException):
    """Ends work that was stopped, where it tells next how far it is."""


class Background(Generic[_Found]):
    """Work that goes on in a thread. The app's end does not wait for it."""

    def __init__(self, work: Callable[[Tell], _Found]) -> None:
        """Begin; `work` tells how far it is, and is ended there once it is stopped."""
        self._work = work
        self._over = Event()
        self._found: list[_Found] = []
        self._error: BaseException | None = None
        self.told: tuple[str, float] | None = None
        """What it told last."""
        self.is_stopped = False
        Thread(target=self._run, name="work beside the app", daemon=True).start()

    def wait(self, seconds: float = 0.0) -> bool:
        """Return whether it is over, or is within so many seconds."""
        return self._over.wait(seconds)

    def stop(self) -> None:
        """Let it end where it tells next how far it is."""
        self.is_stopped = True

    def result(self) -> _Found:
        """Return what the work returned; raise what it raised, `WorkStopped` where it was stopped."""
        if self._error is not None:
            raise self._error
        return self._found[0]

    def _run(self) -> None:
        try:
            self._found.append(self._work(self._tell))
        except BaseException as error:
            self._error = error
        finally:
            self._over.set()

    def _tell(self, what: str, part: float) -> None:
        if self.is_stopped:
            raise WorkStopped
        self.told = what, part
