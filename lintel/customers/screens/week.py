"""The week as a calendar: one's own, or the team's by consultant; and an appointment begun from a free hour (2.2.4.3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from lintel.customers import queries
from lintel.customers.actions.appointments import book
from lintel.customers.booking import book_at_form
from lintel.customers.models import FollowUp
from lintel.customers.week import Week, monday, week_of
from lintel.platform.access.models import Reach
from lintel.platform.access.scope import may, reach_of, require, visible
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.typed_days import moment_of
from lintel.platform.workbench.answers import page
from lintel.platform.workbench.performing import perform

SEE = "customers.view_appointment"


@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """Monday to Sunday; on a phone one day of it, chosen from a strip."""
    require(request.user, SEE)
    user, today = request.user, clock.today()
    first = monday(_day(request.GET.get("from", "")) or today)
    own = reach_of(user, SEE) == Reach.OWN
    people = [] if own else list(queries.consultants_of(user))
    chosen = next((p for p in people if str(p.pk) == request.GET.get("of")), None)
    project = request.session.get("project")
    shown = week_of(user, first, chosen, project, named=not own and chosen is None)
    day = _chosen_day(shown, request.GET.get("day", ""))
    may_book = may(user, book.permission)
    late_url = f"{reverse('customers:followup-list')}?status=due&due=late"
    return page(request, "customers/week.html", {
        "week": shown, "people": _tabs(people, chosen, first), "chosen": chosen, "own": own, "watermark": True,
        "previous": _address(first - timedelta(days=7), chosen), "following": _address(first + timedelta(days=7), chosen),
        "this_week": "" if first == monday(today) else _address(monday(today), chosen),
        "day": day, "strip": [(d, _address(first, chosen, d.date)) for d in shown.days],
        "free": [c.at for _hour, cells in shown.rows for c in cells if c.free and c.day is day],
        "late": _late(user, chosen, project), "late_url": f"{late_url}&consultant={chosen.pk}" if chosen else late_url,
        "may_book": may_book, "book_url": reverse("customers:book-at"), "of": chosen.pk if chosen else "",
    })  # fmt: skip


def _tabs(people: list[User], chosen: User | None, first: date) -> list[tuple[str, str, bool]]:
    every = [(str(_("Everybody")), _address(first, None), chosen is None)]
    return [*every, *((str(p), _address(first, p), p == chosen) for p in people)] if people else []


def _address(first: date, chosen: User | None, day: date | None = None) -> str:
    said = {"from": first.isoformat()}
    if chosen:
        said["of"] = str(chosen.pk)
    if day:
        said["day"] = day.isoformat()
    return f"{reverse('customers:week')}?{urlencode(said)}"


def _chosen_day(shown: Week, text: str) -> Any:
    """The day a phone shows: the one asked for, else today, else Monday."""
    wanted = (_day(text), clock.today(), shown.first)
    return next(day for want in wanted for day in shown.days if day.date == want)


def _late(user: Any, chosen: User | None, project: int | None) -> int:
    """Contacts whose time has passed, of all weeks."""
    rows = visible(FollowUp, user).filter(status=FollowUp.Status.DUE, due_at__lt=clock.now()).order_by()
    rows = rows.filter(consultant=chosen) if chosen else rows
    return (rows.filter(customer__project=project) if project else rows).count()


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


@require_http_methods(["GET", "POST"])
def book_at(request: HttpRequest) -> HttpResponse:
    """Choose the customer for a free hour: one's own, or those of the consultant whose week it is."""
    require(request.user, book.permission)
    of = request.GET.get("of", "")
    mine = queries.bookable(request.user, int(of) if of.isdecimal() else None, request.session.get("project"))
    sent = request.POST.get("customer", "")
    customer = mine.filter(pk=sent).first() if sent.isdecimal() else None
    form = book_at_form(mine)
    return perform(
        request, book, customer, form_class=form, initial={"starts_at": moment_of(request.GET.get("at", ""))},
        context={"action_url": request.get_full_path(), "resource": None, "row": None, "stamp": ""},
        then=lambda _row: reverse("customers:week"), message=str(_("The appointment is made.")),
    )  # fmt: skip
