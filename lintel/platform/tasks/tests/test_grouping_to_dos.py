"""Many to-dos of a kind become one block that says how many and names what matters most; a few stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lintel.platform.directory.models import Department
from lintel.platform.kernel import clock
from lintel.platform.tasks.grouping import FIRST, grouped
from lintel.platform.tasks.kinds import Told, kinds, task_kind
from lintel.platform.tasks.todo import todo

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def two_kinds() -> Iterator[None]:
    task_kind("test.many", "Ring up", tell=lambda tasks: {t.pk: Told(f"row {t.about_id}", t.about_id) for t in tasks})
    task_kind("test.few", "Water the plants")
    task_kind("test.decide", "Decide", waited_for=True)
    with clock.at(NOW):
        yield
    for code in ("test.many", "test.few", "test.decide"):
        kinds.pop(code)


def ask(kind: str, person: Any, count: int, hours: int) -> list[Any]:
    rows = [Department.objects.create(name=f"{kind} {n}") for n in range(count)]
    return [todo(kind, row, row.name, assignee=person, due_at=NOW + timedelta(hours=hours)) for row in rows]


def test_a_few_are_shown_one_by_one_in_the_order_of_their_due_moments(cast: Any) -> None:
    late, soon = ask("test.few", cast["wang"], 2, 5), ask("test.many", cast["wang"], 2, 3)
    assert [g.rows[0].task for g in grouped(cast["wang"])] == [*soon, *late]
    assert not any(g.folded for g in grouped(cast["wang"]))


def test_many_become_a_block_that_counts_and_names_the_weightiest(cast: Any) -> None:
    tasks = ask("test.many", cast["wang"], 9, -30)
    ask("test.few", cast["wang"], 1, 1)
    block, single = grouped(cast["wang"])
    assert (block.total, block.overdue, block.folded, len(block.rows)) == (9, 9, True, FIRST)
    assert [r.task for r in block.rows] == tasks[:-4:-1]
    assert single.rows[0].task.kind == "test.few"


def test_today_is_what_is_late_due_by_tonight_waited_for_or_without_a_date_and_every_count_agrees(cast: Any) -> None:
    wang, rows = cast["wang"], ask("test.many", cast["wang"], 2, 2) + ask("test.few", cast["wang"], 1, -50)
    ask("test.many", cast["wang"], 5, 48), ask("test.few", cast["wang"], 1, 14)
    rows += ask("test.decide", cast["wang"], 1, 20)
    rows.append(todo("test.few", Department.objects.create(name="sometime"), "sometime", assignee=wang))
    client = Client()
    client.force_login(wang)
    assert {r.task for g in grouped(wang) for r in g.rows} == set(rows)
    assert client.get(reverse("tasks:count")).content == b"5"
    home, centre = client.get("/"), client.get(reverse("tasks:list"))
    assert (home.context["total"], home.context["later"]) == (5, 6)
    assert set(centre.context["page"].object_list) == set(rows)
    later = client.get(reverse("tasks:list"), {"tab": "later"})
    assert f"{reverse('tasks:list')}?tab=later" in home.content.decode()
    assert later.context["page"].paginator.count == 6
    assert (later.context["counts"]["today"], later.context["counts"]["later"]) == (5, 6)


def test_with_nothing_for_today_the_page_says_so_and_how_many_come_later(cast: Any) -> None:
    ask("test.few", cast["guest"], 3, 40)
    client = Client()
    client.force_login(cast["guest"])
    home = client.get("/")
    assert "今天的事都做完了" in home.content.decode()
    assert home.context["later"] == 3


def test_as_many_queries_for_many_as_for_few(cast: Any, django_assert_num_queries: Any) -> None:
    ask("test.many", cast["wang"], 5, 1)
    cast["wang"].codes, grouped(cast["wang"])
    with django_assert_num_queries(2):
        grouped(cast["wang"])
    ask("test.many", cast["wang"], 40, 1)
    with django_assert_num_queries(2):
        assert grouped(cast["wang"])[0].total == 45


def test_the_block_leads_to_as_many_rows_as_it_says(cast: Any) -> None:
    ask("test.many", cast["wang"], 7, -1)
    ask("test.few", cast["wang"], 1, -1)
    client = Client()
    client.force_login(cast["wang"])
    home = client.get("/").content.decode()
    assert f"{reverse('tasks:list')}?kind=test.many" in home
    listed = client.get(reverse("tasks:list") + "?kind=test.many")
    assert listed.context["page"].paginator.count == 7


def test_nothing_to_do_is_a_page_of_its_own(cast: Any) -> None:
    client = Client()
    client.force_login(cast["guest"])
    assert "今天的事都做完了" in client.get("/").content.decode()
