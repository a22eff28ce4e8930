"""To-dos wait for the right people, clear themselves, and come up the line when nobody does them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from lintel.platform.actions.undoing import UNDONE_WITHIN
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import Department, User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.notices.models import Notice
from lintel.platform.tasks.actions import finish_task, postpone_task, reopen_task
from lintel.platform.tasks.helping import HELP
from lintel.platform.tasks.jobs import escalate_overdue, settle_open_tasks
from lintel.platform.tasks.kinds import kinds, task_kind
from lintel.platform.tasks.models import Task
from lintel.platform.tasks.queries import escalated_to, my_todos, todo_count
from lintel.platform.tasks.todo import drop, settle, todo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def call_back() -> Iterator[None]:
    task_kind("test.call", "Call back", done_when=lambda row, task: row.name == "called")
    task_kind("test.by_hand", "Water the plants")
    yield
    for code in ("test.call", "test.by_hand"):
        kinds.pop(code)


@pytest.fixture
def row(db) -> Department:
    return Department.objects.create(name="not yet")


def test_it_waits_for_the_person_and_clears_itself(cast, row):
    todo("test.call", row, "Call %(who)s", values={"who": "Zhang"}, assignee=cast["wang"], url="/x/")
    assert [t.title for t in my_todos(cast["wang"])] == ["Call Zhang"]
    assert settle(row) == 0
    row.name = "called"
    assert (settle(row, cast["wang"]), todo_count(cast["wang"])) == (1, 0)
    assert Task.objects.get().done_by == cast["wang"]


def test_the_same_to_do_read_by_two_people_in_two_languages(cast, row, project, client):
    with translation.override("zh-hans"):
        todo(
            "test.call", row, gettext_lazy("Field report about %(category)s from %(who)s"), role="SS", project_id=project.pk,
            values={"category": gettext_lazy("Price"), "who": cast["wang"]},
        )  # fmt: skip
    said = {"zhou": ("zh-hans", "王敏的一线反馈：价格"), "wu": ("en", "Field report about Price from 王敏")}
    for name, (language, words) in said.items():
        User.objects.filter(pk=cast[name].pk).update(language=language)
        client.force_login(User.objects.get(pk=cast[name].pk))
        assert words in client.get(reverse("tasks:list")).content.decode()
        assert words in client.get(reverse("home")).content.decode()


def test_what_is_late_is_told_in_the_language_of_whoever_hears_it(cast, row):
    todo(
        "test.call",
        row,
        gettext_lazy("Sent back: %(what)s"),
        values={"what": "R-1"},
        assignee=cast["wang"],
        due_at=clock.now(),
    )
    with translation.override("zh-hans"):
        escalate_overdue()
    with translation.override("en"):
        assert Notice.objects.get().title == "Overdue: Sent back: R-1"


def test_a_to_do_from_before_messages_were_kept_is_read_as_it_was_written(cast, row):
    task = todo("test.call", row, "旧的 100 % 待办", assignee=cast["wang"])
    with translation.override("en"):
        assert Task.objects.get(pk=task.pk).title == "旧的 100 % 待办"


def test_asking_again_changes_the_one_that_is_open(cast, row):
    for title in ("first", "second"):
        todo("test.call", row, title, assignee=cast["wang"])
    assert [t.title for t in Task.objects.all()] == ["second"]
    row.name = "called"
    settle(row)
    todo("test.call", row, "third", assignee=cast["wang"])
    assert Task.objects.count() == 2


def test_the_database_keeps_it_to_one_open(cast, row):
    task = todo("test.call", row, "x", assignee=cast["wang"])
    task.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        task.save(force_insert=True)


def test_for_a_post_it_waits_for_its_holders_in_the_project(cast, row, project):
    todo("test.call", row, "x", role="SS", project_id=project.pk)
    assert [name for name, person in cast.items() if todo_count(person)] == ["zhou", "wu"]


def test_what_was_done_without_saying_so_is_found(cast, row):
    todo("test.call", row, "x", assignee=cast["wang"])
    Department.objects.filter(pk=row.pk).update(name="called")
    assert (settle_open_tasks(), todo_count(cast["wang"])) == (1, 0)


def test_a_cancelled_row_needs_nobody(cast, row):
    todo("test.call", row, "x", assignee=cast["wang"])
    assert (drop(row), todo_count(cast["wang"])) == (1, 0)


@pytest.mark.clause("3.2.1")
def test_late_work_is_reminded_of_then_the_supervisor_then_the_manager_hears(cast, row, project):
    due = clock.now()
    todo("test.call", row, "Call", assignee=cast["wang"], due_at=due)
    heard = []
    for hours in (-1, 0, 1, 4, 5, 24, 30):
        with clock.at(due + timedelta(hours=hours, seconds=1)):
            moved = escalate_overdue()
            heard.append((hours, moved))
    assert heard == [(-1, 0), (0, 1), (1, 0), (4, 1), (5, 0), (24, 1), (30, 0)]
    told = list(Notice.objects.order_by("pk").values_list("receiver__username", "kind"))
    assert told == [("wang", "tasks.overdue"), ("zhou", "tasks.escalated"), ("liu", "tasks.escalated")]
    assert [t.title for t in escalated_to(cast["liu"])] == ["Call"]


def test_work_done_in_time_is_never_reported(cast, row):
    todo("test.call", row, "Call", assignee=cast["wang"], due_at=clock.now() - timedelta(hours=9))
    Department.objects.filter(pk=row.pk).update(name="called")
    assert (escalate_overdue(), Notice.objects.count()) == (0, 0)


def test_only_ones_own_and_only_what_is_ticked_by_hand(cast, row):
    seen = todo("test.call", row, "x", assignee=cast["wang"])
    with pytest.raises(Refused):
        finish_task(cast["wang"], seen)
    by_hand = todo("test.by_hand", row, "x", assignee=cast["wang"])
    with pytest.raises(NotPermitted):
        finish_task(cast["zhao"], by_hand)
    finish_task(cast["wang"], by_hand)
    by_hand.refresh_from_db()
    assert by_hand.done_by == cast["wang"]


def test_what_was_reported_is_not_postponed(cast, row):
    task = todo("test.call", row, "x", assignee=cast["wang"], due_at=clock.now() + timedelta(hours=1))
    postpone_task(cast["wang"], task, until=clock.now() + timedelta(hours=2), reason="busy")
    Task.objects.update(level=1)
    with pytest.raises(Refused):
        postpone_task(cast["wang"], task, until=clock.now() + timedelta(hours=3), reason="busy")


def test_what_was_told_about_late_work_is_over_when_it_is_done(cast, row):
    todo("test.by_hand", row, "Water", assignee=cast["wang"], due_at=clock.now() - timedelta(hours=5))
    escalate_overdue()
    assert Notice.objects.filter(read_at=None).count() == 2
    finish_task(cast["wang"], Task.objects.get())
    assert Notice.objects.filter(read_at=None).count() == 0


def test_it_is_postponed_from_the_centre_with_a_reason(client, cast, row):
    # Due an hour ago: an hour from now is tomorrow's work when the suite runs late in the evening.
    task = todo("test.call", row, "Call", assignee=cast["wang"], due_at=clock.now() - timedelta(hours=1))
    address = reverse("tasks:postpone", args=[task.pk])
    client.force_login(cast["zhou"])
    assert client.get(address).status_code == 404
    client.force_login(cast["wang"])
    assert address in client.get(reverse("tasks:list")).content.decode()
    until = f"{clock.now() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    assert client.post(address, {"until": until}).status_code == 422
    assert client.post(address, {"until": until, "reason": "abroad"}).status_code == 303
    task.refresh_from_db()
    assert f"{clock.local(task.due_at):%Y-%m-%dT%H:%M}" == until


def test_a_task_is_for_a_person_or_a_post(cast, row):
    with pytest.raises(ValueError):
        todo("test.call", row, "x")
    with pytest.raises(ValueError):
        todo("test.call", row, "x", assignee=cast["wang"], role="SS")


def test_the_centre_leads_to_the_work(client, cast, row):
    task = todo("test.by_hand", row, "Water", assignee=cast["wang"], url="/somewhere/")
    client.force_login(cast["zhao"])
    assert client.get(reverse("tasks:task-detail", args=[task.pk])).status_code == 404
    client.force_login(cast["wang"])
    for tab in ("today", "later", "overdue", "team", "done"):
        assert client.get(reverse("tasks:list"), {"tab": tab}).status_code == 200
    assert client.get(reverse("tasks:task-detail", args=[task.pk]))["Location"] == "/somewhere/"
    assert client.post(reverse("tasks:finish", args=[task.pk])).status_code == 303
    assert todo_count(cast["wang"]) == 0


# Taking a tick back


def test_a_tick_is_taken_back_from_the_next_page_once(client, cast, row):
    task = todo("test.by_hand", row, "Water", assignee=cast["wang"])
    back = reverse("tasks:reopen", args=[task.pk])
    client.force_login(cast["wang"])
    centre = reverse("tasks:list")
    assert client.post(back).status_code == 409, "it is open"
    client.post(reverse("tasks:finish", args=[task.pk]))
    offered = client.get(centre).content.decode()
    assert (back in offered, "data-take-back" in offered) == (True, True)
    assert back not in client.get(centre).content.decode(), "offered on the next page only"
    assert client.post(back).status_code == 303
    task.refresh_from_db()
    assert (task.done_at, task.done_by, todo_count(cast["wang"])) == (None, None, 1)
    assert Entry.objects.filter(deed="tasks.reopen_task", actor=cast["wang"]).count() == 1
    assert client.post(back).status_code == 409, "a second press changes nothing"
    assert Entry.objects.filter(deed="tasks.reopen_task").count() == 1


def test_a_tick_stays_when_it_is_old_anothers_asked_again_or_final(client, cast, row):
    by_hand = todo("test.by_hand", row, "Water", assignee=cast["wang"])
    finish_task(cast["wang"], by_hand)
    with clock.at(clock.now() + UNDONE_WITHIN + timedelta(seconds=1)), pytest.raises(Refused):
        reopen_task(cast["wang"], by_hand)
    with pytest.raises(NotPermitted):
        reopen_task(cast["zhao"], by_hand)
    again = todo("test.by_hand", row, "Water", assignee=cast["wang"])
    with translation.override("en"), pytest.raises(Refused, match="asked again"):
        reopen_task(cast["wang"], by_hand)
    drop(row)
    reopen_task(cast["wang"], by_hand)
    again.refresh_from_db()
    with pytest.raises(Refused):
        reopen_task(cast["wang"], again)  # nobody did it: it went away
    for_help = todo(HELP, row, "Help", assignee=cast["wang"])
    Task.objects.filter(pk=for_help.pk).update(done_at=clock.now(), done_by=cast["wang"])
    with pytest.raises(Refused):
        reopen_task(cast["wang"], for_help)  # whoever asked was told
    seen = todo("test.call", row, "Call", assignee=cast["wang"])
    Task.objects.filter(pk=seen.pk).update(done_at=clock.now(), done_by=cast["wang"])
    with pytest.raises(Refused):
        reopen_task(cast["wang"], seen)  # the software saw that it was done
