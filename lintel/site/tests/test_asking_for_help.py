"""A page that is not there for somebody: they may say why they need it, and learn nothing of whether it exists."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lintel.inventory.models import Project
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.notices.models import Notice
from lintel.platform.tasks.actions import finish_task
from lintel.platform.tasks.helping import PER_HOUR, ask_for_help
from lintel.platform.tasks.models import HelpRequest, Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.LINTEL_REQUIRE_TOTP = False


@pytest.fixture
def browser(cast: Any) -> Any:
    def of(name: str) -> Client:
        User.objects.filter(pk=cast[name].pk).update(language="en")
        client = Client()
        client.force_login(cast[name])
        return client

    return of


@pytest.fixture
def foreign(other_project: Project) -> str:
    """A project Wang is no member of."""
    return reverse("inventory:project-detail", args=[other_project.pk])


MADE_UP = "/inventory/project/987654321/"


def form(address: str, reason: str = "要对比两个项目的户型", **more: str) -> dict[str, str]:
    return {"_key": str(uuid.uuid4()), "address": address, "reason": reason, **more}


def _still(page: bytes, address: str) -> str:
    """Without what is new in every answer, and what was asked for."""
    text = re.sub(r'(csrfmiddlewaretoken|_key)" value="[^"]+"|csrf-token" content="[^"]+"', "*", page.decode())
    return text.replace(address, "*")


@pytest.mark.clause("8.1.1")
def test_what_is_out_of_reach_and_what_is_made_up_look_and_cost_alike(browser: Any, foreign: str) -> None:
    mine = browser("wang")
    mine.get(MADE_UP)
    pages, costs = [], []
    for address in (foreign, MADE_UP):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = mine.get(address)
        assert answer.status_code == 404
        pages.append(_still(answer.content, address))
        costs.append(len(asked))
    assert "Ask for help" in pages[0]
    assert pages[0] == pages[1]
    assert costs[0] == costs[1]


@pytest.mark.clause("8.1.1")
def test_asking_goes_the_same_way_whatever_is_there(browser: Any, cast: Any, foreign: str) -> None:
    mine, answers, costs = browser("wang"), [], []
    mine.post(reverse("tasks:help"), form("/nowhere/"))
    for address in (foreign, MADE_UP):
        with CaptureQueriesContext(connection) as asked:
            answer = mine.post(reverse("tasks:help"), form(address))
        answers.append((answer.status_code, answer["Location"]))
        costs.append(len(asked))
    assert answers[0] == answers[1] == (303, "/")
    assert costs[0] == costs[1]
    task = Task.objects.get(url=foreign)
    assert task.assignee == cast["zhou"]
    assert "要对比两个项目的户型" in task.title
    assert foreign in task.title
    assert "Your supervisor has been asked." in mine.get("/").content.decode()


@pytest.mark.parametrize(
    ("who", "gone", "above"),
    [
        ("wang", [], "zhou"),
        ("wang", ["zhou"], "chen"),
        ("wang", ["zhou", "chen"], "liu"),
        ("chen", [], "liu"),
        ("liu", [], "chen"),
    ],
)
def test_it_goes_up_to_the_next_who_is_there(cast: Any, who: str, gone: list[str], above: str) -> None:
    User.objects.filter(username__in=gone).update(is_active=False)
    ask_for_help(cast[who], address=MADE_UP, reason="客户在等答复")
    assert Task.objects.get().assignee == cast[above]


def test_with_nobody_above_it_waits_for_the_manager_to_come(cast: Any) -> None:
    User.objects.filter(username__in=["zhou", "chen", "liu"]).update(is_active=False)
    ask_for_help(cast["wang"], address=MADE_UP, reason="客户在等答复")
    assert (Task.objects.get().assignee, Task.objects.get().role) == (None, "MGR")


def test_asking_twice_makes_one_to_do_until_it_is_dealt_with(browser: Any, cast: Any, foreign: str) -> None:
    mine, once = browser("wang"), form(foreign)
    for said in (once, once, form(foreign, reason="再问一次同一页")):
        assert mine.post(reverse("tasks:help"), said).status_code == 303
    assert HelpRequest.objects.count() == Task.objects.count() == 1
    finish_task(cast["zhou"], Task.objects.get())
    told = Notice.objects.get(kind="tasks.help_dealt_with")
    assert (told.receiver, told.url) == (cast["wang"], foreign)
    ask_for_help(cast["wang"], address=foreign, reason="又需要看一次")
    assert Task.objects.filter(done_at=None).count() == 1


def test_not_too_often(browser: Any, cast: Any) -> None:
    mine = browser("wang")
    for n in range(PER_HOUR):
        assert mine.post(reverse("tasks:help"), form(f"/inventory/unit/{n}/")).status_code == 303
    refused = mine.post(reverse("tasks:help"), form("/inventory/unit/99/"))
    assert refused.status_code == 429
    assert all(words in refused.content.decode() for words in ("very often", "8.1.1", "G-30", "Wait an hour"))
    assert mine.post(reverse("tasks:help"), form("/inventory/unit/0/")).status_code == 303  # asked already
    assert Task.objects.count() == PER_HOUR
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False):
        ask_for_help(cast["wang"], address="/inventory/unit/99/", reason="客户在等答复")


@pytest.mark.parametrize(
    "address",
    ["", "https://example.org/", "//example.org/", "/\\example.org", "/a b/", "javascript:1", "/" + "x" * 200],
)
def test_only_an_address_of_ours_travels(cast: Any, address: str) -> None:
    with pytest.raises(Refused) as refused:
        ask_for_help(cast["wang"], address=address, reason="客户在等答复")
    assert (refused.value.rule, refused.value.clause, bool(refused.value.remedy)) == ("G-30", "8.1.1", True)
    assert not Task.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "要", "x" * 101])
def test_a_sentence_is_needed(cast: Any, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        ask_for_help(cast["wang"], address=MADE_UP, reason=reason)
    assert refused.value.clause == "8.1.1"
    assert refused.value.remedy
    assert not Task.objects.exists()


def test_numbers_do_not_travel_in_the_sentence(cast: Any) -> None:
    ask_for_help(cast["wang"], address=MADE_UP, reason="客户 13800001234 在等")
    assert "13800001234" not in Task.objects.get().title + HelpRequest.objects.get().reason


def test_who_holds_no_post_is_offered_nothing(browser: Any, cast: Any) -> None:
    page = browser("guest").get(MADE_UP)
    assert "answer-why" not in page.content.decode()
    with pytest.raises(NotPermitted):
        ask_for_help(cast["guest"], address=MADE_UP, reason="客户在等答复")
