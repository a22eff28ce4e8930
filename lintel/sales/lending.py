"""What may be lent for a unit: the payment scheme's own terms, within the rules the law sets for its kind (clause 3.3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from lintel.inventory.facts import Facts
from lintel.inventory.models import PresalePermit, Unit
from lintel.platform.kernel import money
from lintel.platform.kernel.errors import Refused
from lintel.sales.calculations.loans import LONGEST_TERM, Lender
from lintel.sales.models import LendingRule, PaymentScheme
from lintel.sales.rates import Rates

Way = PaymentScheme.Way
LENDERS: dict[str, tuple[Lender, ...]] = {
    Way.COMMERCIAL: (Lender.COMMERCIAL,),
    Way.PROVIDENT: (Lender.PROVIDENT,),
    Way.COMBINED: (Lender.PROVIDENT, Lender.COMMERCIAL),
}


@dataclass(frozen=True)
class Bounds:
    """Within which a loan must keep: the buyer's own share in per cent at least, and months at most."""

    least_down: Decimal
    longest: int

    def down(self, asked: Decimal | None) -> Decimal:
        """The share asked for, the least where none was. Raises ``Refused`` below the least."""
        if asked is None:
            return self.least_down
        if asked < self.least_down:
            raise Refused(
                _("The down payment is at least %(least)s.") % {"least": money.format_percent(self.least_down)}, clause="3.3.1",
                remedy=_("Raise the down payment, or choose another payment scheme."),
            )  # fmt: skip
        return asked


def bounds_of(scheme: PaymentScheme, unit: Unit, rates: Rates) -> Bounds:
    """The stricter of the scheme's terms and the rules of all its lenders.

    Raises ``Refused`` with the source of the rule where a lender may not lend for this kind of unit, or not before it is completed.
    """
    rules = [rule for lender in LENDERS.get(scheme.way, ()) if (rule := rates.lending(lender, unit.kind))]
    for rule in rules:
        _must_lend(rule, unit)
    least = [rule.least_down_percent for rule in rules if rule.least_down_percent is not None]
    years = [rule.longest_years for rule in rules if rule.longest_years is not None]
    return Bounds(
        max([scheme.down_percent or Decimal(0), *least]), min([LONGEST_TERM, *(n * 12 for n in years)])
    )  # fmt: skip


def _must_lend(rule: LendingRule, unit: Unit) -> None:
    words = {"lender": rule.get_lender_display(), "kind": unit.get_kind_display().lower(), "source": rule.source}
    if not rule.lends:
        raise Refused(
            _("%(lender)s: no loan for a %(kind)s (%(source)s).") % words, clause="3.3.1", remedy=_("Choose another payment scheme.")
        )  # fmt: skip
    if rule.completed_only and not _is_completed(unit):
        raise Refused(
            _("%(lender)s: for a %(kind)s only once it is completed (%(source)s).") % words, clause="3.3.1",
            remedy=_("Choose another payment scheme."),
        )  # fmt: skip


def _is_completed(unit: Unit) -> bool:
    permit = Facts([unit]).permit(unit)
    return permit is not None and permit.kind == PresalePermit.Kind.COMPLETED


def must_not_run_longer(months: int, bounds: Bounds, unit: Unit) -> None:
    """Raises ``Refused`` when a loan for this unit would run longer than the law lets it."""
    if months > bounds.longest:
        raise Refused(
            _("A loan for a %(kind)s runs at most %(years)d years.")
            % {"kind": unit.get_kind_display().lower(), "years": bounds.longest // 12},
            clause="3.3.1", remedy=_("Choose a shorter term."),
        )  # fmt: skip


def longest_for(unit: Unit, rates: Rates) -> int:
    """Years a loan for this unit may run, by whichever lender lends longest."""
    longest = LONGEST_TERM // 12
    return max(((rule and rule.longest_years) or longest for rule in _lending(unit, rates)), default=longest)


def least_for(unit: Unit, rates: Rates) -> Decimal:
    """Per cent of the price that buyers of this unit pay themselves at least, by whichever lender asks least."""
    return min(((rule and rule.least_down_percent) or Decimal(0) for rule in _lending(unit, rates)), default=Decimal(0))


def _lending(unit: Unit, rates: Rates) -> list[LendingRule | None]:
    """The rules of all who lend for this kind of unit; None stands for a lender without one."""
    rules = [rates.lending(lender, unit.kind) for lender in Lender]
    return [rule for rule in rules if rule is None or rule.lends]
