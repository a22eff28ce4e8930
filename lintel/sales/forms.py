"""Forms of the rich sales screens: the purchase plan, the reservation with its buyers, money in and out."""

# msg: ok - words of the law, of printed papers and of what people type

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lintel.customers.matching import Match
from lintel.inventory.choosing import UnitField
from lintel.inventory.models import Project, Unit
from lintel.platform.access.scope import visible
from lintel.platform.kernel import clock
from lintel.platform.kernel.day_fields import DayField
from lintel.platform.kernel.money import format_percent, format_wan
from lintel.platform.privacy import canonical
from lintel.sales import figures
from lintel.sales.calculations.loans import Method
from lintel.sales.choosing import CustomerField
from lintel.sales.lending import least_for, longest_for
from lintel.sales.models import Buyer, LedgerEntry, MoneyKind, Offer, PaymentScheme, Quote
from lintel.sales.people import Person
from lintel.sales.price_sheet import Asked
from lintel.sales.pricing import Wish
from lintel.sales.queries import offers_in_force, schemes_in_force
from lintel.sales.rates import Rates

LEAST = "least"
YEARS = (5, 10, 15, 20, 25, 30)
METHODS = ((Method.EQUAL_INSTALMENT, _("Equal instalments")), (Method.EQUAL_PRINCIPAL, _("Equal principal")))


def _told(unit: Unit) -> str:
    """The home, and what it costs where a price is in force."""
    price = getattr(unit, "price", None)
    return f"{unit.code} · {format_wan(price.list_price, unit=True)}" if price else unit.code


class HoldForForm(forms.Form):
    """Which home is held for a customer: one of ``fits``, or another by its short name."""

    fits = forms.ChoiceField(label=_("Units that fit"), required=False, widget=forms.RadioSelect)
    unit = UnitField(required=False, help_text=_("Or any other home, by its short name."))

    def __init__(self, units: QuerySet[Unit], fits: Sequence[Match], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(UnitField, self.fields["unit"]).rows = units
        self.matched = {str(m.unit.pk): m.unit for m in fits}
        cast(forms.ChoiceField, self.fields["fits"]).choices = [(key, _told(u)) for key, u in self.matched.items()]
        if not fits:
            del self.fields["fits"]
            self.fields["unit"].required, self.fields["unit"].help_text = True, ""
            self.fields["unit"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["unit"] = said.get("unit") or self.matched.get(said.get("fits", ""))
        if said["unit"] is None and not self.errors:
            self.add_error("unit", _t("Choose a home, or type its short name."))
        return said


class SchemeChoice(forms.ModelChoiceField):
    def label_from_instance(self, scheme: Any) -> str:
        gift = f" −{format_percent(scheme.discount_percent)}" if scheme.discount_percent else ""
        return f"{scheme.name}{gift}"


class OfferChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, offer: Any) -> str:
        if not offer.unit_kind:
            return str(offer.name)
        return _t("%(name)s (%(kind)s)") % {"name": offer.name, "kind": offer.get_unit_kind_display()}


class PlanForm(forms.Form):
    """What goes into a purchase plan; every figure comes from the server."""

    unit = UnitField()
    customer = CustomerField()
    scheme = SchemeChoice(
        PaymentScheme.objects.none(), label=_("Payment scheme"), widget=forms.RadioSelect, empty_label=None
    )
    offers = OfferChoices(
        Offer.objects.none(), label=_("Public offers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    home = forms.TypedChoiceField(
        label=_("Which home"),
        choices=Quote.Home.choices,
        coerce=Quote.Home,
        initial=Quote.Home.FIRST,
        widget=forms.RadioSelect,
    )
    years = forms.TypedChoiceField(
        label=_("Term of the loan"), choices=[(n, n) for n in YEARS], coerce=int, initial=30, required=False, empty_value=None,
        widget=forms.RadioSelect,
    )  # fmt: skip
    method = forms.TypedChoiceField(
        label=_("Repayment"), choices=METHODS, coerce=Method, initial=Method.EQUAL_INSTALMENT, required=False,
        empty_value=Method.EQUAL_INSTALMENT, widget=forms.RadioSelect,
    )  # fmt: skip
    down_percent = forms.DecimalField(
        label=_("Down payment (%)"), required=False, min_value=1, max_value=99, decimal_places=2,
        help_text=_("Empty: the least the scheme allows."),
    )  # fmt: skip
    special_discount = forms.DecimalField(
        label=_("Special discount (yuan)"), required=False, min_value=0, max_digits=12, decimal_places=2,
        widget=forms.TextInput(attrs={"data-money": "", "inputmode": "decimal"}),
    )  # fmt: skip
    special_ground = forms.ChoiceField(label=_("Ground"), choices=[("", "—"), *Quote.Ground.choices], required=False)
    special_reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, user: Any, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_project = visible(Unit, user).filter(project=project)
        cast("UnitField", self.fields["unit"]).rows = of_project.select_related(
            "project", "building", "section", "unit_type"
        )
        cast(CustomerField, self.fields["customer"]).among(user, project.pk)
        self.fields["scheme"].queryset = visible(schemes_in_force(project.pk), user)  # type: ignore[attr-defined]
        self.fields["offers"].queryset = visible(offers_in_force(project.pk), user)  # type: ignore[attr-defined]

    def clean_offers(self) -> list[Offer]:
        """What is not given for the unit's kind is left out, as nobody unticks it who changes from a home to its parking space."""
        unit, chosen = self.cleaned_data.get("unit"), self.cleaned_data["offers"]
        return [offer for offer in chosen if unit is None or offer.is_for(unit)]

    def clean_years(self) -> int:
        """The longest term that may be lent for the unit, unless a shorter one was chosen."""
        years, unit = int(self.cleaned_data["years"] or YEARS[-1]), self.cleaned_data.get("unit")
        if unit is None or years < YEARS[-1]:
            return years
        return min(years, longest_for(unit, Rates(unit.project.city, clock.today())))

    def clean_home(self) -> str:
        """What is no home is taxed as such, whatever chip was left on."""
        unit = self.cleaned_data.get("unit")
        return (
            Quote.Home.OTHER if unit is not None and unit.kind != Unit.Kind.RESIDENTIAL else self.cleaned_data["home"]
        )

    @property
    def wish(self) -> Wish:
        """What was asked for, once the form is valid."""
        said = self.cleaned_data
        return Wish(
            scheme=said["scheme"], offers=tuple(said["offers"]), home=said["home"], special=said["special_discount"] or Decimal(0),
            months=said["years"] * 12, method=said["method"], down_percent=said["down_percent"] if said["scheme"].borrows else None,
        )  # fmt: skip

    @property
    def inputs(self) -> dict[str, Any]:
        """The same for the deed."""
        said, wish = self.cleaned_data, self.wish
        return {
            "scheme": wish.scheme, "offers": list(wish.offers), "home": wish.home, "months": wish.months, "method": wish.method,
            "down_percent": wish.down_percent, "special_discount": wish.special, "special_ground": said["special_ground"],
            "special_reason": said["special_reason"],
        }  # fmt: skip


@dataclass(frozen=True)
class Within:
    """The terms in years a sheet offers, shortest first, and the share in per cent above which it offers others than the least."""

    years: tuple[int, ...] = YEARS
    least_down: Decimal = Decimal(0)

    @classmethod
    def what_may_be_lent(cls, unit: Unit, rates: Rates) -> Within:
        """For this unit, by the rules of the day."""
        longest = longest_for(unit, rates)
        years = tuple(n for n in YEARS if n <= longest)
        return cls(years if longest in years else (*years, longest), least_for(unit, rates))


EVERYTHING = Within()


class SheetForm(forms.Form):
    """What may be changed on a price sheet; whatever else an address says counts as the first choice of that line."""

    SHARES = (20, 25, 30, 40, 50, 60)
    FIRST = {"home": Quote.Home.FIRST, "method": Method.EQUAL_INSTALMENT, "years": YEARS[-1], "down": LEAST}
    home = forms.TypedChoiceField(
        label=_("Which home"), choices=Quote.Home.choices[:2], coerce=Quote.Home, widget=forms.RadioSelect
    )
    method = forms.TypedChoiceField(label=_("Repayment"), choices=METHODS, coerce=Method, widget=forms.RadioSelect)
    years = forms.TypedChoiceField(label=_("Term of the loan (years)"), coerce=int, widget=forms.RadioSelect)
    down = forms.TypedChoiceField(
        label=_("Down payment"),
        coerce=lambda said: None if said == LEAST else Decimal(said), widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, within: Within = EVERYTHING, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years, down = (cast(forms.ChoiceField, self.fields[name]) for name in ("years", "down"))
        years.choices = [(n, n) for n in within.years]
        down.choices = [(LEAST, _("The least")), *[(str(n), f"{n}%") for n in self.SHARES if n > within.least_down]]
        self.first = {**self.FIRST, "years": within.years[-1]}

    @classmethod
    def asked(cls, said: Any, within: Within = EVERYTHING) -> SheetForm:
        """A valid form out of an address; what may be lent for the unit bounds what can be chosen."""
        first = cls(within=within).first
        form = cls({name: said.get(name, value) for name, value in first.items()}, within=within)
        if not form.is_valid():
            form = cls({**form.data, **{name: first[name] for name in form.errors}}, within=within)
            form.full_clean()
        return form

    @property
    def asks(self) -> Asked:
        """The same for the reckoning."""
        said = self.cleaned_data
        return Asked(said["years"], said["down"], said["home"], said["method"])

    @property
    def chosen(self) -> dict[str, str]:
        """What differs from the first choices: all that an address of the same sheet must say."""
        said = {name: str(self.data[name]) for name in self.first}
        return {name: value for name, value in said.items() if value != str(self.first[name])}


class BuyerForm(forms.Form):
    """One buyer; an empty line is no buyer."""

    name = forms.CharField(
        label=_("Buyer's name"), max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    document = forms.ChoiceField(label=_("Document"), choices=Buyer.Document.choices, required=False)
    id_number = forms.CharField(
        label=_("Document number"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "form-control tabular"}),
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=24, required=False,
        widget=forms.TextInput(attrs={"data-phone": "", "inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    share = forms.DecimalField(
        label=_("Share (%)"), max_digits=5, decimal_places=2, required=False, min_value=Decimal("0.01"), max_value=100
    )
    guardian = forms.CharField(label=_("Guardian (if under age)"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.prefix == "b0":
            for name in ("name", "id_number", "share"):
                self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.given:
            return said
        for name in ("name", "id_number", "share"):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, _("Please fill this in."))
        number, kind = said.get("id_number"), said.get("document") or Buyer.Document.ID_CARD
        if number:
            self._try(
                "id_number", canonical.id_number if kind == Buyer.Document.ID_CARD else canonical.document, number
            )
        if said.get("phone"):
            self._try("phone", canonical.phone, said["phone"])
        return said

    def _try(self, name: str, spelled: Any, text: str) -> None:
        try:
            spelled(text)
        except ValidationError as wrong:
            self.add_error(name, wrong)

    @property
    def given(self) -> bool:
        """Whether anything was entered in this line; the first one always counts."""
        return self.prefix == "b0" or any(
            self.data.get(self.add_prefix(name), "").strip() for name in ("name", "id_number")
        )

    @property
    def person(self) -> Person:
        said = self.cleaned_data
        return Person(
            name=said["name"], id_number=said["id_number"], share=said["share"], document=said["document"] or Buyer.Document.ID_CARD,
            phone=said["phone"], guardian=said["guardian"],
        )  # fmt: skip


class ReserveForm(forms.Form):
    """The reservation except its buyers."""

    quote = forms.ModelChoiceField(Quote.objects.none(), label=_("Purchase plan"), empty_label=None)
    deposit_kind = forms.ChoiceField(
        label=_("Kind of deposit"), choices=MoneyKind.choices[:3], widget=forms.RadioSelect, initial=MoneyKind.EARNEST
    )
    deposit_amount = forms.DecimalField(
        label=_("Deposit (yuan)"), max_digits=14, decimal_places=2, min_value=Decimal("0.01"),
        widget=forms.TextInput(attrs={"data-money": "", "inputmode": "decimal"}),
    )  # fmt: skip
    sign_by = DayField(
        label=_("Contract to be signed by"),
        initial=figures.sign_by_default,
    )
    eligibility_note = forms.CharField(
        label=_("Purchase eligibility"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What was checked about restrictions on buying, and how."),
    )  # fmt: skip
    checked_face_to_face = forms.BooleanField(
        label=_("I went through all of this with the customer face to face"), required=False
    )

    def __init__(self, plans: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quote"].queryset = plans  # type: ignore[attr-defined]


def buyer_forms(data: Any = None, initial: Sequence[dict[str, Any]] = ()) -> list[BuyerForm]:
    """As many lines as a reservation may have buyers."""
    forms_ = []
    for n in range(figures.MOST_BUYERS):
        first = initial[n] if n < len(initial) else {}
        forms_.append(BuyerForm(data, prefix=f"b{n}", initial=first))
    return forms_


class ReceiptForm(forms.Form):
    """Money that reached the account, from the bank slip."""

    amount = forms.DecimalField(label=_("Amount (yuan)"), max_digits=14, decimal_places=2, min_value=Decimal("0.01"))
    method = forms.TypedChoiceField(
        label=_("How"),
        choices=LedgerEntry.Method.choices,
        coerce=LedgerEntry.Method,
        widget=forms.RadioSelect,
        initial=LedgerEntry.Method.TRANSFER,
    )
    serial = forms.CharField(
        label=_("Bank serial number"), max_length=60, help_text=_("From the bank slip; each can be entered once."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    received_on = DayField(label=_("Received on"), initial=clock.today)
    payer = forms.CharField(label=_("Payer"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class RefundForm(forms.Form):
    """Money paid back after a cancellation."""

    amount = forms.DecimalField(label=_("Amount (yuan)"), max_digits=14, decimal_places=2, min_value=Decimal("0.01"))
    method = forms.TypedChoiceField(
        label=_("How"),
        choices=LedgerEntry.Method.choices,
        coerce=LedgerEntry.Method,
        widget=forms.RadioSelect,
        initial=LedgerEntry.Method.TRANSFER,
    )
    serial = forms.CharField(
        label=_("Bank serial number"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    paid_on = DayField(label=_("Paid on"), initial=clock.today)
    payee = forms.CharField(label=_("Paid to"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
