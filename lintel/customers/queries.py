"""Questions about customers: who is this number, whose turn is it, what is overdue."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from lintel.customers.figures import STALE_AFTER_DAYS
from lintel.customers.models import Customer, DutyTurn, Visit
from lintel.inventory.models import Project
from lintel.platform.access.scope import visible
from lintel.platform.kernel import clock
from lintel.platform.privacy.fields import matching

Outcome = Visit.Outcome


@dataclass
class Arrival:
    """What the desk is told about a phone number: the outcome, whom it goes to and why, and nothing else.

    ``customer`` is only set when the person at the desk may see the record.
    """

    outcome: Visit.Outcome
    consultant: Any = None
    customer: Customer | None = None
    protected_until: Any = None
    reasons: list[str] = field(default_factory=list)


def customer_with_phone(project: Project, phone: str) -> Customer | None:
    """The standing record with this number in this project. Raises ``ValidationError`` for what is no number."""
    return Customer.objects.standing().filter(matching(Customer, "phone", phone), project=project).select_related("owner").first()


def arrival(user: Any, project: Project, phone: str) -> Arrival:
    """Answer the desk's question before anything else is asked (clause 3.1.1)."""
    known = customer_with_phone(project, phone)
    if known is None:
        turn = next_turn(project)
        return Arrival(Outcome.NEW, turn.consultant if turn else None, reasons=_turn_reasons(turn))
    shown = visible(Customer, user).filter(pk=known.pk).first()
    if known.stage in (Customer.Stage.BUYER, Customer.Stage.OWNER):
        return Arrival(Outcome.OWNER, known.owner, shown, reasons=[_("Already signed: after-sales is with customer service.")])
    if known.owner_id == user.pk and known.is_protected:
        return Arrival(Outcome.MINE, user, shown, known.protected_until, [_("You own this customer.")])
    if known.is_protected:
        return Arrival(
            Outcome.PROTECTED, known.owner, shown, known.protected_until,
            [_("A returning customer goes to the owner within the protection period; no turn is used.")],
        )
    turn = next_turn(project)
    return Arrival(Outcome.POOL, turn.consultant if turn else None, shown, reasons=[_("Protection has run out."), *_turn_reasons(turn)])


def _turn_reasons(turn: DutyTurn | None) -> list[str]:
    if turn is None:
        return [_("Nobody is waiting on today's duty list: whoever registers receives.")]
    return [
        _("Next on the duty list: %(count)d new receptions today, place %(place)d.")
        % {"count": turn.receptions, "place": turn.place}
    ]


def next_turn(project: Project) -> DutyTurn | None:
    """Whoever waits with the fewest new receptions today, then the longest since the last, then by place."""
    return duty_list(project).filter(status=DutyTurn.Status.QUEUED).first()


def duty_list(project: Project) -> QuerySet[DutyTurn]:
    """Today's list in the order in which turns will fall."""
    return (
        DutyTurn.objects.filter(project=project, day=clock.today())
        .select_related("consultant")
        .order_by("receptions", F("last_turn_at").asc(nulls_first=True), "place")
    )


def by_name(rows: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """Rows whose name contains ``text``: found by the index of character pairs, whatever the number of rows."""
    word = "".join(text.lower().split())
    grams = [word] if len(word) < 3 else [word[i : i + 2] for i in range(len(word) - 1)]
    for gram in grams:
        rows = rows.filter(grams__gram=gram)
    return rows.filter(name__icontains=text.strip()) if len(word) > 2 else rows


def stale_before() -> Q:
    """The condition of a record nobody has confirmed for too long (clause 5.1.3)."""
    limit = clock.now() - timedelta(days=STALE_AFTER_DAYS.whole())
    return Q(confirmed_at__lt=limit) | Q(confirmed_at__isnull=True, created_at__lt=limit)
