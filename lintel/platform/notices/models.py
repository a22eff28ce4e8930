"""Notices to people, the mails that carry them out of the house, and what each person wants to hear."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.scope import Scope
from lintel.platform.kernel import clock
from lintel.platform.kernel.models import Record
from lintel.platform.kernel.words import spoken
from lintel.platform.notices.kinds import Tab, kinds


class Notice(Record):
    """Something a person was told. ``event`` makes telling it twice impossible."""

    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("receiver"))
    kind = models.CharField(_("kind"), max_length=80)
    tab = models.CharField(_("drawer"), max_length=12, choices=Tab.choices)
    said: Any = models.JSONField(_("title"), default=str)
    said_more: Any = models.JSONField(_("text"), default=str, blank=True)
    url = models.CharField(_("link"), max_length=300, blank=True)
    event = models.CharField(max_length=160, blank=True)
    about_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    scope = Scope(owner="receiver")

    class Meta:
        verbose_name, verbose_name_plural = _("notice"), _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "receiver"], condition=~Q(event=""), name="one_notice_per_event_and_receiver"
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="/") & ~Q(url__startswith="//"), name="notices_link_to_own_host"
            ),
        ]
        indexes = [models.Index(fields=["receiver", "read_at", "-id"], name="notice_unread")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What happened, in the reader's language."""
        return spoken(self.said)[:200]

    @property
    def body(self) -> str:
        """What there is to say about it, in the reader's language."""
        return spoken(self.said_more)

    @property
    def label(self) -> str | Promise:
        return kinds[self.kind].label if self.kind in kinds else self.kind


class Mail(models.Model):
    """One notice on its way by mail: written in the transaction of the deed, sent after it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        NEEDLESS = "needless", _("read before it was sent")

    notice = models.OneToOneField(Notice, models.CASCADE, related_name="mail")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(_("next try"), default=clock.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("mail"), _("mails")
        indexes = [models.Index(fields=["state", "next_at"], name="mail_queue")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.state}"


class Wish(models.Model):
    """Whether a person wants mails of one kind; without a row the kind's own default holds."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=80)
    mail = models.BooleanField(_("by mail"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("notice setting"), _("notice settings")
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_wish_per_person_and_kind")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class QuietHours(Record):
    """When a person gets no mails; what falls into it is sent when it ends. May run over midnight."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))

    scope = Scope(owner="person")

    class Meta:
        verbose_name, verbose_name_plural = _("quiet hours"), _("quiet hours")

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"
