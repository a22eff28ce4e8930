"""An export holds the ticked rows or all that meet the conditions, in the columns asked for, and says how many before."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from lintel.customers.models import Customer
from lintel.inventory.models import Project
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.platform.exchange.models import ExportJob
from lintel.platform.jobs.worker import run_pending
from lintel.platform.workbench.registry import resources

pytestmark = pytest.mark.django_db
List = "/customers/customer/"
URL = f"{List}export/"
ASKED = {"purpose": "回访名单", "fmt": "csv", "columns_offered": "1", "column": ["number", "phone", "masked_name"]}


@pytest.fixture
def customers(cast: dict[str, User], project: Project) -> list[Customer]:
    owners = ["wang", "wang", "wang", "sun"]
    return [
        Customer.objects.create(
            project=project, owner=cast[owner], name=f"张{n}", phone=f"1380000{n:04}", number=f"K-{n}", grade="AABA"[n]
        )
        for n, owner in enumerate(owners)
    ]


def table(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200, answer.content.decode()[:1500]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [row for row in csv.reader(io.StringIO(text)) if len(row) > 1]


def labels(*names: str) -> list[str]:
    return [str(next(c.label for c in resources[Customer].shown if c.name == name)) for name in names]


@pytest.mark.clause("8.1.1")
def test_only_ticked_rows_go_out_in_the_columns_and_the_order_asked_for(enter: Any, customers: list[Customer]) -> None:
    ticked = f"{URL}?chosen={customers[0].pk}&chosen={customers[2].pk}"
    page = enter("zhou").get(ticked).content.decode()
    assert "2 行" in page, "said before"
    assert "只导出已勾选的行" in page
    rows = table(enter("zhou").post(ticked, ASKED))
    assert rows[0] == labels("number", "phone", "masked_name")
    assert sorted(rows[1:]) == [["K-0", "138****0000", "张*"], ["K-2", "138****0002", "张*"]]
    entry = Entry.objects.get(deed="exchange.export_rows")
    assert entry.inputs["rows"] == 2
    assert entry.inputs["columns"] == labels("number", "phone", "masked_name")
    assert entry.inputs["filters"] == ["已勾选 2 行"]


@pytest.mark.clause("8.1.1")
def test_all_that_meet_the_conditions_go_out(enter: Any, customers: list[Customer]) -> None:
    for more in ("", "&all=1"):
        page = enter("zhou").get(f"{URL}?grade=A{more}").content.decode()
        assert "2 行" in page
        assert "只导出已勾选的行" not in page
        rows = table(enter("zhou").post(f"{URL}?grade=A{more}", ASKED))
        assert [row[0] for row in rows[1:]] == ["K-1", "K-0"]
    assert [e.inputs["rows"] for e in Entry.objects.filter(deed="exchange.export_rows")] == [2, 2]


def test_ticks_reach_no_further_than_the_list(enter: Any, customers: list[Customer]) -> None:
    """Rows out of reach, outside the conditions, or nonsense are not there."""
    ticked = "&".join(f"chosen={pk}" for pk in (customers[1].pk, customers[2].pk, customers[3].pk, "x", "9" * 30, "-1"))
    rows = table(enter("zhou").post(f"{URL}?grade=A&{ticked}", ASKED))
    assert [row[0] for row in rows[1:]] == ["K-1"]
    empty = enter("zhou").get(f"{URL}?chosen=x").content.decode()
    assert "没有可导出的行" in empty
    assert "btn btn-primary" not in empty.split("form-foot")[1].split("</form>")[0]
    assert len(table(enter("zhou").post(f"{URL}?chosen=x", ASKED))) == 1, "none of them is not all of them"


def test_the_columns_shown_now_are_ticked_in_their_order_and_the_others_offered(
    enter: Any, customers: list[Customer]
) -> None:
    client = enter("zhou")
    shown = [c.name for c in client.get(f"{List}?view=all").context["columns"]]
    offered = re.findall(r'name="column" value="(\w+)"( checked)?', client.get(URL).content.decode())
    assert [name for name, ticked in offered if ticked] == shown
    assert [name for name, ticked in offered if not ticked] == ["next_action", "channel"]
    client.post(f"{List}columns/", {"column": ["number", "masked_name"], "query": ""})
    again = re.findall(r'name="column" value="(\w+)" checked', client.get(URL).content.decode())
    assert again == ["number", "masked_name"]


def test_no_column_is_no_file_and_a_hidden_column_is_not_there_for_the_asking(
    enter: Any, customers: list[Customer], cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter("zhou")
    none = client.post(URL, {**ASKED, "column": []})
    assert none.status_code == 422
    assert "请至少选择一列" in none.content.decode()
    assert not Entry.objects.filter(deed="exchange.export_rows").exists()
    column = next(c for c in resources[Customer].shown if c.name == "channel")
    monkeypatch.setattr(column, "permission", "system.see_everything")
    rows = table(client.post(URL, {**ASKED, "column": ["channel", "number", "password", "grade", "number"]}))
    assert rows[0] == labels("number", "grade")
    kept = client.post(URL, {**ASKED, "purpose": "", "column": ["channel", "phone", "number"]})
    assert re.findall(r'name="column" value="(\w+)" checked', kept.content.decode()) == ["phone", "number"], "as asked"


def test_numbers_in_plain_are_not_asked_for_without_their_column(enter: Any, customers: list[Customer]) -> None:
    asked = {**ASKED, "plain": "on", "purpose_kind": "follow_up", "column": ["number"]}
    answer = enter("zhou").post(URL, asked)
    assert answer.status_code == 422
    assert "所选的列不含" in answer.content.decode()
    assert not ExportJob.objects.exists()


def test_the_worker_writes_the_ticked_rows_alone(
    enter: Any, customers: list[Customer], settings: Any, tmp_path: Any
) -> None:
    settings.LINTEL_EXPORT_AT_ONCE, settings.MEDIA_ROOT = 1, tmp_path
    ticked = f"{URL}?chosen={customers[0].pk}&chosen={customers[2].pk}"
    assert "后台生成" in enter("zhou").get(ticked).content.decode()
    assert enter("zhou").post(ticked, ASKED).status_code == 303
    run_pending()
    job = ExportJob.objects.get()
    assert job.rows == 2
    assert Entry.objects.get(deed="exchange.export_rows").inputs["columns"] == labels("number", "phone", "masked_name")


def test_whoever_may_export_may_tick(enter: Any, customers: list[Customer]) -> None:
    for name, may in (("zhou", True), ("wang", False)):
        page = enter(name).get("/customers/visit/?view=all").content.decode()
        assert ('data-bulk="/customers/visit/export/"' in page) is may, name
