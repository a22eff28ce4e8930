"""What a price sheet says, in the reader's language, for the page and for the paper alike; the floor price is not among it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from lintel.platform.kernel import clock, money
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.words import listed
from lintel.sales.calculations.loans import Method
from lintel.sales.calculations.taxes import Charge, Estimate
from lintel.sales.models import LendingRule, LoanRate, Quote
from lintel.sales.price_sheet import OTHER_HOME, Reckoned, Sheet, Way
from lintel.sales.screens import words
from lintel.sales.screens.plans import charge_lines, ladder, payment_lines


def no_scheme() -> Refused:
    """Why there is nothing to show."""
    return Refused(
        _("No payment scheme is in force for this project."), rule="G-12", clause="3.3.1",
        remedy=_("Ask planning to draft one; it holds when the manager has approved it."),
    )  # fmt: skip


def shown(sheet: Sheet) -> dict[str, Any]:
    """The sheet for a page or a paper."""
    valid = f"{clock.local(sheet.until):%Y-%m-%d %H:%M}" if sheet.until else ""
    reckoned = {one.wish.scheme.pk: one for one in sheet.reckoned}
    cards = [_card(sheet, way, reckoned.get(way.wish.scheme.pk)) for way in sheet.ways]
    return {
        "valid": valid, "ways": cards, "refused": [card for card in cards if card["refusal"]],
        "borrows": sheet.borrows, "is_home": sheet.is_home, "compared": len(reckoned) > 1, "total_means": _total_means(sheet),
        "said": _said(sheet), "homes": _homes(sheet), "sources": list(_sources(sheet)),
        "disclaimers": disclaimers(valid),
    }  # fmt: skip


def disclaimers(valid: str) -> list[str]:
    """What the sheet must say about itself."""
    return [
        _(
            "This price sheet is for information; it is neither an offer nor a contract. It holds until %(until)s, after "
            "that the prices and offers on display do."
        ) % {"until": valid},
        _("No price is above the filed (published) one; offers hold under the conditions published for them."),
        _(
            "Whether, how much, how long and at what rate a loan is given is decided by the bank and the provident fund; "
            "repayments are reckoned with today's rates and change with them."
        ),
        _(
            "Taxes and fees are estimates; what the tax, registration and housing offices assess on the day of payment "
            "holds, as does the tax office's count of a family's homes."
        ),
        _("The area is as surveyed or forecast; the registered one holds."),
    ]  # fmt: skip


def _card(sheet: Sheet, way: Way, one: Reckoned | None) -> dict[str, Any]:
    card = {"scheme": way.wish.scheme, "refusal": way.refusal, "plan_url": _plan_url(sheet, way)}
    if one is None:
        return card
    pricing, payment = one.pricing, one.pricing.payment
    first, due_on = one.first
    return {
        **card, "stack": pricing.stack, "steps": _steps(one), "payment": payment, "lines": payment_lines(payment),
        "loans": [words.loan(x) for x in payment.schedule.loans] if payment.schedule else [], "repaid": list(_repaid(one)),
        "falls": one.wish.method == Method.EQUAL_PRINCIPAL, "first": first, "due_on": due_on, "interest": one.interest,
        "charges": _charges(one), "charges_total": pricing.charges_total,
        "missing": [words.CHARGES[m] for m in pricing.missing], "total": one.total,
        "cheapest": way.wish.scheme.pk in sheet.cheapest, "lightest": way.wish.scheme.pk in sheet.lightest,
    }  # fmt: skip


def _plan_url(sheet: Sheet, way: Way) -> str:
    """The plan that begins with what was chosen here."""
    wish = way.wish
    said: dict[str, Any] = {
        "unit": sheet.unit.pk,
        "scheme": wish.scheme.pk,
        "offers": [o.pk for o in wish.offers] or "",
    }
    if wish.scheme.borrows:
        said |= {"years": wish.months // 12, "down_percent": wish.down_percent or ""}
        said |= {"method": str(wish.method)} if wish.method != Method.EQUAL_INSTALMENT else {}
    if wish.home == Quote.Home.SECOND:
        said["home"] = str(wish.home)
    return f"{reverse('sales:quote-new')}?{urlencode(said, doseq=True)}"


def _steps(one: Reckoned) -> list[dict[str, Any]]:
    """The reductions with the conditions published for each."""
    stack = one.pricing.stack
    return [{**row, "conditions": step.offer.reference} for row, step in zip(ladder(stack), stack.steps, strict=True)]


def _repaid(one: Reckoned) -> Iterator[dict[str, Any]]:
    """Both methods: what the first month takes, by how much the next is less, and the interest in all."""
    for method, plan in one.repaid:
        interest = _("interest in all %(amount)s") % {"amount": money.format_yuan(plan.total_interest)}
        falls = method == Method.EQUAL_PRINCIPAL
        less = _("first month, then about %(amount)s less every month") % {
            "amount": money.format_yuan(plan.monthly_decrease)
        }
        yield {
            "name": words.METHODS[method], "first": plan.first_payment, "chosen": method == one.wish.method,
            "told": f"{less if falls else _('every month alike')} · {interest}",
        }  # fmt: skip


def _charges(one: Reckoned) -> list[dict[str, Any]]:
    """Taxes and fees; the deed tax also with what it would be for the other home of the family."""
    rows, charges = charge_lines(one.pricing.charges), one.pricing.charges
    return [
        {**row, "other": _other_deed(one) if charge.charge is Charge.DEED_TAX else ""}
        for row, charge in zip(rows, charges, strict=True)
    ]


def _other_deed(one: Reckoned) -> str:
    """What the deed tax would be for the other home of the family."""
    now = _deed(one)
    if one.other_deed is None or now is None:
        return ""
    other = OTHER_HOME[Quote.Home(one.wish.home)].label
    said = {"home": other, "rate": words.rate(one.other_deed), "amount": money.format_yuan(one.other_deed.amount)}
    if one.other_deed.amount == now.amount:
        return _("%(home)s: the same, %(rate)s") % said
    return _("%(home)s: %(rate)s, %(amount)s") % said


def _said(sheet: Sheet) -> str:
    """What was chosen, for whoever reads the sheet without its chips."""
    said, asked = [], sheet.asked
    if sheet.is_home:
        said.append(str(Quote.Home(asked.home).label))
    if sheet.borrows:
        said.append(_("loans over %(years)d years") % {"years": asked.years})
        said.append(str(words.METHODS[asked.method]))
    return " · ".join(said)


def _homes(sheet: Sheet) -> list[dict[str, str]]:
    """What first and second home change, figure by figure; and what they do not, because nobody entered another figure."""
    first = next((one for one in sheet.reckoned if one.other_deed), None)
    if first is None:
        return []
    rates = {Quote.Home(first.wish.home): _deed(first), OTHER_HOME[Quote.Home(first.wish.home)]: first.other_deed}
    told = [f"{home.label} {words.rate(rates[home])}" for home in OTHER_HOME if rates[home]]  # type: ignore[arg-type]
    rows = [{"name": str(words.CHARGES[Charge.DEED_TAX]), "told": " · ".join(told), "note": ""}]
    if not sheet.borrows:
        return rows
    least = sorted({sheet.least_down(way.wish.scheme) for way in sheet.ways if way.wish.scheme.borrows})
    lent = [f"{row.get_lender_display()} {money.format_percent(row.yearly_rate)}" for row in sheet.lenders]
    same = _("for either: none of its own is entered for a second home; the lender says")
    return [
        *rows,
        {"name": _("Down payment at least"), "told": " · ".join(map(money.format_percent, least)), "note": same},
        {"name": _("Yearly rate"), "told": " · ".join(lent), "note": same},
    ]


def _deed(one: Reckoned) -> Estimate | None:
    return next((c for c in one.pricing.charges if c.charge is Charge.DEED_TAX), None)


def _total_means(sheet: Sheet) -> str:
    """What “in all” counts, and what it leaves out because nobody entered a rate."""
    left_out = dict.fromkeys(str(words.CHARGES[m]) for one in sheet.reckoned for m in one.pricing.missing)
    if left_out:
        return _("Price, interest, taxes and fees; without %(missing)s, for which no rate is entered.") % {
            "missing": listed(left_out)
        }
    return _("Price, interest, taxes and fees")


def _sources(sheet: Sheet) -> Iterator[dict[str, str]]:
    """Where each legal figure on the sheet comes from, since when it holds and when somebody looks at it again."""
    told: set[tuple[str, str]] = set()
    for charge in (c for one in sheet.reckoned for c in one.pricing.charges):
        if (charge.charge, charge.source) not in told:
            told.add((charge.charge, charge.source))
            yield _source(f"{words.CHARGES[charge.charge]} {words.rate(charge)}", charge)
    for row in sheet.lenders:
        yield _entered(f"{row.get_lender_display()} {money.format_percent(row.yearly_rate)}", row, sheet.rates.on)
    for rule in sheet.rules:
        yield _entered(_rule(rule), rule, sheet.rates.on)


def _entered(name: str, row: LoanRate | LendingRule, on: date) -> dict[str, str]:
    late = row.review_on is not None and row.review_on <= on
    return {"name": name, "source": row.source, "dates": _dates(row.effective_from, row.review_on, late=late)}


def _rule(rule: LendingRule) -> str:
    """What may be lent, in few words."""
    said = [str(rule)]
    if not rule.lends:
        said.append(_("no loan"))
    if rule.least_down_percent is not None:
        said.append(_("down payment at least %(least)s") % {"least": money.format_percent(rule.least_down_percent)})
    if rule.longest_years is not None:
        said.append(_("at most %(years)d years") % {"years": rule.longest_years})
    if rule.completed_only:
        said.append(_("only when completed"))
    return " · ".join(said)


def _source(name: str, charge: Estimate) -> dict[str, str]:
    dates = _dates(charge.effective_from, charge.review_on, late=charge.needs_review)
    return {"name": name, "source": charge.source, "dates": dates}


def _dates(since: date, review_on: date | None, *, late: bool) -> str:
    said = [_("since %(day)s") % {"day": since.isoformat()}]
    if review_on is None:
        said.append(_("no review date entered"))
    elif late:
        said.append(_("review due since %(day)s") % {"day": review_on.isoformat()})
    else:
        said.append(_("next review %(day)s") % {"day": review_on.isoformat()})
    return " · ".join(said)
