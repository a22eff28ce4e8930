"""Keeping in touch: what was promised, by when, and what came of it (clauses 3.2.1, 2.2.4.4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lintel.customers.models.customer import Customer, Grade, NextStep
from lintel.platform.access.scope import Scope
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.prepared import Prepared
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import PersonalRecord, Record
from lintel.platform.privacy.fields import EncryptedField


class FollowUp(PersonalRecord):
    """One contact with a customer: due, and then done with a result. What was said is kept encrypted."""

    class Status(models.TextChoices):
        DUE = "due", pgettext_lazy("a follow-up", "Due")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    class Method(models.TextChoices):
        PHONE = "phone", _("Phone call")
        SMS = "sms", _("Text message")
        WECHAT = "wechat", _("WeChat")
        VISIT = "visit", _("Visit in person")

    class Result(models.TextChoices):
        REACHED = "reached", _("Reached")
        NOT_REACHED = "not_reached", _("Not reached")
        MESSAGE = "message", _("Left a message")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="followups", verbose_name=_("customer"))
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="followups", verbose_name=_("consultant")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DUE)
    is_first = models.BooleanField(_("first follow-up"), default=False)
    due_at = models.DateTimeField(_("due"), db_index=True)
    purpose = models.CharField(_("about"), max_length=120, blank=True, choices=NextStep.choices)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    method = models.CharField(_("how"), max_length=8, choices=Method.choices, blank=True)
    result = models.CharField(_("result"), max_length=12, choices=Result.choices, blank=True)
    text = EncryptedField(_("what was said"), kind="text", null=True, blank=True)
    grade = models.CharField(_("intent grade"), max_length=1, choices=Grade.choices, blank=True)
    satisfaction = models.PositiveSmallIntegerField(_("satisfaction (1-5)"), null=True, blank=True)

    scope = Scope(through="customer")
    lifecycle = Lifecycle("status", {Status.DUE: [Status.DONE, Status.CANCELLED]})

    class Meta:
        verbose_name, verbose_name_plural = _("follow-up"), _("follow-ups")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(status="due"), name="one_due_follow_up_per_customer"
            ),
            models.CheckConstraint(
                condition=models.Q(satisfaction__isnull=True) | models.Q(satisfaction__range=(1, 5)),
                name="satisfaction_one_to_five",
            ),
        ]
        indexes = [
            models.Index(fields=["consultant", "status", "due_at"], name="followup_to_do"),
            models.Index(fields=["customer", "-id"], name="followup_by_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display() or _('Follow-up')} {self.customer.number}"

    @property
    def is_overdue(self) -> bool:
        return self.status == self.Status.DUE and self.due_at < clock.now()


_DUE = Prepared(lambda customer: FollowUp.objects.filter(customer=customer, status=FollowUp.Status.DUE))


def due_with(customer: Customer) -> FollowUp | None:
    """The one follow-up that is due with this customer; None when none is."""
    found = _DUE(customer.pk)
    if not found:
        return None
    due: FollowUp = found[0]
    due.customer = customer
    return due


class MessageTemplate(Record):
    """Approved words to copy into a message. ``{address}`` and ``{project}`` are the only blanks."""

    class Use(models.TextChoices):
        SERVICE = "service", _("Service")
        MARKETING = "marketing", _("Marketing")

    title = models.CharField(_("title"), max_length=60)
    use = models.CharField(_("use"), max_length=10, choices=Use.choices)
    method = models.CharField(_("how"), max_length=8, choices=FollowUp.Method.choices)
    text = models.TextField(_("text"))
    active = models.BooleanField(_("in use"), default=True)

    scope = Scope()

    class Meta:
        verbose_name, verbose_name_plural = _("message template"), _("message templates")

    def __str__(self) -> str:
        return self.title
