"""Signing in: the same answer for every failure, locked after five, ended in time, and a second factor where it matters."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from lintel.platform.directory.models import User
from lintel.platform.directory.sessions import end_sessions

PASSWORD = "松风明月-2026-house"
LOGIN = "/accounts/login/"
NOON = datetime.datetime(2026, 11, 23, 4, 0, tzinfo=datetime.UTC)


@pytest.fixture
def wang(cast: dict[str, User]) -> User:
    cache.clear()
    cast["wang"].set_password(PASSWORD)
    cast["wang"].save()
    return cast["wang"]


def _sign_in(name: str = "wang", password: str = PASSWORD, client: Client | None = None) -> Any:
    return (client or Client()).post(LOGIN, {"login": name, "password": password})


def test_the_right_password_opens_and_gives_a_new_session(wang: User) -> None:
    client = Client()
    client.get(LOGIN)
    client.session["x"] = 1
    client.session.save()
    before = client.session.session_key
    answer = _sign_in(client=client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session.session_key != before
    assert client.get("/").status_code == 200


def test_unknown_and_wrong_answer_alike(wang: User) -> None:
    def said(name: str) -> str:
        page = _sign_in(name, "not the password").content.decode()
        return page[page.index("form-errors") : page.index("</form>")].replace(name, "")

    unknown, wrong = said("nobody"), said("wang")
    assert unknown == wrong


def test_five_failures_lock_the_account_even_for_the_right_password(wang: User) -> None:
    for _ in range(5):
        _sign_in(password="wrong password")
    assert _sign_in().status_code == 200
    with time_machine.travel(time.time() + 16 * 60):
        assert _sign_in().status_code == 302


def test_there_is_no_sign_up_and_no_password_by_mail(wang: User) -> None:
    client = Client()
    for path in ("/accounts/signup/", "/accounts/password/reset/", "/accounts/email/"):
        assert client.get(path)["Location"].startswith(LOGIN)
        client.force_login(wang)
        assert client.get(path).status_code == 404
        client.logout()


def test_an_idle_session_ends_and_polling_does_not_keep_it(wang: User) -> None:
    client = Client()
    with time_machine.travel(NOON, tick=False) as clock:
        client.force_login(wang)
        clock.shift(25 * 60)
        assert client.get("/workbench/alive/").status_code == 200
        clock.shift(25 * 60)
        assert client.get("/workbench/alive/", headers={"X-Lintel-Poll": "1"}).status_code == 200
        clock.shift(6 * 60)
        assert client.get("/workbench/alive/").status_code == 302


def test_a_session_ends_after_a_day_however_busy(wang: User) -> None:
    client = Client()
    with time_machine.travel(NOON, tick=False) as clock:
        client.force_login(wang)
        answers = []
        for _ in range(62):
            clock.shift(24 * 60)
            answers.append(client.get("/workbench/alive/").status_code)
    assert answers[:60] == [200] * 60
    assert 302 in answers[60:]


def test_sessions_end_with_the_roles_they_were_opened_on(wang: User) -> None:
    client = Client()
    client.force_login(wang)
    assert client.get("/me/").status_code == 200
    wang.roles.clear()
    assert client.get("/me/").status_code == 302


def test_closing_an_account_ends_its_sessions(wang: User) -> None:
    client = Client()
    client.force_login(wang)
    assert end_sessions(wang) == 1
    assert client.get("/me/").status_code == 302


def test_a_password_given_by_somebody_else_is_changed_first(wang: User) -> None:
    User.objects.filter(pk=wang.pk).update(must_change_password=True)
    client = Client()
    client.force_login(wang)
    assert client.get("/")["Location"] == "/accounts/password/change/"
    new = "一句只有我知道的话-42-ok"
    posted = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", posted).status_code == 302
    assert client.get("/").status_code == 200


def test_whoever_may_see_plain_numbers_sets_up_a_second_factor(
    wang: User, cast: dict[str, User], settings: Any
) -> None:
    settings.LINTEL_REQUIRE_TOTP = True
    client = Client()
    client.force_login(cast["wang"])
    assert client.get("/")["Location"] == "/accounts/2fa/totp/activate/"
    assert client.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == "/accounts/2fa/totp/activate/"
    client.force_login(cast["guest"])
    assert client.get("/").status_code == 200


def test_signing_out_clears_the_browser(wang: User) -> None:
    client = Client()
    client.force_login(wang)
    assert client.get("/accounts/logout/").status_code == 200
    answer = client.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/").status_code == 302
