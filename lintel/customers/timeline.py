"""Everything that happened with one customer, newest first, from every floor that has something to tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.customers.models import Appointment, Customer, FollowUp, Visit
from lintel.platform.access.scope import visible
from lintel.platform.audit.models import Entry
from lintel.platform.kernel import clock
from lintel.platform.privacy.disclosures import who_saw
from lintel.platform.workbench import trail

LENGTH = 30

KINDS: dict[str, str | Promise] = {
    "visit": gettext_lazy("Visits"),
    "contact": gettext_lazy("Contacts"),
    "homes": gettext_lazy("Homes"),
    "money": gettext_lazy("Money"),
    "approval": gettext_lazy("Approvals"),
    "file": gettext_lazy("Files"),
    "system": gettext_lazy("System"),
}
"""What the filter chips choose by, in their order."""

#: Deeds that are told by another source in words of their own.
TOLD_ELSEWHERE = (
    "customers.check_in",
    "customers.close_visit",
    "customers.record_follow_up",
    "customers.confirm_correct",
    "customers.give_consent",
    "customers.put_tags",
    "customers.take_tags",
)
#: Posts that are told who has looked at a customer's number.
WATCHERS = frozenset({"MGR", "DM", "PO"})


@dataclass
class Event:
    """One line of the timeline."""

    at: datetime
    who: Any
    title: str | Promise
    text: str = ""
    icon: str = "circle-dashed"
    tone: str = "mute"
    url: str = ""


@dataclass
class Page:
    """One length of the timeline; ``after`` is where the next one goes on, empty at the end."""

    events: list[Event]
    after: str = ""


Source = Callable[[Customer, Any, datetime, int], list[Event]]
_sources: list[tuple[str, Source]] = []


def event_source(kind: str) -> Callable[[Source], Source]:
    """Register ``f(customer, user, until, limit) -> [Event]`` as events of ``kind``.

    Newest first, at most ``limit``, none later than ``until``, and only what ``user`` may see.
    """
    assert kind in KINDS, kind

    def register(source: Source) -> Source:
        _sources.append((kind, source))
        return source

    return register


def kinds_told() -> list[tuple[str, str | Promise]]:
    """The kinds of events somebody has something to tell about."""
    there = {kind for kind, _source in _sources}
    return [(kind, word) for kind, word in KINDS.items() if kind in there]


def timeline(customer: Customer, user: Any, kind: str = "", after: str = "", limit: int = LENGTH) -> Page:
    """The newest ``limit`` events (of ``kind``), or those that follow ``after``.

    The place in the timeline is a moment and how many events of that very moment were shown: what is asked of every
    source is bounded, however long the history is.
    """
    until, shown = _place(after)
    found = [
        event
        for told, source in _sources
        if kind in ("", told)
        for event in source(customer, user, until, limit + shown + 1)
    ]
    found.sort(key=lambda e: e.at, reverse=True)
    rest = found[_already(found, until, shown) :]
    events = rest[:limit]
    if len(rest) <= limit:
        return Page(events)
    last = events[-1].at
    seen = sum(e.at == last for e in events) + (shown if last == until else 0)
    return Page(events, f"{last.isoformat()}~{seen}")


def _place(after: str) -> tuple[datetime, int]:
    """The moment and count in ``after``; now when it is empty or nonsense."""
    moment, _tilde, shown = after.partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return clock.now(), 0
    if at.tzinfo is None or not shown.isdigit() or int(shown) > 1000:
        return clock.now(), 0
    return at, int(shown)


def _already(found: list[Event], until: datetime, shown: int) -> int:
    """How many events at the head were on the page before."""
    return min(shown, sum(e.at == until for e in found))


@event_source("visit")
def visits(customer: Customer, user: Any, until: datetime, limit: int) -> list[Event]:
    rows = visible(Visit.objects.filter(customer=customer, arrived_at__lte=until), user)
    rows = rows.select_related("consultant").order_by("-arrived_at", "-id")[:limit]
    return [
        Event(
            v.arrived_at,
            v.consultant,
            _("First visit") if v.is_first else _("Visit"),
            " · ".join(filter(None, [_("saw the show flat") if v.toured else "", v.summary])),
            "door-enter",
            "brand",
            v.get_absolute_url(),
        )
        for v in rows
    ]


@event_source("contact")
def contacts(customer: Customer, user: Any, until: datetime, limit: int) -> list[Event]:
    """Contacts made. What was said is shown to those who work with the customer, never in lists."""
    rows = FollowUp.objects.filter(customer=customer, status=FollowUp.Status.DONE, done_at__lte=until)
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
    )


@event_source("visit")
def appointments(customer: Customer, user: Any, until: datetime, limit: int) -> list[Event]:
    rows = visible(Appointment.objects.filter(customer=customer, starts_at__lte=until), user)
    rows = rows.exclude(status=Appointment.Status.BOOKED).select_related("consultant", "room")
    tones = {"kept": "ok", "no_show": "warn", "cancelled": "mute"}
    return [
        Event(
            a.starts_at,
            a.consultant,
            f"{a.get_kind_display()} · {a.get_status_display()}",
            a.reason,
            "calendar",
            tones[a.status],
        )
        for a in rows.order_by("-starts_at", "-id")[:limit]
    ]


@event_source("system")
def deeds(customer: Customer, user: Any, until: datetime, limit: int) -> list[Event]:
    """Changes of hands, of facts and of standing, by the words of their buttons and the reason given."""
    found = trail.entries_of(customer, limit, until=until, area="customers", without=TOLD_ELSEWHERE)
    return [Event(e.at, e.actor, trail.deed_words(e.deed), _reason(e), "history") for e in found]


def _reason(entry: Entry) -> str:
    said = entry.inputs.get("reason", "")
    return said if isinstance(said, str) else ""


@event_source("system")
def looks(customer: Customer, user: Any, until: datetime, limit: int) -> list[Event]:
    """Who saw the number, for those who answer for it."""
    if not user.codes & WATCHERS:
        return []
    return [
        Event(
            d.at, d.actor, _("Looked at the number"), " · ".join(filter(None, [d.get_purpose_display(), d.note])), "eye"
        )
        for d in who_saw(customer).filter(at__lte=until)[:limit]
    ]
