"""One unit is sold once, whoever presses at the same moment; and a kill leaves no half deposit. With the proof that it is a race."""

from collections import Counter

import pytest

from tests.concurrency import sales_tasks
from tests.concurrency.conftest import needs_postgres
from tests.concurrency.harness import Office

pytestmark = [pytest.mark.slow, pytest.mark.clause("3.3.1")]

WORKERS, UNITS = 32, 100


def test_thirty_two_consultants_walk_the_same_hundred_units(office):
    office.call(sales_tasks.open_office, UNITS, WORKERS)
    result = office.run(sales_tasks.hold, workers=WORKERS, turns=UNITS)
    assert result.counts == Counter(held=UNITS, UnitTaken=UNITS * (WORKERS - 1))
    assert office.call(sales_tasks.double_sold) == 0
    assert office.call(sales_tasks.claims) == {"claims": UNITS, "units": UNITS, "entries": UNITS}


@needs_postgres
@pytest.mark.postgres
def test_without_lock_and_law_units_are_sold_twice_on_postgresql(open_office):
    """If this fails, the test above proves nothing for PostgreSQL."""
    office = open_office("postgres")
    office.call(sales_tasks.open_office, UNITS, 8)
    office.call(sales_tasks.drop_the_law)
    office.run(sales_tasks.hold_without_lock, workers=8, turns=UNITS)
    assert office.call(sales_tasks.double_sold) > 0


def test_without_our_profile_sqlite_answers_with_locks(open_office, tmp_path):
    """Whoever looks first and writes then is refused. If this fails, IMMEDIATE and the queue are no longer needed.

    (The door begins with a write, its idempotency key, and so waits its turn even here.)"""
    open_office("sqlite").call(sales_tasks.open_office, UNITS, 8)
    deferred = Office.sqlite(tmp_path, settings="tests.concurrency.settings_deferred")
    assert deferred.run(sales_tasks.hold_without_lock, workers=8, turns=UNITS).counts["OperationalError"] > 0


def test_one_press_sent_by_eight_is_one_hold(office):
    office.call(sales_tasks.open_office, 10, 1)
    result = office.run(sales_tasks.same_press, workers=8, turns=10)
    assert result.counts == Counter(done=10, replayed=70)
    assert office.call(sales_tasks.claims) == {"claims": 10, "units": 10, "entries": 10}


@pytest.mark.clause("3.4.2")
def test_a_kill_leaves_no_half_deposit_and_forgets_none(office):
    office.call(sales_tasks.open_office, 100, 10)
    office.call(sales_tasks.sign_reservations, 100)
    acknowledged = set()
    for _ in range(2):
        result = office.run(sales_tasks.deposit, workers=sales_tasks.CASHIERS, turns=1_000, seconds=2.0)
        acknowledged |= {
            int(answer.split()[1]) for _worker, _turn, answer in result.answers if answer.startswith("paid")
        }
    books = office.call(sales_tasks.books)
    assert acknowledged, "nobody was paid before the kill; the test proves nothing"
    assert acknowledged <= books["entries"]
    assert books["paid"] == books["effective"] == books["reserved"]
    assert books["units"] == books["customers"] == len(books["paid"]) == len(books["entries"])
    assert books["numbers"] == list(range(1, len(books["numbers"]) + 1))
