"""A home named the way people say it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lintel.inventory.models import Unit


class UnitField(forms.CharField):
    """A unit by its short name, typed as people say it: ``3-2-1503``, ``3 2 1503``; only among ``rows``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Unit"),
            max_length=40,
            widget=forms.TextInput(attrs={"placeholder": "3-2-1503", "autocomplete": "off"}),
            **kwargs,
        )
        self.rows: QuerySet[Unit] = Unit.objects.none()

    def clean(self, value: Any) -> Unit | None:
        text = re.sub(r"[\s,，.、]+", "-", super().clean(value).strip())  # msg: ok - marks between numbers
        if not text:
            return None
        found = list(self.rows.filter(code__iexact=text)[:2])
        if len(found) != 1:
            raise ValidationError(_t("There is no unit “%(unit)s” here.") % {"unit": text})
        return found[0]
