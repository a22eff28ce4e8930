"""What this floor offers for a customer: a home is held, a purchase plan is written, with the customer already chosen.

The price sheet of a home is offered beside them; it is shown around, so its address says nothing of whom it is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lintel.customers.models import Customer
from lintel.customers.offering import Offered, offered_for_customers
from lintel.platform.access.scope import may
from lintel.sales.actions.holds import hold_unit
from lintel.sales.actions.quotes import draft_quote
from lintel.sales.choosing import CLOSED


@offered_for_customers
def _hold_and_plan(user: Any, customer: Customer, home: Any) -> Iterator[Offered]:
    if customer.stage in CLOSED:
        return
    chosen = {"unit": home.pk} if home is not None else {}
    if may(user, hold_unit.permission):
        address = reverse("sales:hold-for", args=[customer.pk])
        yield Offered(_("Hold"), "lock", f"{address}?{urlencode(chosen)}" if chosen else address, drawer=True)
    if may(user, draft_quote.permission):
        if home is not None:
            yield Offered(_("Price sheet"), "coin-yuan", reverse("sales:price-sheet", args=[home.pk]))
        said = urlencode({"customer": customer.pk, **chosen})
        yield Offered(_("Purchase plan"), "file-dollar", f"{reverse('sales:quote-new')}?{said}")
