"""One unit is sold once, whoever presses at the same moment; and a kill leaves no half deposit. With the proof that it is a race."""

import os
import shutil
import subprocess
from collections import Counter

import pytest

from tests.concurrency import sales_tasks
from tests.concurrency.harness import Office

needs_postgres = pytest.mark.skipif(not shutil.which("createdb"), reason="no PostgreSQL here")
pytestmark = [pytest.mark.slow, pytest.mark.clause("3.3.1")]

WORKERS, UNITS = 32, 100


DATABASE = f"lintel_sales_{os.getpid()}"
"""Of this run alone, so that two runs on one server do not empty each other's database."""


@pytest.fixture
def on_postgres(tmp_path):
    made = Office.postgres(tmp_path, DATABASE)
    made.migrate()
    yield made
    subprocess.run(["dropdb", "--if-exists", "--force", f"test_{DATABASE}"], check=True, capture_output=True)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=[needs_postgres, pytest.mark.postgres])])
def office(request, tmp_path):
    if request.param == "postgres":
        return request.getfixturevalue("on_postgres")
    made = Office.sqlite(tmp_path)
    made.migrate()
    return made


def test_thirty_two_consultants_walk_the_same_hundred_units(office):
    office.call(sales_tasks.open_office, UNITS, WORKERS)
    result = office.run(sales_tasks.hold, workers=WORKERS, turns=UNITS)
    assert result.counts == Counter(held=UNITS, UnitTaken=UNITS * (WORKERS - 1))
    assert office.call(sales_tasks.double_sold) == 0
    assert office.call(sales_tasks.claims) == {"claims": UNITS, "units": UNITS, "entries": UNITS}


@needs_postgres
@pytest.mark.postgres
def test_without_lock_and_law_units_are_sold_twice_on_postgresql(on_postgres):
    """If this fails, the test above proves nothing for PostgreSQL."""
    office = on_postgres
    office.call(sales_tasks.open_office, UNITS, 8)
    office.call(sales_tasks.drop_the_law)
    office.run(sales_tasks.hold_without_lock, workers=8, turns=UNITS)
    assert office.call(sales_tasks.double_sold) > 0


def test_without_our_profile_sqlite_answers_with_locks(tmp_path):
    """Whoever looks first and writes then is refused. If this fails, IMMEDIATE and the queue are no longer needed.

    (The door begins with a write, its idempotency key, and so waits its turn even here.)"""
    office = Office.sqlite(tmp_path)
    office.migrate()
    office.call(sales_tasks.open_office, UNITS, 8)
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
        result = office.run(sales_tasks.deposit, workers=4, turns=1_000, seconds=2.0)
        acknowledged |= {
            int(answer.split()[1]) for _worker, _turn, answer in result.answers if answer.startswith("paid")
        }
    books = office.call(sales_tasks.books)
    assert acknowledged, "nobody was paid before the kill; the test proves nothing"
    assert acknowledged <= books["entries"]
    assert books["paid"] == books["effective"] == books["reserved"]
    assert books["units"] == books["customers"] == len(books["paid"]) == len(books["entries"])
    assert books["numbers"] == list(range(1, len(books["numbers"]) + 1))
