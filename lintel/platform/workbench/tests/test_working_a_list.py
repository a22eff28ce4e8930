"""What people do in a list: change a value where it stands, choose and order columns, keep views, act on many rows."""

from __future__ import annotations

import json
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lintel.customers.actions import profile
from lintel.customers.models import Customer
from lintel.customers.ownership import NameGram
from lintel.inventory.models import Project
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.workbench import bulk, bulk_runs, preferences, shortcuts
from lintel.platform.workbench.models import BulkRun, SavedView
from lintel.platform.workbench.registry import resources

List = "/customers/customer/"
People = "/directory/user/"
PART = {"X-Lintel-Frame": "part"}


@pytest.fixture
def customers(cast: dict[str, User], project: Project) -> list[Customer]:
    """Three of wang's and one of sun's, who is in another team."""
    made = []
    for number, (owner, name) in enumerate([("wang", "张三"), ("wang", "李四"), ("wang", "王五"), ("sun", "赵六")]):
        customer = Customer.objects.create(
            project=project, number=f"T-{number}", name=name, phone=f"1380000{number:04d}", stage="intent", grade="B",
            channel="walk_in", owner=cast[owner], protected_until=clock.now() + timedelta(days=9),
        )  # fmt: skip
        NameGram.objects.bulk_create(NameGram(customer=customer, gram=g) for g in NameGram.of(name))
        made.append(customer)
    return made


def change(client: Client, customer: Customer, **said: Any) -> Any:
    customer.refresh_from_db()
    data = {"_key": uuid.uuid4().hex, "_stamp": customer.stamp, **said}
    return client.post(f"{List}{customer.pk}/cell/grade/?list=grade%3DB", data, headers=PART)


def test_a_value_is_changed_where_it_stands_and_taken_back(enter: Any, customers: list[Customer]) -> None:
    wang, customer = enter("wang"), customers[0]
    form = wang.get(f"{List}{customer.pk}/cell/grade/", headers=PART).content.decode()
    assert 'name="grade"' in form
    assert "<html" not in form
    answer = change(wang, customer, grade="A")
    assert answer.status_code == 200
    assert answer.content.decode().startswith(f'<tr data-href="{List}{customer.pk}/?list=grade%3DB">')
    customer.refresh_from_db()
    assert customer.grade == "A"
    assert Entry.objects.filter(deed="customers.set_grade", subject_id=customer.pk).count() == 1
    undo = json.loads(answer["HX-Trigger"])["lintel:toast"]["undo"]
    back = wang.post(undo["url"], {**undo["fields"], "_key": uuid.uuid4().hex}, headers=PART)
    assert back.status_code == 200
    customer.refresh_from_db()
    assert customer.grade == "B"
    assert "undo" not in json.loads(back["HX-Trigger"])["lintel:toast"]


def test_a_stale_value_is_refused_and_the_present_one_told(enter: Any, customers: list[Customer]) -> None:
    wang, customer = enter("wang"), customers[0]
    old = customer.stamp
    profile.set_grade(customer.owner, customer, grade="C")
    answer = change(wang, customer, grade="A", _stamp=old)
    assert answer.status_code == 409
    assert "C 类" in answer.content.decode()
    customer.refresh_from_db()
    assert customer.grade == "C"


def test_only_declared_columns_of_rows_in_reach_are_changed(enter: Any, customers: list[Customer]) -> None:
    wang = enter("wang")
    assert wang.get(f"{List}{customers[0].pk}/cell/phone/").status_code == 404
    assert wang.get(f"{List}{customers[3].pk}/cell/grade/").status_code == 404
    assert change(wang, customers[3], grade="A").status_code == 404
    customers[3].refresh_from_db()
    assert customers[3].grade == "B"
    assert wang.get(f"{List}{customers[3].pk}/more/").status_code == 404


def test_deeds_of_a_row_come_when_asked_for(enter: Any, customers: list[Customer]) -> None:
    wang = enter("wang")
    page = wang.get(List, {"view": "all"}).content.decode()
    assert page.count('data-row-key="f"') == 3
    more = wang.get(f"{List}{customers[0].pk}/more/").content.decode()
    assert "/plan_follow_up/" in more
    assert "/record_follow_up/" not in more


def test_a_name_never_stands_in_an_address(enter: Any, customers: list[Customer]) -> None:
    wang = enter("wang")
    answer = wang.post(f"{List}find/", {"q": "张三", "grade": "B", "stage": ""})
    assert answer.status_code == 302
    assert "%E5%BC%A0" not in answer["Location"]
    assert "grade=B" in answer["Location"]
    page = wang.get(answer["Location"]).content.decode()
    rows = page[page.index('id="rows"') :]
    assert f"{List}{customers[0].pk}/" in rows
    assert f"{List}{customers[1].pk}/" not in rows
    old = wang.get(List, {"q": "李四"})
    assert old.status_code == 302
    assert "%E6" not in old["Location"]


@pytest.mark.parametrize("words", ["张三", "zs", "zhang", "zhangs", "zhangsan", "13800000000", "0000"])
def test_customers_are_found_as_people_type_them(words: str, enter: Any, customers: list[Customer]) -> None:
    page = enter("wang").post("/workbench/palette/", {"q": words}).content.decode()
    assert f'href="{List}{customers[0].pk}/"' in page
    assert f'href="{List}{customers[3].pk}/"' not in page
    assert "13800000000" not in page


def test_columns_are_chosen_and_ordered(enter: Any, cast: dict[str, User]) -> None:
    wang = enter("wang")
    usual = [c.name for c in resources[User].columns_for(cast["wang"])]
    wanted = [usual[1], usual[0]]
    assert wang.post(f"{People}columns/", {"column": wanted, "query": ""}).status_code == 303
    head = wang.get(f"{People}?view=all").content.decode().split("<thead>")[1].split("</thead>")[0]
    labels = [str(next(c.label for c in resources[User].shown if c.name == n)) for n in wanted]
    assert head.index(labels[0]) < head.index(labels[1])
    wang.post(f"{People}columns/", {"usual": "1", "query": ""})
    assert preferences.listed(User.objects.get(username="wang"), "columns:directory.user") == []


def test_a_list_opens_with_its_usual_columns_and_offers_and_exports_all(enter: Any, cast: dict[str, User]) -> None:
    resource, wang = resources[Customer], cast["wang"]
    page = enter("wang").get(List).context
    shown, offered = [c.name for c in page["columns"]], [c.name for c in page["all_columns"]]
    assert {c.name for c in resource.columns_for(wang)} - set(shown) == {"next_action", "channel"}
    assert set(offered) == {c.name for c in resource.columns_for(wang)}
    assert {c.name for c in page["listing"].columns_out()} == set(offered)
    enter("wang").post(f"{List}columns/", {"column": ["masked_name", "channel"], "query": ""})
    chosen = enter("wang").get(List).context["listing"]
    assert [c.name for c in chosen.columns()] == [c.name for c in chosen.columns_out()] == ["masked_name", "channel"]


def test_a_supervisor_gives_a_post_the_view_its_list_opens_with(enter: Any, cast: dict[str, User]) -> None:
    zhou, wang = enter("zhou"), enter("wang")
    team = cast["wang"].department_id
    url = f"{People}view/?query=department%3D{team}"
    said = {"_key": uuid.uuid4().hex, "name": "本组", "shared": "no", "opens_for": "SR"}
    assert zhou.post(url, said).status_code == 422  # nobody of the post would see it
    assert zhou.post(url, {**said, "_key": uuid.uuid4().hex, "shared": "team"}).status_code == 303
    view = SavedView.objects.get()
    assert wang.get(People)["Location"] == f"{People}?department={team}"
    assert wang.get(f"{People}?view=all").status_code == 200
    assert wang.post(f"{People}view/", {"opens": "all"}).status_code == 303
    assert wang.get(People)["Location"].endswith("?view=all")
    assert (
        wang.post(f"{People}view/?pk={view.pk}", {"_key": uuid.uuid4().hex, "name": "x", "shared": "no"}).status_code
        == 409
    )
    assert wang.post(f"{People}view/", {"forget": view.pk, "_key": uuid.uuid4().hex}).status_code == 409
    assert zhou.post(f"{People}view/", {"forget": view.pk, "_key": uuid.uuid4().hex}).status_code == 303
    assert not SavedView.objects.exists()


def test_a_consultant_gives_no_post_a_view(enter: Any) -> None:
    said = {"_key": uuid.uuid4().hex, "name": "全体", "shared": "all", "opens_for": "SR"}
    assert enter("wang").post(f"{People}view/?query=", said).status_code == 409
    assert not SavedView.objects.exists()


def test_a_page_is_asked_for_by_number(enter: Any, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(resources[User]), "per_page", 5)
    client = enter("liu")
    second = client.get(f"{People}?page=2").content.decode()
    first = client.get(f"{People}?view=all").content.decode()
    after = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    by_key = client.get(after).content.decode()

    def rows(page: str) -> str:
        return page.split("<tbody>")[1].split("</tbody>")[0]

    assert rows(second) == rows(by_key)
    assert client.get(f"{People}?page=99999").status_code == 200
    assert client.get(f"{People}?page=x").status_code == 200


def test_many_rows_are_done_by_the_worker_with_progress_and_a_result(
    enter: Any, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    from lintel.organisation import actions

    monkeypatch.setattr(type(resources[User]), "bulk", [actions.disable_person])
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    admin = enter("admin")
    chosen = f"chosen={cast['wang'].pk}&chosen={cast['admin'].pk}"
    url = f"{People}bulk/disable_person/?{chosen}"
    answer = admin.post(url, {"_key": "bulk-key-9", "reason": "离职"})
    run = BulkRun.objects.get()
    assert answer["Location"] == f"/workbench/bulk/{run.pk}/"
    assert "离职".encode() not in bytes(run.sealed)
    assert "0 / 2" in admin.get(answer["Location"]).content.decode()
    admin.post(url, {"_key": "bulk-key-9", "reason": "离职"})
    assert BulkRun.objects.count() == 1
    bulk_runs.do_run(run.pk)
    bulk_runs.do_run(run.pk)
    run.refresh_from_db()
    assert (run.status, run.done, len(run.refused), bytes(run.sealed)) == ("done", 1, 1, b"")
    assert not User.objects.get(pk=cast["wang"].pk).is_active
    assert Entry.objects.filter(deed="organisation.disable_person").count() == 1
    assert "系统管理员" in admin.get(answer["Location"]).content.decode()
    file = b"".join(admin.get(f"/workbench/bulk/{run.pk}/result/").streaming_content).decode("utf-8-sig")
    assert "系统管理员" in file
    for who in ("liu", "zhou"):
        assert enter(who).get(f"/workbench/bulk/{run.pk}/").status_code == 404
        assert enter(who).get(f"/workbench/bulk/{run.pk}/result/").status_code == 404


def test_keys_are_changed_switched_off_and_kept(enter: Any, cast: dict[str, User]) -> None:
    wang = enter("wang")
    usual = {c.name: c.usual for c in shortcuts.COMMANDS}
    assert wang.post("/workbench/keys/", {**usual, "on": "on", "next": "k"}).status_code == 422
    assert wang.post("/workbench/keys/", {**usual, "on": "on", "next": "h"}).status_code == 303
    page = wang.get("/").content.decode()
    assert "next:h" in page
    assert 'data-keys="on"' in page
    wang.post("/workbench/keys/", {**usual})
    assert 'data-keys="off"' in wang.get("/").content.decode()
    wang.post("/workbench/keys/", {"usual": "1"})
    assert "next:j" in wang.get("/").content.decode()


def test_the_palette_offers_pages_deeds_and_what_was_opened_last(
    enter: Any, customers: list[Customer], cast: dict[str, User]
) -> None:
    wang = enter("wang")
    assert "/customers/reception/" in wang.post("/workbench/palette/", {"q": "接待"}).content.decode()
    assert "/customers/reception/" in wang.post("/workbench/palette/", {"q": "jiedai"}).content.decode()
    assert "/system/" not in wang.post("/workbench/palette/", {"q": "角色"}).content.decode()
    deed = wang.post("/workbench/palette/", {"q": "跟进 张三"}).content.decode()
    assert f'href="{List}{customers[0].pk}/follow-up/"' in deed
    assert wang.get(f"{List}{customers[1].pk}/").status_code == 200
    last = wang.post("/workbench/palette/", {"q": ""}).content.decode()
    assert f'href="{List}{customers[1].pk}/"' in last
    assert "李四" not in str(dict(wang.session))
    Customer.objects.filter(pk=customers[1].pk).update(owner=cast["sun"])
    assert f'href="{List}{customers[1].pk}/"' not in wang.post("/workbench/palette/", {"q": ""}).content.decode()
    assert wang.get("/workbench/palette/").status_code == 405


def test_nobody_chooses_among_all_customers(client: Client, cast: dict[str, User], customers: list[Customer]) -> None:
    """A filter by customer is drawn only when an address names one; a hundred thousand names would be most of the page."""
    client.force_login(cast["liu"])
    assert 'name="customer"' not in client.get("/sales/reservation/").content.decode()
    chosen = client.get(f"/sales/reservation/?customer={customers[0].pk}").content.decode()
    offered = re.findall(r'name="customer" value="(\d+)"', chosen)
    assert offered == [str(customers[0].pk)], "the one"
    for nonsense in ("²", "999999999", "x"):
        assert client.get("/sales/reservation/", {"customer": nonsense}).status_code == 200
