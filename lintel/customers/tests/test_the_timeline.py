"""The history of one customer: read in lengths, by kind, by those who may; nothing twice, nothing lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from lintel.customers.actions.followups import record_follow_up
from lintel.customers.actions.handing import hand_over_customer
from lintel.customers.actions.profile import save_needs
from lintel.customers.models import Customer, FollowUp
from lintel.customers.timeline import Page, kinds_told, timeline
from lintel.platform.kernel import clock
from lintel.platform.privacy.disclosures import reveal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.LINTEL_REQUIRE_TOTP = False


def contacts(customer: Customer, who: Any, number: int, *, apart: timedelta) -> None:
    """``number`` finished contacts, ``apart`` from each other, the last an hour ago."""
    last = clock.now() - timedelta(hours=1)
    FollowUp.objects.bulk_create(
        FollowUp(
            customer=customer, consultant=who, status="done", due_at=last, done_at=last - n * apart, method="phone", result="reached",
            purpose=f"{n}",
        )
        for n in range(number)
    )  # fmt: skip


def every_page(customer: Customer, user: Any, limit: int, kind: str = "") -> list[Page]:
    pages = [timeline(customer, user, kind, limit=limit)]
    while pages[-1].after:
        pages.append(timeline(customer, user, kind, pages[-1].after, limit=limit))
    return pages


@pytest.mark.clause("5.1.2")
@pytest.mark.parametrize("apart", [timedelta(minutes=3), timedelta(0)], ids=["apart", "at one moment"])
def test_lengths_follow_each_other_without_a_gap_or_a_repetition(cast: Any, customer: Any, apart: timedelta) -> None:
    contacts(customer, cast["wang"], 25, apart=apart)
    whole = timeline(customer, cast["wang"], limit=500)
    pages = every_page(customer, cast["wang"], 7)
    told = [event for page in pages for event in page.events]
    assert len(told) == len(whole.events) >= 26
    assert [e.at for e in told] == [e.at for e in whole.events] == sorted((e.at for e in told), reverse=True)
    assert [len(page.events) for page in pages[:-1]] == [7] * (len(pages) - 1)


def test_the_cost_of_a_length_does_not_grow_with_the_history(
    at: Any, cast: Any, customer: Any, django_assert_max_num_queries: Any
) -> None:
    contacts(customer, cast["wang"], 1000, apart=timedelta(hours=1))
    mine, url = at("wang"), reverse("customers:timeline", args=[customer.pk])
    mine.get(url)
    with django_assert_max_num_queries(24):
        shown = mine.get(url, headers={"HX-Request": "true"}).content.decode()
    assert shown.count("<li") == 31
    assert shown.count("<html") == 0


@pytest.mark.clause("5.1.2")
def test_a_chip_shows_one_kind_only(at: Any, cast: Any, customer: Any) -> None:
    record_follow_up(cast["wang"], customer, method="phone", text="考虑首付")
    save_needs(cast["wang"], customer, rooms=3)
    url = reverse("customers:timeline", args=[customer.pk])
    kinds = [code for code, _word in kinds_told()]
    assert kinds == ["visit", "contact", "homes", "money", "approval", "file", "system"]
    shown = {kind: at("wang").get(url, {"kind": kind}).content.decode() for kind in kinds}
    assert {kind for kind in kinds if "考虑首付" in shown[kind]} == {"contact"}
    assert {kind for kind in kinds if "First visit" in shown[kind]} == {"visit"}
    assert {kind for kind in kinds if "Nothing of this kind yet" in shown[kind]} == {
        "homes",
        "money",
        "approval",
        "file",
    }


@pytest.mark.parametrize(
    "after", ["yesterday", "2026-11-26", "2026-11-26T10:00:00~1", "~", "2026-11-26T10:00:00+08:00~x"]
)
def test_a_place_nobody_was_at_is_the_beginning(at: Any, customer: Any, after: str) -> None:
    url = reverse("customers:timeline", args=[customer.pk])
    assert "First visit" in at("wang").get(url, {"after": after}).content.decode()


@pytest.mark.clause("5.1.2")
def test_managers_read_in_the_timeline_who_looked_at_the_number(at: Any, cast: Any, customer: Any) -> None:
    reveal(cast["zhou"], customer, "phone", "checking")
    url = reverse("customers:timeline", args=[customer.pk])
    seen = {who: "Looked at the number" in at(who).get(url).content.decode() for who in ("liu", "chen", "zhou", "wang")}
    assert seen == {"liu": True, "chen": True, "zhou": False, "wang": False}


def test_out_of_reach_the_timeline_is_absent(at: Any, customer: Any) -> None:
    url = reverse("customers:timeline", args=[customer.pk])
    assert {at(who).get(url).status_code for who in ("zhao", "sun", "tang", "he", "feng")} <= {403, 404}


@pytest.mark.clause("3.2.1")
def test_a_new_customer_shows_three_first_steps_until_somebody_spoke_with_them(
    at: Any, cast: Any, customer: Any
) -> None:
    mine, url = at("wang"), customer.get_absolute_url()
    page = mine.get(url).content.decode()
    assert page.count("first-step-mark") == 3
    assert "is-done" not in page
    save_needs(cast["wang"], customer, rooms=3)
    assert mine.get(url).content.decode().count("is-done") == 1
    record_follow_up(cast["wang"], customer, method="phone", text="周末来")
    assert "first-step-mark" not in mine.get(url).content.decode()


@pytest.mark.clause("5.1.3")
def test_a_change_of_hands_is_told_with_its_reason(at: Any, cast: Any, customer: Any) -> None:
    hand_over_customer(cast["zhou"], customer, to=cast["zhao"], reason="休产假")
    shown = at("zhao").get(reverse("customers:timeline", args=[customer.pk]), {"kind": "system"}).content.decode()
    assert "Hand over" in shown
    assert "休产假" in shown


@pytest.mark.clause("5.1.2")
def test_the_receiver_asks_no_purpose_twice(at: Any, customer: Any) -> None:
    """Pressing the receiver says what the number is needed for; the number itself comes by POST only."""
    mine = at("wang")
    assert "?for=call" in mine.get(customer.get_absolute_url()).content.decode()
    url = reverse("workbench:reveal", args=["customers", "customer", customer.pk, "phone"])
    asked = mine.get(f"{url}?for=call", headers={"HX-Request": "true", "X-Lintel-Frame": "drawer"}).content.decode()
    assert 'hx-trigger="load, submit"' in asked
    assert "tel:" not in asked
    assert 'href="tel:13800001234"' in mine.post(url, {"purpose": "follow_up"}).content.decode()
