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

Deed = Callable[[], Any]


class Story:
    """Deeds between ``begins`` and ``ends``; one transaction for each day, so that a past of weeks costs seconds.

    A deed may put further deeds on the list; what lies after the end has not happened yet and is left out. With the
    same seed and the same end the same happens.
    """

    def __init__(self, *, ends: datetime, days: int, seed: int = 1) -> None:
        self.ends = clock.local(ends)
        self.begins = datetime.combine(self.ends.date() - timedelta(days=days), time(8), clock.SHANGHAI)
        self.random = Random(seed)  # noqa: S311  (invented people, nothing to guard)
        self.now = self.begins
        self.done = 0
        self.refused: list[str] = []
        self._deeds: list[tuple[datetime, int, Deed]] = []
        self._turn = itertools.count()
        self._listeners: dict[str, list[Callable[..., Any]]] = defaultdict(list)

    @property
    def today(self) -> date:
        """The last day of the story."""
        return self.ends.date()

    def day(self, ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """A moment ``ago`` days before the end."""
        return datetime.combine(self.today - timedelta(days=ago), time(hour, minute), clock.SHANGHAI)

    def before_end(self, minutes: float) -> datetime:
        """A moment of the last day, ``minutes`` before the end; early in the night as close to that as the day allows."""
        midnight = datetime.combine(self.today, time(0, 1), clock.SHANGHAI)
        return max(self.ends - timedelta(minutes=minutes), min(midnight, self.ends))

    def at(self, moment: datetime, deed: Deed) -> None:
        """Do ``deed`` at ``moment``, or at once when that is already past."""
        heapq.heappush(self._deeds, (max(clock.local(moment), self.now), next(self._turn), deed))

    def after(self, deed: Deed, *, days: float = 0, minutes: float = 0) -> None:
        """Do ``deed`` so much later than the present moment of the story."""
        self.at(self.now + timedelta(days=days, minutes=minutes), deed)

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

        Doing what one is not permitted to is no part of it, but a mistake of the teller.
        """
        try:
            with transaction.atomic():
                deed()
        except NotPermitted:
            raise
        except Refused as no:
            self.refused.append(f"{self.now:%m-%d %H:%M} {no}")
        else:
            self.done += 1
