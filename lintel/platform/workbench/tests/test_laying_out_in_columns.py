"""A list as a kanban: the rows and numbers of the list in columns, and cards that move by the deed of the list."""

from __future__ import annotations

import json
import re
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lintel.customers.actions import profile
from lintel.customers.models import Customer, Interest
from lintel.inventory.models import Building, Project, Unit
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.workbench import preferences
from lintel.platform.workbench.kanban import CARDS, Kanban
from lintel.platform.workbench.models import SavedView
from lintel.platform.workbench.registry import resources

LIST = "/customers/customer/"
GRADES = f"{LIST}?look=grade"
PART = {"X-Lintel-Frame": "part"}


def made(project: Project, owner: User, first: int, many: int, **values: Any) -> list[Customer]:
    return [
        Customer.objects.create(
            project=project, number=f"T-{n}", name="张三丰", phone=f"1380000{n:04d}", channel="walk_in", owner=owner,
            protected_until=clock.now() + timedelta(days=9), **{"stage": "intent", "grade": "B", **values},
        )
        for n in range(first, first + many)
    ]  # fmt: skip


@pytest.fixture
def customers(cast: dict[str, User], project: Project) -> list[Customer]:
    """Wang's: three B, one A, one without a grade, one who has reserved; and one of Sun's, who is in another team."""
    wang = cast["wang"]
    return [
        *made(project, wang, 0, 3),
        *made(project, wang, 3, 1, grade="A"),
        *made(project, wang, 4, 1, grade="", stage="lead"),
        *made(project, wang, 5, 1, stage="reserved"),
        *made(project, cast["sun"], 6, 1),
    ]


@pytest.fixture
def unit(project: Project) -> Unit:
    building = Building.objects.create(project=project, name="3栋")
    return Unit.objects.create(
        project=project, building=building, floor=1, room="01", gross_area=Decimal("93.87"), net_area=Decimal("74.81")
    )


def counts(page: str) -> dict[str, int]:
    """What stands over each column."""
    heads = re.findall(r'<h2 class="kanban-head".*?data-count="(\w*)">([\d,]+)<', page, re.S)
    return {value: int(number.replace(",", "")) for value, number in heads}


def cards(page: str) -> dict[int, str]:
    """``{customer: value of the column it stands in}``."""
    return {int(pk): at for pk, at in re.findall(r'id="card-(\d+)" data-href="[^"]*" data-at="(\w*)"', page)}


def move(client: Client, customer: Customer, grade: str, **said: Any) -> Any:
    customer.refresh_from_db()
    data = {"_key": uuid.uuid4().hex, "_stamp": customer.stamp, "grade": grade, **said}
    return client.post(f"{LIST}{customer.pk}/cell/grade/?list=&look=grade", data, headers=PART)


def test_columns_hold_the_rows_of_the_list_and_nobody_elses(enter: Any, customers: list[Customer]) -> None:
    page = enter("wang").get(GRADES).content.decode()
    assert cards(page) == {c.pk: c.grade for c in customers[:6]}
    assert counts(page) == {"A": 1, "B": 4, "C": 0, "D": 0, "": 1}
    assert "1380000" not in page
    assert "张三丰" not in page
    assert cards(enter("sun").get(GRADES).content.decode()) == {customers[6].pk: "B"}


@pytest.mark.parametrize("look", ["grade", "stage"])
@pytest.mark.parametrize(
    "more", ["", "&stage=intent&stage=lead", "&grade=A&grade=B", "&due=none", "&state=expiring&grade=B"]
)
def test_every_number_is_that_of_the_list_it_opens(look: str, more: str, enter: Any, customers: list[Customer]) -> None:
    wang = enter("wang")
    page = wang.get(f"{LIST}?look={look}{more}").content.decode()
    found = re.findall(r'<h2 class="kanban-head".*?href="([^"]*)".*?data-count="\w*">([\d,]+)<', page, re.S)
    assert found
    for url, number in found:
        assert "look=" not in url
        told = wang.get(url.replace("&amp;", "&") + "&_part=number").content.decode()
        assert (url, number) == (url, told)


def test_a_filter_on_the_value_leaves_its_columns_alone(enter: Any, customers: list[Customer]) -> None:
    assert counts(enter("wang").get(f"{GRADES}&grade=A&grade=none").content.decode()) == {"A": 1, "": 1}


def test_a_column_shows_thirty_and_goes_on_behind_them(enter: Any, cast: Any, project: Project) -> None:
    rows = made(project, cast["wang"], 0, CARDS * 2 + 5)
    wang = enter("wang")
    page = wang.get(GRADES).content.decode()
    shown = list(cards(page))
    assert len(shown) == CARDS
    assert counts(page)["B"] == len(rows)
    while more := re.search(r'hx-get="([^"]*_part=column[^"]*)"', page):
        made(project, cast["wang"], 1000 + len(shown), 1)  # who comes in between pushes nobody out
        page = wang.get(more[1].replace("&amp;", "&")).content.decode()
        assert "<html" not in page
        shown += cards(page)
    assert shown == [c.pk for c in reversed(rows)]
    assert wang.get(f"{GRADES}&_part=column&column=Q").status_code == 404
    assert wang.get(f"{LIST}?_part=column&column=B").status_code == 404


SORTS = ["number", "-number", "last_contact_at", "-last_contact_at", "next_action_at", "-next_action_at", "-stage"]


@pytest.mark.parametrize("distinct", [False, True])
@pytest.mark.parametrize("sort", SORTS)
def test_in_every_order_a_column_holds_its_rows_as_the_list_has_them(
    sort: str, distinct: bool, enter: Any, cast: Any, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some without a day, some with the same one; also where rows are said to be distinct, as a condition may do."""
    resource, usual = resources[Customer], type(resources[Customer]).rows
    if distinct:
        monkeypatch.setattr(type(resource), "rows", lambda self, user: usual(self, user).distinct())
    more = "&stage=intent&stage=lead"
    for n in range(CARDS * 2 + 5):
        days = {"last_contact_at": None, "next_action_at": None} if n % 5 == 0 else {
            "last_contact_at": clock.now() - timedelta(days=n % 3), "next_action_at": clock.now() + timedelta(days=n % 4)
        }  # fmt: skip
        made(project, cast["wang"], 100 + n * 7 % 65, 1, stage="lead" if n % 2 else "intent", **days)
    liu = enter("liu")
    query = QueryDict(f"grade=B&sort={sort}{more}")
    listing = resource.listing_of(liu.get(LIST, follow=True).wsgi_request, query)
    shown, page = [], liu.get(f"{GRADES}&sort={sort}{more}").content.decode()
    while True:
        shown += cards(page)
        if not (after := re.search(r'hx-get="([^"]*_part=column[^"]*)"', page)):
            break
        page = liu.get(after[1].replace("&amp;", "&")).content.decode()
    assert len(shown) == CARDS * 2 + 5
    assert shown == list(listing.order.applied(listing.rows).values_list("pk", flat=True))


def test_whole_rows_are_read_of_the_cards_that_are_shown_alone(enter: Any, customers: list[Customer]) -> None:
    """And few rows are gathered, by an order no index has: walking through all in theirs takes longer."""
    wang = enter("wang")
    for look, columns in (("grade", 5), ("stage", 10)):
        with CaptureQueriesContext(connection) as queries:
            wang.get(f"{LIST}?look={look}&sort=-last_contact_at")
        whole = [one["sql"] for one in queries if 'customers_customer"."phone_bidx' in one["sql"]]
        assert len(whole) == columns
        assert all(
            re.search(r'"id" IN \(SELECT U0\."id".*ORDER BY COALESCE\(U0\."last_contact_at".*LIMIT 31\)', sql)
            for sql in whole
        )


def test_a_card_moves_by_the_deed_of_the_list_and_back(enter: Any, customers: list[Customer]) -> None:
    wang, customer = enter("wang"), customers[0]
    answer = move(wang, customer, "C")
    assert answer.status_code == 200
    assert cards(answer.content.decode()) == {customer.pk: "C"}
    said = json.loads(answer["HX-Trigger"])
    assert said["lintel:counted"] == {"A": "1", "B": "3", "C": "1", "": "1"}
    assert Entry.objects.filter(deed="customers.set_grade", subject_id=customer.pk).count() == 1
    undo = said["lintel:toast"]["undo"]
    back = wang.post(undo["url"], {**undo["fields"], "_key": uuid.uuid4().hex}, headers=PART)
    assert cards(back.content.decode()) == {customer.pk: "B"}


def test_a_card_that_cannot_move_says_the_rule_and_the_remedy(enter: Any, customers: list[Customer]) -> None:
    """Whoever has reserved is graded no more: no menu is offered, and a move sent all the same is refused."""
    wang, reserved = enter("wang"), customers[5]
    page = wang.get(GRADES).content.decode()
    assert f'aria-label="移动到… {customers[0]}"' in page
    assert f'aria-label="移动到… {reserved}"' not in page
    answer = move(wang, reserved, "A")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "3.1.3" in text
    assert str(reserved) in text
    assert "HX-Trigger" not in answer
    reserved.refresh_from_db()
    assert reserved.grade == "B"
    assert not Entry.objects.filter(deed="customers.set_grade").exists()


def test_a_stale_card_is_refused_and_where_it_stands_now_is_said(enter: Any, customers: list[Customer]) -> None:
    wang, customer = enter("wang"), customers[0]
    old = customer.stamp
    profile.set_grade(customer.owner, customer, grade="C")
    answer = move(wang, customer, "A", _stamp=old)
    assert answer.status_code == 409
    assert "data-stale" in answer.content.decode()
    assert "等级: C" in answer.content.decode()
    customer.refresh_from_db()
    assert customer.grade == "C"


def test_a_value_nobody_knows_moves_nothing(enter: Any, customers: list[Customer]) -> None:
    answer = move(enter("wang"), customers[0], "Q")
    assert answer.status_code == 422
    assert "form-errors" in answer.content.decode()
    customers[0].refresh_from_db()
    assert customers[0].grade == "B"
    assert move(enter("wang"), customers[6], "A").status_code == 404


def test_what_follows_from_deeds_is_not_moved_by_hand(enter: Any, customers: list[Customer]) -> None:
    page = enter("wang").get(f"{LIST}?look=stage").content.decode()
    assert counts(page)["reserved"] == 1
    assert "card-move" not in page
    assert "data-takes" not in page
    assert "不能手动移动" in page
    for one in (k for r in resources.values() for k in r.kanbans):
        assert one.why or len(one.column.edit.inputs) == 1, "a card is moved by a deed that asks for nothing else"
    with pytest.raises(LookupError, match="no reason"):
        Kanban("stage", "By stage").bind(resources[Customer].shown, Customer)


def test_who_may_only_look_gets_no_menu(enter: Any, customers: list[Customer]) -> None:
    page = enter("gao").get(GRADES).content.decode()
    assert cards(page)
    assert "card-move" not in page


def test_the_look_is_remembered_and_stands_in_the_address(enter: Any, cast: Any, customers: list[Customer]) -> None:
    wang = enter("wang")
    SavedView.objects.create(owner=cast["wang"], resource="customers.customer", name="A 类客户", query="grade=A")
    answer = wang.post(f"{LIST}columns/", {"look": "grade", "query": "stage=intent"})
    assert (answer.status_code, answer["Location"]) == (303, f"{LIST}?stage=intent&look=grade")
    assert wang.get(LIST)["Location"] == f"{LIST}?look=grade"
    page = wang.get(f"{GRADES}&stage=intent").content.decode()
    assert f'href="{LIST}?grade=A&amp;look=grade"' in page
    assert '<input type="hidden" name="look" value="grade">' in page
    assert "kanban-pile" not in wang.get(f"{LIST}?grade=A").content.decode()
    assert wang.post(f"{LIST}columns/", {"look": "", "query": ""})["Location"] == f"{LIST}?view=all"
    assert wang.get(LIST).status_code == 200
    assert preferences.get(User.objects.get(pk=cast["wang"].pk), "columns:customers.customer") == ""
    assert "kanban-pile" not in wang.get(f"{LIST}?look=nonsense").content.decode()


def keep(client: Client, name: str, query: str, look: str, **said: Any) -> SavedView:
    """Press "save as view" on the list of ``query`` shown as ``look``; the list is shown again as it was."""
    shown = f"{LIST}?{query}{f'&look={look}' if look else ''}"
    link = re.search(r'href="([^"]*/view/\?query=[^"]*)"', client.get(shown).content.decode())
    assert link, "every list offers it"
    data = {"_key": uuid.uuid4().hex, "name": name, "shared": "no", **said}
    answer = client.post(link[1].replace("&amp;", "&"), data)
    assert (answer.status_code, answer["Location"]) == (303, shown)
    return SavedView.objects.get(name=name)


def tabs_of(page: str) -> dict[str, tuple[str, bool]]:
    """``{title: (address, whether one is there)}`` of the views above the list."""
    views = page.split('<nav class="views')[1].split("</nav>")[0]
    found = re.findall(r'<a class="tab" href="([^"]*)"( aria-current="page")?>([^<]*)<', views)
    return {title: (url.replace("&amp;", "&"), bool(here)) for url, here, title in found}


def test_a_view_kept_as_a_kanban_opens_as_one_and_no_other_does(enter: Any, cast: Any, customers: Any) -> None:
    wang = enter("wang")
    assert keep(wang, "看板", "stage=intent", "grade").look == "grade"
    address = f"{LIST}?stage=intent&look=grade"
    assert tabs_of(wang.get(f"{LIST}?view=all").content.decode())["看板"] == (address, False)
    page = wang.get(address).content.decode()
    assert "kanban-pile" in page
    tabs = tabs_of(page)
    assert tabs["看板"] == (address, True)
    assert [title for title, (url, _here) in tabs.items() if "look=" in url] == ["看板"]
    assert preferences.get(User.objects.get(pk=cast["wang"].pk), "look:customers.customer") == ""
    assert wang.get(LIST).status_code == 200
    wang.post(f"{LIST}columns/", {"look": "", "query": "stage=intent"})  # a glance at the table changes no view
    assert tabs_of(wang.get(f"{LIST}?stage=intent").content.decode())["看板"] == (address, True)


def test_a_view_kept_as_a_table_opens_as_one_for_whoever_likes_the_kanban(enter: Any, customers: Any) -> None:
    wang = enter("wang")
    wang.post(f"{LIST}columns/", {"look": "grade", "query": ""})
    assert keep(wang, "表", "stage=intent", "").look == SavedView.TABLE
    tabs = tabs_of(wang.get(GRADES).content.decode())
    assert {title for title, (url, _here) in tabs.items() if "look=grade" not in url} == {"表"}
    page = wang.get(tabs["表"][0]).content.decode()
    assert "<tbody" in page
    assert "kanban-pile" not in page
    assert tabs_of(page) == {**tabs, "全部": (tabs["全部"][0], False), "表": (tabs["表"][0], True)}
    assert wang.get(LIST)["Location"] == f"{LIST}?look=grade"


@pytest.mark.parametrize(("look", "liked"), [("stage", ""), ("", "grade"), ("stage", "grade")])
def test_the_view_of_a_post_opens_in_its_look_and_counts_the_same_rows(
    look: str, liked: str, enter: Any, cast: Any, customers: Any
) -> None:
    zhou, wang = enter("zhou"), enter("wang")
    wang.post(f"{LIST}columns/", {"look": liked, "query": ""})
    view = keep(zhou, "全组", "grade=B", look, shared="team", opens_for="SR", pinned="on")
    address = f"{LIST}?grade=B{f'&look={look}' if look else ''}"
    assert wang.get(LIST)["Location"] == address
    page = wang.get(address).content.decode()
    assert ("kanban-pile" in page) == bool(look)
    assert tabs_of(page)["全组"] == (address, True)
    assert f'hx-get="{LIST}?grade=B&amp;_part=number"' in page
    usual = f"{LIST}?view=all{f'&look={liked}' if liked else ''}"
    assert tabs_of(page)["全部"][0] == usual
    wang.post(f"{LIST}view/", {"opens": "all"})
    assert wang.get(LIST)["Location"] == usual
    wang.post(f"{LIST}view/", {"opens": view.pk})
    assert wang.get(LIST)["Location"] == address
    renamed = {"_key": uuid.uuid4().hex, "name": "本组", "shared": "team", "opens_for": "SR"}
    assert zhou.post(f"{LIST}view/?pk={view.pk}", renamed)["Location"] == address
    assert zhou.post(f"{LIST}view/", {"forget": view.pk, "_key": uuid.uuid4().hex})["Location"] == f"{LIST}?view=all"


def test_of_two_views_of_the_same_rows_the_one_in_this_look_is_current(enter: Any, customers: Any) -> None:
    wang = enter("wang")
    for name, look in (("表", ""), ("等级", "grade"), ("阶段", "stage")):
        keep(wang, name, "grade=B", look)
    for name in ("表", "等级", "阶段"):
        tabs = tabs_of(wang.get(tabs_of(wang.get(f"{LIST}?view=all").content.decode())[name][0]).content.decode())
        assert [title for title, (_url, here) in tabs.items() if here] == [name]


def test_a_kanban_that_is_no_more_opens_as_a_table(enter: Any, cast: Any, customers: Any) -> None:
    wang = enter("wang")
    wang.post(f"{LIST}columns/", {"look": "grade", "query": ""})
    said = {"_key": uuid.uuid4().hex, "name": "旧", "shared": "no"}
    assert wang.post(f"{LIST}view/?query=grade%3DB&look=nonsense", said).status_code == 303
    view = SavedView.objects.get()
    assert view.look == SavedView.TABLE
    SavedView.objects.update(look="channel")
    tabs = tabs_of(wang.get(f"{LIST}?grade=B").content.decode())
    assert tabs["旧"] == (f"{LIST}?grade=B", True)


def test_a_kanban_asks_as_much_for_many_cards_as_for_few(enter: Any, cast: Any, project: Project, unit: Unit) -> None:
    """One statement a column, one for the numbers, two for tags and homes; the others every page of a list has."""
    wang = enter("wang")
    asked = {}
    for number, look in enumerate(["grade", "stage"] * 2):
        for grade in "ABCD":
            row = made(project, cast["wang"], number * 400 + ord(grade) * 4, 4, grade=grade)[0]
            Interest.objects.create(customer=row, unit=unit, standing="first")
        for sort in ("", "&sort=-last_contact_at", "&sort=number"):
            wang.get(f"{LIST}?look={look}{sort}")
            with CaptureQueriesContext(connection) as queries:
                page = wang.get(f"{LIST}?look={look}{sort}").content.decode()
            assert str(unit) in page
            asked.setdefault(look, set()).add(len(queries))
    assert asked == {"grade": {16}, "stage": {21}}
