"""Forms that ask for more than an action's signature can say: chips, groups and warnings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lintel.customers.models import Basis, Channel, Consent, Customer, FollowUp, Grade, Needs, Referral, Visit
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.day_fields import MomentField, MomentInput
from lintel.platform.kernel.words import listed
from lintel.platform.privacy.canonical import phone as canonical_phone
from lintel.platform.privacy.fields import EncryptedFormField
from lintel.platform.privacy.scan import scan

CALLS_FROM_HOUR = 10


class When(forms.ChoiceField):
    """When the next contact should be: a chip, or a moment of one's own."""

    CHOICES = (
        ("auto", _("By grade")),
        ("tomorrow", _("Tomorrow")),
        ("three", _("In 3 days")),
        ("weekend", _("Weekend")),
        ("own", _("Other time")),
    )

    def __init__(self) -> None:
        super().__init__(
            choices=self.CHOICES, initial="auto", required=False, widget=forms.RadioSelect, label=_("Next contact")
        )

    @staticmethod
    def moment(choice: str, own: datetime | None) -> datetime | None:
        """The moment a chip means; None leaves it to the cadence of the grade."""
        today = clock.now().replace(hour=CALLS_FROM_HOUR, minute=0, second=0, microsecond=0)
        if choice == "tomorrow":
            return today + timedelta(days=1)
        if choice == "three":
            return today + timedelta(days=3)
        if choice == "weekend":
            return today + timedelta(days=(5 - today.weekday()) % 7 or 7)
        return own if choice == "own" else None


def moment_field() -> MomentField:
    return MomentField(label=_("Other time"), required=False, widget=MomentInput({"class": "form-control"}))


def grade_field() -> forms.TypedChoiceField:
    short = [("", "—"), *((g.value, g.value) for g in Grade)]
    return forms.TypedChoiceField(
        choices=short, coerce=Grade, empty_value=None, required=False, label=_("Intent grade"), widget=forms.RadioSelect
    )


class NextContact(forms.Form):
    """The part every contact ends with: grade, when next, and what about."""

    grade = grade_field()
    when = When()
    next_at = moment_field()
    next_action = forms.CharField(
        label=_("What next"), max_length=120, required=False, widget=forms.TextInput(attrs={"class": "form-control"})
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        choice = values.pop("when", "") or ("own" if values.get("next_at") else "auto")
        if choice == "own" and not values.get("next_at"):
            self.add_error("next_at", _("Enter when."))
        values["next_at"] = When.moment(choice, values.get("next_at"))
        return values


class FollowUpForm(NextContact):
    """The composer of Customer 360."""

    method = forms.TypedChoiceField(
        choices=FollowUp.Method.choices,
        coerce=FollowUp.Method,
        initial=FollowUp.Method.PHONE,
        widget=forms.RadioSelect,
        label=_("How"),
    )
    result = forms.TypedChoiceField(
        choices=FollowUp.Result.choices,
        coerce=FollowUp.Result,
        initial=FollowUp.Result.REACHED,
        widget=forms.RadioSelect,
        label=_("Result"),
    )
    text = forms.CharField(
        label=_("What was said"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": _("One sentence"), "class": "form-control"}),
    )
    satisfaction = forms.TypedChoiceField(
        choices=[("", "—"), *((str(n), str(n)) for n in range(1, 6))],
        coerce=int,
        empty_value=None,
        required=False,
        label=_("Satisfaction (1–5)"),
        widget=forms.RadioSelect,
    )
    marketing = forms.BooleanField(label=_("This was advertising"), required=False)
    keep_numbers = forms.BooleanField(label=_("Keep the number in the text"), required=False)

    field_order = [
        "method",
        "result",
        "text",
        "grade",
        "when",
        "next_at",
        "next_action",
        "satisfaction",
        "marketing",
        "keep_numbers",
    ]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        keep, found = values.pop("keep_numbers", False), scan(values.get("text") or "")
        if found and not keep:
            masks = listed(one.mask for one in found)
            wrong = _("The text holds a number (%(masks)s). Take it out, or tick “Keep the number in the text”.") % {
                "masks": masks
            }
            self.add_error("text", wrong)
        return values


class CloseVisitForm(NextContact):
    """What came of a reception."""

    summary = forms.CharField(label=_("What came of it"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    toured = forms.BooleanField(label=_("Saw the show flat"), required=False)

    field_order = ["summary", "toured", "grade", "when", "next_at", "next_action"]


class NeedsForm(forms.ModelForm):
    """The needs profile; concerns as chips."""

    concerns = forms.MultipleChoiceField(
        choices=Needs.Concern.choices, required=False, widget=forms.CheckboxSelectMultiple, label=_("Concerns")
    )

    class Meta:
        model = Needs
        fields = [
            "rooms",
            "area_min",
            "area_max",
            "budget_min",
            "budget_max",
            "floor_min",
            "floor_max",
            "orientation",
            "purpose",
            "timing",
            "concerns",
            "note",
        ]

    def __init__(self, data: Any = None, files: Any = None, *, instance: Any = None, **kwargs: Any) -> None:
        """``instance`` may be the customer, as generic screens give it."""
        if isinstance(instance, Customer):
            instance = Needs.objects.filter(customer=instance).first()
        super().__init__(data, files, instance=instance, **kwargs)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for low, high in (("area_min", "area_max"), ("budget_min", "budget_max"), ("floor_min", "floor_max")):
            if values.get(low) is not None and values.get(high) is not None and values[low] > values[high]:
                self.add_error(high, _("This must not be less than where it starts."))
        return values

    def _post_clean(self) -> None:
        """The door writes; the form must not touch the row."""


class BasicForm(forms.Form):
    """Name, form of address and phone; the mask left as it is keeps the number."""

    name = forms.CharField(label=_("Customer name"), max_length=60)
    title = forms.ChoiceField(label=_("Form of address"), choices=[("", "—"), *Customer.Title.choices], required=False)
    phone = EncryptedFormField(
        label=_("Phone"), kind="phone", required=False, help_text=_("Leave the dots to keep the number.")
    )

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        if instance is not None:
            kwargs["initial"] = {
                "name": instance.name,
                "title": instance.title,
                "phone": str(instance.phone or ""),
                **(kwargs.get("initial") or {}),
            }
        super().__init__(*args, **kwargs)


def checked_phone(value: str) -> str:
    """The number as typed, if it is one. Raises ``ValidationError`` with the sentence for the desk."""
    canonical_phone(value)
    return value


class LeadForm(forms.Form):
    """A lead of one's own."""

    phone = forms.CharField(
        label=_("Phone"),
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "tel", "data-phone": "", "autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Customer name"), max_length=60)
    title = forms.ChoiceField(label=_("Form of address"), choices=[("", "—"), *Customer.Title.choices], required=False)
    channel = forms.TypedChoiceField(
        label=_("Channel"),
        coerce=Channel,
        initial=Channel.OUTREACH,
        choices=[c for c in Channel.choices if c[0] not in (Channel.WALK_IN, Channel.CALL)],
    )
    basis = forms.TypedChoiceField(
        label=_("Lawful basis"),
        coerce=Basis,
        initial=Basis.SPOKEN,
        choices=[b for b in Basis.choices if b[0] != Basis.CONSENT],
    )
    basis_note = forms.CharField(label=_("Where the number comes from"), max_length=200)

    def clean_phone(self) -> str:
        return checked_phone(self.cleaned_data["phone"])


class CallForm(forms.Form):
    """Somebody is on the line."""

    phone = forms.CharField(
        label=_("Phone"),
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "tel", "data-phone": "", "autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Customer name"), max_length=60, help_text=_("However they want to be called."))
    title = forms.ChoiceField(label=_("Form of address"), choices=[("", "—"), *Customer.Title.choices], required=False)
    channel = forms.TypedChoiceField(
        label=_("Channel"),
        coerce=Channel,
        initial=Channel.CALL,
        choices=[c for c in Channel.choices if c[0] != Channel.WALK_IN],
    )
    note = forms.CharField(label=_("What they asked"), max_length=200, required=False)

    def clean_phone(self) -> str:
        return checked_phone(self.cleaned_data["phone"])


class ReceptionForm(forms.Form):
    """Steps 2 and 3 at the desk. Without consent nothing typed is used."""

    phone = forms.CharField(max_length=24, required=False)
    name = forms.CharField(max_length=60, required=False)
    title = forms.ChoiceField(choices=[("", "—"), *Customer.Title.choices], required=False)
    party = forms.IntegerField(min_value=1, max_value=50, initial=1)
    channel = forms.TypedChoiceField(choices=Channel.choices, coerce=Channel, initial=Channel.WALK_IN)
    agreed = forms.BooleanField(required=False)
    marketing = forms.BooleanField(required=False)
    how = forms.TypedChoiceField(
        choices=Consent.How.choices,
        coerce=Consent.How,
        initial=Consent.How.TICKED,
        empty_value=Consent.How.TICKED,
        required=False,
    )
    proof = forms.FileField(required=False, allow_empty_file=True)  # an empty one is refused in words, not by the form
    notice = forms.IntegerField(min_value=0, required=False)
    introducer = forms.CharField(max_length=24, required=False)
    consultant = forms.ModelChoiceField(User.objects.none(), required=False)
    """Somebody else than the rule gives; ``among`` says who may be chosen."""
    reason = forms.CharField(max_length=200, required=False)

    def among(self, consultants: QuerySet[User]) -> ReceptionForm:
        """Offer these as receivers: nobody can be chosen before."""
        cast(forms.ModelChoiceField, self.fields["consultant"]).queryset = consultants
        return self

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("channel") != Channel.REFERRAL:
            values["introducer"] = ""
        if not values.get("agreed"):
            values.update(phone="", name="", title="", introducer="", marketing=False, proof=None)
        values["notice"] = values.get("notice") or 0
        for name in ("phone", "introducer"):
            if values.get(name):
                try:
                    checked_phone(values[name])
                except ValidationError as wrong:
                    self.add_error(name, wrong)
        return values


class KioskForm(ReceptionForm):
    """What visitors type alone. Everybody is asked for a name, so that nobody learns here who is known."""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("how") == Consent.How.PAPER:
            values["how"] = Consent.How.TICKED
        values.update(introducer="", reason="", consultant=None)
        if not values.get("agreed"):
            self.add_error("agreed", _("Tick the agreement, or let us count the visit only."))
        elif not values.get("phone"):
            if "phone" not in self.errors:
                self.add_error("phone", _("Enter your phone number."))
        elif not values.get("name", "").strip():
            self.add_error("name", _("Enter how we may address you."))
        return values


class ReferralForm(forms.Form):
    """Somebody the customer knows and who agreed to be called."""

    phone = forms.CharField(
        label=_("Phone"),
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "tel", "data-phone": "", "autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Customer name"), max_length=60)
    relation = forms.TypedChoiceField(label=_("Relation"), choices=Referral.Relation.choices, coerce=Referral.Relation)
    agreed = forms.BooleanField(label=_("The person agreed to be contacted"))

    def clean_phone(self) -> str:
        return checked_phone(self.cleaned_data["phone"])


class HandOverForm(forms.Form):
    """To whom, and why: both consultants read the reason."""

    to = forms.ModelChoiceField(label=_("To"), queryset=User.objects.holding("SR", "SS").order_by("pk"))
    reason = forms.CharField(label=_("Reason"), max_length=120)


class AskRulingForm(forms.Form):
    """Who claims the customer, and why they should be theirs."""

    claimant = forms.ModelChoiceField(
        label=_("Should be the customer of"), queryset=User.objects.holding("SR", "SS").order_by("pk"), required=False,
        help_text=_("Empty means yourself."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class RulingForm(forms.Form):
    """Whose customer it is, and on what ground."""

    ruling = forms.TypedChoiceField(
        label=_("Ruling"), choices=Visit.Ruling.choices, coerce=Visit.Ruling, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(forms.Form):
    """Why two records are one person."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
