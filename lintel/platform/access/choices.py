"""Choices are rows too: a drop-down must not show what a list would hide."""

from __future__ import annotations

from typing import Any, TypeVar

from django.forms import BaseForm, ModelChoiceField

from lintel.platform.access.scope import visible

AnyForm = TypeVar("AnyForm", bound=BaseForm)


def narrow(form: AnyForm, user: Any) -> AnyForm:
    """Limit every model choice of ``form`` to the rows this user may see."""
    for field in form.fields.values():
        if isinstance(field, ModelChoiceField) and field.queryset is not None:
            rows = visible(field.queryset, user)
            # without an order of its own a list of choices would shuffle whenever any row of the table changes
            field.queryset = rows if rows.ordered else rows.order_by("pk")
    return form
