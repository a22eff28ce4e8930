"""What a person says when putting work off."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PostponeForm(forms.Form):
    """Until when, and why."""

    until = forms.DateTimeField(
        label=_("New due moment"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(label=_("Reason"), min_length=2, max_length=200)
