"""What we offer, promise and are paid: offers, payment schemes, quotes, reservations and the ledger of money."""

from lintel.sales.models.disclosure import Disclosed, DisclosureItem
from lintel.sales.models.ledger import LedgerEntry
from lintel.sales.models.quote import Quote
from lintel.sales.models.rates import LendingRule, LoanRate, TaxRate
from lintel.sales.models.reservation import Buyer, Cancellation, MoneyKind, PlannedPayment, Reservation
from lintel.sales.models.target import TargetPlan, TargetShare
from lintel.sales.models.terms import Offer, PaymentScheme
from lintel.sales.models.waiting import UnitWaiter

__all__ = [
    "Buyer", "Cancellation", "Disclosed", "DisclosureItem", "LedgerEntry", "LendingRule", "LoanRate", "MoneyKind", "Offer",
    "PaymentScheme", "PlannedPayment", "Quote", "Reservation", "TargetPlan", "TargetShare", "TaxRate", "UnitWaiter",
]  # fmt: skip
