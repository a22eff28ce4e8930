"""Limits of the cockpit that the policy leaves open. Proposed defaults; an office sets its own."""

from django.utils.translation import gettext_lazy as _

from lintel.platform.kernel.figures import figure, of_policy

SMALLEST_COUNT = figure(
    "insight.smallest_count", 5, label=_("Counts under this are hidden from posts that see no customers"),
    source=_("Policy 8.1.1; Personal Information Protection Law, articles 5 and 6"), least=2, most=50,
)  # fmt: skip
COOL_AFTER_DAYS = figure(
    "insight.cool_after_days", 7, label=_("A customer cools after no contact for"), unit=_("days"),
    source=of_policy("2.2.4.4"), least=1, most=90,
)  # fmt: skip
FEWEST_FOR_A_RATE = figure(
    "insight.fewest_for_a_rate", 10, label=_("Fewest new receptions for a conversion rate"),
    source=of_policy("1.3.4"), least=1, most=100,
)  # fmt: skip
FEWEST_FOR_AN_AVERAGE = figure(
    "insight.fewest_for_an_average", 3, label=_("Fewest people for an average without names"),
    source=of_policy("1.3.4"), least=3, most=50,
)  # fmt: skip
REPORT_HOUR = figure(
    "insight.report_hour", 20, label=_("Hour at which the daily report is drafted"), unit=_("o'clock"),
    source=of_policy("2.2.3.1"), least=12, most=23,
)  # fmt: skip
WALL_SECONDS = figure(
    "insight.wall_seconds", 20, label=_("The wall of figures turns its page every"), unit=_("seconds"),
    source=of_policy("2.2.1.4"), least=5, most=600,
)  # fmt: skip
WALL_MONEY = figure(
    "insight.wall_money", 0, label=_("The wall of figures shows sums of money (1 yes, 0 no)"),
    source=of_policy("2.2.1.4"), least=0, most=1,
)  # fmt: skip
WALL_NAMES = figure(
    "insight.wall_names", 0, label=_("The wall of figures names consultants (1 yes, 0 no)"),
    source=of_policy("1.3.4"), least=0, most=1,
)  # fmt: skip
