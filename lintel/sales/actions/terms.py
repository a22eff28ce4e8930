"""Public offers and ways to pay: drafted by planning, approved by the manager, printed with their conditions (G-12)."""

# msg: ok - words of the law, of printed papers and of what people type

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.inventory.models import Project, Unit
from lintel.platform.actions.door import action
from lintel.platform.clauses.registry import rule
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.day_fields import DayField
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.sales.models import LendingRule, LoanRate, Offer, PaymentScheme, TaxRate

FORBIDDEN = re.compile(r"返本|售后包租|包租|保底回报|固定回报|回购承诺|无理由退房返|零首付|首付贷|垫付首付|分割拆零")
"""Offers no home may be sold with (商品房销售管理办法 11, 12; rules G-16, G-12)."""


class OfferForm(forms.Form):
    """A public offer."""

    project = forms.ModelChoiceField(Project.objects.all(), label=gettext_lazy("Project"))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    conditions = forms.CharField(
        label=gettext_lazy("Conditions, as published"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Whoever meets them gets the offer."),
    )  # fmt: skip
    by = forms.TypedChoiceField(label=gettext_lazy("Kind of reduction"), choices=Offer.By.choices, coerce=Offer.By)
    value = forms.DecimalField(
        label=gettext_lazy("Value"),
        max_digits=12,
        decimal_places=2,
        help_text=gettext_lazy("2 means 98 % of the price, or 2 yuan."),
    )
    unit_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of unit"),
        required=False,
        choices=[("", gettext_lazy("Every kind of unit")), *Unit.Kind.choices],
    )
    place = forms.IntegerField(label=gettext_lazy("Order"), min_value=1, initial=1)
    starts_on = DayField(label=gettext_lazy("From"))
    ends_on = DayField(label=gettext_lazy("Until"), required=False)


@action(Offer, gettext_lazy("Draft an offer"), creates=True, clause="3.3.1", form=OfferForm)
@rule("G-12", clause="3.3.1", name="G-12:sales.draft_offer")
@rule("G-16", clause="3.3.1", name="G-16:sales.draft_offer")
def draft_offer(
    actor: User, *, project: Project, name: str, conditions: str, by: Offer.By, value: Decimal, starts_on: date,
    ends_on: date | None = None, place: int = 1, unit_kind: str = "",
) -> Offer:  # fmt: skip
    """Write down a public offer with its conditions, for one kind of unit or for all; it counts once the manager has approved it."""
    _lawful(name, conditions)
    offer = Offer(
        project=project, name=name.strip(), conditions=conditions.strip(), by=by, value=value, place=place, starts_on=starts_on,
        ends_on=ends_on, unit_kind=unit_kind, author=actor,
    )  # fmt: skip
    offer.full_clean()
    offer.save()
    return offer


def _lawful(*texts: str) -> None:
    for text in texts:
        if found := FORBIDDEN.search(text):
            raise Refused(
                _("A home may not be sold with “%(word)s”.") % {"word": found.group()}, rule="G-16", clause="3.3.1",
                remedy=_("Leave it out, and ask the contract reviewer."),
            )  # fmt: skip


class SchemeForm(forms.Form):
    """A way to pay. Instalments are typed one a line: name, per cent, days after signing."""

    project = forms.ModelChoiceField(Project.objects.all(), label=gettext_lazy("Project"))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    way = forms.TypedChoiceField(
        label=gettext_lazy("Payment scheme"), choices=PaymentScheme.Way.choices, coerce=PaymentScheme.Way
    )
    discount_percent = forms.DecimalField(
        label=gettext_lazy("Public discount (%)"), max_digits=5, decimal_places=2, initial=0
    )
    down_percent = forms.DecimalField(
        label=gettext_lazy("Down payment at least (%)"), max_digits=5, decimal_places=2, required=False,
        help_text=gettext_lazy("For mortgages."),
    )  # fmt: skip
    provident_limit = forms.DecimalField(
        label=gettext_lazy("Provident fund limit (yuan)"), max_digits=14, decimal_places=2, required=False
    )
    due_days = forms.IntegerField(label=gettext_lazy("First payment due after (days)"), min_value=0, initial=7)
    instalments = forms.CharField(
        label=gettext_lazy("Instalments"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line: name, per cent, days. For example: 首期 50 7"),
    )  # fmt: skip
    starts_on = DayField(label=gettext_lazy("From"))
    ends_on = DayField(label=gettext_lazy("Until"), required=False)


@action(PaymentScheme, gettext_lazy("Draft a payment scheme"), creates=True, clause="3.3.1", form=SchemeForm)
@rule("G-16", clause="3.3.1", name="G-16:sales.draft_payment_scheme")
def draft_payment_scheme(
    actor: User, *, project: Project, name: str, way: PaymentScheme.Way, starts_on: date, discount_percent: Decimal = Decimal(0),
    down_percent: Decimal | None = None, provident_limit: Decimal | None = None, due_days: int = 7, instalments: str = "",
    ends_on: date | None = None,
) -> PaymentScheme:  # fmt: skip
    """Write down a way to pay; it counts once the manager has approved it."""
    _lawful(name, instalments)
    terms = _terms(instalments) if way == PaymentScheme.Way.INSTALMENTS else []
    if way in PaymentScheme.LOANS and not (down_percent and 0 < down_percent < 100):
        raise Refused(
            _("A mortgage needs a least down payment."), clause="3.3.1", remedy=_("Enter the share the buyer pays.")
        )
    scheme = PaymentScheme(
        project=project, name=name.strip(), way=way, discount_percent=discount_percent or Decimal(0), down_percent=down_percent,
        provident_limit=provident_limit, due_days=due_days, terms=terms, starts_on=starts_on, ends_on=ends_on, author=actor,
    )  # fmt: skip
    scheme.full_clean()
    scheme.save()
    return scheme


def _terms(text: str) -> list[dict[str, Any]]:
    """``首期 50 7`` a line. Raises ``Refused`` when a line cannot be read or the shares do not sum to 100."""
    terms = []
    for line in filter(None, (raw.strip() for raw in text.splitlines())):
        parts = re.split(r"[\s,，%]+", line)
        try:
            terms.append({"name": parts[0], "percent": str(Decimal(parts[1])), "days": int(parts[2])})
        except (IndexError, ArithmeticError, ValueError):
            raise Refused(
                _("The line “%(line)s” is no instalment.") % {"line": line},
                clause="3.3.1",
                remedy=_("Write name, per cent and days."),
            ) from None
    total = sum((Decimal(t["percent"]) for t in terms), Decimal(0))
    if total != 100:
        raise Refused(_("The instalments sum to %(total)s %%, not to 100 %%.") % {"total": total}, clause="3.3.1")
    if [t["days"] for t in terms] != sorted(t["days"] for t in terms):
        raise Refused(_("Instalments fall due one after another."), clause="3.3.1")
    return terms


def _draft(row: Any) -> bool:
    return not row.approved


@action(Offer, gettext_lazy("Approve"), clause="3.3.1", when=_draft)
def approve_offer(actor: User, offer: Offer) -> None:
    """The manager lets the offer be published and used."""
    _not_the_author(actor, offer)
    offer.approved = True


@action(PaymentScheme, gettext_lazy("Approve"), clause="3.3.1", when=_draft)
def approve_payment_scheme(actor: User, scheme: PaymentScheme) -> None:
    """The manager lets the scheme be used."""
    _not_the_author(actor, scheme)
    scheme.approved = True


def _not_the_author(actor: User, row: Any) -> None:
    if row.author_id == actor.pk:
        raise NotPermitted(_("Nobody approves their own draft."), clause="2.2.1.5")


def _running(row: Any) -> bool:
    return row.approved and (row.ends_on is None or row.ends_on >= clock.today())


@action(Offer, gettext_lazy("End the offer"), clause="3.3.1", when=_running)
def end_offer(actor: User, offer: Offer, *, reason: str) -> None:
    """Yesterday was its last day; plans already issued keep it until they run out."""
    offer.ends_on = max(clock.today() - timedelta(days=1), offer.starts_on)


@action(PaymentScheme, gettext_lazy("End the scheme"), clause="3.3.1", when=_running)
def end_payment_scheme(actor: User, scheme: PaymentScheme, *, reason: str) -> None:
    """Yesterday was its last day; plans already issued keep it until they run out."""
    scheme.ends_on = max(clock.today() - timedelta(days=1), scheme.starts_on)


@action(TaxRate, gettext_lazy("Enter a tax or fee"), creates=True, clause="3.3.1")
def enter_tax_rate(
    actor: User, *, kind: TaxRate.Kind, name: str, source: str, effective_from: date, percent: Decimal | None = None,
    amount: Decimal | None = None, city: str = "", building_kind: str = "", above_area: Decimal = Decimal(0),
    up_to_area: Decimal | None = None, until: date | None = None, review_on: date | None = None,
) -> TaxRate:  # fmt: skip
    """A line of the table of taxes and fees, with its source. A change of law is a new line."""
    rate = TaxRate(
        kind=kind, name=name, source=source, effective_from=effective_from, percent=percent, amount=amount, city=city,
        building_kind=building_kind, above_area=above_area, up_to_area=up_to_area, until=until, review_on=review_on,
    )  # fmt: skip
    rate.full_clean()
    rate.save()
    return rate


@action(LoanRate, gettext_lazy("Enter a loan rate"), creates=True, clause="3.3.1")
def enter_loan_rate(
    actor: User, *, lender: LoanRate.From, yearly_rate: Decimal, effective_from: date, source: str,
    unit_kind: Unit.Kind = Unit.Kind.RESIDENTIAL, city: str = "", review_on: date | None = None,
) -> LoanRate:  # fmt: skip
    """The yearly interest of a lender for a kind of unit from a day on, with its source."""
    rate = LoanRate(
        lender=lender,
        unit_kind=unit_kind,
        yearly_rate=yearly_rate,
        effective_from=effective_from,
        source=source,
        city=city,
        review_on=review_on,
    )
    rate.full_clean()
    rate.save()
    return rate


@action(LendingRule, gettext_lazy("Enter a lending rule"), creates=True, clause="3.3.1")
def enter_lending_rule(
    actor: User, *, unit_kind: Unit.Kind, lender: LoanRate.From, source: str, effective_from: date, lends: bool = True,
    least_down_percent: Decimal | None = None, longest_years: int | None = None, completed_only: bool = False, city: str = "",
    review_on: date | None = None,
) -> LendingRule:  # fmt: skip
    """What the law lets a lender lend for a kind of unit, with its source. A change of law is a new line."""
    found = LendingRule(
        unit_kind=unit_kind, lender=lender, source=source, effective_from=effective_from, lends=lends,
        least_down_percent=least_down_percent, longest_years=longest_years, completed_only=completed_only, city=city,
        review_on=review_on,
    )  # fmt: skip
    found.full_clean()
    found.save()
    return found
