"""One record from first call to home owner, and what happened with it."""

from lintel.customers.models.consent import Consent, NoticeVersion
from lintel.customers.models.customer import Channel, Customer, Grade, Merge, NameGram
from lintel.customers.models.followup import FollowUp, MessageTemplate
from lintel.customers.models.needs import Needs
from lintel.customers.models.visit import DutyTurn, Visit

__all__ = [
    "Channel", "Consent", "Customer", "DutyTurn", "FollowUp", "Grade", "Merge", "MessageTemplate", "NameGram", "Needs",
    "NoticeVersion", "Visit",
]  # fmt: skip
