"""A purchase plan begun and left is offered again for the same home and customer, and for no other."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lintel.platform.workbench.models import Draft
from lintel.sales.models import Quote

pytestmark = pytest.mark.django_db
KEY = {"_key": "plan-draft-0001"}


@pytest.fixture
def wang(client: Client, cast: dict[str, Any], settings: Any) -> Client:
    settings.LINTEL_REQUIRE_TOTP = False
    client.force_login(cast["wang"])
    return client


def _begin(wang: Client, url: str, **values: Any) -> None:
    page = wang.get(url).content.decode()
    found = re.search(r'data-draft="([^"]+)" data-draft-url="([^"]+)"', page)
    assert found is not None
    said = {"form": found[1], "url": found[2], "title": "t", "values": {k: [str(v)] for k, v in values.items()}}
    assert wang.post("/workbench/draft/", json.dumps(said), content_type="application/json").status_code == 200


@pytest.mark.clause("3.3.1")
def test_a_plan_begun_is_offered_for_its_home_alone_and_gone_once_written(wang, sale, units):
    new = reverse("sales:quote-new")
    here, there = (f"{new}?unit={u.pk}" for u in units[:2])
    _begin(
        wang,
        here,
        unit=units[0].code,
        customer=sale.customer.pk,
        years=25,
        special_discount="12345",
        special_reason="老客户",
    )
    page = wang.get(here).content.decode()
    assert "12345" in page
    assert "老客户" in page
    assert "12345" not in wang.get(there).content.decode()
    assert "12345" not in wang.get(f"{here}&scheme={sale.scheme.pk}").content.decode(), "an alternative was chosen"
    said = {
        "unit": units[0].code,
        "customer": sale.customer.pk,
        "scheme": sale.scheme.pk,
        "home": "first",
        "years": "30",
        **KEY,
    }
    assert wang.post(here, {**said, "unit": "99-9-9999"}).status_code == 422
    assert Draft.objects.exists(), "a mistake loses nothing"
    assert wang.post(here, said).status_code == 303
    assert not Draft.objects.exists()


@pytest.mark.clause("3.3.1")
def test_calculating_anew_keeps_what_was_begun(wang, sale, unit):
    said = {
        "unit": unit.code,
        "customer": sale.customer.pk,
        "scheme": sale.scheme.pk,
        "home": "first",
        "years": "30",
        **KEY,
    }
    assert wang.post(reverse("sales:quote-new"), said).status_code == 303
    change = reverse("sales:quote-change", args=[Quote.objects.get().pk])
    _begin(wang, change, special_reason="换到中间楼层")
    assert "换到中间楼层" in wang.get(change).content.decode()
    assert wang.post(change, {**said, "_key": "plan-draft-0002", "years": "20"}).status_code == 303
    assert not Draft.objects.exists()
