"""A form that asks for a customer costs the same with ten customers and with thousands, and offers nobody one may not choose."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lintel.customers.models import Customer
from lintel.inventory.models import Claim
from lintel.platform.kernel.errors import Refused
from lintel.platform.workbench.choosing import FEW, MATCHES
from lintel.sales.actions.holds import hold_unit
from lintel.sales.models import UnitWaiter

pytestmark = pytest.mark.clause("3.3.1")


@pytest.fixture
def wang(cast: dict[str, Any]) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast["wang"])
    return client


@pytest.fixture
def crowd(cast: dict[str, Any], make_customer: Any) -> Any:
    """``crowd(60)``: so many customers of wang."""

    def come(count: int) -> list[Customer]:
        return [make_customer(cast["wang"], f"赵客{n}", f"1390001{n:04d}") for n in range(count)]

    return come


def asked(client: Client, words: str, within: Any = "") -> str:
    answer = client.post(reverse("workbench:choices", args=["buying"]), {"q": words, "within": within})
    assert answer.status_code == 200
    return answer.content.decode()


def offered(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'data-value="(\d+)"', html)]


def cost(client: Client, url: str) -> tuple[int, int]:
    """Bytes and statements of a page, the session warm."""
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as said:
        page = client.get(url)
    assert page.status_code == 200
    return len(page.content), len(said)


@pytest.mark.parametrize("form", ["plan", "hold"])
def test_a_form_weighs_the_same_however_many_customers_there_are(wang, unit, terms, offer, crowd, form):
    url = reverse("sales:quote-new") if form == "plan" else reverse("inventory:unit-act", args=[unit.pk, "hold_unit"])
    crowd(FEW)
    weight, statements = cost(wang, url)
    people = Customer.objects.filter(name__startswith="赵客")
    Customer.objects.bulk_create(
        Customer(project=unit.project, number=f"X-{n}", name="钱众", channel="call", owner=people[0].owner)
        for n in range(300)
    )
    more, again = cost(wang, url)
    assert again == statements
    assert abs(more - weight) < 1_000


def test_words_find_by_name_pinyin_and_four_digits_and_show_a_mask(wang, cast, customer, crowd, make_customer):
    crowd(3)
    li = make_customer(cast["wang"], "李小凤", "13911112222")
    assert offered(asked(wang, "李小")) == [li.pk]
    assert offered(asked(wang, "lxf")) == [li.pk]
    assert offered(asked(wang, "2222")) == [li.pk]
    page = asked(wang, "李小凤")
    assert "李*" in page
    assert "139****2222" in page
    assert "小凤" not in page
    assert "13911112222" not in page


def test_no_more_than_eight_come_back_and_it_says_that_there_are_others(wang, crowd):
    crowd(MATCHES + 1)
    page = asked(wang, "赵客")
    assert len(offered(page)) == MATCHES
    assert f"{MATCHES}" in page[page.index("palette-empty") :]


def test_nobody_elses_customer_is_found_or_taken(wang, cast, unit, make_customer):
    hers = make_customer(cast["sun"], "李四", "13900139000")
    assert offered(asked(wang, "李四")) == []
    assert offered(asked(wang, "9000")) == []
    url = reverse("inventory:unit-act", args=[unit.pk, "hold_unit"])
    answer = wang.post(url, {"customer": hers.pk, "_key": "k" * 12})
    assert answer.status_code == 422
    assert not Claim.objects.exists()


def test_who_was_chosen_is_in_the_form_however_long_ago_they_came(wang, cast, unit, terms, offer, customer, crowd):
    crowd(FEW + 5)
    page = wang.get(f"{reverse('sales:quote-new')}?customer={customer.pk}").content.decode()
    select = re.search(r'<select name="customer".*?</select>', page, re.S)
    assert select is not None
    assert f'value="{customer.pk}" selected' in select[0]
    assert select[0].count("<option") == FEW + 2


def test_a_search_is_a_post_because_an_address_is_kept(wang):
    url = reverse("workbench:choices", args=["buying"])
    assert wang.get(url).status_code == 405
    assert wang.post(reverse("workbench:choices", args=["nothing"])).status_code == 404


def test_a_unit_is_not_held_for_a_customer_of_another_project(cast, unit, customer, other_project):

    Customer.objects.filter(pk=customer.pk).update(project=other_project)
    customer.refresh_from_db()
    with pytest.raises(Refused):
        hold_unit(cast["liu"], unit, customer=customer)
    assert not Claim.objects.exists()


def test_one_may_wait_for_a_unit_without_saying_for_whom(wang, cast, unit, make_customer):
    hold_unit(cast["zhao"], unit, customer=make_customer(cast["zhao"], "李四", "13900139000"))
    wang.post(reverse("sales:queue", args=[unit.pk]), {"customer": "", "_key": "k" * 12})
    assert UnitWaiter.objects.get().customer is None
