"""What the worker forgets for us: idempotency keys nobody will send again."""

from __future__ import annotations

from datetime import timedelta

from lintel.platform.actions.models import DoneOnce
from lintel.platform.jobs.registry import job
from lintel.platform.kernel import clock

KEPT = timedelta(days=7)
"""How long a retry is recognised. Money has natural keys (the bank's serial) and needs no memory."""


@job("actions.forget_keys", every=timedelta(days=1))
def forget_keys() -> None:
    """Drop keys older than ``KEPT``."""
    DoneOnce.objects.filter(at__lt=clock.now() - KEPT).delete()
