"""What goes over when two records turn out to be one person: each model says so once, from whatever floor."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from lintel.customers.models import Customer

_followers: dict[str, tuple[type[models.Model], str]] = {}


def moves_with_customer(model: type[models.Model], field: str = "customer") -> None:
    """Rows of ``model`` belong to the customer in ``field`` (a foreign key, or a column holding the customer's number)."""
    _followers[f"{model._meta.label}.{field}"] = (model, _column(model, field))


def _column(model: type[models.Model], field: str) -> str:
    return str(getattr(model._meta.get_field(field), "attname"))  # noqa: B009


def move_all(source: Customer, target: Customer) -> dict[str, list[int]]:
    """Move every row of ``source`` that can go to ``target``; returns which went, by model and field, for ``move_back``.

    What the target already has and may have only once (needs, a standing consent, a due follow-up) stays with the source.
    """
    moved: dict[str, list[int]] = {}
    for label, (model, column) in _followers.items():
        keys = list(model._default_manager.filter(**{column: source.pk}).order_by("pk").values_list("pk", flat=True))
        gone = [pk for pk in keys if _moved(model, column, pk, target.pk)]
        if gone:
            moved[label] = gone
    return moved


def move_back(moved: dict[str, list[int]], source: Customer, target: Customer) -> list[str]:
    """Take back what ``move_all`` moved and is still there; returns the labels of kinds that could not all come back."""
    left = []
    for label, keys in moved.items():
        model, column = _followers.get(label) or _lookup(label)
        here = model._default_manager.filter(pk__in=keys, **{column: target.pk}).values_list("pk", flat=True)
        if not all([_moved(model, column, pk, source.pk) for pk in list(here)]):
            left.append(label)
    return left


def _lookup(label: str) -> tuple[type[models.Model], str]:
    name, _dot, field = label.rpartition(".")
    model = apps.get_model(name)
    return model, _column(model, field)


def _moved(model: type[models.Model], column: str, pk: Any, to: Any) -> bool:
    try:
        with transaction.atomic():
            return bool(model._default_manager.filter(pk=pk).update(**{column: to}))
    except IntegrityError:
        return False
