"""Everybody may read the policy, and each sees what carries it out as far as they may open it."""

from datetime import datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import get_resolver
from django.utils import translation

from lintel.platform.audit.models import record
from lintel.platform.clauses import registry
from lintel.platform.clauses.registry import carries, clause
from lintel.platform.directory.models import Department
from lintel.platform.kernel import clock
from lintel.policy import queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_carriers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three things carry out two clauses; what the product registers is left aside."""
    assert get_resolver().url_patterns  # what registers while addresses are loaded does so before it is left aside
    monkeypatch.setattr(registry, "_carriers", {})
    carries("3.4.2", "action", "sales.try_deposit", "Record a deposit")
    carries("3.4.2", "resource", "sales.try", "Deposits", url_name="policy:rules", permission="sales.view_try")
    carries("1.1", "screen", "policy.index", "Policy", url_name="policy:index")
    registry.rule("G-06", clause="3.4.2")(lambda: None)


def numbers(chapters: list[queries.ChapterView]) -> list[str]:
    return [view.clause.number for chapter in chapters for section in chapter.sections for view in section.clauses]


def test_the_whole_policy_is_shown_and_filters_narrow_it(cast: dict[str, Any]) -> None:
    reader = cast["wang"]
    assert numbers(queries.policy_for(reader)) == [one.number for one in registry.clauses()]
    assert numbers(queries.policy_for(reader, chapter="8")) == ["8.1.1", "8.1.2", "8.2.1", "8.2.2"]
    assert numbers(queries.policy_for(reader, chapter="3", post="FIN")) == ["3.4.2"]
    assert set(numbers(queries.policy_for(reader, open_only=True))) == {one.number for one in registry.clauses()} - {
        "1.1",
        "3.4.2",
    }
    assert queries.policy_for(reader, chapter="9") == []
    assert queries.coverage() == (2, 120)


def test_what_one_may_not_open_is_named_but_not_linked(cast: dict[str, Any]) -> None:
    with translation.override("en"):
        view = queries.clause_view(clause("3.4.2"), cast["wang"])
        shown = {s.carrier.kind: (s.title, s.url, s.allowed) for _kind, group in view.groups for s in group}
    assert shown["action"] == ("Record a deposit", "", False)
    assert shown["resource"] == ("Deposits", "", False)
    assert shown["rule"][0].startswith("G-06 ")
    assert shown["rule"][1].endswith("/rules/G-06/")


def test_deeds_of_this_month_are_counted_and_only_ones_own_without_the_trail(cast: dict[str, Any]) -> None:
    team = Department.objects.first()
    with clock.at(datetime(2026, 10, 31, 23, 59)):
        record(cast["wang"], "sales.try_deposit", team, {}, {})
    with clock.at(datetime(2026, 11, 1, 0, 0)):
        record(cast["wang"], "sales.try_deposit", team, {}, {})
        record(cast["zhao"], "sales.try_deposit", team, {}, {})
    with clock.at(datetime(2026, 11, 20, 9, 0)):
        assert queries.clause_view(clause("3.4.2"), cast["wang"]).deeds == 1
        assert queries.clause_view(clause("3.4.2"), cast["guest"]).deeds == 0


def test_the_pages_open_in_three_languages(client: Client, cast: dict[str, Any]) -> None:
    client.force_login(cast["wang"])
    for language, title in [("zh-hans", "管理制度"), ("zh-hant", "管理制度"), ("en", "Policy")]:
        page = client.get("/policy/", headers={"accept-language": language}).content.decode()
        assert title in page
        assert clause("7.4.3").title.say(language) in page
    one = client.get("/policy/clauses/3.4.2/", headers={"accept-language": "en"}).content.decode()
    assert clause("3.4.2").title.hans in one
    assert "/policy/rules/G-06/" in one
    assert client.get("/policy/rules/").status_code == 200
    assert (
        "Civil Code art. 586" in client.get("/policy/rules/G-06/", headers={"accept-language": "en"}).content.decode()
    )


def test_a_drawer_gets_the_clause_without_the_page_around_it(client: Client, cast: dict[str, Any]) -> None:
    client.force_login(cast["wang"])
    drawer = client.get("/policy/clauses/3.4.2/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in drawer
    assert drawer.count("<article") == 1


def test_unknown_numbers_are_not_found_and_strangers_are_sent_to_sign_in(client: Client, cast: dict[str, Any]) -> None:
    assert client.get("/policy/").status_code == 302
    client.force_login(cast["wang"])
    for address in ("/policy/clauses/3.4.9/", "/policy/rules/G-99/"):
        assert client.get(address).status_code == 404
    assert client.post("/policy/").status_code == 405


def test_the_whole_page_costs_one_query_for_its_counts(cast: dict[str, Any], django_assert_num_queries: Any) -> None:
    reader = cast["wang"]
    queries.policy_for(reader)  # grants are remembered from here on
    with django_assert_num_queries(1):
        queries.policy_for(reader)


def test_a_chip_links_a_number_to_its_clause_and_says_its_title() -> None:
    with translation.override("en"):
        chips = Template('{% load clauses %}{% clause_chip "3.4.1 3.4.2" %}{% rule_chip "G-06" %}{% clause_chip "" %}')
        page = chips.render(Context())
    assert page.count("<a ") == 3
    assert 'href="/policy/clauses/3.4.1/" title="Prepare the sale contract in time and accurately"' in page
    assert 'title="Earnest deposit at most 20 % of the price"' in page
    with pytest.raises(registry.UnknownClause):
        Template('{% load clauses %}{% clause_chip "3.4.9" %}').render(Context())
