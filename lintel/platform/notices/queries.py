"""What a person has been told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate

from lintel.platform.notices.models import Notice, QuietHours, Wish

IN_A_BUNDLE = 30
"""So many notices of one kind and day are listed; the older ones of that day are only counted."""


def unread_count(user: Any) -> int:
    """How many things this person has not read, notices of one kind on one day being one: the number at the bell."""
    return _bundles(Notice.objects.filter(receiver=user, read_at=None)).count()


def unread_by_tab(user: Any) -> dict[str, int]:
    """Unread things per drawer, counted like :func:`unread_count`."""
    return dict(Counter(row["tab"] for row in _bundles(Notice.objects.filter(receiver=user, read_at=None))))


def _bundles(rows: QuerySet[Notice]) -> Any:
    return rows.order_by().annotate(day=TruncDate("created_at")).values("tab", "kind", "day").distinct()


def notices_of(user: Any, tab: str = "") -> QuerySet[Notice]:
    """This person's notices, newest first."""
    rows = Notice.objects.filter(receiver=user).order_by("-pk")
    return rows.filter(tab=tab) if tab else rows


def read_together(user: Any, at: datetime) -> QuerySet[Notice]:
    """What this person marked as read in one go at this moment, and nothing has changed about since."""
    return Notice.objects.filter(receiver=user, read_at=at)


@dataclass(frozen=True)
class Bundle:
    """Notices of one kind on one day, newest first, shown as one. ``rows`` are the newest of them."""

    kind: str
    day: date
    total: int
    unread: int
    rows: list[Notice]

    @property
    def label(self) -> Any:
        return self.rows[0].label


class Bundles(Sequence[Bundle]):
    """What a person was told, as bundles, newest first; to be sliced, as a paginator does."""

    def __init__(self, user: Any, tab: str = "") -> None:
        self.rows = notices_of(user, tab)
        self.found = _bundles(self.rows).annotate(
            total=Count("pk"), unread=Count("pk", filter=Q(read_at=None)), last=Max("pk")
        )

    def __len__(self) -> int:
        return int(self.found.count())

    def __getitem__(self, part: Any) -> Any:
        """A slice of them, in two queries, however much there is: the bundles, and their newest rows."""
        keys = list(self.found.order_by("-last")[part])
        wanted = Q(pk__in=[])
        for key in keys:
            wanted |= Q(kind=key["kind"], day=key["day"])
        known: dict[tuple[str, date], list[Notice]] = defaultdict(list)
        ranked = self.rows.annotate(
            day=TruncDate("created_at"),
            place=Window(RowNumber(), partition_by=[F("kind"), TruncDate("created_at")], order_by="-pk"),
        )
        for row in ranked.filter(wanted, place__lte=IN_A_BUNDLE):
            known[row.kind, row.day].append(row)
        return [
            Bundle(k["kind"], k["day"], k["total"], k["unread"], known[k["kind"], k["day"]])
            for k in keys
            if known[k["kind"], k["day"]]
        ]


def mail_wishes(user: Any) -> dict[str, bool]:
    """What this person decided about mails, per kind."""
    return dict(Wish.objects.filter(person=user).values_list("kind", "mail"))


def quiet_hours(user: Any) -> QuietHours | None:
    """When this person wants no mails."""
    return QuietHours.objects.filter(person=user).first()
