"""What a person wants to hear by mail, and when not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lintel.platform.notices.kinds import kinds


class PreferencesForm(forms.Form):
    """One switch per kind of notice, and quiet hours."""

    mails = forms.MultipleChoiceField(label=_("By mail"), required=False, widget=forms.CheckboxSelectMultiple)
    starts_at = forms.TimeField(
        label=_("No mails from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends_at = forms.TimeField(
        label=_("until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(k.code, k.label) for k in kinds.values()]
        self.fields["mails"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Quiet hours have both ends or none."""
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("starts_at")) != bool(data.get("ends_at")):
            self.add_error("ends_at", _("Give both times, or none."))
        return data
