"""Changing many rows in one deed: locked in key order, written together, each with its own entry in the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any, TypeVar

from django.db import models

from lintel.platform.audit.models import changes_since, entry_for, snapshot
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.inserting import insert_many, insert_one
from lintel.platform.kernel.db.prepared import Prepared
from lintel.platform.kernel.db.updating import update_one
from lintel.platform.kernel.requestid import request_id

AnyRow = TypeVar("AnyRow", bound=models.Model)


def lock(rows: models.QuerySet[AnyRow]) -> list[AnyRow]:
    """The rows under row locks, in key order, each remembering its present values for ``save_many``.

    Lock order across models is project, building, unit, customer, reservation, ledger: call it in that order.
    """
    locked = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for row in locked:
        row._before = snapshot(row)  # type: ignore[attr-defined]
    return locked


def lock_one(model: type[AnyRow], pk: int, *along: str) -> AnyRow:
    """The row with this key, locked as by ``lock``, by a query that is kept ready. Raises the model's ``DoesNotExist``.

    ``along`` are relations nearly every deed on it looks at. They are read after the lock and not joined: who waited
    for the lock must see what the row refers to by now.
    """
    found = _kept_ready(model, _under_lock)(pk)
    if not found:
        raise model.DoesNotExist(f"There is no {model._meta.label} {pk}.")  # type: ignore[attr-defined]
    row: AnyRow = found[0]
    row._before = snapshot(row)  # type: ignore[attr-defined]
    for name in along:
        _bring(row, name)
    return row


def _bring(row: models.Model, name: str) -> None:
    relation: Any = row._meta.get_field(name)
    key = getattr(row, relation.attname)
    if key is not None:
        setattr(row, name, _kept_ready(relation.related_model, _by_key)(key)[0])


Asked = Callable[[type[models.Model], int], models.QuerySet[models.Model]]


@cache
def _kept_ready(model: type[models.Model], asked: Asked) -> Prepared:
    return Prepared(partial(asked, model))


def _under_lock(model: type[models.Model], pk: int) -> models.QuerySet[models.Model]:
    return model._default_manager.select_for_update(of=("self",)).filter(pk=pk)


def _by_key(model: type[models.Model], pk: int) -> models.QuerySet[models.Model]:
    return model._base_manager.filter(pk=pk)


def save_many(
    actor: Any, deed: str, rows: Iterable[AnyRow], fields: list[str], inputs: Mapping[str, Any], *, clause: str = ""
) -> int:
    """Write ``fields`` of rows obtained from ``lock``; returns how many rows really changed."""
    entries, changed = [], []
    for row in rows:
        if changes := changes_since(row._before, row):  # type: ignore[attr-defined]
            changed.append(row)
            entries.append(entry_for(actor, deed, row, changes, inputs, clause=clause, request_id=request_id()))
    if changed:
        stamps = [f.name for f in changed[0]._meta.concrete_fields if getattr(f, "auto_now", False)]
        if len(changed) == 1:  # the same statement without its cases, at a fraction of the cost
            update_one(changed[0], [*fields, *stamps])
            insert_one(entries[0])
        else:
            for row in changed:
                for name in stamps:
                    setattr(row, name, clock.now())
            type(changed[0])._default_manager.bulk_update(changed, [*fields, *stamps], batch_size=200)
            insert_many(entries)
    return len(changed)


def created_many(
    actor: Any,
    deed: str,
    rows: Iterable[models.Model],
    inputs: Mapping[str, Any],
    *,
    clause: str = "",
    brief: bool = False,
) -> None:
    """Record rows made by ``bulk_create``, one entry each.

    ``brief`` records that each row was made and not its values: for imports of very many rows, whose file and
    verdicts are kept by the import itself.
    """
    entries = [
        entry_for(
            actor,
            deed,
            row,
            {} if brief else changes_since({}, row),
            inputs,
            clause=clause,
            request_id=request_id(),
        )
        for row in rows
    ]
    if len(entries) == 1:
        insert_one(entries[0])
    else:
        insert_many(entries)
