"""What the home page shows of homes, permits and prices: figures, work that waits for a post, and cards."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lintel.inventory.models import PresalePermit, PriceScheme, Unit
from lintel.platform.access.scope import visible
from lintel.platform.workbench.behind import Behind
from lintel.platform.workbench.numbers import number
from lintel.platform.workbench.standing import next_best, standing
from lintel.platform.workbench.widgets import Line, latest


def _schemes(user: Any) -> QuerySet[PriceScheme]:
    return visible(PriceScheme, user).select_related("project").order_by("-updated_at")


def _scheme(row: PriceScheme) -> Line:
    return Line(row.name, f"{row.project} · {row.get_status_display()}", row.updated_at, row.get_absolute_url())


def _permits(user: Any) -> QuerySet[PresalePermit]:
    return visible(PresalePermit, user).select_related("project").order_by("-updated_at")


def _permit(row: PresalePermit) -> Line:
    left = row.days_to_publish
    words = row.get_status_display()
    if row.status == PresalePermit.Status.APPROVED and left is not None:
        words = _("%(days)s days left to publish") % {"days": left}
    return Line(row.number, f"{row.project} · {words}", row.updated_at, row.get_absolute_url())


latest(
    "PS LEG", "schemes_moving", _("Price schemes"), _schemes, _scheme, order=18,
    more=lambda: reverse("inventory:pricescheme-list"), empty=_("No price scheme has been drafted yet."),
)  # fmt: skip
latest(
    "PS PC LEG", "permits_moving", _("Presale permits"), _permits, _permit, order=19,
    more=lambda: reverse("inventory:presalepermit-list"), empty=_("No permit has been recorded yet."),
)  # fmt: skip

number("PS PC", "available", _("Homes available"), Behind(Unit, "sale_state=available"), order=20)
number(
    "LEG", "unpublished", _("Permits not published"), Behind(PresalePermit, "unpublished=true"), order=10, alarm=True
)
number("LEG", "frozen", _("Homes frozen"), Behind(Unit, "frozen=true"), order=15)

standing("LEG", "schemes_to_file", _("Price schemes to file"), Behind(PriceScheme, "status=approved"), icon="coin-yuan")
standing(
    "LEG MGR",
    "schemes_filed",
    _("Filed price schemes to put in force"),
    Behind(PriceScheme, "status=filed"),
    icon="coin-yuan",
)
standing(
    "PS",
    "schemes_returned",
    _("Price schemes sent back to you"),
    Behind(PriceScheme, "status=returned"),
    icon="coin-yuan",
)
standing("PS", "schemes_drafts", _("Price schemes in draft"), Behind(PriceScheme, "status=draft"), icon="coin-yuan")
standing(
    "PS LEG",
    "permits_returned",
    _("Permits sent back"),
    Behind(PresalePermit, "status=returned"),
    icon="file-certificate",
)
standing(
    "PS LEG", "permits_to_publish", _("Permits whose homes are not published yet"),
    Behind(PresalePermit, "unpublished=true"), icon="file-certificate",
)  # fmt: skip

next_best(
    "PS PC", "board", _("%(count)s homes are available. Look at the board for what sells slowly."), _("Show them"),
    behind=Behind(Unit, "sale_state=available"),
)  # fmt: skip
next_best(
    "MGR DM", "price_board", _("Look at the board for homes that have been on offer for long."), _("To the board"),
    url_name="inventory:board",
)  # fmt: skip
next_best(
    "LEG PO", "permits", _("Compare the permits with their papers."), _("To the permits"),
    url_name="inventory:presalepermit-list",
)  # fmt: skip
