"""Changing many rows in one deed: locked in key order, written together, each with its own entry in the trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import models

from lintel.platform.audit.models import changes_since, entry_for, snapshot
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.inserting import insert_many, insert_one
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
        for row in changed:
            for name in stamps:
                setattr(row, name, clock.now())
        if len(changed) == 1:  # the same statement without its cases, at a fifth of the cost
            models.Model.save_base(changed[0], force_update=True, update_fields=frozenset([*fields, *stamps]), raw=True)
            insert_one(entries[0])
        else:
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
