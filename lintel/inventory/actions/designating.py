"""Taking a unit out of sale for good (自留 or 配套): asked for by one person, agreed by another."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.inventory.models import Unit
from lintel.inventory.models.unit import UNSOLD, SaleState
from lintel.platform.actions.door import action
from lintel.platform.approvals.asking import ask, live_request
from lintel.platform.approvals.points import Fact, Line, Point, default_authority
from lintel.platform.directory.models import User
from lintel.platform.kernel.errors import Refused


def _designated(actor: User, unit: Unit, request: Any) -> None:
    if unit.sale_state not in UNSOLD:
        raise Refused(_("%(unit)s has been taken in the meantime.") % {"unit": unit}, clause="3.1.2")
    unit.lifecycle.move(unit, SaleState.NOT_FOR_SALE)
    unit.state_reason = request.reason[:200]


NOT_FOR_SALE = Point(
    name="inventory.not_for_sale", model=Unit, title=gettext_lazy("Take a unit out of sale"), clause="3.1.2",
    facts=lambda unit: [
        Fact(gettext_lazy("Unit"), str(unit), on_card=True),
        Fact(gettext_lazy("State"), unit.get_sale_state_display(), emphasised=True),
        Fact(gettext_lazy("Gross floor area (㎡)"), str(unit.gross_area or "—")),
    ],
    granted=_designated,
)  # fmt: skip
default_authority("inventory.not_for_sale", [Line("MGR")], source="管理制度 3.1.2")  # msg: ok, as offices cite it


@action(Unit, gettext_lazy("Take out of sale"), clause="3.1.2", when=lambda u: u.sale_state in UNSOLD)
def designate_not_for_sale(actor: User, unit: Unit, *, reason: str) -> None:
    """Ask the manager to take the unit out of sale; the manager's own wish needs nobody else."""
    if live_request(NOT_FOR_SALE, unit):
        raise Refused(_("This has been asked for already."), remedy=_("Wait for the decision."))
    if ask(NOT_FOR_SALE, unit, by=actor, reason=reason) is None:
        unit.lifecycle.move(unit, SaleState.NOT_FOR_SALE)
        unit.state_reason = reason[:200]
