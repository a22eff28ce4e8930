"""A customer of a project: a lead, a visitor, a buyer and an owner are the same record at different times."""

from __future__ import annotations

import functools
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pypinyin import lazy_pinyin

from lintel.inventory.models import Project
from lintel.platform.access.scope import Scope
from lintel.platform.kernel import clock
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import PersonalRecord, Record
from lintel.platform.privacy.fields import EncryptedField
from lintel.platform.privacy.masks import mask_name

LATEST_FIRST = (models.F("last_contact_at").desc(nulls_last=True), "-pk")
"""Whoever was spoken with last stands first; by itself PostgreSQL would put those nobody has spoken with on top."""


class Channel(models.TextChoices):
    """How the customer first heard of us. Fixed at first touch (clause 4.5.3)."""

    WALK_IN = "walk_in", _("Walk-in")
    CALL = "call", _("Call-in")
    ONLINE = "online", _("Online")
    REFERRAL = "referral", _("Referral by owner")
    PARTNER = "partner", _("Partner referral")
    EVENT = "event", _("Event")
    OUTDOOR = "outdoor", _("Outdoor advertising")
    MEDIA = "media", _("Media")
    OUTREACH = "outreach", _("Outreach by consultant")
    OTHER = "other", _("Other channel")


class Grade(models.TextChoices):
    """How likely the customer is to buy soon."""

    A = "A", _("A: ready to buy")
    B = "B", _("B: interested")
    C = "C", _("C: comparing")
    D = "D", _("D: no need now")


class NextStep(models.TextChoices):
    """What the software plans by itself. Whatever else stands in such a field a person typed, and it is shown as typed."""

    FIRST = "first_follow_up", _("First follow-up")
    AGAIN = "follow_up", _("Follow-up")
    RETURN_VISIT = "return_visit", _("Return visit")


class Basis(models.TextChoices):
    """What allows us to keep this person's number (G-31)."""

    CONSENT = "consent", _("Consent at the desk")
    ENQUIRY = "enquiry", _("The customer contacted us")
    REFERRAL = "referral", _("Passed on with the customer's agreement")
    SPOKEN = "spoken", _("Agreed when we met")
    IMPORTED = "imported", _("List with proof of source")


_OF_A_CARD = ["owner", "next_action_at", "number", "id", "merged_into"]


class CustomerQuerySet(models.QuerySet["Customer"]):
    def standing(self) -> CustomerQuerySet:
        """Records in use: not merged into another and not anonymised."""
        return self.filter(merged_into__isnull=True).exclude(stage=Customer.Stage.ANONYMISED)

    def open(self) -> CustomerQuerySet:
        """Customers somebody should be in touch with."""
        return self.filter(merged_into__isnull=True, stage__in=Customer.OPEN)

    def pool(self) -> CustomerQuerySet:
        """Nobody's customers, or ones whose protection has run out; never those with a deal."""
        free = Q(owner__isnull=True) | Q(protected_until__lt=clock.now())
        return self.filter(free, merged_into__isnull=True, stage__in=Customer.TAKEABLE)


class Customer(PersonalRecord):
    """A person interested in a project's homes, with one owner (consultant) while protected."""

    class Stage(models.TextChoices):
        LEAD = "lead", _("Lead")
        VISITOR = "visitor", _("Visitor")
        INTENT = "intent", _("Prospect")
        RESERVED = "reserved", _("Reserved")
        BUYER = "buyer", _("Buyer")
        OWNER = "owner", _("Owner")
        DORMANT = "dormant", _("Dormant")
        LOST = "lost", _("Lost")
        INVALID = "invalid", _("Invalid")
        ANONYMISED = "anonymised", _("Anonymised")

    #: Stages that come from deals only, never by hand.
    BY_DEAL = (Stage.RESERVED, Stage.BUYER, Stage.OWNER)
    OPEN = (Stage.LEAD, Stage.VISITOR, Stage.INTENT)
    #: Stages in which a customer without protection waits in the pool.
    TAKEABLE = (*OPEN, Stage.DORMANT)

    class Title(models.TextChoices):
        MR = "mr", _("Mr")
        MS = "ms", _("Ms")

    project = models.ForeignKey(Project, models.PROTECT, related_name="customers", verbose_name=_("project"))
    number = models.CharField(_("number"), max_length=20, editable=False)
    name = models.CharField(_("customer name"), max_length=60)
    title = models.CharField(_("form of address"), max_length=4, choices=Title.choices, blank=True)
    phone = EncryptedField(_("phone"), kind="phone", domain="customer.phone", null=True, blank=True)
    phone_bidx: str | None
    phone_last4: str | None
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.LEAD)
    grade = models.CharField(_("intent grade"), max_length=1, choices=Grade.choices, blank=True)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    basis = models.CharField(_("lawful basis"), max_length=10, choices=Basis.choices, default=Basis.CONSENT)
    basis_note = models.CharField(_("proof of source"), max_length=200, blank=True)
    introduced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="introduced", verbose_name=_("introduced by")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("consultant"),
    )
    protected_until = models.DateTimeField(_("protected until"), null=True, blank=True)
    previous_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("previous consultant"),
    )
    pooled_at = models.DateTimeField(_("in the pool since"), null=True, blank=True)
    first_contact_at = models.DateTimeField(_("first contact"), default=clock.now)
    last_contact_at = models.DateTimeField(_("last contact"), null=True, blank=True)
    next_action_at = models.DateTimeField(_("next action"), null=True, blank=True)
    next_action = models.CharField(_("what next"), max_length=120, blank=True, choices=NextStep.choices)
    confirmed_at = models.DateTimeField(_("confirmed correct"), null=True, blank=True)
    lost_asked_at = models.DateTimeField(_("loss awaits confirmation since"), null=True, blank=True)
    lost_reason = models.CharField(_("reason lost"), max_length=200, blank=True)
    marketing_refused = models.BooleanField(_("refuses marketing"), default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False, db_index=False
    )

    objects = CustomerQuerySet.as_manager()
    personal_fields = ("name",)
    scope = Scope(owner="owner", project="project")
    lifecycle = Lifecycle(
        "stage",
        {
            Stage.LEAD: [Stage.VISITOR, Stage.INTENT, Stage.RESERVED, Stage.DORMANT, Stage.LOST, Stage.INVALID],
            Stage.VISITOR: [Stage.INTENT, Stage.RESERVED, Stage.DORMANT, Stage.LOST, Stage.INVALID],
            Stage.INTENT: [Stage.INTENT, Stage.RESERVED, Stage.DORMANT, Stage.LOST],
            Stage.RESERVED: [Stage.BUYER, Stage.INTENT],
            Stage.BUYER: [Stage.OWNER, Stage.INTENT],
            Stage.OWNER: [Stage.RESERVED],
            Stage.DORMANT: [Stage.INTENT, Stage.VISITOR, Stage.LOST, Stage.ANONYMISED],
            Stage.LOST: [Stage.INTENT, Stage.VISITOR, Stage.ANONYMISED],
            Stage.INVALID: [Stage.LEAD, Stage.ANONYMISED],
        },
    )

    class Meta:
        verbose_name, verbose_name_plural = _("customer"), _("customers")
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="customer_number_once_per_project"),
            # The law of "who was first": one standing record per phone and project.
            models.UniqueConstraint(
                fields=["project", "phone_bidx"],
                condition=Q(merged_into__isnull=True) & ~Q(stage="anonymised"),
                name="one_customer_per_phone_and_project",
            ),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="customer_not_merged_into_itself"),
        ]
        indexes = [
            models.Index(fields=["project", "-id"], name="customer_by_project"),
            models.Index(fields=["owner", "-id"], name="customer_by_owner"),
            models.Index(fields=["project", "stage", "-id"], name="customer_by_stage"),
            models.Index(fields=["owner", "next_action_at"], name="customer_next_action"),
            models.Index(fields=["protected_until"], name="customer_protection"),
            # Of the few only: an index of all would hold a hundred thousand times nothing, and databases were led astray by it.
            models.Index(fields=["merged_into"], name="customer_merged", condition=Q(merged_into__isnull=False)),
            # Figures and the supervisor's card count over these alone, without a look at the rows, however many there are.
            models.Index(
                fields=["project", "next_action_at", "stage", "owner"],
                name="customer_due",
                condition=Q(merged_into=None),
            ),
            models.Index(fields=["project"], name="customer_lost_asked", condition=Q(lost_asked_at__isnull=False)),
            # Counted by day and channel, and below found as cards of a kanban in any order of its list, for whoever sees all or
            # only their own, without a look at the rows: hence the key, and what SQLite would look up although the condition
            # says it. The second one finds the customers that grow cold as well.
            models.Index(
                fields=["project", "first_contact_at", "channel", "merged_into"],
                name="customer_met",
                condition=Q(merged_into=None),
            ),
            models.Index(
                fields=["project", "grade", "stage", "last_contact_at", "first_contact_at", *_OF_A_CARD],
                name="customer_cooling",
                condition=Q(merged_into=None),
            ),
            models.Index(
                fields=["project", "stage", "grade", "last_contact_at", *_OF_A_CARD],
                name="customer_staged",
                condition=Q(merged_into=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.masked_name} {self.number}"

    @property
    def masked_name(self) -> str:
        """``张*`` - what everybody but those who work with the customer sees."""
        return mask_name(self.name)

    @property
    def is_protected(self) -> bool:
        """Nobody else's: within the protection period, or while a deal lives."""
        if self.owner_id is None:
            return False
        return self.stage in self.BY_DEAL or bool(self.protected_until and self.protected_until >= clock.now())

    @property
    def address(self) -> str:
        """How to address the person without giving the name away to bystanders: ``张女士``."""
        surname = mask_name(self.name).rstrip("*")
        words = {"mr": _("%(name)s (Mr)"), "ms": _("%(name)s (Ms)")}
        return str(words[self.title]) % {"name": surname} if self.title in words else self.masked_name

    @property
    def protection_days(self) -> int | None:
        """Whole days of protection left; None without protection."""
        if not self.is_protected or self.protected_until is None:
            return None
        return max((self.protected_until - clock.now()).days, 0)

    @property
    def quiet_days(self) -> int | None:
        """Whole days since anybody spoke with the person; None when nobody has."""
        return (clock.today() - clock.local(self.last_contact_at).date()).days if self.last_contact_at else None

    @property
    def is_overdue(self) -> bool:
        return bool(self.is_open and self.next_action_at and self.next_action_at < clock.now())

    @property
    def is_open(self) -> bool:
        return self.stage in self.OPEN

    @property
    def is_standing(self) -> bool:
        """A record of its own about a person who may still be named: as ``standing`` asks the database."""
        return self.merged_into_id is None and self.stage != self.Stage.ANONYMISED


SPELLED = "~"
_MOST_SYLLABLES = 4


@functools.lru_cache(maxsize=8192)
def _syllable(character: str) -> str:
    return "".join(c for c in lazy_pinyin(character)[0].lower() if c.isalpha() and c.isascii())


def spelled(text: str) -> set[str]:
    """How a Chinese name is typed by somebody who spells it; nothing for names in letters."""
    if not text or text.isascii():
        return set()
    syllables = [said for character in text[:_MOST_SYLLABLES] if (said := _syllable(character))]
    initials = "".join(said[0] for said in syllables)
    found = {initials[:n] for n in range(2, len(initials) + 1)}
    whole = ""
    for said in syllables:
        found |= {whole + said[0], whole + said}
        whole += said
    return {f"{SPELLED}{piece}"[:40] for piece in found if len(piece) > 1}


class NameGram(models.Model):
    """A piece of a name, so that part of a Chinese name is found by an index among a million.

    Every character and every pair of neighbours; and, after ``~``, what somebody types who spells it: initials
    (``~zsf``) and pinyin up to any syllable or the first letter of the next (``~zhangs``).
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="grams")
    gram = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gram", "customer"], name="name_gram_once")]

    def __str__(self) -> str:
        return self.gram

    @staticmethod
    def of(name: str) -> set[str]:
        """The grams a name is found by."""
        text = "".join(name.lower().split())
        return set(text) | {text[i : i + 2] for i in range(len(text) - 1)} | spelled(text)


class Merge(Record):
    """``dropped`` was found to be the same person as ``kept``. ``moved`` says what went over, so it can be undone."""

    kept = models.ForeignKey(Customer, models.PROTECT, related_name="merges")
    dropped = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    moved: Any = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=200)
    undone_at = models.DateTimeField(null=True, blank=True)

    scope = Scope(through="kept")

    class Meta:
        verbose_name, verbose_name_plural = _("merge"), _("merges")

    def __str__(self) -> str:
        return f"{self.dropped.number} → {self.kept.number}"
