"""What both databases promise when many processes write at once, and the proof that the promise is needed."""

from collections import Counter

import pytest

from tests.concurrency import counters
from tests.concurrency.conftest import needs_postgres
from tests.concurrency.harness import Office

pytestmark = pytest.mark.slow


def test_each_thing_is_taken_once(office):
    office.call(counters.make, 25)
    result = office.run(counters.take, workers=8, turns=25)
    assert result.counts == Counter(mine=25, taken=175)
    assert result.slowest < 5


@needs_postgres
@pytest.mark.postgres
def test_without_the_lock_the_race_is_real_on_postgresql(open_office):
    """If this fails, the test above proves nothing for PostgreSQL."""
    office = open_office("postgres")
    office.call(counters.make, 50)
    assert office.run(counters.take_without_lock, workers=8, turns=50).counts["mine"] > 50


def test_without_our_profile_sqlite_refuses_people(open_office, tmp_path):
    """If this fails, IMMEDIATE and the queue are no longer needed."""
    open_office("sqlite")
    office = Office.sqlite(tmp_path, settings="tests.concurrency.settings_deferred")
    office.call(counters.make, 50)
    assert office.run(counters.take_without_lock, workers=8, turns=50).counts["OperationalError"] > 0


def test_no_count_is_lost(office):
    office.call(counters.make, 1)
    assert office.run(counters.count, workers=8, turns=25).counts == Counter(counted=200)
    assert office.call(counters.state)["series"]["thing 0"] == 200


def test_a_kill_leaves_both_rows_or_none_and_forgets_nothing(office):
    acknowledged = set()
    for _ in range(2):
        result = office.run(counters.pay, workers=4, turns=100_000, seconds=1.0)
        assert result.killed == 4
        acknowledged |= {(worker, turn) for worker, turn, answer in result.answers if answer == "paid"}
    found = office.call(counters.state)
    assert found["integrity"] == "ok"
    holds = {name[5:] for name in found["series"] if name.startswith("hold ")}
    payments = {name[8:] for name in found["series"] if name.startswith("payment ")}
    assert holds == payments
    assert {f"{worker} {turn}" for worker, turn in acknowledged} <= holds
