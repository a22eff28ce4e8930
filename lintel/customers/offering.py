"""Deeds that floors above offer for a customer: on the customer's page, beside each home that fits, and after reception."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from lintel.customers.models import Customer


@dataclass(frozen=True)
class Offered:
    """A button: what it says, where it leads, and whether it opens beside the page."""

    label: str | Promise
    icon: str
    url: str
    drawer: bool = False


#: ``(user, customer, home) -> buttons``; without a home, the deed asks for one.
Offering = Callable[[Any, Customer, Any], Iterable[Offered]]
_offerings: list[Offering] = []


def offered_for_customers(function: Offering) -> Offering:
    """Register what a floor above offers. Asked once for the page and once for each home that fits: without a query."""
    _offerings[:] = [known for known in _offerings if known.__qualname__ != function.__qualname__] + [function]
    return function


def offered(user: Any, customer: Customer, home: Any = None) -> list[Offered]:
    """What this person may begin for the customer, with ``home`` or before one is chosen."""
    return [one for offering in _offerings for one in offering(user, customer, home)]
