"""Forms that a signature cannot say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lintel.platform.approvals.points import points
from lintel.platform.directory.models import User


class DelegationForm(forms.Form):
    """Who stands in, from when to when, and on what."""

    deputy = forms.ModelChoiceField(User.objects.all(), label=_("Deputy"))
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    points = forms.MultipleChoiceField(
        label=_("Only these matters"),
        required=False,
        help_text=_("Everything, when none is chosen."),
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"].choices = [(p.name, p.title) for p in points.values()]  # type: ignore[attr-defined]
