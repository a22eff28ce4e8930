"""Putting a file on a row, and taking one off again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.scope import everywhere, visible
from lintel.platform.actions.door import action
from lintel.platform.actions.many import created_many
from lintel.platform.attachments.checking import Checked, check
from lintel.platform.attachments.errors import FileRefused
from lintel.platform.attachments.kinds import kinds
from lintel.platform.attachments.models import Attachment
from lintel.platform.attachments.queries import about as columns_for
from lintel.platform.attachments.queries import attachments_of
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused, not_permitted
from lintel.platform.privacy import cipher

MOST_PER_ROW = 60
BYTES_PER_ROW = 300 * 1024 * 1024
MOST_PER_DAY = 400
"""Files one person may upload in twenty-four hours."""


def attach(actor: Any, row: models.Model, upload: Any, kind: str = "") -> Attachment:
    """Keep ``upload`` on ``row``. Raises ``FileRefused`` when it may not be kept, ``NotPermitted`` for a row out of reach.

    The same content on the same row under the same kind is kept once.
    """
    kept: Attachment = attach_file(actor, about=row, upload=upload, kind=kind)
    return kept


@action(Attachment, _("Attach a file"), creates=True, button=False)
def attach_file(actor: Any, *, about: models.Model, upload: Any, kind: str = "") -> Attachment:
    """Check the file by its content, clean it and keep it under a name nobody can guess."""
    if kind not in kinds:
        raise LookupError(f"There is no kind of attachment {kind!r}")
    if kinds[kind].sealed:
        raise not_permitted()  # what is sealed comes with the deed that asks for it
    if getattr(about, "files_by_deed", False):
        raise not_permitted()  # readers of such a row see it without a word in it
    if not everywhere(actor) and not visible(type(about), actor).filter(pk=about.pk).exists():
        raise not_permitted()
    return _kept(actor, about, check(upload), kind)


def keep_within(actor: Any, row: models.Model, checked: Checked, kind: str) -> Attachment:
    """Keep a checked file on a row as a part of the deed under way, which has asked for permission and has the row in reach.

    The desk takes a signature for a customer it may not look at afterwards.
    """
    kept = _kept(actor, row, checked, kind)
    created_many(actor, "attachments.attach_file", [kept], {})
    return kept


def _kept(actor: Any, about: models.Model, checked: Checked, kind: str) -> Attachment:
    same = attachments_of(about, kind).filter(sha256=checked.sha256, uploaded_by=actor).first()
    if same is not None:
        return same
    _within_quota(actor, about, len(checked.data))
    row = Attachment(
        **columns_for(about),
        kind=kind,
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.data),
        sha256=checked.sha256,
        uploaded_by=actor,
    )
    data = cipher.encrypt_bytes(checked.data, row.seal) if kinds[kind].sealed else checked.data
    row.file.save("upload", ContentFile(data), save=False)
    row.save()
    return row


@action(Attachment, _("Remove the file"), when=lambda a: a.removed_at is None)
def remove_attachment(actor: Any, attachment: Attachment, *, reason: str) -> None:
    """Take the file away; that it was there, and why it went, stays in the trail."""
    if attachment.of_kind.sealed:
        raise Refused(
            _t("This file proves what was agreed and stays with it."),
            rule="G-34",
            clause="8.1.1",
            remedy=_t("Withdraw the agreement itself, or ask the privacy officer."),
        )
    row = attachment.about
    if row is None or (not everywhere(actor) and not visible(type(row), actor).filter(pk=row.pk).exists()):
        raise not_permitted()
    attachment.removed_at = clock.now()
    storage, name = attachment.file.storage, str(attachment.file.name)
    transaction.on_commit(lambda: storage.delete(name))


def _within_quota(actor: Any, row: models.Model, size: int) -> None:
    there = attachments_of(row)
    if there.count() >= MOST_PER_ROW or (there.aggregate(sum=Sum("size"))["sum"] or 0) + size > BYTES_PER_ROW:
        raise FileRefused(_t("There are too many files here already."), remedy=_t("Remove those no longer needed."))
    day = clock.now() - timedelta(days=1)
    if Attachment.objects.filter(uploaded_by=actor, created_at__gte=day).count() >= MOST_PER_DAY and not everywhere(
        actor
    ):
        raise Refused(
            _t("You have uploaded very many files today."), remedy=_t("Go on tomorrow, or ask the administrator.")
        )
