"""People of a story work when the office is open, at whatever moment the story is told."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import partial

import pytest

from lintel.platform.kernel import clock
from lintel.platform.kernel.calendar_models import SpecialDay
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.kernel.story import EVENING, Story

pytestmark = pytest.mark.django_db


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.SHANGHAI)


@pytest.fixture
def closed(db: None) -> None:
    """Sunday the 22nd is a holiday."""
    SpecialDay.objects.create(date=date(2026, 11, 22), kind=SpecialDay.Kind.HOLIDAY, name="x", source="x")


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        (moment(24, 15), moment(24, 15)), (moment(24, 22), moment(24, 18, 30)), (moment(24, 0, 1), moment(23, 18, 30)),
        (moment(24, 8, 59), moment(23, 18, 30)), (moment(22, 12), moment(21, 18, 30)), (moment(23, 7), moment(21, 18, 30)),
    ],
)  # fmt: skip
def test_it_ends_with_the_last_moment_people_worked(closed: None, told: datetime, ends: datetime) -> None:
    assert Story(ends=told, days=3).ends == ends


def test_days_are_working_days_and_minutes_working_minutes(closed: None) -> None:
    story = Story(ends=moment(23, 10), days=3)
    assert [story.day(n).day for n in range(4)] == [23, 21, 20, 19]
    assert story.before_end(30) == moment(23, 9, 30)
    assert story.before_end(90) == moment(21, 18)
    assert story.before_end(60 + 570 + 10) == moment(20, 18, 20)


def test_what_falls_into_closed_time_is_done_when_the_office_is_open_again(closed: None) -> None:
    story, done = Story(ends=moment(24, 18), days=5), []
    for wanted in (moment(19, 19), moment(20, 7), moment(21, 23), moment(22, 11), moment(24, 19)):
        story.at(wanted, lambda: done.append(clock.now()))
    story.at(moment(20, 19, 30), lambda: done.append(clock.now()), until=EVENING)
    story.run()
    assert len(done) == 5  # the last has not happened yet
    assert all(time(9) <= at.time() <= EVENING and at.day != 22 for at in done)
    assert [at.day for at in done] == [20, 20, 20, 23, 23]


def test_a_refusal_is_life_and_a_missing_permission_a_mistake_and_neither_ends_the_story() -> None:
    def no(error: Exception) -> None:
        raise error

    story, done = Story(ends=moment(24, 18), days=5), []
    story.at(moment(23, 10), lambda: no(Refused("taken")))
    story.at(moment(23, 11), partial(no, NotPermitted("not yours")))
    story.at(moment(23, 12), lambda: done.append(1))
    story.run()
    assert done == [1]
    assert story.done == 1
    assert len(story.refused) == 1
    assert "taken" in story.refused[0]
    assert len(story.mistakes) == 1
    assert "not yours" in story.mistakes[0]
