"""A list of customers: who is new, who is a duplicate of whom, and proof of where the list comes from."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from lintel.customers import queries
from lintel.customers.importers import CUSTOMERS
from lintel.customers.models import Basis, Customer, Needs
from lintel.customers.tests.conftest import OTHER_PHONE, PHONE
from lintel.platform.audit.models import Entry
from lintel.platform.exchange.importers import Context, Kind, Planned, Row, Touched

pytestmark = pytest.mark.django_db


def row(line: int, phone: str, **more: Any) -> Row:
    values = {"phone": f"+86{phone}", "name": "李秀英", "owner": None, **more}
    return Row(line, values, frozenset(values))


def context(cast: Any, project: Any, who: str = "wang") -> Context:
    return Context(cast[who], {"project": project.pk, "proof": "forms"})


def commit(cast: Any, project: Any, rows: list[Row], who: str = "zhou") -> Any:
    verdicts = CUSTOMERS.plan(rows, context(cast, project, who))
    planned = [
        Planned(r.line, v.kind, dict(v.values or r.values))
        for r, v in zip(rows, verdicts, strict=True)
        if v.kind == Kind.NEW
    ]
    with transaction.atomic():
        return CUSTOMERS.commit(cast[who], planned, context(cast, project, who))


@pytest.mark.clause("2.2.4.1")
def test_the_phone_decides_who_is_a_duplicate_and_of_whom(cast: Any, project: Any, customer: Any) -> None:
    rows = [row(2, PHONE), row(3, OTHER_PHONE), row(4, OTHER_PHONE), row(5, "13900005679", owner="谁也不是")]
    mine = CUSTOMERS.plan(rows, context(cast, project, "wang"))
    assert [v.kind for v in mine] == [Kind.DUPLICATE, Kind.NEW, Kind.DUPLICATE, Kind.ERROR]
    assert [v.reasons[0].code for v in mine if v.reasons] == ["own", "twice", "unknown_person"]
    theirs = CUSTOMERS.plan(rows[:1], context(cast, project, "sun"))
    assert theirs[0].reasons[0].code == "protected"
    assert "王敏" not in str(theirs[0].reasons[0].message)


@pytest.mark.clause("2.2.4.1")
def test_imported_customers_are_found_by_phone_and_name_and_say_where_they_come_from(cast: Any, project: Any) -> None:
    written = commit(cast, project, [row(2, PHONE, owner="王敏", rooms=3, grade="B"), row(3, OTHER_PHONE)])
    mine, pooled = (Customer.objects.get(pk=pk) for pk in written.created.values())
    assert (mine.owner, mine.stage, mine.basis) == (cast["wang"], Customer.Stage.INTENT, Basis.IMPORTED)
    assert mine.next_action_at
    assert mine.is_protected
    assert Needs.objects.get(customer=mine).rooms == 3
    assert pooled in queries.pool_for(cast["sun"])
    assert queries.customer_with_phone(project, PHONE) == mine
    assert list(queries.by_name(Customer.objects.filter(pk=mine.pk), "秀英")) == [mine]
    assert Entry.objects.filter(deed="customers.import_customers").count() == 2


def test_numbers_go_on_where_they_stopped(cast: Any, project: Any, customer: Any) -> None:
    written = commit(cast, project, [row(2, OTHER_PHONE)])
    assert Customer.objects.get(pk=written.created[2]).number == "SFMY-00002"


def test_an_import_is_taken_back_except_what_was_worked_with(
    cast: Any, project: Any, arrive: Any, on_duty: Any
) -> None:
    written = commit(cast, project, [row(2, PHONE, owner="王敏"), row(3, OTHER_PHONE)])
    arrive(phone=PHONE)
    touched = [Touched(pk, Kind.NEW, {}) for pk in written.created.values()]
    kept = CUSTOMERS.undo(cast["zhou"], touched, context(cast, project, "zhou"))  # type: ignore[misc]
    assert set(kept) == {written.created[2]} == set(Customer.objects.values_list("pk", flat=True))
