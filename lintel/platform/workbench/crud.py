"""Add and change, for entities whose only rule is that the form be valid.

They go through the same door as every other action, so they are permitted, locked and recorded alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.forms import modelform_factory
from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.platform.actions.door import Action, action
from lintel.platform.kernel.day_fields import typed


def add(model: type[Model], fields: list[str]) -> Action:
    """``<app>.add_<model>``: a new row from a form of ``fields``."""

    def body(actor: Any, **values: Any) -> Model:
        row = model(**values)
        row.full_clean()
        row.save()
        return row

    label = lazystr(_LazyNew(model))
    return _named(
        body,
        f"add_{model._meta.model_name}",
        model,
        label,
        creates=True,
        form=modelform_factory(model, fields=fields, formfield_callback=typed),
    )


def change(model: type[Model], fields: list[str]) -> Action:
    """``<app>.change_<model>``: ``fields`` of one row set from a form."""

    def body(actor: Any, row: Model, **values: Any) -> None:
        for field, value in values.items():
            setattr(row, field, value)
        row.full_clean()

    form = modelform_factory(model, fields=fields, formfield_callback=typed)
    return _named(body, f"change_{model._meta.model_name}", model, gettext_lazy("Edit"), form=form)


class _LazyNew:
    """ "New customer", put together when it is shown, in the language of whoever looks."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model

    def __str__(self) -> str:
        return _("New %(thing)s") % {"thing": self.model._meta.verbose_name}


def _named(body: Callable[..., Any], name: str, model: type[Model], label: Any, **options: Any) -> Action:
    body.__name__, body.__module__ = name, model.__module__
    return action(model, label, **options)(body)
