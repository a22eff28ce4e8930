"""From and until, as filters of a list: what figures of a month are counted with."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django_filters import DateFilter, FilterSet


def by_period(model: type[Model], fields: list[str], path: str, *, moment: bool = True, **more: Any) -> type[FilterSet]:
    """A filter set over ``fields`` with ``since`` and ``until`` on ``path``; ``moment`` when that holds a time of day.

    ``more`` are further filters by name. A row without a date is in no period.
    """
    day = "date__" if moment else ""
    return type(
        f"{model.__name__}Filter",
        (FilterSet,),
        {
            "since": DateFilter(field_name=path, lookup_expr=f"{day}gte", label=_("From")),
            "until": DateFilter(field_name=path, lookup_expr=f"{day}lte", label=_("Until")),
            **more,
            "Meta": type("Meta", (), {"model": model, "fields": fields}),
        },
    )
