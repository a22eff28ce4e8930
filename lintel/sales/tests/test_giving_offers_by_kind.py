"""An offer for homes lowers no shop's price: on the sheet, in a plan, in the ways that need nobody's approval, and by no other door."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from lintel.inventory.models import Unit
from lintel.platform.kernel.errors import Refused
from lintel.sales.actions.discounts import outlook
from lintel.sales.actions.quotes import change_quote, draft_quote
from lintel.sales.actions.terms import approve_offer, draft_offer
from lintel.sales.models import Offer, Quote
from lintel.sales.pricing import Wish, price_it
from lintel.sales.queries import offers_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor"), pytest.mark.clause("3.3.1")]


@pytest.fixture
def for_homes(cast: Any, offer: Offer) -> Offer:
    """2 % off any home, beside the 1 % everybody gets."""
    made = draft_offer(
        cast["zheng"], project=offer.project, name="开盘优惠", conditions="认购任意住宅", by=Offer.By.PERCENT, value=Decimal(2),
        starts_on=date(2026, 10, 1), unit_kind=Unit.Kind.RESIDENTIAL,
    )  # fmt: skip
    approve_offer(cast["liu"], made)
    made.refresh_from_db()
    return made


@pytest.fixture
def shop(unit: Unit) -> Unit:
    unit.kind = Unit.Kind.SHOP
    unit.save()
    return unit


def test_an_offer_without_a_kind_is_for_all(unit, for_homes, offer):
    assert list(offers_for(unit)) == [offer, for_homes]
    unit.kind = Unit.Kind.PARKING
    assert list(offers_for(unit)) == [offer]


def test_the_sheet_of_a_shop_deducts_what_is_for_shops(wang: Client, shop, terms, for_homes, offer):
    ways = wang.get(reverse("sales:price-sheet", args=[shop.pk])).context["ways"]
    (at_once,) = [way for way in ways if way["scheme"] == terms["at_once"]]
    assert [step["name"] for step in at_once["steps"]] == [offer.name, terms["at_once"].name]


def test_the_form_of_a_plan_leaves_out_what_is_not_for_the_unit(wang: Client, shop, terms, customer, for_homes, offer):
    said = {
        "unit": shop.code, "customer": customer.pk, "scheme": terms["at_once"].pk, "home": "other", "offers": [offer.pk, for_homes.pk],
    }  # fmt: skip
    seen = wang.post(reverse("sales:quote-preview"), said).context["seen"]
    assert seen.pricing.wish.offers == (offer,)
    page = wang.get(reverse("sales:quote-new")).content.decode()
    assert "开盘优惠（住宅）" in page


def test_by_no_door_does_a_shop_get_an_offer_for_homes(shop, terms, cast, customer, for_homes):
    with pytest.raises(Refused) as caught:
        draft_quote(
            cast["wang"],
            unit=shop,
            customer=customer,
            scheme=terms["at_once"],
            home=Quote.Home.OTHER,
            offers=[for_homes],
        )
    assert caught.value.rule == "G-12"
    assert caught.value.remedy
    assert Quote.objects.count() == 0
    quote = draft_quote(cast["wang"], unit=shop, customer=customer, scheme=terms["at_once"], home=Quote.Home.OTHER)
    with pytest.raises(Refused):
        change_quote(cast["wang"], quote, scheme=terms["at_once"], home=Quote.Home.OTHER, offers=[for_homes])


def test_a_plan_begun_for_a_shop_ticks_what_is_for_shops(wang: Client, shop, terms, for_homes, offer):
    form = wang.get(reverse("sales:quote-new"), {"unit": shop.pk}).context["form"]
    assert form.initial["offers"] == [offer]


def test_a_home_gets_it(unit, terms, for_homes, offer):
    wish = Wish(scheme=terms["at_once"], home=Quote.Home.FIRST, offers=(offer, for_homes))
    assert price_it(unit, wish).stack.public_net < price_it(unit, Wish(scheme=terms["at_once"], offers=(offer,))).net


def test_ways_without_approval_for_a_shop_do_not_count_on_it(shop, terms, cast, for_homes, offer):
    asked = Wish(scheme=terms["at_once"], home=Quote.Home.OTHER, special=Decimal(300_000))
    found = outlook(cast["wang"], shop, asked).alternatives
    assert [way.wish.offers for way in found if way.wish.offers] == [(offer,)]


def test_an_unknown_kind_is_not_taken(cast, project):
    with pytest.raises(ValidationError):
        draft_offer(
            cast["zheng"], project=project, name="优惠", conditions="任意", by=Offer.By.PERCENT, value=Decimal(1),
            starts_on=date(2026, 10, 1), unit_kind="castle",
        )  # fmt: skip
