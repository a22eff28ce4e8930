"""A reservation (认购): this unit for these buyers at this price, from the paper to the deposit and the signing date."""

# msg: ok - words of the law, of printed papers and of what people type

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lintel.customers.models import Customer
from lintel.inventory.models import Project, Unit
from lintel.platform.access.scope import Scope
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import PersonalRecord, Record
from lintel.platform.privacy.fields import EncryptedField
from lintel.platform.privacy.masks import mask_name
from lintel.sales.calculations.loans import Lender
from lintel.sales.models.quote import Quote


class MoneyKind(models.TextChoices):
    """What the money is in law. Printed on every slip and never changed afterwards (G-07)."""

    EARNEST = "earnest", _("Earnest deposit (定金)")
    ADVANCE = "advance", _("Advance payment (订金)")
    INTENT = "intent", _("Intent money (诚意金)")
    PRICE = "price", _("Price")


class ReservationQuerySet(models.QuerySet["Reservation"]):
    def live(self) -> ReservationQuerySet:
        return self.filter(status__in=Reservation.LIVE)

    def took_effect(self) -> ReservationQuerySet:
        """Those signed and with the whole deposit in, also when cancelled since."""
        return self.filter(effective_at__isnull=False)


class Reservation(Record):
    """The promise between the company and the buyers about one unit. Amounts in yuan."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        CHECKED = "checked", _("Passed the check")
        SIGNED = "signed", _("Signed")
        EFFECTIVE = "effective", _("Effective")
        OVERDUE = "overdue", _("Overdue for signing")
        CONVERTED = "converted", _("Contracted")
        CANCEL_REQUESTED = "cancel_requested", _("Cancellation asked for")
        CANCELLED = "cancelled", _("Cancelled")
        VOID = "void", _("Void")

    LIVE = (
        Status.DRAFT,
        Status.CHECKED,
        Status.SIGNED,
        Status.EFFECTIVE,
        Status.OVERDUE,
        Status.CANCEL_REQUESTED,
        Status.CONVERTED,
    )
    BEFORE_MONEY = (Status.DRAFT, Status.CHECKED, Status.SIGNED)
    OPEN_TO_MONEY = (Status.SIGNED, Status.EFFECTIVE, Status.OVERDUE)
    IN_EFFECT = (Status.EFFECTIVE, Status.OVERDUE)

    project = models.ForeignKey(Project, models.PROTECT, related_name="reservations", verbose_name=_("project"))
    number = models.CharField(_("number"), max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reservations", verbose_name=_("unit"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="reservations", verbose_name=_("customer"))
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reservations", verbose_name=_("consultant")
    )
    quote = models.OneToOneField(Quote, models.PROTECT, related_name="reservation", verbose_name=_("purchase plan"))
    status = models.CharField(_("status"), max_length=18, choices=Status.choices, default=Status.DRAFT)
    price = models.DecimalField(_("price (yuan)"), max_digits=14, decimal_places=2)
    deposit_kind = models.CharField(_("kind of deposit"), max_length=8, choices=MoneyKind.choices[:3])
    deposit_amount = models.DecimalField(_("deposit (yuan)"), max_digits=14, decimal_places=2)
    sign_by = models.DateField(_("contract to be signed by"))
    extended = models.PositiveSmallIntegerField(_("times extended"), default=0)
    eligibility_note = models.CharField(_("purchase eligibility"), max_length=300, blank=True)
    checked_face_to_face = models.BooleanField(_("gone through with the customer"), default=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    effective_at = models.DateTimeField(_("effective"), null=True, blank=True)
    form_version = models.CharField(_("version of the form"), max_length=20, blank=True)
    before_cancel = models.CharField(max_length=18, blank=True)

    objects = ReservationQuerySet.as_manager()
    scope = Scope(owner="consultant", project="project")
    lifecycle = Lifecycle(
        "status",
        {
            Status.DRAFT: [Status.CHECKED, Status.VOID],
            Status.CHECKED: [Status.SIGNED, Status.DRAFT, Status.VOID],
            # SIGNED with part of the deposit in can only end by a cancellation, which says what becomes of the money.
            Status.SIGNED: [Status.EFFECTIVE, Status.CANCEL_REQUESTED, Status.VOID],
            # Back to SIGNED when a receipt is reversed and the deposit is no longer complete.
            Status.EFFECTIVE: [Status.CONVERTED, Status.OVERDUE, Status.CANCEL_REQUESTED, Status.SIGNED],
            Status.OVERDUE: [Status.EFFECTIVE, Status.CONVERTED, Status.CANCEL_REQUESTED, Status.SIGNED],
            Status.CANCEL_REQUESTED: [Status.CANCELLED, Status.SIGNED, Status.EFFECTIVE, Status.OVERDUE],
        },
    )

    class Meta:
        verbose_name, verbose_name_plural = _("reservation"), _("reservations")
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="reservation_number_once_per_project"),
            # The law against selling twice, a second time beside the claim (G-03).
            models.UniqueConstraint(
                fields=["unit"], condition=~Q(status__in=("cancelled", "void")), name="one_live_reservation_per_unit",
                violation_error_message=_("This unit is already reserved."),
            ),
            models.CheckConstraint(
                condition=Q(deposit_amount__gt=0) & Q(deposit_amount__lte=F("price")), name="deposit_within_price",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["status", "sign_by"]), models.Index(fields=["customer", "-id"])]

    def __str__(self) -> str:
        return self.number


class Buyer(PersonalRecord):
    """One of the people who will own the home, with a share in per cent; the shares of a reservation sum to 100."""

    class Document(models.TextChoices):
        ID_CARD = "id_card", _("Identity card")
        PASSPORT = "passport", _("Passport")
        OTHER = "other", _("Other document")

    reservation = models.ForeignKey(Reservation, models.CASCADE, related_name="buyers", verbose_name=_("reservation"))
    place = models.PositiveSmallIntegerField(_("order"), default=1)
    name = models.CharField(_("name"), max_length=60)
    document = models.CharField(_("document"), max_length=10, choices=Document.choices, default=Document.ID_CARD)
    id_number = EncryptedField(_("document number"), kind="document", domain="buyer.id_number", null=True)
    phone = EncryptedField(_("phone"), kind="phone", domain="customer.phone", null=True, blank=True)
    share = models.DecimalField(_("share (%)"), max_digits=5, decimal_places=2, default=100)
    minor = models.BooleanField(_("under age"), default=False)
    guardian = models.CharField(_("guardian"), max_length=60, blank=True)

    personal_fields = ("name", "guardian")
    scope = Scope(through="reservation")

    class Meta:
        verbose_name, verbose_name_plural = _("buyer"), _("buyers")
        constraints = [
            models.UniqueConstraint(fields=["reservation", "place"], name="buyers_in_order"),
            models.UniqueConstraint(fields=["reservation", "id_number_bidx"], name="a_buyer_once_per_reservation"),
            models.CheckConstraint(condition=Q(share__gt=0) & Q(share__lte=100), name="share_in_bounds"),
            models.CheckConstraint(
                condition=Q(minor=False) | ~Q(guardian=""),
                name="a_minor_has_a_guardian",
                violation_error_message=_("A buyer under age needs a guardian (G-36)."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reservation} {self.place}"

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)


class PlannedPayment(Record):
    """One payment of the reservation's plan; the amounts sum to the price."""

    reservation = models.ForeignKey(Reservation, models.CASCADE, related_name="planned", verbose_name=_("reservation"))
    place = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name"), max_length=60)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2)
    due_on = models.DateField(_("due"), null=True, blank=True)
    lender = models.CharField(_("paid by"), max_length=12, blank=True, choices=[(m.value, m.value) for m in Lender])

    scope = Scope(through="reservation")

    class Meta:
        verbose_name, verbose_name_plural = _("planned payment"), _("planned payments")
        constraints = [
            models.UniqueConstraint(fields=["reservation", "place"], name="payments_in_order"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="planned_payment_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.reservation} {self.name}"


class Cancellation(Record):
    """Why a reservation ends, and what therefore happens to the deposit (G-07, G-08)."""

    class Cause(models.TextChoices):
        BUYER = "buyer", _("The buyer defaults")
        SELLER = "seller", _("The company defaults")
        NO_FAULT = "no_fault", _("Nobody is at fault")

    class Effect(models.TextChoices):
        FORFEIT = "forfeit", _("Deposit is kept")
        DOUBLE = "double", _("Deposit is returned twofold")
        REFUND = "refund", _("Money is returned")
        NOTHING = "nothing", _("No money was taken")

    reservation = models.OneToOneField(
        Reservation, models.PROTECT, related_name="cancellation", verbose_name=_("reservation")
    )
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name=_("project"))
    cause = models.CharField(_("cause"), max_length=8, choices=Cause.choices)
    reason = models.CharField(_("reason"), max_length=300)
    effect = models.CharField(_("effect on the money"), max_length=8, choices=Effect.choices)
    money_in = models.DecimalField(_("money received (yuan)"), max_digits=14, decimal_places=2, default=0)
    to_return = models.DecimalField(_("to be returned (yuan)"), max_digits=14, decimal_places=2, default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    refused = models.BooleanField(_("refused"), default=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    scope = Scope(through="reservation")

    class Meta:
        verbose_name, verbose_name_plural = _("cancellation"), _("cancellations")
        constraints = [models.CheckConstraint(condition=Q(to_return__gte=0), name="never_return_less_than_nothing")]

    def __str__(self) -> str:
        return f"{self.reservation} {self.get_cause_display()}"
