"""People write work down, for themselves or for colleagues in their reach; what waits for a post can be given to one of its holders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import Department, User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.notices.models import Notice
from lintel.platform.tasks.actions import (
    finish_task,
    give_task,
    postpone_task,
    reopen_task,
    take_back_errand,
    write_errand,
)
from lintel.platform.tasks.jobs import escalate_overdue
from lintel.platform.tasks.kinds import kinds, task_kind
from lintel.platform.tasks.models import Errand, Task
from lintel.platform.tasks.queries import given_by, my_todos, of_colleagues, todo_count
from lintel.platform.tasks.todo import settle, todo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people_work_here(project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lintel.site.accounts.needs_second_factor", lambda user: False, raising=False)


@pytest.fixture(autouse=True)
def check() -> Iterator[None]:
    task_kind("test.check", "Check", done_when=lambda row, task: row.name == "checked")
    yield
    kinds.pop("test.check")


@pytest.fixture
def row(db: None) -> Department:
    return Department.objects.create(name="not yet")


def told(kind: str) -> list[str]:
    return list(Notice.objects.filter(kind=kind).order_by("pk").values_list("receiver__username", flat=True))


def task_of(errand: Errand) -> Task:
    return Task.objects.get(kind__in=("tasks.own", "tasks.errand"), about_id=errand.pk)


# One's own


def test_what_one_notes_for_oneself_is_ones_own_business(cast):
    errand = write_errand(cast["wang"], title="续签工装合同", due_at=clock.now() + timedelta(hours=2))
    [task] = my_todos(cast["wang"])
    assert (task.title, task.kind, task.by_hand, Notice.objects.count()) == ("续签工装合同", "tasks.own", True, 0)
    for above in ("zhou", "chen", "liu"):
        assert not of_colleagues(cast[above]).exists()
    with clock.at(clock.now() + timedelta(days=3)):
        escalate_overdue()
    assert (told("tasks.overdue"), told("tasks.escalated")) == (["wang"], [])
    finish_task(cast["wang"], task)
    assert (todo_count(cast["wang"]), told("tasks.answered"), Errand.objects.get() == errand) == (0, [], True)


@pytest.mark.parametrize("field", ["title", "text"])
def test_numbers_stay_out(cast, field):
    with pytest.raises(ValidationError):
        write_errand(cast["wang"], **{"title": "x", field: "打给 13800001234"})
    with pytest.raises(ValidationError):
        write_errand(cast["wang"], title="x", due_at=clock.now() - timedelta(hours=1))
    assert Task.objects.count() == 0


# Given to a colleague


def test_a_supervisor_gives_work_to_the_team_and_hears_of_it(cast):
    errand = write_errand(cast["zhou"], title="整理样板房", text="周五前", assignee=cast["wang"])
    [task] = my_todos(cast["wang"])
    assert (task.kind, told("tasks.given"), list(given_by(cast["zhou"]))) == ("tasks.errand", ["wang"], [task])
    assert Entry.objects.get(deed="tasks.write_errand").actor == cast["zhou"]
    postpone_task(cast["wang"], task, until=clock.now() + timedelta(days=1), reason="等灯具")
    finish_task(cast["wang"], Task.objects.get(pk=task.pk))
    assert told("tasks.answered") == ["zhou", "zhou"]
    assert Notice.objects.filter(kind="tasks.given", read_at=None).count() == 0
    assert (errand.given_by, given_by(cast["zhou"]).count()) == (cast["zhou"], 0)
    reopen_task(cast["wang"], Task.objects.get(pk=task.pk))
    assert told("tasks.answered") == ["zhou", "zhou", "zhou"]
    assert list(given_by(cast["zhou"])) == [task]


@pytest.mark.parametrize(
    ("giver", "receiver", "may"),
    [
        ("zhou", "wang", True), ("zhou", "sun", False), ("zhou", "liu", False), ("wang", "zhao", False), ("wang", "wang", True),
        ("liu", "sun", True), ("chen", "tang", True), ("xu", "he", True), ("zheng", "wang", False), ("han", "wang", False),
    ],
)  # fmt: skip
def test_work_is_given_within_ones_reach(cast, giver, receiver, may):
    if may:
        write_errand(cast[giver], title="x", assignee=cast[receiver])
    else:
        with pytest.raises(NotPermitted):
            write_errand(cast[giver], title="x", assignee=cast[receiver])
    assert Task.objects.count() == may


def test_only_whoever_gave_it_takes_it_back(cast):
    errand = write_errand(cast["zhou"], title="x", assignee=cast["wang"])
    for other in ("wang", "liu"):
        with pytest.raises(NotPermitted):
            take_back_errand(cast[other], errand, reason="不做了")
    take_back_errand(cast["zhou"], errand, reason="不做了")
    assert (todo_count(cast["wang"]), told("tasks.answered"), Task.objects.get().dropped) == (0, ["wang"], True)
    with pytest.raises(Refused):
        take_back_errand(cast["zhou"], errand, reason="再收一次")


def test_a_colleague_who_has_too_much_gives_it_on_through_the_supervisor(cast):
    task = task_of(write_errand(cast["zhou"], title="x", assignee=cast["wang"]))
    with pytest.raises(NotPermitted):
        give_task(cast["wang"], task, assignee=cast["zhao"])
    give_task(cast["zhou"], task, assignee=cast["zhao"], note="王敏在接待，100% 要赶完")
    assert (todo_count(cast["wang"]), todo_count(cast["zhao"]), Errand.objects.get().person) == (0, 1, cast["zhao"])
    assert told("tasks.given") == ["wang", "zhao"]
    assert Notice.objects.filter(receiver=cast["zhao"]).get().body == "王敏在接待，100% 要赶完"
    assert Notice.objects.filter(receiver=cast["wang"], read_at=None).count() == 0


# Waiting for a post


def test_what_waits_for_a_post_is_given_to_one_of_its_holders(cast, row, project):
    task = todo("test.check", row, "Check it", role="SS", project_id=project.pk)
    assert (todo_count(cast["zhou"]), todo_count(cast["wu"])) == (1, 1)
    give_task(cast["liu"], task, assignee=cast["wu"])
    assert (todo_count(cast["zhou"]), todo_count(cast["wu"]), told("tasks.given")) == (0, 1, ["wu"])
    assert Entry.objects.get(deed="tasks.give_task").actor == cast["liu"]
    again = todo("test.check", row, "Check it again", role="SS", project_id=project.pk)
    assert (again.pk, Task.objects.count(), again.assignee) == (task.pk, 1, cast["wu"])
    row.name = "checked"
    assert (settle(row, cast["wu"]), todo_count(cast["wu"])) == (1, 0)


@pytest.mark.parametrize("receiver", ["wang", "han", "xu"])
def test_nobody_without_the_post_in_the_project_gets_it(cast, row, project, receiver):
    task = todo("test.check", row, "Check it", role="SS", project_id=project.pk)
    with pytest.raises(NotPermitted):
        give_task(cast["liu"], task, assignee=cast[receiver])
    assert Task.objects.get().role == "SS"


def test_a_supervisor_takes_on_what_waits_for_the_post(cast, row, project):
    task = todo("test.check", row, "Check it", role="SS", project_id=project.pk)
    give_task(cast["zhou"], task, assignee=cast["zhou"])
    assert (todo_count(cast["zhou"]), todo_count(cast["wu"]), told("tasks.given")) == (1, 0, [])
    with pytest.raises(NotPermitted):
        give_task(cast["zhou"], Task.objects.get(), assignee=cast["wu"])  # not of the team


def test_work_with_an_owner_goes_with_what_it_is_about(cast, row):
    task = todo("test.check", row, "Check it", assignee=cast["wang"])
    with pytest.raises(Refused) as refused:
        give_task(cast["zhou"], task, assignee=cast["zhao"])
    assert (Task.objects.get().assignee, bool(refused.value.remedy)) == (cast["wang"], True)


def test_nobody_gets_the_same_twice(cast, row, project):
    todo("test.check", row, "Check it", assignee=cast["wu"])
    task = todo("test.check", row, "Check it", role="SS", project_id=project.pk)
    with pytest.raises(Refused):
        give_task(cast["liu"], task, assignee=cast["wu"])


# By hand


def test_written_given_and_taken_back_by_hand(cast, enter):
    zhou, new = enter("zhou"), reverse("tasks:new")
    form = zhou.get(new).content.decode()
    assert ("王敏" in form, "孙丽" in form) == (True, False)
    assert "责任人" not in enter("wang").get(new).content.decode()  # nobody to choose
    said = {"title": "整理样板房", "text": "周五前", "assignee": cast["wang"].pk}
    assert zhou.post(new, said).status_code == 303
    assert zhou.post(new, {**said, "text": "13800001234"}).status_code == 422
    assert zhou.post(new, {**said, "assignee": cast["sun"].pk}).status_code == 422
    task = Task.objects.get()
    page = enter("wang").get(reverse("tasks:task-detail", args=[task.pk]), follow=True).content.decode()
    assert all(words in page for words in ("整理样板房", "周五前", "周强"))
    assert "整理样板房" in zhou.get(reverse("tasks:list") + "?tab=given").content.decode()
    give = reverse("tasks:give", args=[task.pk])
    assert zhou.get(give).status_code == 200
    assert enter("wang").get(give).status_code == 404
    assert zhou.post(give, {"assignee": cast["zhao"].pk}).status_code == 303
    back = reverse("tasks:take-back", args=[task.about_id])
    assert [enter(name).post(back, {"reason": "不做了"}).status_code for name in ("zhao", "sun", "zhou")] == [
        404,
        404,
        303,
    ]
    assert todo_count(cast["zhao"]) == 0


def test_every_tab_lists_as_many_as_it_says(cast, enter, row, project):
    write_errand(cast["zhou"], title="给王敏", assignee=cast["wang"])
    write_errand(cast["zhou"], title="给自己")
    todo("test.check", row, "Check it", role="SS", project_id=project.pk)
    todo("test.check", row, "Check it", assignee=cast["zhao"])
    page = enter("zhou").get(reverse("home")).content.decode()
    assert '<span class="count">2</span>' in page
    for tab, number in (("today", 2), ("given", 1), ("colleagues", 2)):
        shown = enter("zhou").get(reverse("tasks:list") + f"?tab={tab}")
        assert (shown.context["counts"][tab], shown.content.decode().count("<tr data-href")) == (number, number), tab
    plain = enter("wang").get(reverse("tasks:list") + "?tab=colleagues")
    assert plain.context["tab"] == "today"


def test_a_given_to_do_is_late_for_the_supervisor_a_day_later(cast):
    due = clock.now() + timedelta(hours=1)
    write_errand(cast["liu"], title="x", assignee=cast["wang"], due_at=due)
    for hours in (0, 5, 25):
        with clock.at(due + timedelta(hours=hours, seconds=1)):
            escalate_overdue()
    assert (told("tasks.overdue"), told("tasks.escalated")) == (["wang"], ["zhou"])


def test_somebody_who_left_is_given_nothing(cast):
    User.objects.filter(pk=cast["wang"].pk).update(is_active=False)
    with pytest.raises(NotPermitted):
        write_errand(cast["zhou"], title="x", assignee=cast["wang"])
