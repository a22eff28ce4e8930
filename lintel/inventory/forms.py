"""The forms of bulk deeds on the board."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lintel.platform.kernel.day_fields import DayField


class ReasonForm(forms.Form):
    """Why these units are released or withheld."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class RepriceForm(ReasonForm):
    """By how much the prices change; it becomes a draft scheme, nothing is in force by this."""

    name = forms.CharField(label=_("Name of the price scheme"), max_length=120)
    percent = forms.DecimalField(
        label=_("Change in %"), max_digits=5, decimal_places=2, required=False,
        help_text=_("2 is two per cent dearer, -1.5 one and a half cheaper."),
    )  # fmt: skip
    per_metre = forms.DecimalField(label=_("Change in yuan/㎡"), max_digits=9, decimal_places=2, required=False)
    effective_on = DayField(label=_("In force from"), required=False)
    field_order = ["name", "percent", "per_metre", "effective_on", "reason"]

    def clean(self) -> dict[str, Any]:
        """One of the two, not both."""
        found = super().clean() or {}
        if (found.get("percent") is None) == (found.get("per_metre") is None):
            raise forms.ValidationError(_("Say by how many per cent, or by how many yuan per ㎡."))
        return found
