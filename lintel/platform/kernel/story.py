"""Living through a past: deeds with moments, done in their order under the pinned clock. The demo is told this way."""

from __future__ import annotations

import heapq
import itertools
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction

from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.kernel.workingtime import office_calendar

Deed = Callable[[], Any]


OPENS, CLOSES, EVENING = time(9), time(18, 30), time(20)
"""When people of the story work; follow-ups by phone go on into the evening."""


class Story:
    """Deeds between ``begins`` and ``ends``; one transaction for each day, so that a past of months costs seconds.

    People work on the office's working days, in its hours: the story ends with the last of those before it is told,
    and counts its days backwards from there. A deed may put further deeds on the list; what lies after the end has not
    happened yet and is left out. With the same seed and the same end the same happens.
    """

    def __init__(self, *, ends: datetime, days: int, seed: int = 1) -> None:
        self._calendar = office_calendar()
        self._days: list[date] = []
        self.ends = self._last_moment(clock.local(ends))
        self.begins = self.day(days, 8)
        self.random = Random(seed)  # noqa: S311  (invented people, nothing to guard)
        self.now = self.begins
        self.done = 0
        self.refused: list[str] = []
        self.mistakes: list[str] = []
        self._deeds: list[tuple[datetime, int, Deed]] = []
        self._turn = itertools.count()
        self._listeners: dict[str, list[Callable[..., Any]]] = defaultdict(list)

    @property
    def today(self) -> date:
        """The last day of the story."""
        return self.ends.date()

    def day(self, ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """A moment ``ago`` working days before the last one."""
        while len(self._days) <= ago:
            self._days.append(self._working(self._days[-1] - timedelta(days=1), -1))
        return datetime.combine(self._days[ago], time(hour, minute), clock.SHANGHAI)

    def before_end(self, minutes: float) -> datetime:
        """A moment ``minutes`` of working time before the end."""
        left, moment = timedelta(minutes=minutes), self.ends
        while (open_for := moment - _at(moment.date(), OPENS)) < left:
            left -= open_for
            moment = _at(self._working(moment.date() - timedelta(days=1), -1), CLOSES)
        return moment - left

    def at(self, moment: datetime, deed: Deed, *, until: time = CLOSES) -> None:
        """Do ``deed`` at ``moment``, or as soon after it as people work (``until`` a time of the day) and the story is there."""
        wanted = max(clock.local(moment), self.now)
        if not self._calendar.is_working_day(wanted.date()) or wanted.time() > until:
            wanted = _at(self._working(wanted.date() + timedelta(days=1), 1), OPENS) + self._a_little_later()
        elif wanted.time() < OPENS:
            wanted = _at(wanted.date(), OPENS)
        heapq.heappush(self._deeds, (wanted, next(self._turn), deed))

    def _a_little_later(self) -> timedelta:
        """What was left over is done in the course of the morning."""
        return timedelta(minutes=self.random.randrange(5, 150))

    def _working(self, day: date, step: int) -> date:
        """``day``, or the nearest working day in the direction of ``step``."""
        while not self._calendar.is_working_day(day):
            day += timedelta(days=step)
        return day

    def _last_moment(self, now: datetime) -> datetime:
        day = now.date() if now.time() > OPENS else now.date() - timedelta(days=1)
        day = self._working(day, -1)
        self._days = [day]
        return min(now, _at(day, CLOSES))

    def after(self, deed: Deed, *, days: float = 0, minutes: float = 0, until: time = CLOSES) -> None:
        """Do ``deed`` so much later than the present moment of the story."""
        self.at(self.now + timedelta(days=days, minutes=minutes), deed, until=until)

    def on(self, event: str, listener: Callable[..., Any]) -> None:
        """Call ``listener`` whenever somebody tells of ``event``; floors above hear so of what happened below."""
        self._listeners[event].append(listener)

    def tell(self, event: str, **facts: Any) -> None:
        for listener in self._listeners[event]:
            listener(**facts)

    def run(self) -> None:
        """Do everything up to the end."""
        while self._deeds and self._deeds[0][0] <= self.ends:
            with transaction.atomic():
                self._one_day(self._deeds[0][0].date())
        self._deeds.clear()

    def _one_day(self, day: date) -> None:
        while self._deeds and self._deeds[0][0].date() == day and self._deeds[0][0] <= self.ends:
            moment, _turn, deed = heapq.heappop(self._deeds)
            self.now = moment
            with clock.at(moment):
                self._do(deed)

    def _do(self, deed: Deed) -> None:
        """A refusal is part of life: somebody was quicker, a quota was full. It is remembered and the story goes on.

        Doing what one is not permitted to is no part of it, but a mistake of the teller, to be told as such; whoever waits
        for the end of the story is not left without one.
        """
        try:
            with transaction.atomic():
                deed()
        except NotPermitted as no:
            self.mistakes.append(f"{self.now:%m-%d %H:%M} {deed}: {no}")
        except Refused as no:
            self.refused.append(f"{self.now:%m-%d %H:%M} {no}")
        else:
            self.done += 1


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, clock.SHANGHAI)
