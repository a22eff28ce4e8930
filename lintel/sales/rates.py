"""The rates that others set, as they hold in a city on a day: each table is read once, however many ways to pay are reckoned."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lintel.inventory.models import Unit
from lintel.sales.calculations.errors import NoRate
from lintel.sales.models import LendingRule, LoanRate, TaxRate
from lintel.sales.queries import lending_rules, loan_rates, tax_rates


@dataclass(frozen=True)
class Rates:
    """What a city charges and lenders take on a day. The city's own rows go before the general ones."""

    city: str
    on: date

    @cached_property
    def taxes(self) -> list[TaxRate]:
        """Every line of taxes and fees that may apply."""
        return list(tax_rates(self.city, self.on))

    @cached_property
    def loans(self) -> list[LoanRate]:
        """What the lenders take, the row that holds first."""
        return list(loan_rates(self.city, self.on))

    @cached_property
    def rules(self) -> list[LendingRule]:
        """What the law lets lenders lend, the rule that holds first."""
        return list(lending_rules(self.city, self.on))

    def own_first(self, kinds: Collection[str]) -> list[TaxRate]:
        """The lines of these kinds; where the city has lines of a kind, the general ones of that kind do not count."""
        rows = [r for r in self.taxes if r.kind in kinds]
        own = {r.kind for r in rows if r.city}
        return [r for r in rows if r.city or r.kind not in own]

    def lending(self, lender: str, unit_kind: str) -> LendingRule | None:
        """The rule for loans of this lender for such a unit; None where nobody entered one."""
        return next((row for row in self.rules if row.lender == lender and row.unit_kind == unit_kind), None)

    def loan(self, lender: str, unit_kind: str = Unit.Kind.RESIDENTIAL) -> LoanRate:
        """What this lender takes for such a unit. Raises ``NoRate``."""
        found = next((row for row in self.loans if row.lender == lender and row.unit_kind == unit_kind), None)
        if found is None:
            raise NoRate(str(lender))
        return found
