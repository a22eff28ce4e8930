"""The times and limits of customer work that the policy leaves open. Proposed defaults; an office sets its own."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from lintel.platform.kernel.figures import figure, of_policy

FIRST_FOLLOW_UP_HOURS = figure(
    "customers.first_follow_up_hours", 24, label=_("First follow-up after registration"), unit=_("working hours"),
    source=of_policy("3.2.1"), least=1, most=240,
)  # fmt: skip
PROTECTION_AFTER_CALL = figure(
    "customers.protection_after_call_days",
    7,
    label=_("Protection after a call"),
    unit=_("days"),
    source=_("Custom of the trade: 7 days after a call"),
    least=1,
    most=90,
)
PROTECTION_AFTER_VISIT = figure(
    "customers.protection_after_visit_days",
    15,
    label=_("Protection after a visit"),
    unit=_("days"),
    source=_("Custom of the trade: 15 days after a visit"),
    least=1,
    most=90,
)
STALE_AFTER_DAYS = figure(
    "customers.stale_after_days",
    90,
    label=_("Record counts as stale after"),
    unit=_("days"),
    source=of_policy("5.1.3"),
    least=7,
    most=730,
)
EXPIRING_DAYS = figure(
    "customers.expiring_days",
    3,
    label=_("Notice before protection ends"),
    unit=_("days"),
    source=_("Custom of the trade: 3 days before it ends"),
    least=1,
    most=30,
)
POOL_PICKS_PER_DAY = figure(
    "customers.pool_picks_per_day",
    5,
    label=_("Customers taken from the pool per day"),
    unit=_("customers"),
    source=_("Custom of the trade"),
    least=1,
    most=100,
)
POOL_RETURN_DAYS = figure(
    "customers.pool_return_days",
    15,
    label=_("Previous consultant may not take back for"),
    unit=_("days"),
    source=_("Custom of the trade"),
    least=0,
    most=180,
)
CAPACITY = figure(
    "customers.capacity",
    200,
    label=_("Open customers per consultant"),
    unit=_("customers"),
    source=_("Custom of the trade"),
    least=10,
    most=5000,
)
DORMANT_AFTER_DAYS = figure(
    "customers.dormant_after_days",
    60,
    label=_("Dormant without a valid contact after"),
    unit=_("days"),
    source=_("Custom of the trade"),
    least=7,
    most=730,
)
RETURN_VISIT_DAYS = figure(
    "customers.return_visit_days",
    90,
    label=_("Return visit to buyers and owners every"),
    unit=_("days"),
    source=of_policy("3.2.3"),
    least=7,
    most=730,
)
MERGE_UNDO_DAYS = figure(
    "customers.merge_undo_days",
    30,
    label=_("A merge can be undone for"),
    unit=_("days"),
    source=of_policy("5.1.1"),
    least=1,
    most=365,
)
CADENCE = {
    "A": figure(
        "customers.cadence_a_days",
        3,
        label=_("Contact cadence, grade A"),
        unit=_("days"),
        source=of_policy("3.2.3"),
        least=1,
        most=365,
    ),
    "B": figure(
        "customers.cadence_b_days",
        7,
        label=_("Contact cadence, grade B"),
        unit=_("days"),
        source=of_policy("3.2.3"),
        least=1,
        most=365,
    ),
    "C": figure(
        "customers.cadence_c_days",
        15,
        label=_("Contact cadence, grade C"),
        unit=_("days"),
        source=of_policy("3.2.3"),
        least=1,
        most=365,
    ),
    "D": figure(
        "customers.cadence_d_days",
        30,
        label=_("Contact cadence, grade D"),
        unit=_("days"),
        source=of_policy("3.2.3"),
        least=1,
        most=365,
    ),
}


def days_for(grade: str) -> timedelta:
    """The time to the next contact with a customer of this grade; an ungraded one counts as C."""
    return timedelta(days=CADENCE[grade or "C"].whole())
