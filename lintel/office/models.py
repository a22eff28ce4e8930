"""Announcements: what the department is told, in which words, and who has read and confirmed it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.models import Reach
from lintel.platform.access.posts import POSTS
from lintel.platform.access.scope import Scope, everywhere, project_ids
from lintel.platform.attachments.models import Attachment
from lintel.platform.directory.models import Department
from lintel.platform.kernel import clock
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import Record

PERSON = settings.AUTH_USER_MODEL


class AnnouncementScope(Scope):
    """One's own reach is what one wrote and what one was told; a team's is what its people wrote; wider is the project's."""

    def within(self, model: Any, user: Any, reach: Reach, prefix: str = "") -> Q:
        if everywhere(user):
            return Q()
        inside, mine = Q(**{f"{prefix}project_id__in": project_ids(user)}), Q(**{f"{prefix}author": user.pk})
        if reach == Reach.OWN:
            told = Receipt.objects.filter(person=user.pk).values("announcement")
            return inside & (mine | Q(**{f"{prefix}pk__in": told}))
        if reach == Reach.TEAM:
            return inside & (mine | Q(**{f"{prefix}author__department_id": user.department_id or 0}))
        return inside


class Announcement(Record):
    """Something the people of a project are told, all of them or some posts and teams, between two days.

    What was published is corrected in a new version or withdrawn, never edited. ``project_id`` is a plain number
    because projects stand upstairs (decision 2).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    project_id = models.PositiveBigIntegerField(db_index=True)
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=4000)
    teams = models.ManyToManyField(Department, blank=True, related_name="+", verbose_name=_("teams"))
    posts: Any = models.JSONField(_("posts and duties"), default=list, blank=True)
    """Codes; empty: whatever the post."""
    starts_on = models.DateField(_("holds from"))
    ends_on = models.DateField(_("holds until"))
    must_confirm = models.BooleanField(_("must be confirmed"), default=False)
    file = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("attachment")
    )
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    author = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("written by"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("last reminder"), null=True, blank=True)
    withdrawn_because = models.CharField(_("withdrawn because"), max_length=200, blank=True)

    scope = AnnouncementScope()
    files_by_deed = True
    """Its file comes with writing it: whoever reads an announcement adds nothing to it."""
    lifecycle = Lifecycle(
        "status", {Status.DRAFT: [Status.PUBLISHED, Status.WITHDRAWN], Status.PUBLISHED: [Status.WITHDRAWN]}
    )
    #: The versions keep every wording; the trail says that it changed.
    personal_fields = ("text",)

    class Meta:
        verbose_name, verbose_name_plural = _("announcement"), _("announcements")
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="an_announcement_runs_forward"),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False), name="a_published_one_says_when"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def in_force(self) -> bool:
        """Whether it holds today."""
        return self.status == self.Status.PUBLISHED and self.starts_on <= clock.today() <= self.ends_on

    @property
    def over(self) -> bool:
        return self.ends_on < clock.today()

    @property
    def post_names(self) -> list[str | Promise]:
        return [POSTS[code].title for code in self.posts if code in POSTS]


class Wording(models.Model):
    """One version as it was published: never changed or removed. ``reason`` says why it replaced the one before."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="wordings")
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=4000)
    ends_on = models.DateField(_("holds until"))
    file = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("published by"))
    at = models.DateTimeField(_("published"), default=clock.now)

    scope = Scope(through="announcement")

    class Meta:
        verbose_name, verbose_name_plural = _("wording"), _("wordings")
        constraints = [models.UniqueConstraint(fields=["announcement", "version"], name="one_wording_per_version")]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class Receipt(Record):
    """That a person was told: which version, when they read it, when they confirmed it. ``earlier`` holds the versions before."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="receipts")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    project_id = models.PositiveBigIntegerField()
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    earlier: Any = models.JSONField(_("earlier versions"), default=list, blank=True)

    scope = Scope(owner="person", project="project")

    class Meta:
        verbose_name, verbose_name_plural = _("receipt"), _("receipts")
        constraints = [
            models.UniqueConstraint(fields=["announcement", "person"], name="one_receipt_per_person"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(read_at__isnull=False), name="what_is_confirmed_was_read"
            ),
        ]
        indexes = [models.Index(fields=["person", "read_at"], name="receipt_unread")]

    def __str__(self) -> str:
        return f"{self.announcement_id} {self.person_id}"
