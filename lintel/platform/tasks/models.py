"""Work that waits for a person, with a way to it and a way to know that it is done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.models import Reach
from lintel.platform.access.posts import POSTS
from lintel.platform.access.scope import Scope, everywhere, project_ids
from lintel.platform.kernel import clock
from lintel.platform.kernel.models import Record
from lintel.platform.kernel.words import spoken
from lintel.platform.tasks.kinds import BY_PEOPLE, OWN, TaskKind, kinds


class Priority(models.IntegerChoices):
    """How much it matters; the list is sorted by it after the due moment."""

    LOW = 0, _("low")
    NORMAL = 1, _("normal")
    HIGH = 2, _("high")


class TaskScope(Scope):
    """A to-do reaches whoever must do it, by name or by post, and whoever it was escalated to; wider reaches leave out
    what people noted for themselves."""

    def within(self, model: Any, user: Any, reach: Reach, prefix: str = "") -> Q:
        if everywhere(user):
            return Q()
        in_project = Q(**{f"{prefix}project_id": None}) | Q(**{f"{prefix}project_id__in": project_ids(user)})
        not_private = ~Q(**{f"{prefix}kind": OWN})
        by_post = Q(**{f"{prefix}assignee": None, f"{prefix}role__in": user.codes}) & in_project
        mine = Q(**{f"{prefix}assignee": user}) | by_post | Q(**{f"{prefix}escalated_to": user})
        if reach in (Reach.OWN, Reach.TEAM) and not (reach == Reach.TEAM and user.department_id):
            return mine
        if reach == Reach.TEAM:
            return mine | Q(**{f"{prefix}assignee__department_id": user.department_id}) & not_private
        return mine | in_project & not_private


class ErrandScope(Scope):
    """Work people write down reaches whoever gave it and whoever has it; what one notes for oneself reaches nobody else."""

    def within(self, model: Any, user: Any, reach: Reach, prefix: str = "") -> Q:
        if everywhere(user):
            return Q()
        mine = Q(**{f"{prefix}person": user.pk}) | Q(**{f"{prefix}given_by": user.pk})
        if reach == Reach.OWN:
            return mine
        for_somebody_else = ~Q(**{f"{prefix}person": F(f"{prefix}given_by")})
        if reach == Reach.TEAM:
            return mine | for_somebody_else & Q(**{f"{prefix}person__department_id": user.department_id or 0})
        return mine | for_somebody_else & Q(**{f"{prefix}project_id__in": project_ids(user)})


class Errand(Record):
    """Something a person wrote down to be done, by themselves or by a colleague. Its to-do says until when, and whether it is done."""

    title = models.CharField(_("title"), max_length=120)
    text = models.CharField(_("more about it"), max_length=600, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("for"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by"))
    project_id = models.PositiveBigIntegerField(_("project"), null=True, blank=True)

    scope = ErrandScope()

    class Meta:
        verbose_name, verbose_name_plural = _("errand"), _("errands")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tasks:errand-detail", args=[self.pk])


class Task(Record):
    """One piece of work for one person (``assignee``), or for whoever holds ``role`` in the project."""

    kind = models.CharField(_("kind"), max_length=80)
    said: Any = models.JSONField(_("title"), default=str)
    url = models.CharField(_("link"), max_length=300, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("for")
    )
    role = models.CharField(_("post"), max_length=12, blank=True)
    of_post = models.CharField(_("asked of"), max_length=12, blank=True)
    """The post it was asked of before it was given to somebody by name."""
    project_id = models.PositiveBigIntegerField(_("project"), null=True, blank=True)
    about_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )
    dropped = models.BooleanField(_("dropped"), default=False)
    level = models.PositiveSmallIntegerField(_("escalation"), default=0)
    escalated_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("escalated to"),
    )

    scope = TaskScope()

    class Meta:
        verbose_name, verbose_name_plural = _("to-do"), _("to-dos")
        constraints = [
            models.CheckConstraint(
                condition=Q(assignee=None, role__gt="") | Q(assignee__isnull=False, role=""),
                name="a_task_is_for_a_person_or_a_post",
            ),
            models.UniqueConstraint(
                fields=["kind", "about_type", "about_id", "assignee"],
                condition=Q(done_at=None, assignee__isnull=False),
                name="one_live_task_per_person",
            ),
            models.UniqueConstraint(
                fields=["kind", "about_type", "about_id", "role"],
                condition=Q(done_at=None, assignee=None),
                name="one_live_task_per_post",
            ),
        ]
        indexes = [
            models.Index(fields=["assignee", "done_at", "due_at"], name="task_open"),
            models.Index(fields=["about_type", "about_id", "done_at"], name="task_about"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What is to be done, in the reader's language."""
        return spoken(self.said)[:200]

    @property
    def of_kind(self) -> TaskKind | None:
        return kinds.get(self.kind)

    @property
    def label(self) -> str | Promise:
        return kinds[self.kind].label if self.kind in kinds else self.kind

    @property
    def by_hand(self) -> bool:
        """Whether a person ticks it off, because the software cannot see it."""
        return self.kind in kinds and kinds[self.kind].done_when is None

    @property
    def post_title(self) -> str | Promise:
        return POSTS[self.role].title if self.role in POSTS else self.role

    @property
    def can_be_given(self) -> bool:
        """Whether somebody else may do it as well: asked of a post, or written by people. The rest has an owner for a reason."""
        return self.done_at is None and bool(self.role or self.of_post or self.kind in BY_PEOPLE)

    @property
    def overdue(self) -> bool:
        return self.done_at is None and self.due_at is not None and self.due_at < clock.now()

    @property
    def left(self) -> timedelta | None:
        """Time until it is due; negative when overdue."""
        return self.due_at - clock.now() if self.due_at else None


class HelpRequest(Record):
    """Somebody stood before a page that was not there for them, and says why they need it.

    Whether there is anything at ``address`` was not looked at and is not said: the request is the same either way.
    """

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    address = models.CharField(_("address"), max_length=200)
    reason = models.CharField(_("reason"), max_length=100)

    scope = Scope(owner="asked_by")

    class Meta:
        verbose_name, verbose_name_plural = _("request for help"), _("requests for help")
        indexes = [models.Index(fields=["asked_by", "created_at"], name="help_asked")]

    def __str__(self) -> str:
        return self.address
