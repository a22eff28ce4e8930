"""What a person says when writing work down, giving it away or putting it off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lintel.platform.directory.models import User
from lintel.platform.kernel.day_fields import MomentField
from lintel.platform.tasks.models import Task
from lintel.platform.tasks.people import colleagues, takers


class PostponeForm(forms.Form):
    """Until when, and why."""

    until = MomentField(
        label=_("New due moment"),
    )
    reason = forms.CharField(label=_("Reason"), min_length=2, max_length=200)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), min_length=2, max_length=200)


class ErrandForm(forms.Form):
    """What is to be done, by whom, until when."""

    title = forms.CharField(label=_("What is to be done"), max_length=120)
    assignee = forms.ModelChoiceField(User.objects.none(), label=_("For"), required=False, empty_label=_("Myself"))
    due_at = MomentField(label=_("Due"), required=False)
    text = forms.CharField(
        label=_("More about it"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Customers by their number only, no names or phones."),
    )  # fmt: skip


def errand_form_of(user: Any, permission: str) -> type[ErrandForm]:
    """The form with the colleagues whom this person may give work; without a choice for whoever only writes their own."""

    class Form(ErrandForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            others = colleagues(user, permission).exclude(pk=user.pk)
            if others.exists():
                self.fields["assignee"].queryset = others  # type: ignore[attr-defined]
            else:
                del self.fields["assignee"]

    return Form


def giving_form_of(user: Any, task: Task, permission: str) -> type[forms.Form]:
    """Who could do it instead, and a word to them."""

    class Form(forms.Form):
        assignee = forms.ModelChoiceField(takers(user, task, permission), label=_("Colleague"))
        note = forms.CharField(label=_("Note"), max_length=200, required=False)

    return Form
