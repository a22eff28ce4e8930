"""Doing a thing once although the request came twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lintel.platform.actions.models import DoneOnce
from lintel.platform.kernel.db.inserting import insert_one
from lintel.platform.kernel.errors import KeyReused


@dataclass
class Outcome:
    """What a deed came to: the ``row`` to show next, and whether this was a replay of an earlier request."""

    row: models.Model | None
    replayed: bool
    returned: Any = None
    written: bool = False
    """The deed has just written ``row``: it is there, and as it is in the database."""


class Claim:
    """A key taken by this transaction, or the memory of who took it before."""

    def __init__(self, record: DoneOnce, done: bool) -> None:
        self.record, self.done = record, done

    @property
    def result(self) -> models.Model | None:
        return self.record.result

    def settle(self, row: models.Model | None) -> None:
        """Remember the row a retry should be shown, where it is not the subject itself."""
        if row is None or row.pk is None:
            return
        kind = _type_of(row)
        if (kind.pk, row.pk) != (self.record.result_type_id, self.record.result_id):
            DoneOnce.objects.filter(pk=self.record.pk).update(result_type=kind, result_id=row.pk)


def claim(actor: Any, key: str, deed: str, subject: models.Model | None, inputs: Mapping[str, Any]) -> Claim:
    """Take ``key`` for ``actor``, inside the transaction of the deed.

    PostgreSQL lets a second taker wait on the unique index until the first has committed, and SQLite has one writer
    at a time, so whoever finds the key taken also finds its result. Raises ``KeyReused`` for other content.
    """
    mine = DoneOnce(user=actor, key=key, deed=deed, body_hash=_digest(deed, subject, inputs))
    if subject is not None:
        mine.result_type, mine.result_id = _type_of(subject), subject.pk
    if insert_one(mine, unless_there=True):
        return Claim(mine, done=False)
    before = DoneOnce.objects.get(user=actor, key=key)
    if before.body_hash != mine.body_hash:
        raise KeyReused(
            _("This form was already sent with other content."), remedy=_("Open the form again and enter it anew.")
        )
    return Claim(before, done=True)


def earlier(actor: Any, key: str, deed: str) -> Outcome | None:
    """What ``actor`` did with this key before, for a retry whose form no longer validates ("name already taken": by itself)."""
    before = DoneOnce.objects.filter(user=actor, key=key, deed=deed).first()
    return Outcome(before.result, replayed=True) if before else None


def _type_of(row: models.Model) -> ContentType:
    return ContentType.objects.get_for_model(row)


def _digest(deed: str, subject: models.Model | None, inputs: Mapping[str, Any]) -> str:
    """A keyed hash, because inputs may hold phone numbers and those can be enumerated."""
    body = json.dumps(
        [deed, subject.pk if subject else None, {k: _canonical(v) for k, v in sorted(inputs.items())}],
        cls=DjangoJSONEncoder,
        sort_keys=True,
        ensure_ascii=False,
    )
    return salted_hmac("lintel.once", body, algorithm="sha256").hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, (list, tuple, set, models.QuerySet)):
        return [_canonical(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): _canonical(v) for k, v in value.items()}
    if hasattr(value, "reveal"):
        return value.reveal()
    if hasattr(value, "read"):
        return [getattr(value, "name", ""), getattr(value, "size", 0)]
    try:
        json.dumps(value, cls=DjangoJSONEncoder)
    except TypeError:
        return str(value)
    return value
