"""What every row in Lintel has in common."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lintel.platform.kernel import clock
from lintel.platform.kernel.db.updating import update_one


class ClockField(models.DateTimeField):
    """When a row was made or changed, by the office's clock, so that a pinned past dates its rows in the past."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if self.auto_now or (self.auto_now_add and add):
            setattr(model_instance, self.attname, clock.stamp())
        return getattr(model_instance, self.attname)

    def deconstruct(self) -> Any:
        """In the database it is a moment like any other."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs


class Record(models.Model):
    """A row the business would recognise by name."""

    created_at = ClockField(_("created"), auto_now_add=True, editable=False)
    updated_at = ClockField(_("updated"), auto_now=True, editable=False)

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse(f"{self._meta.app_label}:{self._meta.model_name}-detail", args=[self.pk])

    @property
    def stamp(self) -> str:
        """What an edit form carries so that a stale one is refused."""
        return self.updated_at.isoformat() if self.updated_at else ""


class PersonalRecord(Record):
    """A row holding personal data. Its ciphers are bound to ``uid``, so a value copied to another row fails."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save; a partial save of an encrypted field takes its index columns along."""
        if update_fields is not None:
            update_fields = _with_followers(type(self), update_fields)
        super().save(*args, update_fields=update_fields, **kwargs)


def _with_followers(model: type[models.Model], names: Iterable[str]) -> set[str]:
    named = set(names)
    return named.union(*(getattr(f, "followers", ()) for f in model._meta.concrete_fields if f.name in named))


#: Saving these ways does nothing but write, so that it can be done by a prepared statement.
_ONLY_WRITES = (models.Model.save, PersonalRecord.save)


def rewrite(row: models.Model, names: Iterable[str]) -> None:
    """Write the fields called ``names`` of a row that is there; at a fraction of what ``save`` costs when its model allows."""
    if type(row).save in _ONLY_WRITES:
        update_one(row, _with_followers(type(row), names))
    else:
        row.save(update_fields=list(names))


class Counter(models.Model):
    """The last number given out in a series. Updated last in the transaction, so a rollback leaves no gap."""

    series = models.CharField(max_length=80, unique=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


class Mark(models.Model):
    """The present mark of a group of watched tables, written by their triggers alone; see ``kernel/remembered.py``."""

    name = models.CharField(max_length=40, primary_key=True)
    token = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.name} {self.token}"


class FigureValue(models.Model):
    """What an office set a figure to, when it differs from the declared default; with its source and review date."""

    key = models.CharField(_("figure"), max_length=80, unique=True)
    value = models.CharField(_("value"), max_length=80)
    source = models.CharField(_("source"), max_length=200)
    review_on = models.DateField(_("review on"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("figure"), _("figures")

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


from lintel.platform.kernel.calendar_models import OpeningHours, SpecialDay  # noqa: E402, F401  (Django finds models here)
