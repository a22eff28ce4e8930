"""The price sheet: one press, nothing stored, and not a fen beside what a plan of the same terms comes to."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lintel.inventory.models import PresalePermit
from lintel.platform.audit.models import Entry
from lintel.platform.kernel.money import format_yuan, uppercase
from lintel.sales.actions.holds import hold_unit
from lintel.sales.kept import payment_of
from lintel.sales.models import Quote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor"), pytest.mark.clause("3.3.1")]


def _cards(answer: Any) -> list[str]:
    return re.findall(r'<section class="card way".*?</section>', answer.content.decode(), re.DOTALL)


def _write_url(card: str) -> str:
    found = re.search(r'href="(/sales/plan/[^"]*)"', card)
    assert found
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize(("asked", "years", "down"), [("", 30, None), ("?years=20&down=40", 20, Decimal(40))])
def test_every_figure_is_that_of_a_plan_of_the_same_terms(wang, sale, unit, terms, offer, asked, years, down):
    plans = []
    for scheme in terms.values():
        sale.scheme = scheme
        plans.append(sale.plan(offers=[offer], months=years * 12, down_percent=down if scheme.borrows else None))
    cards = _cards(wang.get(reverse("sales:price-sheet", args=[unit.pk]) + asked))
    for quote, card in zip(plans, cards, strict=True):
        payment = payment_of(quote)
        shown = [quote.net_price]
        if payment.schedule:
            shown += [payment.own_money, payment.borrowed, payment.schedule.first_payment]
        assert [f for f in map(format_yuan, shown) if f not in card] == []
        assert uppercase(quote.net_price) in card


def test_the_plan_begins_with_what_the_sheet_showed(wang, unit, terms, offer):
    cards = _cards(wang.get(reverse("sales:price-sheet", args=[unit.pk]) + "?years=20&down=40"))
    said = parse_qs(urlsplit(_write_url(cards[1])).query)
    assert said == {
        "unit": [str(unit.pk)], "scheme": [str(terms["mortgage"].pk)], "offers": [str(offer.pk)], "years": ["20"], "down_percent": ["40"],
    }  # fmt: skip


def test_the_form_takes_years_and_share_from_the_sheet(wang, sale, unit, terms, offer):
    cards = _cards(wang.get(reverse("sales:price-sheet", args=[unit.pk]) + "?years=20&down=40"))
    form = wang.get(_write_url(cards[1])).context["form"]
    assert [str(form[name].value()) for name in ("unit", "scheme", "years", "down_percent")] == [
        unit.code, str(terms["mortgage"].pk), "20", "40",
    ]  # fmt: skip
    assert form.initial["offers"] == [offer]


def test_a_share_below_the_least_is_the_least_and_nonsense_is_the_longest_term(wang, unit, terms):
    url = reverse("sales:price-sheet", args=[unit.pk])
    plain = _cards(wang.get(url))
    assert _cards(wang.get(url + "?down=20"))[1] == plain[1]
    assert _cards(wang.get(url + "?years=99&down=-1")) == plain


def test_a_unit_that_may_not_be_sold_says_why_and_what_to_do(wang, unit, terms):
    PresalePermit.objects.update(status=PresalePermit.Status.REVOKED)
    answer = wang.get(reverse("sales:price-sheet", args=[unit.pk]))
    assert answer.status_code == 409
    assert "G-01" in answer.content.decode()
    blocking = answer.context["answer"].blocking
    assert blocking
    assert all(str(check.remedy) in answer.content.decode() for check in blocking)
    assert not _cards(answer)
    assert "4,500,000" not in answer.content.decode()


def test_a_unit_somebody_else_holds_has_a_sheet_as_it_has_a_plan_and_names_nobody(
    wang, cast, sale, unit, terms, make_customer
):
    hold_unit(cast["zhao"], unit, customer=make_customer(cast["zhao"], "王五", "13800138002"))
    answer = wang.get(reverse("sales:price-sheet", args=[unit.pk]))
    assert len(_cards(answer)) == 3
    assert "王五" not in answer.content.decode()


def test_it_shows_permit_and_disclaimer_and_never_the_floor_and_stores_nothing(wang, unit, terms):
    before = (Entry.objects.count(), Quote.objects.count())
    page = wang.get(reverse("sales:price-sheet", args=[unit.pk])).content.decode()
    assert "深房许字(2026)平湖008号" in page
    assert "本价格测算仅供参考，不构成要约或合同；有效期至 2026-11-26 10:00" in page
    assert "4,275,000" not in page
    assert (Entry.objects.count(), Quote.objects.count()) == before


@pytest.mark.parametrize("who", ["liu", "zheng", "tang"])
def test_who_writes_no_plans_sees_no_sheet(client, cast, unit, terms, who):
    client.force_login(cast[who])
    assert client.get(reverse("sales:price-sheet", args=[unit.pk])).status_code in (403, 404)


def test_a_drawer_offers_it_in_one_press(wang, unit, terms):
    page = wang.get(unit.get_absolute_url()).content.decode()
    assert reverse("sales:price-sheet", args=[unit.pk]) in page


def test_what_it_costs(wang, unit, terms, offer):
    url = reverse("sales:price-sheet", args=[unit.pk])
    wang.get(url)
    with CaptureQueriesContext(connection) as caught:
        wang.get(url)
    assert len(caught) == 15
    asked = [query["sql"] for query in caught.captured_queries]
    assert [
        sum(table in sql for sql in asked) for table in ('"sales_taxrate"', '"sales_loanrate"', '"sales_lendingrule"')
    ] == [1, 1, 1]
