"""A price sheet is one press from wherever a consultant stands, and its address says nothing of whom it is for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from lintel.customers.actions.interests import note_interest
from lintel.customers.models import Interest
from lintel.inventory.models import Claim
from lintel.sales.actions.holds import hold_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor"), pytest.mark.clause("3.2.2")]
Standing = Interest.Standing


def _sheets_on(answer: Any) -> set[str]:
    return set(re.findall(r'href="(/sales/unit/\d+/prices/[^"]*)"', answer.content.decode()))


def test_from_a_home_of_interest_on_the_customers_page(wang, cast, unit, customer):
    note_interest(cast["wang"], customer, unit=unit)
    shown = _sheets_on(wang.get(reverse("customers:homes", args=[customer.pk])))
    assert reverse("sales:price-sheet", args=[unit.pk]) in shown
    assert not [address for address in shown if "?" in address]


def test_from_a_plan_being_written_with_its_terms_and_without_its_customer(wang, sale, unit, terms):
    said = {
        "unit": unit.code, "customer": sale.customer.pk, "scheme": terms["mortgage"].pk, "home": "second", "years": "20",
        "method": "equal_principal", "down_percent": "40",
    }  # fmt: skip
    found = _sheets_on(wang.post(reverse("sales:quote-preview"), said))
    address = reverse("sales:price-sheet", args=[unit.pk])
    assert found == {f"{address}?home=second&amp;method=equal_principal&amp;years=20&amp;down=40"}
    form = wang.get(found.pop().replace("&amp;", "&")).context["form"]
    assert [str(form[name].value()) for name in ("home", "method", "years", "down")] == [
        "second", "equal_principal", "20", "40",
    ]  # fmt: skip


def test_from_a_home_a_colleague_holds_but_not_from_one_that_is_reserved(wang, cast, unit, make_customer):
    hold_unit(cast["zhao"], unit, customer=make_customer(cast["zhao"], "王五", "13800138002"))
    address = reverse("sales:price-sheet", args=[unit.pk])
    assert address in _sheets_on(wang.get(unit.get_absolute_url()))
    Claim.objects.update(kind=Claim.Kind.RESERVATION)
    assert address not in _sheets_on(wang.get(unit.get_absolute_url()))


def test_the_plan_is_for_the_one_customer_this_home_is_of_interest_to(wang, cast, unit, customer, make_customer):
    def chosen() -> Any:
        return wang.get(reverse("sales:quote-new"), {"unit": unit.pk}).context["form"]["customer"].value()

    other = make_customer(cast["wang"], "李四", "13800138001")
    assert chosen() is None
    note_interest(cast["wang"], customer, unit=unit)
    assert chosen() == customer.pk
    note_interest(cast["wang"], other, unit=unit, standing=Standing.OUT, concern="price")
    assert chosen() == customer.pk
    note_interest(cast["wang"], other, unit=unit)
    assert chosen() is None


def test_a_colleagues_customer_is_never_chosen(wang, cast, unit, make_customer):
    theirs = make_customer(cast["zhao"], "王五", "13800138002")
    note_interest(cast["zhao"], theirs, unit=unit)
    assert wang.get(reverse("sales:quote-new"), {"unit": unit.pk}).context["form"]["customer"].value() is None
