"""The stage moves that come from deals only: reserved, signed, owner, and back when a deal falls through (E-4)."""

from __future__ import annotations

from typing import Any

from lintel.customers import figures
from lintel.customers.models import Customer
from lintel.customers.ownership import end_follow_ups, keep, locked, plan_by_grade, protect
from lintel.platform.kernel import clock

Stage = Customer.Stage


def deal_moved(actor: Any, customer: Customer, stage: str, *, deed: str, clause: str = "") -> Customer:
    """Move the customer to ``stage`` inside a deal's transaction and write its trail entry; returns the fresh row.

    To be called inside an action, after the unit was locked. The stage it already has is no move. While a deal lives the
    customer is nobody else's; a deal that fell through gives protection anew and a next contact.
    """
    fresh = locked(customer)
    if fresh.stage == stage:
        return fresh
    fresh.lifecycle.move(fresh, stage)
    fresh.last_contact_at, fresh.lost_asked_at = clock.now(), None
    if stage in Customer.BY_DEAL:
        fresh.protected_until = None
        end_follow_ups(fresh)
        if stage != Stage.RESERVED:
            plan_by_grade(fresh)
    else:
        protect(fresh, figures.PROTECTION_AFTER_VISIT.whole())
        plan_by_grade(fresh)
    keep(actor, deed, fresh, clause=clause)
    return fresh
