"""The terms of sale as lists: offers, ways to pay, rates of tax and loans, and what is told to buyers."""

# msg: ok - how instalments are written

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.resource import Period, Resource, View
from lintel.sales.actions import disclosing, terms
from lintel.sales.models import DisclosureItem, LendingRule, LoanRate, Offer, PaymentScheme, TaxRate


def instalments_of(scheme: PaymentScheme) -> str:
    """``首期 50% 7；尾款 50% 90``."""
    return "；".join(f"{t['name']} {t['percent']}% {t['days']}" for t in scheme.terms)


class Offers(Resource):
    model = Offer
    empty = _(
        "No public offer has been written. Once in force, offers are deducted in every purchase plan they are for."
    )
    icon = "tag"
    clause = "3.3.1"
    columns = [
        "name",
        "conditions",
        "by",
        Column("value", kind="number"),
        "unit_kind",
        "place",
        "starts_on",
        "ends_on",
        "approved",
        "author",
    ]
    filters = ["approved", "by", "unit_kind"]
    periods = [Period("ends_on", label=_("Ends"), ahead=True)]
    search = ["name"]
    create = terms.draft_offer
    views = [View(_("To approve"), "approved=false", count=True)]
    project_path = "project_id"


class Schemes(Resource):
    model = PaymentScheme
    empty = _("No way of paying has been set up. Purchase plans need at least one.")
    icon = "cash"
    clause = "3.3.1"
    columns = [
        "name", "way", Column("discount_percent", kind="percent"), Column("down_percent", kind="percent"),
        Column("provident_limit", kind="money"), "starts_on",
        "ends_on", "approved", "author",
    ]  # fmt: skip
    detail_columns = [
        "name", "project", "way", Column("discount_percent", kind="percent"), Column("down_percent", kind="percent"),
        Column("provident_limit", kind="money"), "due_days",
        Column("terms", label=_("Instalments"), sort=False, value=instalments_of),
        "starts_on", "ends_on", "approved", "author",
    ]  # fmt: skip
    filters = ["approved", "way"]
    periods = [Period("ends_on", label=_("Ends"), ahead=True)]
    search = ["name"]
    create = terms.draft_payment_scheme
    views = [View(_("To approve"), "approved=false", count=True)]
    project_path = "project_id"


class TaxRates(Resource):
    model = TaxRate
    empty = _("No rate has been entered. Taxes in purchase plans come from this table, with source and date.")
    icon = "license"
    clause = "3.3.1"
    columns = [
        "kind", "city", "name", "building_kind", Column("above_area", kind="area"), Column("up_to_area", kind="area"),
        Column("percent", kind="percent"),
        Column("amount", kind="money"), "effective_from", "until", Column("source", wrap=True), "review_on",
    ]  # fmt: skip
    filters = ["kind", "city"]
    create = terms.enter_tax_rate
    order = "-effective_from"


class LoanRates(Resource):
    model = LoanRate
    empty = _("No rate has been entered. Mortgage schedules come from this table, with source and date.")
    icon = "building-community"
    clause = "3.3.1"
    columns = [
        "lender",
        "unit_kind",
        "city",
        Column("yearly_rate", kind="percent"),
        "effective_from",
        Column("source", wrap=True),
        "review_on",
    ]
    filters = ["lender", "unit_kind", "city"]
    create = terms.enter_loan_rate
    order = "-effective_from"


class LendingRules(Resource):
    model = LendingRule
    empty = _("No rule has been entered. What may be lent for a home, a shop or a parking space comes from this table.")
    icon = "gavel"
    clause = "3.3.1"
    columns = [
        "unit_kind", "lender", "city", "lends", Column("least_down_percent", kind="percent"), "longest_years", "completed_only",
        "effective_from", Column("source", wrap=True), "review_on",
    ]  # fmt: skip
    filters = ["unit_kind", "lender", "city"]
    create = terms.enter_lending_rule
    order = "-effective_from"


class Disclosures(Resource):
    model = DisclosureItem
    empty = _("Nothing to be told to buyers has been listed. What is listed here is read out before they sign.")
    icon = "info-circle"
    clause = "3.3.2"
    columns = ["place", Column("text", wrap=True), "before", "mandatory", "for_mortgaged", "source", "ended_on"]
    filters = ["before", "mandatory"]
    create = disclosing.add_disclosure
    order = "place"
    project_path = "project_id"
