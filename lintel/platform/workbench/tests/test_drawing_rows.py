"""Rows are drawn in Python: the same as a cell on its own, and hostile text stays text."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.safestring import mark_safe

from lintel.platform.directory.models import Department, User
from lintel.platform.kernel import clock
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.drawing import Table
from lintel.platform.workbench.registry import resources

HOSTILE = """<script>alert(1)</script>"onmouseover='x' &amp;"""
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;onmouseover=&#x27;x&#x27; &amp;amp;"


def columns(*said: Any) -> list[Column]:
    return [(Column(one) if isinstance(one, str) else one).bind(User) for one in said]


def drawn(user: User, *said: Any, **options: Any) -> str:
    return str(Table(columns(*said), resources[User].addresses(), **options).rows([user]))


def test_hostile_text_is_text_in_every_place_of_a_row(cast: dict[str, User]) -> None:
    wang = cast["wang"]
    wang.name, wang.department = HOSTILE, Department.objects.create(name=HOSTILE, parent=wang.department)
    html = drawn(
        wang,
        "name",
        "department",
        Column("who", label=HOSTILE, unit=HOSTILE, value=lambda u: u),
        Column("words", words={True: HOSTILE}, value=lambda u: True),
        Column("chip", kind="chip", value=lambda u: HOSTILE),
        suffix=f"?list={HOSTILE}",
        drawer=HOSTILE,
        check=True,
    )
    assert "<script" not in html
    assert html.count(SHOWN) >= 8
    assert "'x'" not in html
    assert html.startswith(f'<tr data-href="/directory/user/{wang.pk}/?list={SHOWN}">')


def test_html_that_says_so_is_not_escaped_twice(cast: dict[str, User]) -> None:
    html = drawn(cast["wang"], "name", Column("b", value=lambda u: mark_safe("<b>3</b>")))
    assert "<b>3</b>" in html


def test_an_empty_cell_is_a_dash_and_a_row_without_words_has_its_name(cast: dict[str, User]) -> None:
    html = drawn(cast["wang"], Column("mobile"), Column("last_login"), Column("none", value=lambda u: None))
    assert html.count(">—</td>") == 2
    assert f">{cast['wang']}</a>" in html


def test_zero_and_no_are_values(cast: dict[str, User]) -> None:
    html = drawn(cast["wang"], "name", Column("n", kind="number", value=lambda u: 0), "is_superuser")
    assert '<td class="num" data-label="N">0</td>' in html
    assert "—" not in html


def test_a_row_beyond_the_thousandth_is_chosen_by_its_key(cast: dict[str, User]) -> None:
    wang = cast["wang"]
    wang.pk = 4_000
    html = drawn(wang, "name", check=True)
    assert 'value="4000"' in html
    assert "/directory/user/4000/" in html


@pytest.mark.parametrize("name", [c.name for c in resources[User].shown])
def test_a_cell_on_its_own_looks_like_the_cell_in_a_row(name: str, cast: dict[str, User]) -> None:
    column = next(c for c in resources[User].shown if c.name == name)
    user = cast["wang"]
    user.last_login = clock.now() - timedelta(days=1)
    html = str(Table([columns("username")[0], column], resources[User].addresses()).rows([user]))
    assert f">{column.html(user)}</td></tr>" in html


def test_days_near_today_have_their_names(cast: dict[str, User]) -> None:
    wang = cast["wang"]
    said = []
    for days in (-400, -1, 0, 1):
        wang.last_login = clock.now().replace(hour=9, minute=5) + timedelta(days=days)
        said.append(columns("last_login")[0].html(wang))
    assert said[0] == f"{wang.last_login - timedelta(days=401):%Y-%m-%d} 09:05"
    assert said[1:] == ["昨天 09:05", "今天 09:05", "明天 09:05"]


def test_filters_offer_the_same_choices_as_ever(cast: dict[str, User]) -> None:
    client = Client()
    client.force_login(cast["liu"])
    team = Department.objects.get(name="销售一组")
    page = client.get(f"/directory/user/?department={team.pk}").content.decode()
    assert f'name="department" value="{team.pk}" checked><span>销售一组</span>' in page
    assert page.count('name="department"') == Department.objects.count()


def test_a_card_says_its_few_things_and_a_receiver_where_somebody_may_be_called(cast: dict[str, User]) -> None:
    wang = cast["wang"]
    shown = columns("name", Column("grade", kind="chip", value=lambda u: ""), "department", "mobile")
    for column, place in zip(shown[1:], ("card-top", "card-line", "off-card"), strict=True):
        column.place = place
    html = str(Table(shown, resources[User].addresses(), calls=lambda u: f"/ring/{u.pk}/").rows([wang]))
    assert 'class="cell-chip card-top cell-empty"' in html, "beside the title nothing stands for nothing"
    assert 'class="card-line"' in html
    assert 'class="off-card"' in html
    assert f'data-drawer href="/ring/{wang.pk}/"' in html
    assert "call-button" not in str(Table(shown, resources[User].addresses(), calls=lambda u: "").rows([wang]))


def test_a_card_names_columns_its_list_has() -> None:
    named = {resource.key: set(resource.card) for resource in resources.values() if resource.card}
    assert {"customers.customer", "customers.visit", "inventory.unit", "sales.reservation"} <= set(named)
    for resource in resources.values():
        assert set(resource.card) <= {c.name for c in resource.shown[1:]}, resource.key
        assert len(resource.card) <= 5, resource.key
