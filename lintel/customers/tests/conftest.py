"""What customer tests start from: a notice in force and consultants on the duty list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from lintel.customers.actions.consents import publish_notice
from lintel.customers.actions.duty import put_on_duty
from lintel.customers.actions.reception import check_in
from lintel.customers.models import Channel, Customer, NoticeVersion, Visit

PHONE, OTHER_PHONE = "13800001234", "13900005678"


@pytest.fixture
def notice(cast: dict[str, Any]) -> NoticeVersion:
    return publish_notice(cast["liu"], text="我们为何收集您的信息……", effective_on=date(2026, 1, 1))


@pytest.fixture
def on_duty(cast: dict[str, Any], project: Any) -> list[Any]:
    """Wang first, then Zhao."""
    return [put_on_duty(cast["zhou"], project, consultant=cast[name]) for name in ("wang", "zhao")]


@pytest.fixture
def arrive(cast: dict[str, Any], project: Any, notice: NoticeVersion) -> Callable[..., Visit]:
    """``arrive("he", phone=…)``: somebody comes in and ``he`` is at the desk."""

    def come(desk: str = "he", phone: str = PHONE, name: str = "张建国", **more: Any) -> Visit:
        values = {"channel": Channel.WALK_IN, "agreed": True, **more}
        return check_in(cast[desk], project, phone=phone, name=name, **values)

    return come


@pytest.fixture
def customer(arrive: Callable[..., Visit], on_duty: list[Any]) -> Customer:
    """张建国, received by Wang."""
    known = arrive().customer
    assert known is not None
    return known


@pytest.fixture
def at(cast: Any) -> Any:
    """``at("wang")``: a browser in which Wang is signed in, English."""

    def browser(name: str) -> Client:
        type(cast[name]).objects.filter(pk=cast[name].pk).update(language="en")
        client = Client()
        client.force_login(cast[name])
        return client

    return browser
