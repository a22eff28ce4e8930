"""What this floor asks before a unit may be sold: permit, price, state, claim, freeze, mortgage, account, area."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.inventory.claims import SEE_HOLDER, SEE_PRICE
from lintel.inventory.facts import Check, Facts, sell_check
from lintel.inventory.models import Claim, PresalePermit, PriceLine, Unit
from lintel.inventory.models.unit import SaleState
from lintel.platform.access.scope import may
from lintel.platform.clauses.registry import rule
from lintel.platform.kernel import clock
from lintel.platform.kernel.money import format_yuan

INDISPENSABLE = frozenset({"permit", "price", "state", "claim", "frozen"})
"""Without these no answer is given at all: an engine that forgot a check would say yes."""
RELEASABLE = (SaleState.DRAFT, SaleState.WITHHELD)


@sell_check("permit", order=10)
@rule("G-01", clause="3.1.2")
def permit_covers(unit: Unit, facts: Facts) -> Check:
    """A valid permit names the building or the unit."""
    permit = facts.permit(unit)
    found = facts.permits(unit)
    nearest = permit or (found[0] if found else None)
    return Check(
        code="permit", rule="G-01", clause="3.1.2", title=gettext_lazy("Presale permit"), ok=permit is not None,
        evidence=_permit_words(nearest, clock.local(facts.at).date()),
        about=nearest,
        remedy="" if permit else gettext_lazy("Record a presale permit that covers this unit and have it approved."),
    )  # fmt: skip


def _permit_words(permit: PresalePermit | None, day: date) -> str:
    if permit is None:
        return _("No presale permit covers this unit.")
    words = {"number": permit.number, "state": permit.get_status_display(), "until": permit.valid_until or ""}
    if permit.status != PresalePermit.Status.APPROVED:
        return _("Permit %(number)s is not in effect: %(state)s.") % words
    if permit.valid_until and day > permit.valid_until:
        return _("Permit %(number)s ended on %(until)s.") % words
    if day < permit.issued_on:
        return _("Permit %(number)s is not issued yet.") % words
    if permit.valid_until:
        return _("Permit %(number)s, valid until %(until)s.") % words
    return _("Permit %(number)s, no end date.") % words


@sell_check("price", order=20)
@rule("G-10", clause="3.1.2")
def price_in_force(unit: Unit, facts: Facts) -> Check:
    """A filed price is in force, and the list price is not above it."""
    line = facts.price(unit)
    return Check(
        code="price", rule="G-10", clause="3.1.2", title=gettext_lazy("Price filed and in force"), ok=line is not None,
        evidence=_price_words(line, unit, facts), about=line.scheme if line else None,
        remedy="" if line else gettext_lazy("Have a price scheme approved, filed and put in force."),
    )  # fmt: skip


def _price_words(line: PriceLine | None, unit: Unit, facts: Facts) -> str:
    """The filing; the amount itself only to whoever may see prices, and never for a unit without permit."""
    if line is None:
        return _("No price is in force for this unit.")
    words = {"scheme": line.scheme, "filing": line.scheme.filing_number, "day": line.scheme.filed_on}
    if facts.user is None or not may(facts.user, SEE_PRICE) or facts.permit(unit) is None:
        return _("By “%(scheme)s”, filed as %(filing)s on %(day)s.") % words
    return _("%(price)s by “%(scheme)s”, filed as %(filing)s on %(day)s.") % {
        **words,
        "price": format_yuan(line.list_price),
    }


@sell_check("published", order=30)
@rule("G-11", clause="3.1.2")
def published(unit: Unit, facts: Facts) -> Check | None:
    """All units of the permit were published within ten days; a warning, with the days left."""
    permit = facts.permit(unit)
    if permit is None:
        return None
    if permit.published_on:
        evidence = _("Published on %(day)s: %(where)s.") % {"day": permit.published_on, "where": permit.published_where}
    else:
        evidence = _("Not published yet; the last day is %(day)s.") % {"day": permit.publish_by}
    return Check(
        code="published", rule="G-11", clause="3.1.2", title=gettext_lazy("Published, one unit one price"),
        ok=permit.published_on is not None, severity="warn", evidence=evidence, about=permit,
        remedy="" if permit.published_on else gettext_lazy("Publish all units of the permit and record it."),
    )  # fmt: skip


@sell_check("state", order=40)
def state_allows(unit: Unit, facts: Facts) -> Check:
    """Released for sale; or, when the question is whether to release, not released yet."""
    if facts.purpose == "release":
        ok = unit.sale_state in RELEASABLE
    else:
        ok = unit.sale_state in (SaleState.AVAILABLE, SaleState.HELD) or facts.claim(unit) is not None
    title = gettext_lazy("Can be released") if facts.purpose == "release" else gettext_lazy("Released for sale")
    reason = f" {unit.state_reason}" if unit.state_reason else ""
    return Check(
        code="state", clause="3.1.2", title=title, ok=ok,
        evidence=_("State: %(state)s.") % {"state": unit.get_sale_state_display()} + reason,
        remedy="" if ok else gettext_lazy("The manager releases units from the unit control board."),
    )  # fmt: skip


@sell_check("claim", order=50, purposes=("quote", "hold", "reserve"))
@rule("G-03", clause="3.3.1")
def no_live_claim(unit: Unit, facts: Facts) -> Check:
    """Nobody else has it. One's own hold is no obstacle to a quote or a reservation; a colleague's hold only warns a quote."""
    claim = facts.claim(unit)
    own = claim is not None and facts.user is not None and claim.holder_id == facts.user.pk
    ok = claim is None or (own and claim.kind == Claim.Kind.HOLD and facts.purpose != "hold")
    soft = facts.purpose == "quote" and claim is not None and claim.kind == Claim.Kind.HOLD
    return Check(
        code="claim", rule="G-03", clause="3.3.1", title=gettext_lazy("Nobody else has it"), ok=ok,
        severity="warn" if soft else "block", evidence=_claim_words(claim, own, facts),
        remedy="" if ok else gettext_lazy("Choose another unit, or wait until it is free."),
    )  # fmt: skip


def _claim_words(claim: Claim | None, own: bool, facts: Facts) -> str:
    if claim is None:
        return _("No live claim.")
    told = own or (facts.user is not None and may(facts.user, SEE_HOLDER))
    words = {"kind": claim.get_kind_display(), "who": claim.holder if told else _("a colleague")}
    if claim.expires_at:
        return _("%(kind)s by %(who)s until %(until)s.") % {
            **words,
            "until": f"{clock.local(claim.expires_at):%m-%d %H:%M}",
        }
    return _("%(kind)s by %(who)s.") % words


@sell_check("frozen", order=60)
@rule("G-03", clause="2.2.1.5", name="G-03:inventory.not_frozen")
def not_frozen(unit: Unit, facts: Facts) -> Check:
    """No court or dispute has stopped it."""
    return Check(
        code="frozen", clause="2.2.1.5", title=gettext_lazy("Not frozen"), ok=not unit.frozen,
        evidence=_("Frozen: %(why)s") % {"why": unit.frozen_reason} if unit.frozen else _("No seizure or dispute recorded."),
        remedy=gettext_lazy("The contract reviewer lifts the freeze when the matter is settled.") if unit.frozen else "",
    )  # fmt: skip


@sell_check("mortgage", order=70)
@rule("G-17", clause="2.2.1.5")
def mortgage_told(unit: Unit, facts: Facts) -> Check:
    """A mortgage on the building must be told to the buyer in writing."""
    building = facts.building(unit)
    return Check(
        code="mortgage", rule="G-17", clause="2.2.1.5", title=gettext_lazy("Mortgage"), ok=not building.mortgaged,
        severity="warn",
        evidence=_("Mortgaged: %(note)s") % {"note": building.mortgage_note} if building.mortgaged else _("No mortgage recorded."),
        about=building if building.mortgaged else None,
        remedy=gettext_lazy("Tell the buyer in writing before signing.") if building.mortgaged else "",
    )  # fmt: skip


@sell_check("account", order=80)
@rule("G-09", clause="2.2.1.5")
def supervised_account(unit: Unit, facts: Facts) -> Check:
    """Presale money needs the supervised account; without one nothing that leads to money may begin."""
    project = facts.project(unit)
    ok = project.has_supervised_account
    return Check(
        code="account", rule="G-09", clause="2.2.1.5", title=gettext_lazy("Supervised account"), ok=ok,
        severity="block" if facts.purpose == "reserve" else "warn",
        evidence=f"{project.supervised_bank} {project.supervised_tail}" if ok else _("No supervised account is recorded."),
        about=project, remedy="" if ok else gettext_lazy("Record the project's supervised account."),
    )  # fmt: skip


@sell_check("area", order=90)
@rule("G-04", clause="3.1.2")
def areas_known(unit: Unit, facts: Facts) -> Check:
    """Gross and net area can be told, because the contract must state them; parking spaces are sold by the piece."""
    ok = unit.kind == Unit.Kind.PARKING or (unit.gross_area is not None and unit.net_area is not None)
    return Check(
        code="area", rule="G-04", clause="3.1.2", title=gettext_lazy("Areas"), ok=ok, severity="warn",
        evidence=_("Gross %(gross)s ㎡, net %(net)s ㎡.") % {"gross": unit.gross_area or "—", "net": unit.net_area or "—"},
        remedy="" if ok else gettext_lazy("Complete the areas before a contract is written."),
    )  # fmt: skip
