"""The one sealer: gives every new entry of the trail its place in the chain, a few seconds after the deed.

Sealing inside each business transaction would put all of them in one line; instead the worker calls ``seal_pending``
every few seconds and at shutdown.
"""

import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from lintel.platform.audit import anchors
from lintel.platform.audit.chain import COLUMNS, FORM, START, Anchor, digest_of
from lintel.platform.audit.models import Entry
from lintel.platform.audit.seal_models import Seal
from lintel.platform.privacy.keyring import keyring

BATCH = 500
ALARM_AFTER = datetime.timedelta(minutes=10)
ADVISORY_LOCK = 0x5EA1


def seal_pending(batch: int = BATCH) -> int:
    """Seal everything unsealed, ``batch`` entries per transaction; returns how many. Anchors once a day."""
    sealed = 0
    while count := _seal_batch(batch):
        sealed += count
    if sealed:
        now_head = head()
        assert now_head is not None
        anchors.remember_head(now_head)
        if not anchors.anchored_today():
            anchors.anchor(now_head)
    return sealed


def head() -> Anchor | None:
    """The newest seal; None before the first."""
    last = Seal.objects.order_by("-seq").first()
    return Anchor(last.seq, last.digest, last.sealed_at.isoformat()) if last else None


def unsealed() -> int:
    """How many entries wait for their seal."""
    return Entry.objects.filter(seal__isnull=True).count()


def sealer_is_late(now: datetime.datetime | None = None) -> bool:
    """Whether an entry has waited for ten minutes: the worker is dead or blocked, tell the administrator."""
    limit = (now or timezone.now()) - ALARM_AFTER
    newest = Seal.objects.order_by("-seq").values_list("sealed_at", flat=True).first()
    waiting = Entry.objects.filter(seal__isnull=True, at__lt=limit).exists()
    return waiting and (newest is None or newest < limit)


def _seal_batch(batch: int) -> int:
    with transaction.atomic():
        _only_one_sealer()
        last = Seal.objects.order_by("-seq").first()
        pending = Entry.objects.filter(seal__isnull=True).order_by("pk")
        rows = list(pending.values_list(*COLUMNS[FORM])[:batch])
        if rows:
            Seal.objects.bulk_create(_chained(rows, last))
    return len(rows)


def _chained(rows: list[tuple[Any, ...]], last: Seal | None) -> list[Seal]:
    seq, prev = (last.seq, last.digest) if last else (0, START)
    now, settled = timezone.now(), _settled_before()
    key = keyring().audit_key
    seals = []
    for row in rows:
        seq += 1
        late = row[0] < settled
        digest = digest_of(key, prev, seq, FORM, late, now, row)
        seals.append(Seal(seq=seq, entry_id=row[0], prev=prev, digest=digest, form=FORM, late=late, sealed_at=now))
        prev = digest
    return seals


def _settled_before() -> int:
    """Entries below this number should have been sealed ten minutes ago; one that turns up now is remarkable."""
    settled = Seal.objects.filter(sealed_at__lt=timezone.now() - ALARM_AFTER).order_by("-seq")
    return settled.values_list("entry_id", flat=True).first() or 0


def _only_one_sealer() -> None:
    """PostgreSQL: a lock until the end of the transaction. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
