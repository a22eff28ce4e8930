"""Lists keep within reach, page by key, and never put a number into an address."""

from __future__ import annotations

from typing import Any

import pytest

from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import Department, User
from lintel.platform.workbench.models import SavedView
from lintel.platform.workbench.paging import Order, neighbours, page_of, position
from lintel.platform.workbench.registry import resources
from lintel.platform.workbench.widgets import widgets_for

People = "/directory/user/"


@pytest.mark.parametrize(
    ("path", "size"), [("pinyin", 5), ("-pinyin", 4), ("pk", 7), ("-last_login", 5), ("department__name", 6)]
)
def test_pages_by_key_show_every_row_once_there_and_back(cast: dict[str, User], path: str, size: int) -> None:
    order, rows = Order.parse(path), User.objects.exclude(username="system")
    whole = [row.pk for row in order.applied(rows)]
    seen, page = [], page_of(rows, order, size=size)
    while True:
        seen += [row.pk for row in page]
        if not page.after:
            break
        page = page_of(rows, order, size=size, after=page.after)
    assert seen == whole
    back = [row.pk for row in page]
    while page.before:
        page = page_of(rows, order, size=size, before=page.before)
        back = [row.pk for row in page] + back
    assert back == whole


def test_a_forged_cursor_answers_the_first_page(cast: dict[str, User]) -> None:
    page = page_of(User.objects.all(), Order("pk"), size=3, after="forged")
    assert [row.pk for row in page] == list(User.objects.order_by("pk").values_list("pk", flat=True)[:3])


def test_previous_and_next_follow_the_list(cast: dict[str, User]) -> None:
    order, rows = Order("pinyin"), User.objects.exclude(username="system")
    listed = list(order.applied(rows))
    assert neighbours(rows, order, listed[2]) == (listed[1], listed[3])
    assert position(rows, order, listed[2]) == (3, len(listed))
    assert neighbours(rows, order, listed[0])[0] is None


def test_a_list_shows_columns_by_permission(enter: Any) -> None:
    assert "wangmin" not in enter("wang").get(People).content.decode()
    page = enter("admin").get(People).content.decode()
    assert ">wang<" in page
    assert "user-create" not in page
    assert '/directory/user/new/"' in page


def test_only_known_columns_sort_and_unknown_parameters_do_nothing(enter: Any) -> None:
    client = enter("wang")
    assert client.get(People + "?sort=password").status_code == 200
    assert client.get(People + "?password__startswith=x&sort=-pk;drop").status_code == 200


def test_rows_alone_come_back_for_the_rows_target(enter: Any) -> None:
    part = enter("wang").get(People, headers={"HX-Request": "true", "HX-Target": "rows"}).content.decode()
    assert "<html" not in part
    assert "王敏" in part


def test_the_same_page_is_a_drawer_when_a_drawer_asks(enter: Any, cast: dict[str, User]) -> None:
    client = enter("wang")
    url = cast["liu"].get_absolute_url() + "?list=department%3D1"
    whole = client.get(url).content.decode()
    drawer = client.get(url, headers={"HX-Request": "true", "X-Lintel-Frame": "drawer"}).content.decode()
    assert "<html" in whole
    assert "<html" not in drawer
    assert "drawer-head" in drawer


def test_a_row_out_of_reach_and_no_row_answer_alike(enter: Any) -> None:
    client = enter("wang")
    assert client.get("/directory/user/999999/").status_code == 404
    assert client.get("/access/role/1/").status_code == 404
    assert client.get("/access/role/").status_code == 403


def test_views_are_kept_and_shared_only_by_supervisors(enter: Any, cast: dict[str, User]) -> None:
    team = Department.objects.get(name="销售一组")
    client = enter("wang")
    url = f"{People}view/?query=department%3D{team.pk}%26after%3Dx%26found%3Dtoken"
    posted = {"_key": "one-key-for-this", "name": "我常看的", "shared": "no"}
    assert client.post(url, posted).status_code == 303
    view = SavedView.objects.get()
    assert (view.query, view.owner) == (f"department={team.pk}", cast["wang"])
    assert "我常看的" in client.get(People).content.decode()
    assert "我常看的" not in enter("sun").get(People).content.decode()
    refused = client.post(url, {"_key": "another-key-1", "name": "全体", "shared": "all"})
    assert refused.status_code == 409
    assert SavedView.objects.count() == 1


def test_every_declared_list_opens_for_whoever_may_see_it(enter: Any, cast: dict[str, User], projects: Any) -> None:
    from lintel.platform.access.scope import may

    for name in ("liu", "wang", "admin"):
        client = enter(name)
        for resource in resources.values():
            wanted = 200 if may(cast[name], resource.view_permission) else 403
            assert client.get(resource.url).status_code in {wanted, 302}, (name, resource.key)


def test_a_number_searched_for_never_stands_in_an_address(
    enter: Any, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    resource = type(resources[User])
    monkeypatch.setattr(
        resource, "private_search", lambda user, words: User.objects.filter(mobile__endswith=words[-4:]), raising=False
    )
    User.objects.filter(pk=cast["sun"].pk).update(mobile="13812345678")
    client = enter("wang")
    answer = client.post(f"{People}find/", {"q": "138 1234 5678", "query": "?department=&after=x"})
    assert answer.status_code == 302
    assert "5678" not in answer["Location"]
    page = client.get(answer["Location"]).content.decode()
    rows = page[page.index('id="rows"') :]
    assert "孙丽" in rows
    assert "周强" not in rows
    assert "13812345678" not in str(dict(client.session))
    stranger = enter("liu").get(answer["Location"]).content.decode()
    assert "孙丽" not in stranger[stranger.index('id="rows"') :]


def test_bulk_does_each_row_and_names_what_was_refused(
    enter: Any, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    from lintel.organisation import actions

    monkeypatch.setattr(type(resources[User]), "bulk", [actions.disable_person])
    client = enter("admin")
    url = f"{People}bulk/disable_person/?chosen={cast['wang'].pk}&chosen={cast['admin'].pk}"
    assert "王敏" in client.get(url).content.decode()
    page = client.post(url, {"_key": "bulk-key-1", "reason": "离职"}).content.decode()
    assert "系统管理员" in page[page.index("versus") :]
    assert not User.objects.get(username="wang").is_active
    assert User.objects.get(username="admin").is_active
    assert enter("liu").get(url).status_code == 404


def test_an_export_needs_permission_and_a_purpose_and_is_on_record(enter: Any, cast: dict[str, User]) -> None:
    User.objects.filter(pk=cast["sun"].pk).update(mobile="=1+1")
    url = f"{People}export/?department={cast['sun'].department_id}"
    assert enter("wang").get(url).status_code == 403
    client = enter("liu")
    assert client.post(url, {"purpose": "", "fmt": "csv"}).status_code == 422
    answer = client.post(url, {"purpose": "核对通讯录", "fmt": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "孙丽" in text
    assert "周强" not in text
    assert ",=1+1" not in text
    assert Entry.objects.get(deed="exchange.export_rows").inputs["purpose"] == "核对通讯录"


def test_home_shows_the_cards_of_the_post(enter: Any, cast: dict[str, User]) -> None:
    client = enter("wang")
    card = next(card.name for card in widgets_for(cast["wang"]) if not card.eager)
    assert f"/workbench/widget/{card}/" in client.get("/").content.decode()
    assert client.get(f"/workbench/widget/{card}/").status_code == 200
    assert client.get("/workbench/widget/nothing/").status_code == 404


def test_the_search_box_searches_what_one_may_see(enter: Any) -> None:
    assert "周强" in enter("wang").post("/workbench/search/", {"q": "zhouq"}).content.decode()
    assert enter("wang").get("/workbench/search/").status_code == 200
    assert enter("wang").get("/help/").status_code == 200
    mark = enter("wang").get("/workbench/watermark.svg").content.decode()
    assert "王敏" in mark
