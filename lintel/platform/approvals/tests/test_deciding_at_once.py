"""Two people press at the same moment: one decision counts, and it is carried out once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from lintel.platform.approvals.actions import approve, withdraw
from lintel.platform.approvals.asking import ask
from lintel.platform.approvals.errors import AlreadyAsked
from lintel.platform.approvals.models import Request
from lintel.platform.kernel.errors import Refused

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.clause("3.3.3"),
]


@pytest.fixture(autouse=True)
def on_postgres(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; the stale-copy tests prove it there")


def at_once(*deeds: Callable[[], object]) -> list[str]:
    start, said = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        try:
            start.wait(10)
            deed()
            said.append("done")
        except Refused as refused:
            said.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return said


def test_of_two_approvers_one_wins(cast, ladder):
    cast["wu"].department = cast["zhou"].department
    cast["wu"].save()
    matter = ladder("SS")
    request = matter.ask(cast["wang"])
    said = at_once(lambda: approve(cast["zhou"], request), lambda: approve(cast["wu"], request))
    assert (len(matter.happened), said.count("done")) == (1, 1)


def test_withdrawing_and_approving_one_wins(cast, ladder):
    matter = ladder("SS")
    request = matter.ask(cast["wang"])
    said = at_once(lambda: approve(cast["zhou"], request), lambda: withdraw(cast["wang"], request))
    assert (len(matter.happened), said.count("done")) == (1, 1)
    assert Request.objects.get().status in ("approved", "withdrawn")


def test_the_same_thing_asked_at_once_is_asked_once(cast, ladder):
    matter = ladder("SS")
    deeds = [lambda who=who: ask(matter.point, matter.row, by=cast[who]) for who in ("wang", "zhao", "sun", "qian")]
    said = at_once(*deeds)
    assert (said.count("done"), said.count(AlreadyAsked.__name__)) == (1, 3)
    assert Request.objects.count() == 1
