"""What happens without anybody asking: holds are warned of, plans run out, signing falls due."""

from __future__ import annotations

from datetime import timedelta

from lintel.inventory.models import Claim, Unit
from lintel.platform.directory.models import system_user
from lintel.platform.jobs.registry import job
from lintel.platform.kernel import clock
from lintel.sales import figures
from lintel.sales.actions.holds import WARN_BEFORE, warn_of_hold
from lintel.sales.actions.quotes import expire_quote
from lintel.sales.actions.reservations import mark_overdue, remind_of_signing
from lintel.sales.models import Quote, Reservation

Status = Reservation.Status


@job("sales.warn_of_holds", every=timedelta(minutes=1))
def warn_of_holds() -> None:
    """Tell holders five minutes before their hold is over."""
    system, soon = system_user(), clock.now() + WARN_BEFORE
    ending = Claim.objects.live().filter(kind=Claim.Kind.HOLD, expires_at__lte=soon)
    for unit in Unit.objects.filter(pk__in=ending.values("unit")).order_by("pk"):
        warn_of_hold(system, unit)


@job("sales.expire_quotes", every=timedelta(minutes=15))
def expire_quotes() -> None:
    """Mark purchase plans whose time is over."""
    system = system_user()
    open_plans = (Quote.Status.APPROVED, Quote.Status.ISSUED, Quote.Status.ACCEPTED)
    for quote in Quote.objects.filter(status__in=open_plans, valid_until__lt=clock.now()).order_by("pk"):
        expire_quote(system, quote)


@job("sales.signing_falls_due", every=timedelta(hours=1))
def signing_falls_due() -> None:
    """Remind of reservations that are to be signed soon, and mark those that are not signed in time."""
    system, today = system_user(), clock.today()
    for late in Reservation.objects.filter(status=Status.EFFECTIVE, sign_by__lt=today).order_by("pk"):
        mark_overdue(system, late)
    soon = today + timedelta(days=figures.REMIND_DAYS.whole())
    for due in Reservation.objects.filter(status=Status.EFFECTIVE, sign_by__range=(today, soon)).order_by("pk"):
        remind_of_signing(system, due)
