"""The tour: each key that a text names exists and does what the text says, and each step waits for what was done."""

from __future__ import annotations

import re

import pytest

from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.session.commands import BY_NAME
from nnstep.session.commands.key_names import key_text
from nnstep.session.session import Session
from nnstep.session.starting.offers import START_HERE
from nnstep.session.tour.tour import Tour
from nnstep.session.tour.tour_steps import TOUR, TourStep
from nnstep.session.typed_commands import perform

_NAMED = re.compile(r"{([a-z-]+)}")
TYPED = {"break": "break delta2"}
"""What is typed at the keys that ask for more."""


def session() -> Session:
    return Session(compile_program(load(find(START_HERE))))


def did(on: Session, tour: Tour, command: str) -> bool:
    """Perform a command, and return whether the tour went on."""
    perform(on, TYPED.get(command, command))
    tour.take(command)
    return tour.look()


def test_it_has_five_to_eight_short_steps() -> None:
    assert 5 <= len(TOUR) <= 8
    for step in TOUR:
        assert len(step.told) <= 120
        assert len(re.findall(r"[.]( |$)", step.told)) <= 2


@pytest.mark.parametrize("step", TOUR, ids=lambda step: step.awaited or "end")
def test_each_text_names_the_key_that_it_waits_for(step: TourStep) -> None:
    named = _NAMED.findall(step.text)
    assert all(name in BY_NAME and BY_NAME[name].keys for name in named)
    if step.awaited:
        assert named == [step.awaited]
        assert f"ress {key_text(BY_NAME[step.awaited].keys[0])}" in step.told
    assert "{" not in step.told


def test_each_key_does_what_its_text_says() -> None:
    """In their order, from the start of the exercise."""
    on = session()
    frames = {"": on.debugger.frame}
    selected = {"": on.element}
    for step in TOUR[:-1]:
        perform(on, TYPED.get(step.awaited, step.awaited))
        frames[step.awaited], selected[step.awaited] = on.debugger.frame, on.element
    assert frames["next"].position == 1
    assert (selected["next"], selected["element-down"]) == ((0, 0), (1, 0))
    assert frames["into"].inside is not None
    assert frames["into"].position == 1
    assert frames["finish"].inside is None
    assert frames["finish"].position == 2
    assert [point.text for point in on.debugger.breakpoints] == ["delta2"]
    op = frames["continue"].op
    assert op is not None
    assert op.target == "delta2"
    back = frames["reverse-next"]
    assert (back.position, back.inside is None) < (6, True)
    assert back.values["a2"].ravel().tolist() == [119, 146]


def test_it_goes_on_when_the_awaited_command_has_changed_something() -> None:
    on = session()
    tour = Tour(on)
    assert tour.step is None
    tour.begin()
    for number, step in enumerate(TOUR[:-1], start=1):
        assert tour.place == f"{number}/{len(TOUR)}"
        assert tour.step is step
        assert not tour.look()
        assert did(on, tour, step.awaited)
    assert tour.step is TOUR[-1]
    tour.go_on()
    assert tour.step is None


def test_other_commands_and_those_that_changed_nothing_do_not_lead_on() -> None:
    on = session()
    tour = Tour(on)
    tour.begin()
    assert not did(on, tour, "training-step")
    assert not did(on, tour, "restart")
    tour.take("next")
    assert not tour.look()
    assert tour.step is TOUR[0]


def test_it_can_be_gone_through_without_doing_anything_and_left_at_any_step() -> None:
    for steps in range(len(TOUR)):
        tour = Tour(session())
        tour.begin()
        for _ in range(steps):
            tour.go_on()
        assert tour.step is TOUR[steps]
        tour.leave()
        assert tour.step is None
        tour.go_on()
        assert tour.step is None
