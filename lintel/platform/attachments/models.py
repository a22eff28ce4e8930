"""Files on any row. Where the file lies says nothing; who may see the row may open it."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.scope import Scope
from lintel.platform.attachments.kinds import AttachmentKind, kinds
from lintel.platform.kernel.models import Record
from lintel.platform.privacy import cipher


def random_path(attachment: Any, name: str) -> str:
    """A place nobody can guess; nothing of the uploaded name is in it."""
    token = secrets.token_hex(20)
    return f"attachments/{token[:2]}/{token}"


class Attachment(Record):
    """One checked file. ``name`` is what people read and may be anything; ``content_type`` is what it really is."""

    about_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    kind = models.CharField(_("kind"), max_length=80, blank=True)
    name = models.CharField(_("file name"), max_length=160)
    content_type = models.CharField(_("type"), max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("size (bytes)"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    file = models.FileField(_("file"), upload_to=random_path, max_length=120, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    scope = Scope(owner="uploaded_by")
    personal_fields = ("name",)

    class Meta:
        verbose_name, verbose_name_plural = _("attachment"), _("attachments")
        indexes = [models.Index(fields=["about_type", "about_id", "removed_at"], name="attachment_about")]

    def __str__(self) -> str:
        return self.name

    @property
    def of_kind(self) -> AttachmentKind:
        return kinds.get(self.kind, kinds[""])

    @property
    def seal(self) -> str:
        """What a sealed file is bound to: this content on this row. Elsewhere, or changed, it no longer opens."""
        return f"attachments.Attachment.file|{self.about_type_id}|{self.about_id}|{self.kind}|{self.sha256}"

    def opened(self) -> bytes:
        """The content, unsealed where it lies sealed. Raises ``FileNotFoundError`` when it is gone."""
        with self.file.open("rb") as stored:
            data: bytes = stored.read()
        return cipher.decrypt_bytes(data, self.seal) if self.of_kind.sealed else data

    @property
    def label(self) -> str | Promise:
        return self.of_kind.label
