"""The times and limits of customer work that the policy leaves open. Proposed defaults; an office sets its own."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from lintel.platform.kernel.figures import figure

FIRST_FOLLOW_UP_HOURS = figure(
    "customers.first_follow_up_hours", 24, label=_("First follow-up after registration"), unit=_("working hours"),
    source="管理制度 3.2.1 及时跟进", least=1, most=240,
)  # fmt: skip
PROTECTION_AFTER_CALL = figure(
    "customers.protection_after_call_days", 7, label=_("Protection after a call"), unit=_("days"), source="行业惯例 来电 7 天", least=1, most=90
)
PROTECTION_AFTER_VISIT = figure(
    "customers.protection_after_visit_days", 15, label=_("Protection after a visit"), unit=_("days"), source="行业惯例 来访 15 天", least=1, most=90
)
STALE_AFTER_DAYS = figure(
    "customers.stale_after_days", 90, label=_("Record counts as stale after"), unit=_("days"), source="管理制度 5.1.3", least=7, most=730
)
CADENCE = {
    "A": figure("customers.cadence_a_days", 3, label=_("Contact cadence, grade A"), unit=_("days"), source="管理制度 3.2.3", least=1, most=365),
    "B": figure("customers.cadence_b_days", 7, label=_("Contact cadence, grade B"), unit=_("days"), source="管理制度 3.2.3", least=1, most=365),
    "C": figure("customers.cadence_c_days", 15, label=_("Contact cadence, grade C"), unit=_("days"), source="管理制度 3.2.3", least=1, most=365),
    "D": figure("customers.cadence_d_days", 30, label=_("Contact cadence, grade D"), unit=_("days"), source="管理制度 3.2.3", least=1, most=365),
}


def days_for(grade: str) -> timedelta:
    """The time to the next contact with a customer of this grade; an ungraded one counts as C."""
    return timedelta(days=CADENCE[grade or "C"].whole())
