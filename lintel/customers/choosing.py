"""Choosing a customer in a form: found by name, pinyin, number or four digits, shown masked, never more than one may see."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lintel.customers import queries
from lintel.customers.models import Customer
from lintel.customers.models.customer import LATEST_FIRST
from lintel.platform.access.scope import visible
from lintel.platform.workbench.choosing import Source, source


def told(customer: Customer) -> str:
    """``张* · 138****1234 · PJ-00012``: enough to tell two of a surname apart, too little to know who they are."""
    phone = [str(customer.phone)] if customer.phone else []
    return " · ".join([customer.masked_name, *phone, customer.number])


def _whose(customer: Customer, user: Any) -> str:
    """The consultant, where it is not the person asking."""
    owner = customer.owner
    return str(owner) if owner is not None and owner.pk != user.pk else ""


def customers_to_choose(name: str, rows: QuerySet[Customer]) -> Source:
    """Declare those of ``rows`` a person may see as a choice, whoever was spoken with last first."""

    def choosable(user: Any, within: str) -> QuerySet[Customer]:
        seen = visible(rows.all(), user)
        found = seen.filter(project=within) if within else seen
        return found.select_related("owner").order_by(*LATEST_FIRST)

    return source(
        name=name, rows=choosable, search=queries.found, label=told, beside=_whose, chip="grade",
        hint=_("Name, pinyin or last four digits"),
    )  # fmt: skip
