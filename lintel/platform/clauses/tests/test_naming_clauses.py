"""Clauses are named by number, in three languages, and what carries them out is remembered."""

import pytest
from django.utils import translation

from lintel.platform.clauses import registry
from lintel.platform.clauses.registry import UnknownClause, carriers_of, carries, clause, clauses, law


@pytest.fixture
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_carriers", {})


def test_the_whole_policy_is_there_in_order() -> None:
    numbers = [one.number for one in clauses()]
    assert len(numbers) == len(set(numbers)) == 120
    assert [one.order for one in clauses()] == sorted(one.order for one in clauses())
    assert [len(clauses(chapter=c)) for c in "12345678"] == [6, 39, 15, 16, 14, 12, 14, 4]


def test_every_clause_stands_under_a_heading() -> None:
    assert {one.section for one in clauses()} <= {one.number for one in registry.HEADINGS}
    assert [one.number for one in registry.chapters()] == list("12345678")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-hans", "及时准备销售合同，确保内容准确"),
        ("zh-hant", "及時準備銷售合同，確保內容準確"),
        ("en", "Prepare the sale contract in time and accurately"),
        ("en-gb", "Prepare the sale contract in time and accurately"),
    ],
)
def test_a_clause_speaks_the_language_of_the_request(language: str, said: str) -> None:
    with translation.override(language):
        assert str(clause("3.4.1").title) == said
        assert str(clause("3.4.1")) == f"3.4.1 {said}"


def test_an_unknown_number_is_a_mistake_in_the_code(empty_registry: None) -> None:
    for wrong in ("3.4.9", "", "3.4"):
        with pytest.raises(UnknownClause):
            clause(wrong)
    with pytest.raises(UnknownClause):
        carries("9.9.9", "action", "sales.nothing", "Nothing")
    with pytest.raises(UnknownClause):
        law("G-99")
    assert registry.carriers() == []


def test_one_thing_may_carry_out_several_clauses_and_is_named_once_for_each(empty_registry: None) -> None:
    for _again in range(2):
        carries("3.4.1 3.4.2", "action", "sales.reserve_unit", "Reserve")
    carries("3.4.1", "resource", "sales.reservation", "Reservations", url_name="sales:reservation-list")
    assert [c.name for c in carriers_of("3.4.1")] == ["sales.reserve_unit", "sales.reservation"]
    assert [c.name for c in carriers_of("3.4.1", "action")] == ["sales.reserve_unit"]
    assert registry.claimed() == {"3.4.1", "3.4.2"}


def test_code_says_which_rule_it_enforces_and_which_duty_it_does(empty_registry: None) -> None:
    @registry.rule("G-06", clause="3.4.2")
    def within_a_fifth() -> None: ...

    @registry.duty("3.2.3", "customers.return_visits", "Return calls", cadence="Every day")
    def remind() -> None: ...

    @registry.measure("3.3.1", "sales.quotes", "Quotes issued")
    def quotes() -> int:
        return 7

    assert [c.clause for c in registry.enforcers_of("G-06")] == ["3.4.2"]
    assert [(c.kind, c.cadence) for c in carriers_of("3.2.3")] == [("duty", "Every day")]
    assert quotes() == 7


def test_every_rule_names_its_source_and_real_clauses() -> None:
    assert len(registry.laws()) == len({one.number for one in registry.laws()})
    expected = {f"G-{n:02}" for n in [*range(1, 18), *range(30, 41)]}
    assert expected <= {one.number for one in registry.laws()}
    for one in registry.laws():
        assert one.source.hans
        assert set(one.severity) <= {"block", "warn", "record"}
        assert all(clause(number) for number in one.clauses)
