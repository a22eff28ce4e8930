"""Writing old values again with the current data key: a job that may be killed and goes on where it was."""

from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction

from lintel.platform.kernel import clock
from lintel.platform.privacy import cipher
from lintel.platform.privacy.fields import EncryptedField, encrypted_fields
from lintel.platform.privacy.keyring import keyring
from lintel.platform.privacy.models import Reencryption
from lintel.platform.privacy.secret import Sealed


@dataclass(frozen=True)
class Progress:
    """What one call of ``reencrypt`` did: rows read, values written again, and whether the model is through."""

    read: int
    written: int
    finished: bool


def encrypted_models() -> list[type[models.Model]]:
    """Every model that holds encrypted values."""
    return [model for model in apps.get_models() if not model._meta.proxy and encrypted_fields(model)]


def reencrypt(model: type[models.Model], batch: int = 500) -> Progress:
    """Write the next ``batch`` rows of ``model`` with the current key. Call until ``finished``.

    Values and the place reached are committed together, so a kill between two calls, or inside one, loses nothing.
    """
    target = keyring().current
    fields = encrypted_fields(model)
    with transaction.atomic():
        place, _ = Reencryption.objects.select_for_update().get_or_create(model=model._meta.label, key_id=target)
        rows = list(model._base_manager.select_for_update().filter(pk__gt=place.last_pk).order_by("pk")[:batch])
        written = sum(_rewrite(row, fields, target) for row in rows)
        finished = len(rows) < batch
        if rows:
            place.last_pk = rows[-1].pk
        place.finished_at = clock.now() if finished else None
        place.save()
    return Progress(len(rows), written, finished)


def reencrypt_everything(batch: int = 500) -> int:
    """Run ``reencrypt`` over every model to the end; returns how many values were written again."""
    written = 0
    for model in encrypted_models():
        finished = False
        while not finished:
            progress = reencrypt(model, batch)
            written, finished = written + progress.written, progress.finished
    return written


def stale(model: type[models.Model]) -> int:
    """How many values of ``model`` are still written with an older key (reads the whole table)."""
    current = keyring().current
    names = [field.attname for field in encrypted_fields(model)]
    rows = model._base_manager.values_list(*names).iterator(chunk_size=2000)
    return sum(1 for row in rows for value in row if value is not None and cipher.key_id(value) != current)


def _rewrite(row: models.Model, fields: list[EncryptedField], target: int) -> int:
    fresh: dict[str, Sealed] = {}
    for field in fields:
        held = row.__dict__.get(field.attname)
        if isinstance(held, Sealed) and cipher.key_id(held) != target:
            context = field.context(row)
            fresh[field.attname] = Sealed(cipher.encrypt(cipher.decrypt(held, context), context))
    if fresh:
        type(row)._base_manager.filter(pk=row.pk).update(**fresh)
    return len(fresh)
