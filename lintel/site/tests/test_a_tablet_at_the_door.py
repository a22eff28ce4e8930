"""A browser given to visitors checks them in, tells them nothing of anybody, and gives nothing else until the password is said."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lintel.customers.actions.consents import publish_notice
from lintel.customers.actions.duty import put_on_duty
from lintel.customers.actions.reception import check_in
from lintel.customers.models import Channel, Consent, Customer, Visit
from lintel.platform.kernel import clock
from lintel.platform.notices.models import Notice

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-word-of-their-own"
KIOSK, START, LEAVE = (
    "/customers/reception/kiosk/",
    "/customers/reception/kiosk/start/",
    "/customers/reception/kiosk/leave/",
)
STRANGER, KNOWN, OWN = "13800001111", "13800002222", "13800003333"


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.LINTEL_REQUIRE_TOTP = False


@pytest.fixture
def tablet(cast: Any, project: Any) -> Callable[..., Client]:
    """``tablet("he")``: He has signed in and stood it at the door."""
    publish_notice(cast["liu"], text="我们为何收集您的信息……", effective_on=date(2026, 1, 1))

    def standing(name: str = "he", *, started: bool = True) -> Client:
        cast[name].set_password(PASSWORD)
        cast[name].language = "en"
        cast[name].save()
        client = Client()
        client.force_login(cast[name])
        if started:
            assert client.post(START).headers["Location"] == KIOSK
        return client

    return standing


def typed(phone: str = STRANGER, **more: Any) -> dict[str, Any]:
    said = {"phone": phone, "name": "张建国", "agreed": "on", "channel": "walk_in", "party": "1"}
    return {"_key": str(uuid.uuid4()), **said, **more}


@pytest.mark.clause("3.1.1")
def test_every_visitor_reads_the_same_words_whoever_they_are(cast: Any, project: Any, tablet: Any) -> None:
    door = tablet()
    put_on_duty(cast["zhou"], project, consultant=cast["wang"])
    said = {"channel": Channel.WALK_IN, "agreed": True, "name": "李四"}
    check_in(cast["zhao"], project, phone=KNOWN, consultant=cast["zhao"], reason="指名", **said)
    pages = []
    for phone in (STRANGER, KNOWN):
        page = door.post(KIOSK, typed(phone)).content.decode()
        visit = Visit.objects.order_by("-pk").first()
        pages.append(page.replace(visit.number, "*"))
        assert "A consultant has been told" in page
        assert not [w for w in ("王敏", "赵", "李四", "何", "张建国", phone) if w in page]
    assert Visit.objects.order_by("-pk").first().outcome == "protected"
    assert _still(pages[0]) == _still(pages[1])
    assert Notice.objects.filter(kind="customers.visitor_waiting", receiver=cast["zhao"]).count() == 1


def _still(page: str) -> str:
    """Without what is new in every answer."""
    return "".join(line for line in page.splitlines() if "csrf" not in line)


def test_the_one_who_signed_in_is_told_as_well(cast: Any, project: Any, tablet: Any) -> None:
    door = tablet("wang")
    put_on_duty(cast["zhou"], project, consultant=cast["wang"])
    assert door.post(KIOSK, typed(OWN)).status_code == 200
    assert Visit.objects.get().consultant == cast["wang"]
    assert Notice.objects.filter(receiver=cast["wang"], kind="customers.visitor_waiting").exists()


@pytest.mark.clause("3.1.3")
def test_nothing_is_kept_without_a_tick_and_that_is_said(tablet: Any) -> None:
    door = tablet()
    for wrong in ({"agreed": ""}, {"phone": ""}, {"name": " "}, {"phone": "123"}):
        answer = door.post(KIOSK, typed(**wrong))
        assert answer.status_code == 422, wrong
        assert "§ 3.1.3" in answer.content.decode()
    assert not Visit.objects.exists()
    assert door.post(KIOSK, typed(agreed="", anonymous="1")).status_code == 200
    assert Visit.objects.get().outcome == "anonymous"
    assert not Customer.objects.exists()


def test_no_introducer_is_tried_out_at_the_door(tablet: Any) -> None:
    assert tablet().post(KIOSK, typed(channel="referral", introducer=KNOWN)).status_code == 200
    assert Customer.objects.get().introduced_by is None


def test_pressing_twice_checks_in_once(tablet: Any) -> None:
    door, once = tablet(), typed()
    assert [door.post(KIOSK, once).status_code for _ in range(2)] == [200, 200]
    assert Visit.objects.count() == Consent.objects.count() == 1


@pytest.mark.parametrize(
    "url",
    [
        "/", "/customers/customer/", "/customers/reception/", "/customers/reception/1/", "/me/", "/directory/user/", "/nowhere/",
        "/accounts/password/change/", "/accounts/logout/", "/accounts/login/", "/help/", "/workbench/palette/",
        "/customers/reception/kioskx/",
    ],
)  # fmt: skip
def test_any_other_address_is_the_check_in(tablet: Any, url: str) -> None:
    door = tablet()
    for answer in (door.get(url), door.post(url, {})):
        assert (answer.status_code, answer["Location"]) == (303, KIOSK)
    assert door.get(url, headers={"HX-Request": "true"})["HX-Redirect"] == KIOSK
    assert door.get("/api/customers/customer/").status_code == 403


def test_the_page_has_no_way_out_and_nobody_in_it_and_is_not_kept(tablet: Any, cast: Any) -> None:
    answer = tablet().get(KIOSK)
    page = answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert page.count("<a ") == 1
    assert LEAVE in page
    assert not [str(p) for p in cast.values() if str(p) in page]
    assert 'autocomplete="off"' in page
    assert "data-look" not in page


def test_a_broken_page_shows_no_menu_either(tablet: Any, monkeypatch: pytest.MonkeyPatch, cast: Any) -> None:
    door = tablet()
    monkeypatch.setattr("lintel.customers.screens.kiosk.project_of", lambda request: 1 / 0)
    door.raise_request_exception = False
    page = door.get(KIOSK)
    assert page.status_code == 500
    assert str(cast["he"]) not in page.content.decode()


def test_leaving_asks_for_the_password_again(tablet: Any) -> None:
    door = tablet()
    asked = door.get(LEAVE)["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))
    question = door.get(asked)
    assert "何" not in question.content.decode()
    assert question["Refresh"].endswith(KIOSK)
    assert door.post(asked, {"password": "guessed-by-a-visitor"}).status_code == 200
    assert door.get("/")["Location"] == KIOSK
    before = door.cookies["lintel"].value
    back = door.post(asked, {"password": PASSWORD, "next": LEAVE}, follow=True)
    assert back.redirect_chain[-1] == ("/customers/reception/", 303)
    assert door.cookies["lintel"].value != before
    assert door.get("/").status_code == 200


def test_a_password_said_before_the_mode_began_opens_nothing(tablet: Any) -> None:
    door = tablet(started=False)
    with time_machine.travel(clock.now() - timedelta(seconds=20), tick=False):
        assert door.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    door.post(START)
    assert door.get(LEAVE)["Location"].startswith(reverse("account_reauthenticate"))


def test_beginning_drops_what_the_browser_keeps_and_needs_the_permission(tablet: Any) -> None:
    door = tablet(started=False)
    before = door.cookies["lintel"].value
    begun = door.post(START)
    assert begun["Clear-Site-Data"] == '"cache"'
    assert door.cookies["lintel"].value != before
    assert tablet("feng", started=False).post(START).status_code == 403
    assert tablet("feng", started=False).get(KIOSK).status_code == 403


def test_outside_the_mode_there_is_no_such_page(tablet: Any) -> None:
    desk = tablet(started=False)
    assert desk.get(KIOSK)["Location"] == desk.get(LEAVE)["Location"] == "/customers/reception/"
