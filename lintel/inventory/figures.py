"""What an office may set about the unit control board."""

from django.utils.translation import gettext_lazy as _

from lintel.platform.kernel.figures import figure, of_policy

WALL_PRICES = figure(
    "inventory.wall_prices", 0, label=_("The wall board shows list prices (1 yes, 0 no)"),
    source=of_policy("3.1.2"), least=0, most=1,
)  # fmt: skip
WALL_SECONDS = figure(
    "inventory.wall_seconds", 20, label=_("The wall board turns to the next buildings every"), unit=_("seconds"),
    source=of_policy("3.1.2"), least=5, most=600,
)  # fmt: skip
