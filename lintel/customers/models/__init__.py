"""One record from first call to home owner, and what happened with it."""

from lintel.customers.models.appointment import Appointment, Room, TakenSlot
from lintel.customers.models.consent import Consent, NoticeVersion
from lintel.customers.models.customer import Basis, Channel, Customer, Grade, Merge, NameGram, NextStep
from lintel.customers.models.followup import FollowUp, MessageTemplate, due_with
from lintel.customers.models.interest import Interest
from lintel.customers.models.kit import Fact, Question
from lintel.customers.models.needs import Needs
from lintel.customers.models.related import RelatedPerson
from lintel.customers.models.tag import Tag, Tagging
from lintel.customers.models.visit import DutyTurn, Visit
from lintel.customers.models.voice import FieldReport, Referral

__all__ = [
    "Appointment", "Basis", "Channel", "Consent", "Customer", "DutyTurn", "Fact", "FieldReport", "FollowUp", "Grade", "Interest", "Merge",
    "MessageTemplate", "NameGram", "Needs", "NextStep", "NoticeVersion", "Question", "Referral", "RelatedPerson", "Room", "Tag",
    "Tagging", "TakenSlot", "Visit", "due_with",
]  # fmt: skip
