"""Requests for approval, who was asked in which order, who may allow how much, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.models import Reach
from lintel.platform.access.posts import POSTS
from lintel.platform.access.scope import Scope, everywhere, project_ids
from lintel.platform.approvals.facts import Said, said_now
from lintel.platform.approvals.points import Point, points
from lintel.platform.kernel import clock
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import Record


class Mode(models.TextChoices):
    """How many holders of a post must agree."""

    ANY = "any", _("any one of them")
    ALL = "all", _("all of them")


class AuthorityLine(Record):
    """``post`` alone may allow cases of ``point`` up to these limits, on the days the line is in force."""

    point = models.CharField(_("matter"), max_length=80)
    kind = models.CharField(_("kind of case"), max_length=40, blank=True)
    project_id = models.PositiveBigIntegerField(_("project"), null=True, blank=True)
    post = models.CharField(_("post"), max_length=12)
    mode = models.CharField(_("agreement of"), max_length=3, choices=Mode.choices, default=Mode.ANY)
    sequence = models.PositiveSmallIntegerField(_("order"))
    joins = models.BooleanField(_("also asked when a higher post decides"), default=True)
    max_amount = models.DecimalField(_("up to (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True)
    max_percent = models.DecimalField(_("up to (%)"), max_digits=6, decimal_places=3, null=True, blank=True)
    max_days = models.PositiveIntegerField(_("up to (days)"), null=True, blank=True)
    effective_from = models.DateField(_("in force from"))
    effective_until = models.DateField(_("in force until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    scope = Scope()

    class Meta:
        verbose_name, verbose_name_plural = _("authority line"), _("authority lines")
        constraints = [
            models.UniqueConstraint(
                fields=["point", "kind", "post", "effective_from"],
                condition=Q(project_id=None),
                name="one_general_line_per_post_and_day",
            ),
            models.UniqueConstraint(
                fields=["point", "kind", "project_id", "post", "effective_from"],
                condition=Q(project_id__isnull=False),
                name="one_project_line_per_post_and_day",
            ),
            models.CheckConstraint(
                condition=Q(effective_until=None) | Q(effective_until__gte=F("effective_from")),
                name="authority_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=(Q(max_amount=None) | Q(max_amount__gte=0)) & (Q(max_percent=None) | Q(max_percent__gte=0)),
                name="authority_limits_are_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.post}"

    @property
    def post_title(self) -> str | Promise:
        return POSTS[self.post].title if self.post in POSTS else self.post


class RequestScope(Scope):
    """A request reaches whoever asked, is or was waited for, decided, or was sent a copy; managers see their projects'."""

    def within(self, model: Any, user: Any, reach: Reach, prefix: str = "") -> Q:
        if everywhere(user):
            return Q()
        concerned = Q(**{f"{prefix}asked_by": user})
        concerned |= Q(**{f"{prefix}pk__in": Decision.objects.filter(person=user).values("request")})
        concerned |= Q(**{f"{prefix}pk__in": Request.copied_to.through.objects.filter(user=user).values("request")})
        in_project = Q(**{f"{prefix}project_id": None}) | Q(**{f"{prefix}project_id__in": project_ids(user)})
        if reach in (Reach.OWN, Reach.TEAM):
            return concerned & in_project
        return in_project


class Request(Record):
    """Somebody asks for something that others must agree to, about one row."""

    class Status(models.TextChoices):
        RUNNING = "running", _("waiting for approval")
        RETURNED = "returned", _("sent back")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")

    point = models.CharField(_("matter"), max_length=80)
    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    project_id = models.PositiveBigIntegerField(_("project"), null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    copied_to = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("copy to")
    )
    reason = models.TextField(_("reason"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.RUNNING)
    route = models.JSONField(default=list)
    """The ladder as fixed when it was asked: ``[{"post": "SS", "mode": "any"}, …]``."""
    position = models.PositiveSmallIntegerField(_("step"), default=1)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    facts = models.JSONField(default=list)
    facts_hash = models.CharField(max_length=64)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    scope = RequestScope()
    lifecycle = Lifecycle(
        "status",
        {
            Status.RUNNING: [Status.APPROVED, Status.REJECTED, Status.WITHDRAWN, Status.RETURNED, Status.EXPIRED],
            Status.RETURNED: [Status.RUNNING, Status.WITHDRAWN, Status.EXPIRED],
        },
    )

    class Meta:
        verbose_name, verbose_name_plural = _("approval request"), _("approval requests")
        constraints = [
            models.UniqueConstraint(
                fields=["point", "subject_type", "subject_id"],
                condition=Q(status__in=("running", "returned")),
                name="one_live_request_per_point_and_subject",
                violation_error_message=_("This is already waiting for approval."),
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-id"], name="request_asked"),
            models.Index(fields=["subject_type", "subject_id", "-id"], name="request_subject"),
            models.Index(fields=["status", "due_at"], name="request_due"),
        ]

    def __str__(self) -> str:
        return f"{self.title} #{self.pk}"

    @property
    def at(self) -> Point:
        return points[self.point]

    @property
    def title(self) -> str | Promise:
        return points[self.point].title if self.point in points else self.point

    @property
    def live(self) -> bool:
        return self.status in (self.Status.RUNNING, self.Status.RETURNED)

    @property
    def overdue(self) -> bool:
        return self.status == self.Status.RUNNING and self.due_at is not None and self.due_at < clock.now()

    @property
    def headline(self) -> str:
        """The number that matters, as said when it was asked."""
        return next((f["value"] for f in self.facts if f.get("emphasised")), "")

    @property
    def card(self) -> str:
        """What it is about in few words, as said when it was asked."""
        return " · ".join(f["value"] for f in self.facts if f.get("on_card"))

    @property
    def in_short(self) -> str:
        """What it is about, then the number."""
        return " · ".join(filter(None, (self.card, self.headline)))

    def facts_now(self) -> Said:
        """``(facts, hash)`` as they are at this moment, in the present language; the hash speaks no language."""
        return said_now(self.at, self.subject)

    def now_at(self) -> list[Decision]:
        """The decisions being waited for, of the present round and step."""
        return [d for d in self.decisions.all() if d.waited_for]

    def current(self) -> Sequence[Decision]:
        """All decisions of the present round in order."""
        return [d for d in self.decisions.all() if d.round == self.round]


class Decision(Record):
    """One person asked at one step of a request, and what they said. A future step has nobody yet."""

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("sent back")
        REJECTED = "rejected", _("rejected")
        TRANSFERRED = "transferred", _("handed on")
        ADD_SIGNED = "add_signed", _("asked another person")
        DELEGATED = "delegated", _("represented")
        SKIPPED = "skipped", _("skipped: post vacant")
        LAPSED = "lapsed", _("not needed any more")

    request = models.ForeignKey(Request, models.CASCADE, related_name="decisions")
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    position = models.PositiveSmallIntegerField(_("step"))
    post = models.CharField(_("post"), max_length=12)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("on behalf of"),
    )
    added_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="added", verbose_name=_("added by")
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.PENDING)
    comment = models.TextField(_("comment"), blank=True)
    note = models.CharField(_("note"), max_length=20, blank=True)
    facts_hash = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(_("asked"), default=clock.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    scope = Scope(through="request")

    class Meta:
        verbose_name, verbose_name_plural = _("decision"), _("decisions")
        ordering = ["round", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(status="skipped"), name="somebody_is_asked_unless_skipped"
            ),
            models.UniqueConstraint(
                fields=["request", "round", "position", "person"],
                condition=Q(status="pending"),
                name="a_person_is_asked_once_per_step",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "status", "request"], name="decision_waiting"),
            models.Index(fields=["post", "status", "-decided_at"], name="decision_pace"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.status}"

    @property
    def waited_for(self) -> bool:
        return self.status == self.Status.PENDING

    @property
    def post_title(self) -> str | Promise:
        return POSTS[self.post].title if self.post in POSTS else self.post


class Remark(Record):
    """Something said about a request without deciding it."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="remarks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    comment = models.TextField(_("comment"))

    scope = Scope(through="request")

    class Meta:
        verbose_name, verbose_name_plural = _("remark"), _("remarks")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.person_id} #{self.pk}"


class Delegation(Record):
    """From day to day, ``deputy`` decides on behalf of ``person``: on these points, or on all of them."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("for"))
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("deputy"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    points = models.JSONField(_("matters"), default=list, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    scope = Scope(owner="person")

    class Meta:
        verbose_name, verbose_name_plural = _("delegation"), _("delegations")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="delegation_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="nobody_represents_themself"),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.deputy}"
