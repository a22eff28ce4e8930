"""Gapless document numbers."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from lintel.platform.kernel.models import Counter


def next_number(series: str) -> int:
    """The next number of ``series``, starting at 1, without gaps.

    Must be called inside the transaction that creates the numbered row, as late as possible: the counter row stays
    locked until that transaction ends, and a rollback gives the number back.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("next_number() must be called inside a transaction")
    if not Counter.objects.filter(series=series).update(last=F("last") + 1):
        Counter.objects.get_or_create(series=series)
        Counter.objects.filter(series=series).update(last=F("last") + 1)
    return Counter.objects.get(series=series).last
