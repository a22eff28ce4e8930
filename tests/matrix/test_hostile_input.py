"""Forms take what they ask for and nothing else; whatever text somebody writes is shown as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models
from django.urls import reverse

from lintel.customers.models import Customer
from lintel.platform.workbench.registry import resources
from tests.matrix.conftest import Visitor, rolled_back
from tests.matrix.labels import World

pytestmark = pytest.mark.django_db
KEY = {"_key": "fedcba9876543210"}
XSS = "\"><script>__xss(7919)</script><img src=x onerror=__xss(7919)>'{{7*7}}"
RAW = (b"<script>__xss", b"<img src=x onerror=__xss")
#: What somebody would send to help themselves.
HOSTILE = {
    "owner": "2", "owner_id": "2", "project": "2", "project_id": "2", "status": "approved",
    "stage": "owner", "sale_state": "sold", "price": "1",
    "list_price": "1", "floor_price": "1", "approved_by": "2", "is_superuser": "on", "is_staff": "on", "is_active": "",
    "created_at": "2000-01-01",
    "protected_until": "2099-01-01", "pk": "1", "id": "1", "uid": "x", "consultant": "2", "deposit_amount": "1", "roles": "1",
}  # fmt: skip


def _columns(row: models.Model) -> dict[str, Any]:
    fresh = type(row)._base_manager.get(pk=row.pk)
    return {f.attname: getattr(fresh, f.attname) for f in fresh._meta.concrete_fields}


def _changed(visitor: Visitor, url: str, data: dict[str, Any], row: models.Model) -> tuple[int, set[str]]:
    before = _columns(row)
    with rolled_back():
        response = visitor.client.post(url, {**HOSTILE, **data, **KEY})
        after = _columns(row)
    return response.status_code, {name for name in before if str(before[name]) != str(after[name])}


def test_a_form_changes_what_it_asks_for_and_nothing_else(world: World, visitor: Callable[[str], Visitor]) -> None:
    customer, user = world.of("customers.referral", "wang").customer, world.cast["zhao"]
    unit = world.of("inventory.unit", project="松风明月")
    always = {"updated_at", "search_text", "name_index", "pinyin"}
    status, changed = _changed(
        visitor("wang"), reverse("customers:customer-act", args=[customer.pk, "set_grade"]), {"grade": "B"}, customer
    )
    assert status == 303
    assert changed <= {"grade", "graded_at", "next_action_at", "stage", *always}  # a grade makes a lead an intent
    status, changed = _changed(
        visitor("liu"),
        reverse("inventory:unit-act", args=[unit.pk, "designate_not_for_sale"]),
        {"reason": "样板房"},
        unit,
    )
    assert "project_id" not in changed
    assert "list_price" not in changed
    status, changed = _changed(
        visitor("admin"),
        reverse("directory:user-act", args=[user.pk, "change_person"]),
        {"name": "赵磊磊", "username": "zhao2"},
        user,
    )
    assert not changed & {"is_superuser", "is_staff", "is_active", "password", "uid", "id"}


def test_every_deed_form_ignores_what_it_does_not_ask_for(world: World, visitor: Callable[[str], Visitor]) -> None:
    """Sent with nothing but hostile fields, no deed of the manager or the administrator moves ownership, project or rights."""
    guarded = {"project_id", "owner_id", "is_superuser", "is_staff", "uid", "created_at", "id"}
    wrong = []
    for who in ("liu", "admin"):
        eyes = visitor(who)
        for resource in resources.values():
            for labelled in world.rows.get(resource.key, [])[:1]:
                for action in resource.actions(eyes.person.user, labelled.row):
                    if {"owner", "project"} & set(action.inputs) or (
                        action.form is not None and {"owner", "project"} & set(getattr(action.form, "base_fields", {}))
                    ):
                        continue
                    url = reverse(resource.route("act"), args=[labelled.row.pk, action.name])
                    try:
                        _status, changed = _changed(eyes, url, {}, labelled.row)
                    except type(labelled.row).DoesNotExist:
                        continue
                    wrong += [f"{url}: {name}" for name in changed & guarded]
    assert wrong == []


def test_the_machine_takes_no_more_than_the_form(world: World, visitor: Callable[[str], Visitor]) -> None:
    customer = world.of("customers.referral", "wang").customer
    before = _columns(customer)
    with rolled_back():
        visitor("wang").client.post(
            reverse("api:customers_set_grade", args=[customer.pk]), {"grade": "B", **HOSTILE}, content_type="application/json",
            headers={"Idempotency-Key": "0123456789"},
        )  # fmt: skip
        after = _columns(customer)
    assert after["stage"] == Customer.Stage.INTENT  # what a grade means; not the "owner" that was sent along
    assert {n for n in before if str(before[n]) != str(after[n])} <= {
        "grade",
        "graded_at",
        "next_action_at",
        "stage",
        "updated_at",
    }


def test_hostile_text_is_shown_as_text(world: World, visitor: Callable[[str], Visitor]) -> None:
    """Every text column that people fill holds a payload; no page of the manager or the consultant lets it out raw."""
    with rolled_back():
        _poison(world)
        wrong = []
        for who in ("liu", "wang", "admin", "zheng"):
            eyes = visitor(who)
            for url in _pages(world):
                for headers in ({}, {"HX-Request": "true", "X-Lintel-Frame": "drawer"}):
                    response = eyes.client.get(url, headers=headers)
                    if "html" not in response.headers.get("Content-Type", ""):
                        continue
                    body = b"" if response.streaming else response.content
                    wrong += [f"{who} {url}: {raw.decode()}" for raw in RAW if raw in body]
                    assert (
                        b"49" not in body[body.find(b"__xss") : body.find(b"__xss") + 60] if b"__xss" in body else True
                    )
        answer = visitor("wang").client.post(reverse("workbench:search"), {"q": XSS[:80]})
        wrong += [f"search: {raw.decode()}" for raw in RAW if raw in answer.content]
    assert sorted(set(wrong)) == []


def _poison(world: World) -> None:
    spared = {
        "password",
        "language",
        "theme",
        "path",
        "url",
        "code",
        "number",
        "kind",
        "importer",
        "point",
        "deed",
        "username",
        "method",
        "file",
    }
    for rows in world.rows.values():
        for labelled in rows:
            model, values = type(labelled.row), {}
            if model._meta.label in ("audit.Entry", "access.Role", "access.Grant"):
                continue
            for f in model._meta.concrete_fields:
                plain = type(f) in (models.CharField, models.TextField)
                if (
                    plain
                    and not f.choices
                    and not f.unique
                    and f.name not in spared
                    and f.editable
                    and (f.max_length or 999) >= 20
                ):
                    values[f.attname] = f"{labelled.row.pk % 10}{XSS}"[: f.max_length or 999]
            try:
                with rolled_back_on_error():
                    model._base_manager.filter(pk=labelled.row.pk).update(**values)
            except Exception:
                continue


def rolled_back_on_error() -> Any:
    from django.db import transaction

    return transaction.atomic()


def _pages(world: World) -> list[str]:
    urls = [
        "/",
        reverse("me"),
        reverse("inventory:board"),
        reverse("inventory:board") + "?view=list",
        reverse("customers:floor"),
        reverse("customers:kit"),
    ]
    urls += [
        reverse(n)
        for n in (
            "approvals:inbox",
            "tasks:list",
            "notices:list",
            "exchange:imports",
            "customers:reception",
            "approvals:deputies",
        )
    ]
    for resource in resources.values():
        urls.append(resource.url)
        urls += [resource.url_of(k.row) for k in world.rows.get(resource.key, [])[:1]]
        if resource.create is not None:
            urls.append(reverse(resource.route("create")))
    return urls
