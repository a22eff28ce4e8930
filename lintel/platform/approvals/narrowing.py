"""What a list of requests is narrowed to, as it stands in the address: kind, day, amount, and how much of a hurry there is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import pgettext_lazy

from lintel.platform.approvals.models import Request
from lintel.platform.approvals.points import points
from lintel.platform.kernel import clock
from lintel.platform.kernel.money import plain
from lintel.platform.kernel.spans import AHEAD, NAMES, span_named

PERIODS = {name: word for name, word in NAMES.items() if name not in AHEAD}
"""When it was asked; in the address the name, so that a kept link stays right."""
TODAY, LATE = "today", "overdue"
URGENCIES: dict[str, str | Promise] = {
    TODAY: pgettext_lazy("a request", "Due today"),
    LATE: pgettext_lazy("a request", "Overdue"),
}
"""What still has until midnight, and what is past its moment: no request is both."""
_SIGNS = re.compile(r"[\s,\uff0c\u00a5\uffe5]")
"""Spaces, commas and yuan signs, narrow and wide, as amounts are copied from elsewhere."""
_YUAN = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")


@dataclass(frozen=True)
class Narrowed:
    """What was asked for and understood; whatever the address says beyond that is left out."""

    kind: str = ""
    asked: str = ""
    due: str = ""
    least: Decimal | None = None

    @classmethod
    def from_address(cls, query: QueryDict) -> Narrowed:
        """Read the address; an amount may be written ``¥500,000``."""

        def known(name: str, names: Any) -> str:
            said = query.get(name, "")
            return said if said in names else ""

        typed = _SIGNS.sub("", query.get("least", ""))
        least = Decimal(typed) if _YUAN.fullmatch(typed) else None
        return cls(known("kind", points), known("asked", PERIODS), known("due", URGENCIES), least)

    @property
    def typed(self) -> str:
        """The amount for its field."""
        return "" if self.least is None else plain(self.least)

    @property
    def address(self) -> str:
        """For a link that keeps to it: ``&kind=…&least=…``, or nothing."""
        least = None if self.least is None else f"{self.least:f}"
        said = {"kind": self.kind, "asked": self.asked, "least": least, "due": self.due}
        chosen = {name: value for name, value in said.items() if value}
        return f"&{urlencode(chosen)}" if chosen else ""

    @property
    def kept(self) -> str:
        """The same for the address of a deed, so that what comes next is narrowed as this was: ``?kind=…``, or nothing."""
        return self.address.replace("&", "?", 1)

    def of(self, rows: QuerySet[Request]) -> QuerySet[Request]:
        """Those of ``rows`` that meet all of it. A request without an amount is in no list by amount."""
        if self.kind:
            rows = rows.filter(point=self.kind)
        if self.asked:
            begin, end = span_named(self.asked).moments
            rows = rows.filter(created_at__gte=begin, created_at__lt=end)
        if self.least is not None:
            rows = rows.filter(amount__gte=self.least)
        return self._in_a_hurry(rows) if self.due else rows

    def _in_a_hurry(self, rows: QuerySet[Request]) -> QuerySet[Request]:
        rows, now = rows.filter(status=Request.Status.RUNNING), clock.now()
        if self.due == LATE:
            return rows.filter(due_at__lt=now)
        return rows.filter(due_at__gte=now, due_at__lt=clock.midnight(clock.today() + timedelta(days=1)))
