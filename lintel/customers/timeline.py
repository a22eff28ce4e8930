"""Everything that happened with one customer, newest first, from every floor that has something to tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lintel.customers.models import Appointment, Customer, FollowUp, Visit
from lintel.platform.access.scope import visible

LENGTH = 40


@dataclass
class Event:
    """One line of the timeline. ``kind`` is what the filter chips choose by."""

    at: datetime
    who: Any
    title: str | Promise
    text: str = ""
    icon: str = "circle-dashed"
    tone: str = "mute"
    kind: str = "other"
    url: str = ""


Source = Callable[[Customer, Any, int], list[Event]]
_sources: list[Source] = []


def event_source(source: Source) -> Source:
    """Register ``f(customer, user, limit) -> [Event]``, newest first, at most ``limit``, showing only what ``user`` may see."""
    _sources.append(source)
    return source


def timeline(customer: Customer, user: Any, limit: int = LENGTH) -> list[Event]:
    """The newest ``limit`` events."""
    events = [event for source in _sources for event in source(customer, user, limit)]
    return sorted(events, key=lambda e: e.at, reverse=True)[:limit]


@event_source
def visits(customer: Customer, user: Any, limit: int) -> list[Event]:
    rows = visible(Visit.objects.filter(customer=customer), user).select_related("consultant").order_by("-id")[:limit]
    return [
        Event(
            v.arrived_at,
            v.consultant,
            _("First visit") if v.is_first else _("Visit"),
            " · ".join(filter(None, [_("saw the show flat") if v.toured else "", v.summary])),
            "door-enter",
            "brand",
            "visit",
            v.get_absolute_url(),
        )
        for v in rows
    ]


@event_source
def contacts(customer: Customer, user: Any, limit: int) -> list[Event]:
    """Contacts made. What was said is shown to those who work with the customer, never in lists."""
    rows = FollowUp.objects.filter(customer=customer, status=FollowUp.Status.DONE)
    rows = visible(rows, user).select_related("consultant").order_by("-done_at", "-id")[:limit]
    return [_contact(row) for row in rows]


def _contact(row: FollowUp) -> Event:
    reached = row.result == FollowUp.Result.REACHED
    words = row.text.reveal() if row.text else ""
    facts = [
        _("grade %(grade)s") % {"grade": row.grade} if row.grade else "",
        _("satisfaction %(n)d/5") % {"n": row.satisfaction} if row.satisfaction else "",
    ]
    return Event(
        row.done_at or row.created_at,
        row.consultant,
        f"{row.get_method_display()} · {row.get_result_display()}",
        " · ".join(filter(None, [words, *facts])),
        "phone" if row.method == "phone" else "message",
        "ok" if reached else "mute",
        "contact",
    )


@event_source
def appointments(customer: Customer, user: Any, limit: int) -> list[Event]:
    rows = visible(Appointment.objects.filter(customer=customer), user).exclude(status=Appointment.Status.BOOKED)
    rows = rows.select_related("consultant", "room").order_by("-starts_at")[:limit]
    tones = {"kept": "ok", "no_show": "warn", "cancelled": "mute"}
    return [
        Event(
            a.starts_at,
            a.consultant,
            f"{a.get_kind_display()} · {a.get_status_display()}",
            a.reason,
            "calendar",
            tones[a.status],
            "visit",
        )
        for a in rows
    ]
