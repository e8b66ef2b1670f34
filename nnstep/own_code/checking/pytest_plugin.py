"""A plug-in of pytest: ``@pytest.mark.nnstep("zheng-exercise-1")`` holds what a test computes against an exercise."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from nnstep.own_code.checking.marked_test import MarkedTest

_MARK = "nnstep(scenario, *, steps=None): watch the lines of the test, and show the first that goes wrong."


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line("markers", _MARK)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Watch a test that has the mark, in whatever way it is written."""
    __tracebackhide__ = True
    marked = _marked(item)
    if marked is None:
        return (yield)
    marked.begin()
    try:
        yield
    except Exception as error:
        marked.failed(error)
        raise
    finally:
        marked.end()
    marked.require()
    return None


def _marked(item: pytest.Item) -> MarkedTest | None:
    """Return the test with its exercise, None where it has no mark."""
    mark = item.get_closest_marker("nnstep")
    if mark is None:
        return None
    from nnstep.own_code.checking.marked_test import MarkedTest

    return MarkedTest.of(mark.args, mark.kwargs, item.path, item.config.rootpath)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Generator[None, Any, Any]:
    """Show the lines of a marked test in place of a traceback."""
    report = yield
    if call.excinfo is not None and report.failed and item.get_closest_marker("nnstep") is not None:
        from nnstep.own_code.checking.marked_test import headline

        if text := headline(call.excinfo.value):
            report.longrepr = call.excinfo.getrepr(style="value")
            report.longrepr.reprcrash.message = text  # the line in pytest's summary
    return report
