"""Tasks for the tests of the databases themselves, on the smallest table there is.

A spawned process must set up Django before models can be imported, hence the imports inside.
"""

from typing import Any


def make(rows: int) -> None:
    """``rows`` free things to be taken."""
    from lintel.platform.kernel.models import Counter

    Counter.objects.bulk_create(Counter(series=f"thing {n}", last=0) for n in range(rows))


def take(worker: int, turn: int) -> str:
    """Look, then take thing number ``turn``: right only when transactions do not overlap or rows are locked."""
    from django.db import transaction

    from lintel.platform.kernel.models import Counter

    with transaction.atomic():
        thing = Counter.objects.select_for_update().get(series=f"thing {turn}")
        if thing.last:
            return "taken"
        Counter.objects.filter(pk=thing.pk).update(last=worker + 1)
    return "mine"


def take_without_lock(worker: int, turn: int) -> str:
    """The same by a programmer who forgot the lock: two may see it free."""
    import time

    from django.db import transaction

    from lintel.platform.kernel.models import Counter

    with transaction.atomic():
        if Counter.objects.get(series=f"thing {turn}").last:
            return "taken"
        time.sleep(0.001)
        Counter.objects.filter(series=f"thing {turn}").update(last=worker + 1)
    return "mine"


def count(worker: int, turn: int) -> str:
    """Add one to one common number, without a transaction of its own round it."""
    from django.db.models import F

    from lintel.platform.kernel.models import Counter

    Counter.objects.filter(series="thing 0").update(last=F("last") + 1)
    return "counted"


def pay(worker: int, turn: int) -> str:
    """Two rows that belong together, written in one transaction."""
    from django.db import transaction

    from lintel.platform.kernel.models import Counter

    with transaction.atomic():
        Counter.objects.create(series=f"hold {worker} {turn}")
        Counter.objects.create(series=f"payment {worker} {turn}")
    return "paid"


def state() -> dict[str, Any]:
    """All series with their numbers, and what SQLite says about its file."""
    from django.db import connection

    from lintel.platform.kernel.models import Counter

    integrity = "ok"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            integrity = cursor.fetchone()[0]
    return {"integrity": integrity, "series": dict(Counter.objects.values_list("series", "last"))}
