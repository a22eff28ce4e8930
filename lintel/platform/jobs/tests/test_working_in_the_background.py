"""Work is done later, once, again after a failure, and again when a worker died."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lintel.platform.jobs import registry
from lintel.platform.jobs.housekeeping import prune, sweep
from lintel.platform.jobs.models import ScheduledJob, WorkerBeat
from lintel.platform.jobs.queue import enqueue
from lintel.platform.jobs.registry import job
from lintel.platform.jobs.worker import _claimed, beat, run_pending, run_worker
from lintel.platform.kernel import clock

pytestmark = pytest.mark.django_db

READY, RUNNING, FAILED = TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED


@pytest.fixture
def done() -> list:
    return []


@pytest.fixture(autouse=True)
def only_our_jobs(monkeypatch) -> None:
    monkeypatch.setattr(registry, "_jobs", {})


def test_what_was_asked_for_runs_once(done):
    @job("test.note")
    def note(word: str) -> None:
        done.append(word)

    enqueue(note, "a")
    assert (run_pending(), run_pending(), done) == (1, 0, ["a"])


def test_a_rolled_back_transaction_asks_for_nothing(done):
    @job("test.note")
    def note() -> None:
        done.append(1)

    with transaction.atomic():
        enqueue(note)
        transaction.set_rollback(True)
    assert (run_pending(), done) == (0, [])


def test_a_failure_is_tried_again_later_and_later():
    @job("test.fail")
    def fail() -> None:
        raise ValueError

    enqueue(fail)
    waits = []
    for _ in range(4):
        assert run_pending() == 1
        again = DBTaskResult.objects.get(status=READY)
        waits.append(round((again.run_after - timezone.now()).total_seconds() / 60))
        DBTaskResult.objects.filter(pk=again.pk).update(run_after=timezone.now())
    assert waits == [1, 5, 30, 120]
    assert run_pending() == 1
    assert DBTaskResult.objects.filter(status=READY).count() == 0
    assert DBTaskResult.objects.filter(status=FAILED).count() == 5


def test_a_recurring_job_runs_once_in_its_time(done):
    @job("test.often", every=timedelta(minutes=5))
    def often() -> None:
        done.append(clock.now())

    now = clock.now()
    for minutes in (0, 1, 4, 6, 7, 12):
        with clock.at(now + timedelta(minutes=minutes)):
            run_pending()
    assert len(done) == 3


def test_of_two_workers_one_gets_the_run():
    @job("test.often", every=timedelta(minutes=5))
    def often() -> None: ...

    row = ScheduledJob.objects.create(name="test.often")
    mine, other = ScheduledJob.objects.get(pk=row.pk), ScheduledJob.objects.get(pk=row.pk)
    each = registry.job_named("test.often")
    assert [_claimed(mine, each, "a"), _claimed(other, each, "b")] == [True, False]


def test_a_failing_recurring_job_waits_and_stops_nobody(done):
    @job("test.bad", every=timedelta(seconds=1))
    def bad() -> None:
        raise ValueError("secret")

    @job("test.good", every=timedelta(seconds=1))
    def good() -> None:
        done.append(1)

    assert run_pending() == 2
    row = ScheduledJob.objects.get(name="test.bad")
    assert (row.failures, row.last_error, len(done)) == (1, "ValueError", 1)
    assert row.due_at > clock.now() + timedelta(seconds=50)


def test_what_a_dead_worker_left_is_taken_up_again(done):
    @job("test.note")
    def note() -> None:
        done.append(1)

    enqueue(note)
    long_ago = timezone.now() - timedelta(minutes=10)
    DBTaskResult.objects.update(status=RUNNING, started_at=long_ago, worker_ids=["dead"])
    assert sweep() == 1
    assert (run_pending(), done) == (1, [1])


def test_a_living_worker_keeps_its_run():
    @job("test.note")
    def note() -> None: ...

    enqueue(note)
    DBTaskResult.objects.update(status=RUNNING, started_at=timezone.now() - timedelta(minutes=10), worker_ids=["alive"])
    beat("alive")
    assert sweep() == 0


def test_a_run_that_kills_its_workers_is_given_up():
    @job("test.note")
    def note() -> None: ...

    enqueue(note)
    long_ago = timezone.now() - timedelta(minutes=10)
    DBTaskResult.objects.update(status=RUNNING, started_at=long_ago, worker_ids=["a", "b", "c", "d", "e"])
    assert (sweep(), DBTaskResult.objects.get().status) == (1, FAILED)


def test_old_rows_go(done):
    @job("test.note")
    def note() -> None: ...

    enqueue(note)
    run_pending()
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=8))
    WorkerBeat.objects.create(worker="old", beat_at=timezone.now() - timedelta(days=2))
    assert (prune(), DBTaskResult.objects.count(), WorkerBeat.objects.count()) == (1, 0, 0)


def test_only_jobs_can_be_asked_for():
    with pytest.raises(LookupError):
        enqueue(print)


def test_two_jobs_do_not_share_a_name():
    job("test.same")(lambda: None)
    with pytest.raises(ValueError):
        job("test.same")(print)


@pytest.mark.django_db(transaction=True)
def test_the_worker_works_in_a_thread_until_it_is_stopped():
    stop, ran = threading.Event(), threading.Event()

    @job("test.tick", every=timedelta(seconds=1))
    def tick() -> None:
        ran.set()

    thread = threading.Thread(target=run_worker, args=(stop,), kwargs={"interval": 0.05})
    thread.start()
    assert ran.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
