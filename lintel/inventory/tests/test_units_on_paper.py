"""Comparing three units, unit sheets, and the numbered cards with which selling goes on when the network does not."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from lintel.inventory.models import PriceLine, Unit
from lintel.inventory.models.unit import SaleState
from lintel.inventory.tests.test_reading_the_board import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1.2")]


def compared(cast: Any, units: list[Unit], who: str = "wang") -> str:
    url = reverse("inventory:compare", query={"unit": [u.pk for u in units]})
    return signed_in(cast[who]).get(url).content.decode()


def row(html: str, label: str) -> str:
    found = re.search(rf'<tr[^>]*><th scope="row">{label}.*?</tr>', html, re.S)
    assert found, label
    return found.group()


def test_rows_that_differ_from_the_first_unit_are_marked_with_by_how_much(for_sale: list[Unit], cast: Any) -> None:
    PriceLine.objects.filter(unit=for_sale[1]).update(list_price=Decimal("4400000.00"))
    html = compared(cast, [for_sale[0], for_sale[1], for_sale[3]])
    price = row(html, "标准价")
    assert ('class="differs"' in price, "↓ 10.00" in price, price.count('class="apart"')) == (True, True, 1)
    assert 'class="differs"' not in row(html, "朝向")
    assert row(html, "户型").count('class="apart"') == 1


def test_a_comparison_never_shows_more_than_the_post_may_see(for_sale: list[Unit], cast: Any) -> None:
    assert "4,500,000.00" in compared(cast, for_sale[:2])
    for who in ("wang", "liu"):
        assert "4,275,000" not in compared(cast, for_sale[:2], who)
    assert "4,500,000" not in compared(cast, for_sale[:2], "xu")
    assert "3-1-501" not in compared(cast, for_sale[:2], "tang")


def test_a_fourth_unit_and_the_same_twice_are_left_out(for_sale: list[Unit], cast: Any) -> None:
    html = compared(cast, [for_sale[0], for_sale[0], *for_sale[1:5]])
    assert html.count('scope="col"') == 3


def test_a_unit_can_be_taken_off_the_comparison_there(for_sale: list[Unit], cast: Any) -> None:
    client = signed_in(cast["wang"])
    for unit in for_sale[:2]:
        client.post(reverse("inventory:compare-choose", args=[unit.pk]))
    answer = client.post(reverse("inventory:compare-choose", args=[for_sale[0].pk]), {"back": "compare"})
    assert (answer.status_code, answer["Location"]) == (303, reverse("inventory:compare"))
    assert client.session["compare"] == [for_sale[1].pk]


def cards(cast: Any, who: str = "wang", **asked: str) -> str:
    return signed_in(cast[who]).get(reverse("inventory:board-cards", query=asked)).content.decode()


@pytest.mark.clause("3.3.1")
def test_cards_are_numbered_and_carry_the_address_of_their_unit(for_sale: list[Unit], cast: Any) -> None:
    Unit.objects.filter(pk=for_sale[0].pk).update(sale_state=SaleState.CONTRACTED)
    html = cards(cast, state="available")
    assert re.findall(r"№ (\d+)", html) == [f"{n:03d}" for n in range(1, 8)]
    assert html.count('class="qr"') == 7
    assert "3-1-501" not in html
    assert "style=" not in html[html.index('class="unit-cards"') :]


@pytest.mark.clause("3.3.1")
def test_cards_keep_prices_from_whoever_may_not_see_them(for_sale: list[Unit], cast: Any) -> None:
    assert ("450.00" in cards(cast), "450.00" in cards(cast, "xu")) == (True, False)
    assert "unit-card-body" not in cards(cast, "tang", project=str(for_sale[0].project_id))


def test_an_empty_choice_of_cards_says_so(for_sale: list[Unit], cast: Any) -> None:
    assert "没有符合筛选条件的房源" in cards(cast, state="titled")
