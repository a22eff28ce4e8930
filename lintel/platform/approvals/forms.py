"""Forms that a signature cannot say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lintel.platform.approvals.models import Request
from lintel.platform.approvals.people import takers
from lintel.platform.approvals.points import points
from lintel.platform.directory.models import User
from lintel.platform.kernel.day_fields import DayField


class DelegationForm(forms.Form):
    """Who stands in, from when to when, and on what."""

    deputy = forms.ModelChoiceField(User.objects.people(), label=_("Deputy"))
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"))
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


class VerbForm(forms.Form):
    """What one deed on a request needs; ``row`` and ``user`` narrow the choices."""

    def __init__(self, *args: Any, user: User, row: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.row = user, row


class ApproveForm(VerbForm):
    comment = forms.CharField(label=_("Comment"), required=False, max_length=2000)
    seen = forms.CharField(required=False, max_length=64)


class ReasonForm(VerbForm):
    reason = forms.CharField(label=_("Reason"), max_length=2000)


class SoftReasonForm(VerbForm):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=2000)


class ReturnForm(ReasonForm):
    step = forms.IntegerField(label=_("Back to"), min_value=0)


class TransferForm(SoftReasonForm):
    to = forms.ModelChoiceField(User.objects.none(), label=_("To"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = next((d for d in self.row.now_at() if d.person_id == self.user.pk), None)
        allowed = takers(mine.post, self.row, but=self.user) if mine else []
        self.fields["to"].queryset = User.objects.filter(pk__in=[p.pk for p in allowed])  # type: ignore[attr-defined]


class AddSignForm(SoftReasonForm):
    person = forms.ModelChoiceField(User.objects.people(), label=_("Person"))


class CommentForm(VerbForm):
    comment = forms.CharField(label=_("Remark"), max_length=2000)


VERB_FORMS: dict[str, type[VerbForm]] = {
    "approve": ApproveForm,
    "refuse": ReasonForm,
    "return_to": ReturnForm,
    "transfer": TransferForm,
    "add_sign": AddSignForm,
    "take_back": VerbForm,
    "withdraw": SoftReasonForm,
    "resubmit": SoftReasonForm,
    "remind": VerbForm,
    "comment": CommentForm,
}
