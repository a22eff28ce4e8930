"""Forms go through the door: once per key, never over somebody else's change, and what was typed stays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.platform.workbench import drafts
from lintel.platform.workbench.models import Draft

DRAWER = {"HX-Request": "true", "X-Lintel-Frame": "drawer"}


@pytest.fixture
def admin(cast: dict[str, User]) -> Client:
    client = Client()
    client.force_login(cast["admin"])
    return client


def _edit(person: User) -> str:
    return f"/directory/user/{person.pk}/change_person/"


def _values(person: User, **changes: Any) -> dict[str, Any]:
    return {
        "_key": "key-of-this-form",
        "name": person.name,
        "mobile": "",
        "department": person.department_id or "",
        **changes,
    }


def test_the_form_says_what_the_row_says_now(admin: Client, cast: dict[str, User]) -> None:
    page = admin.get(_edit(cast["wang"])).content.decode()
    assert 'value="王敏"' in page
    assert f'<option value="{cast["wang"].department_id}" selected>' in page


def test_a_deed_answers_303_and_tells_the_trail(admin: Client, cast: dict[str, User]) -> None:
    answer = admin.post(_edit(cast["wang"]), _values(cast["wang"], name="王小敏"))
    assert (answer.status_code, answer["Location"]) == (303, cast["wang"].get_absolute_url())
    assert "王小敏" in admin.get(answer["Location"]).content.decode()
    assert Entry.objects.filter(deed="organisation.change_person", subject_id=cast["wang"].pk).count() == 1


def test_in_a_drawer_the_answer_is_an_event(admin: Client, cast: dict[str, User]) -> None:
    answer = admin.post(_edit(cast["wang"]), _values(cast["wang"], name="王小敏"), headers=DRAWER)
    assert answer.status_code == 204
    done = json.loads(answer["HX-Trigger"])["lintel:done"]
    assert done["url"] == cast["wang"].get_absolute_url()
    assert "王小敏" in done["message"]


def test_a_retried_post_does_it_once(admin: Client, cast: dict[str, User]) -> None:
    posted = _values(cast["wang"], name="王小敏")
    assert [admin.post(_edit(cast["wang"]), posted).status_code for _ in range(3)] == [303, 303, 303]
    assert Entry.objects.filter(deed="organisation.change_person").count() == 1


def test_the_same_key_with_other_content_is_refused(admin: Client, cast: dict[str, User]) -> None:
    admin.post(_edit(cast["wang"]), _values(cast["wang"], name="王小敏"))
    answer = admin.post(_edit(cast["wang"]), _values(cast["wang"], name="王大敏"))
    assert answer.status_code == 422
    cast["wang"].refresh_from_db()
    assert cast["wang"].name == "王小敏"


def test_a_form_without_a_key_changes_nothing(admin: Client, cast: dict[str, User]) -> None:
    assert admin.post(_edit(cast["wang"]), _values(cast["wang"], name="X", _key="")).status_code == 409
    assert not Entry.objects.filter(deed="organisation.change_person").exists()


def test_mistakes_come_back_with_what_was_typed(admin: Client, cast: dict[str, User]) -> None:
    answer = admin.post(_edit(cast["wang"]), _values(cast["wang"], name="", mobile="0755-1234"))
    assert answer.status_code == 422
    assert 'value="0755-1234"' in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_a_deed_one_may_not_do_is_not_there(cast: dict[str, User]) -> None:
    client = Client()
    client.force_login(cast["wang"])
    assert client.get(_edit(cast["zhao"])).status_code == 404
    assert client.post(_edit(cast["zhao"]), _values(cast["zhao"], name="X")).status_code == 404


def test_what_is_typed_is_kept_sealed_offered_again_and_gone_after_use(admin: Client, cast: dict[str, User]) -> None:
    key = f"organisation.change_person:{cast['wang'].pk}"
    body = {"form": key, "url": _edit(cast["wang"]), "title": "编辑", "values": {"name": ["王草稿"]}}
    assert admin.post("/workbench/draft/", json.dumps(body), content_type="application/json").status_code == 200
    draft = Draft.objects.get()
    assert "王草稿".encode() not in bytes(draft.sealed)
    assert 'value="王草稿"' in admin.get(_edit(cast["wang"])).content.decode()
    assert drafts.found(cast["liu"], key) is None
    admin.post(_edit(cast["wang"]), _values(cast["wang"], name="王草稿"))
    assert not Draft.objects.exists()


def test_a_draft_cannot_lead_elsewhere(admin: Client) -> None:
    body = {"form": "x", "url": "//evil.example/", "title": "t", "values": {}}
    admin.post("/workbench/draft/", json.dumps(body), content_type="application/json")
    assert Draft.objects.get().url == ""
    assert admin.post("/workbench/draft/", "[]", content_type="application/json").status_code == 400


@pytest.fixture
def conflict(admin: Client, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> Any:
    """People carry no stamp of their own; teams do not either: give them one for this promise."""
    monkeypatch.setattr(User, "stamp", property(lambda self: self.name), raising=False)
    return admin


def test_a_stale_form_is_shown_both_values_and_writes_nothing(conflict: Client, cast: dict[str, User]) -> None:
    User.objects.filter(pk=cast["wang"].pk).update(name="王别人")
    answer = conflict.post(_edit(cast["wang"]), _values(cast["wang"], name="王我的", _stamp="王敏"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "王别人" in text
    assert "王我的" in text
    cast["wang"].refresh_from_db()
    assert cast["wang"].name == "王别人"
    again = conflict.post(_edit(cast["wang"]), _values(cast["wang"], name="王我的", _stamp="王别人"))
    assert again.status_code == 303
