"""Whom one sells to: the field of every form of this floor that asks for a customer."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lintel.customers.choosing import customers_to_choose
from lintel.customers.models import Customer, Interest
from lintel.customers.models.customer import LATEST_FIRST
from lintel.inventory.models import Project, Unit
from lintel.platform.workbench.choosing import SearchedChoiceField

CLOSED = (Customer.Stage.LOST, Customer.Stage.INVALID, Customer.Stage.ANONYMISED)
_OPEN = Customer.objects.filter(merged_into__isnull=True).exclude(stage__in=CLOSED).order_by(*LATEST_FIRST)
BUYING = customers_to_choose("buying", _OPEN)


def my_customers(user: Any, project: Project | None = None) -> QuerySet[Customer]:
    """Whom one may sell to: one's own (or one's team's) open records, last contacted first."""
    return BUYING.rows(user, str(project.pk) if project is not None else "")


def only_one_interested(user: Any, unit: Unit) -> int | None:
    """The key of the one customer of mine this home is of interest to; nobody when there are several."""
    open_ones = (Interest.Standing.FIRST, Interest.Standing.SECOND)
    rows = my_customers(user, unit.project).filter(interests__unit=unit, interests__standing__in=open_ones)
    keys = list(rows.values_list("pk", flat=True)[:2])
    return keys[0] if len(keys) == 1 else None


class CustomerField(SearchedChoiceField):
    """One of the customers one may sell to; whoever was spoken with last stands first, as the customer in front usually is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(_OPEN.all(), source=BUYING, **{"label": _("Customer"), **options})

    def buys(self, unit: Unit) -> None:
        """Only customers of the unit's own project."""
        rows = self.queryset if self.queryset is not None else _OPEN.all()
        self.within(unit.project_id, rows.filter(project=unit.project_id))
