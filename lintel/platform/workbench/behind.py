"""The rows behind a figure. A figure of the home page is counted over the very list its link opens, so both always agree."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model, Sum
from django.http import HttpRequest, QueryDict

from lintel.platform.access.scope import may
from lintel.platform.kernel import clock
from lintel.platform.workbench.listing import Listing, listing_of
from lintel.platform.workbench.registry import resource_of


@dataclass(frozen=True)
class Window:
    """This month up to today, or the same days of the month before."""

    month: date
    until: date

    @classmethod
    def now(cls) -> Window:
        return cls(clock.today().replace(day=1), clock.today())

    def before(self) -> Window:
        """The same days one month earlier; on the 31st up to that month's last day."""
        year, month = (self.month.year, self.month.month - 1) if self.month.month > 1 else (self.month.year - 1, 12)
        last = calendar.monthrange(year, month)[1]
        return Window(date(year, month, 1), date(year, month, min(self.until.day, last)))


@dataclass(frozen=True)
class Behind:
    """A list under conditions. ``{me}``, ``{today}``, ``{month}`` and ``{until}`` in ``query`` are filled in when asked."""

    model: type[Model]
    query: str = ""

    def open_to(self, user: Any) -> bool:
        """Whether this person may open the list at all."""
        resource = resource_of(self.model)
        return resource is not None and may(user, resource.view_permission)

    def url(self, user: Any, window: Window | None = None) -> str:
        resource = resource_of(self.model)
        if resource is None:
            raise LookupError(f"{self.model.__name__} has no list")
        query = self._said(user, window)
        return f"{resource.url}?{query}" if query else resource.url

    def listing(self, request: HttpRequest, window: Window | None = None) -> Listing:
        """The list as this person would see it, narrowed to the project chosen in the bar like every list."""
        resource = resource_of(self.model)
        if resource is None:
            raise LookupError(f"{self.model.__name__} has no list")
        return listing_of(request, resource, QueryDict(self._said(request.user, window)))

    def count(self, request: HttpRequest, window: Window | None = None) -> int:
        return self.listing(request, window).rows.order_by().count()

    def sum(self, request: HttpRequest, field: str, window: Window | None = None) -> Decimal:
        """The sum of ``field`` over the list, in the unit of the field."""
        return self.listing(request, window).rows.order_by().aggregate(sum=Sum(field))["sum"] or Decimal(0)

    def smallest(self, user: Any) -> int:
        """The smallest count that may be said to this person; nought where every count may."""
        return 0

    def _said(self, user: Any, window: Window | None) -> str:
        at = window or Window.now()
        return self.query.format(me=user.pk, today=clock.today(), month=at.month, until=at.until)
