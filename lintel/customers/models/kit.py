"""The sales kit: what may be said to a customer, approved and in date, and the questions nobody could answer yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lintel.inventory.models import Project
from lintel.platform.access.scope import Scope
from lintel.platform.kernel import clock
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import Record


class FactQuerySet(models.QuerySet["Fact"]):
    def sayable(self) -> FactQuerySet:
        """Approved and in date today: the only ones a consultant is shown (clause 2.2.4.2)."""
        today = clock.today()
        in_date = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
        return self.filter(in_date, status=Fact.Status.APPROVED, valid_from__lte=today)


class Fact(Record):
    """A question customers ask and the answer the department stands by."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        RETIRED = "retired", _("Retired")

    class Topic(models.TextChoices):
        PROJECT = "project", _("Project")
        LAYOUT = "layout", _("Layout")
        PRICE = "price", _("Price and payment")
        POLICY = "policy", _("Sales policy")
        SCHOOL = "school", _("School and surroundings")
        DELIVERY = "delivery", _("Delivery")

    project = models.ForeignKey(Project, models.PROTECT, related_name="facts", verbose_name=_("project"))
    topic = models.CharField(_("topic"), max_length=10, choices=Topic.choices)
    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(_("answer"), max_length=2000)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    valid_from = models.DateField(_("valid from"), default=clock.today)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )

    objects = FactQuerySet.as_manager()
    scope = Scope(project="project")
    lifecycle = Lifecycle(
        "status", {Status.DRAFT: [Status.APPROVED, Status.RETIRED], Status.APPROVED: [Status.RETIRED]}
    )

    class Meta:
        verbose_name, verbose_name_plural = _("approved answer"), _("approved answers")
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="fact_dates_in_order"),
            models.CheckConstraint(
                condition=~Q(status="approved") | (Q(approved_by__isnull=False) & ~Q(approved_by=F("author"))),
                name="a_fact_is_approved_by_somebody_else",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.question


class Question(Record):
    """A customer asked this and the kit has no answer."""

    class Status(models.TextChoices):
        OPEN = "open", _("Unanswered")
        ANSWERED = "answered", _("Answered")

    project = models.ForeignKey(Project, models.PROTECT, related_name="questions", verbose_name=_("project"))
    text = models.CharField(_("question"), max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    fact = models.ForeignKey(
        Fact, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("answer")
    )

    scope = Scope(project="project")
    lifecycle = Lifecycle("status", {Status.OPEN: [Status.ANSWERED]})

    class Meta:
        verbose_name, verbose_name_plural = _("unanswered question"), _("unanswered questions")

    def __str__(self) -> str:
        return self.text
