"""What a person has been told."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from lintel.platform.notices.models import Notice, QuietHours, Wish


def unread_count(user: Any) -> int:
    """How many notices this person has not read: the number at the bell."""
    return Notice.objects.filter(receiver=user, read_at=None).count()


def unread_by_tab(user: Any) -> dict[str, int]:
    """Unread notices per drawer."""
    rows = Notice.objects.filter(receiver=user, read_at=None).values("tab").annotate(count=Count("pk")).order_by()
    return {row["tab"]: row["count"] for row in rows}


def notices_of(user: Any, tab: str = "") -> QuerySet[Notice]:
    """This person's notices, newest first."""
    rows = Notice.objects.filter(receiver=user).order_by("-pk")
    return rows.filter(tab=tab) if tab else rows


def mail_wishes(user: Any) -> dict[str, bool]:
    """What this person decided about mails, per kind."""
    return dict(Wish.objects.filter(person=user).values_list("kind", "mail"))


def quiet_hours(user: Any) -> QuietHours | None:
    """When this person wants no mails."""
    return QuietHours.objects.filter(person=user).first()
