"""Somebody changed the row while we had it open: who, when, and both values of every field that differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.dateparse import parse_datetime

from lintel.platform.kernel.errors import ChangedMeanwhile
from lintel.platform.workbench.columns import EMPTY, Column
from lintel.platform.workbench.trail import entries_of


@dataclass
class Difference:
    label: str
    now: str
    mine: str


@dataclass
class Conflict:
    """What the screen shows: the latest change by somebody else, and the fields in which we differ."""

    by: Any
    at: Any
    differences: list[Difference]


def between(refusal: ChangedMeanwhile, user: Any, row: Model | None, form: forms.BaseForm) -> Conflict | None:
    """The conflict behind ``refusal``, told from the trail; None for a row without one."""
    if row is None:
        return None
    since = parse_datetime(str(refusal.facts.get("since", "")))
    later = [e for e in entries_of(row) if since is None or e.at >= since]
    row.refresh_from_db()
    differences = [d for name in form.fields if (d := _difference(row, form, name))]
    latest = later[0] if later else None
    return Conflict(latest.actor if latest else None, latest.at if latest else None, differences)


def _difference(row: Model, form: forms.BaseForm, name: str) -> Difference | None:
    if not hasattr(row, name):
        return None
    column = Column(name).bind(type(row))
    mine = form.cleaned_data.get(name)
    if mine == column.raw(row) or (not mine and not column.raw(row)):
        return None
    now = column.text(row)
    choices = (
        dict(getattr(form.fields[name], "choices", None) or [])
        if not isinstance(form.fields[name], forms.ModelChoiceField)
        else {}
    )
    return Difference(str(form.fields[name].label or column.label), now or EMPTY, str(choices.get(mine, mine) or EMPTY))
