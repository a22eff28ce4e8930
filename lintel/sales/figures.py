"""The times and limits of selling that the policy or the law leaves to a figure. Proposed defaults; an office sets its own."""

# msg: ok - words of the law, of printed papers and of what people type

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from lintel.platform.kernel import clock
from lintel.platform.kernel.figures import figure, of_policy

HOLD_MINUTES = figure(
    "sales.hold_minutes",
    120,
    label=_("A hold lasts"),
    unit=_("minutes"),
    source=_("Policy 3.3.1; custom of the trade: 2 hours"),
    least=1,
    most=4320,
)
HOLD_EXTENSION_MINUTES = figure(
    "sales.hold_extension_minutes",
    60,
    label=_("A hold is extended, once, by"),
    unit=_("minutes"),
    source=of_policy("3.3.1"),
    least=1,
    most=4320,
)
HOLDS_PER_CONSULTANT = figure(
    "sales.holds_per_consultant",
    3,
    label=_("Holds a consultant may have at a time"),
    source=of_policy("3.3.1"),
    least=1,
    most=1000,
)
HOLDS_PER_CUSTOMER = figure(
    "sales.holds_per_customer",
    1,
    label=_("Holds for one customer at a time"),
    source=of_policy("3.3.1"),
    least=1,
    most=1000,
)
PAPER_HOURS = figure(
    "sales.paper_hours", 24, label=_("A hold is kept while the reservation is checked and signed"), unit=_("hours"),
    source=of_policy("3.4.1"), least=1, most=240,
)  # fmt: skip
DEPOSIT_DAYS = figure(
    "sales.deposit_days",
    3,
    label=_("The deposit is due after signing within"),
    unit=_("days"),
    source=of_policy("3.4.2"),
    least=0,
    most=30,
)
QUOTE_HOURS = figure(
    "sales.quote_hours",
    72,
    label=_("A purchase plan is valid for"),
    unit=_("hours"),
    source=of_policy("3.3.1"),
    least=1,
    most=720,
)
APPROVAL_HOURS = figure(
    "sales.discount_approval_hours", 72, label=_("An approved special discount is valid for"), unit=_("hours"),
    source=of_policy("3.3.3"), least=1, most=720,
)  # fmt: skip
COMPANY_ABOVE = figure(
    "sales.company_decides_above_percent", 8, label=_("Special discount that needs the company's signature, above"), unit="%",
    source=of_policy("3.3.3"), least=0, most=100,
)  # fmt: skip
DEPOSIT_CAP = figure(
    "sales.deposit_cap_percent", 20, label=_("Earnest deposit at most"), unit="%", source=_("Civil Code, article 586"), rule="G-06",
    review_on=date(2027, 11, 30), least=0, most=20,
)  # fmt: skip
CASH_FOR_PRESALE = figure(
    "sales.cash_for_presale", 0,
    label=_("Cash may be taken in a presale (0 no, 1 yes)"), source=_("Rules on the supervision of presale money"),
    rule="G-09",
    review_on=date(2027, 11, 30), least=0, most=1,
)  # fmt: skip
SIGN_DAYS = figure(
    "sales.sign_days",
    7,
    label=_("The contract is due after the reservation within"),
    unit=_("days"),
    source=_("Policy 3.4.1; custom of reservation agreements"),
    least=1,
    most=90,
)
EXTENSION_DAYS = figure(
    "sales.extension_days",
    7,
    label=_("The supervisor may extend signing by"),
    unit=_("days"),
    source=of_policy("3.4.1"),
    least=1,
    most=60,
)
EXTENSION_TIMES = figure(
    "sales.extension_times",
    1,
    label=_("How often the supervisor may extend"),
    source=of_policy("3.4.1"),
    least=0,
    most=10,
)
EXTENSION_MOST_DAYS = figure(
    "sales.extension_most_days",
    30,
    label=_("The manager may extend signing by"),
    unit=_("days"),
    source=of_policy("3.4.1"),
    least=1,
    most=365,
)
REMIND_DAYS = figure(
    "sales.remind_days",
    2,
    label=_("Reminder before signing is due"),
    unit=_("days"),
    source=of_policy("3.4.1"),
    least=0,
    most=30,
)
MOST_BUYERS = 4
"""As many people as the form has lines for."""
ADULT = 18
"""Years; civil capacity in full (民法典 17)."""
CHILD = 14
"""Years; below it a guardian consents to the use of the child's data (G-36)."""


def deposit_cap(price: Decimal) -> Decimal:
    """The largest earnest deposit for a price, in yuan; rounded down, because half a fen more would be too much."""
    return (price * DEPOSIT_CAP.value() / 100).quantize(Decimal("0.01"), rounding="ROUND_DOWN")


def sign_by_default() -> date:
    """The last day for signing, for a reservation written today."""
    return clock.today() + timedelta(days=SIGN_DAYS.whole())


FEWEST_FOR_AN_AVERAGE = figure(
    "sales.fewest_for_an_average",
    3,
    label=_("Fewest deals whose average price is shown to who decides"),
    source=_("Policy 8.1.1; Personal Information Protection Law, articles 5 and 6"),
    least=2,
    most=50,
)
