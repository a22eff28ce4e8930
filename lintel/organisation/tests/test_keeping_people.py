"""People join with a one-time password, change posts, and leave; nobody does it to themselves."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from lintel.organisation import actions
from lintel.platform.access.models import Role
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.platform.kernel.errors import NotPermitted, Refused


@pytest.mark.clause("2.1")
def test_a_new_colleague_gets_one_post_and_a_password_told_once(cast: dict[str, User]) -> None:
    client = Client()
    client.force_login(cast["admin"])
    role = Role.objects.get(code="SR")
    posted = {"_key": "new-colleague-1", "name": "新同事", "username": "xin", "post": role.pk, "mobile": ""}
    told = client.post("/directory/user/new/", posted).content.decode()
    password = re.search(r"<code[^>]*>([a-z0-9-]{16})</code>", told)
    assert password
    person = User.objects.get(username="xin")
    assert person.check_password(password[1])
    assert person.must_change_password
    assert person.pinyin == "xintongshi xts"
    assert [r.code for r in person.roles.all()] == ["SR"]
    again = client.post("/directory/user/new/", posted)
    assert password[1] not in again.content.decode()
    assert User.objects.filter(username="xin").count() == 1


def test_the_trail_keeps_no_password(cast: dict[str, User]) -> None:
    person = actions.reset_password(cast["admin"], cast["wang"])
    entries = [str((e.changes, e.inputs)) for e in Entry.objects.filter(subject_id=cast["wang"].pk)]
    assert entries
    assert not any(person.one_time_password in e or "md5" in e or "argon2" in e for e in entries)


@pytest.mark.clause("2.1")
def test_a_person_holds_exactly_one_post_and_any_duties(cast: dict[str, User]) -> None:
    roles = {r.code: r for r in Role.objects.all()}
    actions.give_posts(cast["admin"], cast["wang"], post=roles["SS"], duties=[roles["FIN"], roles["LEG"]])
    assert {r.code for r in cast["wang"].roles.all()} == {"SS", "FIN", "LEG"}


def test_only_the_administrator_manages_accounts(cast: dict[str, User]) -> None:
    for name in ("wang", "zhou", "liu"):
        with pytest.raises(NotPermitted):
            actions.disable_person(cast[name], cast["zhao"], reason="x")
    cast["zhao"].refresh_from_db()
    assert cast["zhao"].is_active


def test_nobody_gives_rights_to_themselves(cast: dict[str, User]) -> None:
    with pytest.raises(Refused):
        actions.give_posts(cast["admin"], cast["admin"], post=Role.objects.get(code="MGR"))
    assert {r.code for r in cast["admin"].roles.all()} == {"SYS"}


def test_a_leaver_is_closed_signed_out_and_may_come_back(
    cast: dict[str, User], django_capture_on_commit_callbacks: Any
) -> None:
    client = Client()
    client.force_login(cast["wang"])
    with django_capture_on_commit_callbacks(execute=True):
        actions.disable_person(cast["admin"], cast["wang"], reason="离职")
    assert client.get("/me/").status_code == 302
    cast["wang"].refresh_from_db()
    actions.enable_person(cast["admin"], cast["wang"], reason="返聘")
    cast["wang"].refresh_from_db()
    assert cast["wang"].is_active


def test_colleagues_find_one_another_by_pinyin(cast: dict[str, User]) -> None:
    client = Client()
    client.force_login(cast["wang"])
    page = client.get("/directory/user/?q=zq").content.decode()
    assert "周强" in page
    assert "吴敏芝" not in page


@pytest.mark.parametrize(
    ("language", "posts"), [("zh-hans", "客服专员、出纳"), ("en", "Customer service specialist, Cashier")]
)
def test_posts_and_duties_stand_in_the_punctuation_of_the_reader(
    cast: dict[str, User], language: str, posts: str
) -> None:
    client = Client()
    User.objects.filter(pk=cast["wang"].pk).update(language=language)
    client.force_login(cast["wang"])
    assert posts in client.get("/directory/user/?q=lt").content.decode()
