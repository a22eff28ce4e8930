"""The trail: who did what, said what and changed what. Written by the door, sealed afterwards, never edited.

The trail holds no plain personal data: encrypted and personal fields, and inputs named as personal, are recorded as
changed without their value, and anything in free text that looks like a phone or an ID number is masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.scope import Scope, everywhere, project_ids
from lintel.platform.audit.seal_models import Seal as Seal  # Django looks for models here
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.inserting import insert_one
from lintel.platform.privacy.secret import Secret

HIDDEN = "•••"
#: Inputs that are personal wherever they appear.
PERSONAL_INPUTS = frozenset(
    {
        "phone",
        "mobile",
        "name",
        "id_number",
        "address",
        "bank_account",
        "email",
        "wechat",
        "full_name",
        "buyers",
        "text",
    }
)
_DIGITS = re.compile(r"(?<!\d)(?:\d[ -]?){10,18}[\dXx](?!\d)")


class EntryScope(Scope):
    """Entries about a project are for its members only, however far somebody reaches; those about no project are shared."""

    def _in_projects(self, user: Any, prefix: str) -> models.Q:
        if everywhere(user):
            return models.Q()
        shared = models.Q(**{f"{prefix}project_id__isnull": True})
        return shared | models.Q(**{f"{prefix}project_id__in": project_ids(user)})


class Entry(models.Model):
    """One deed: ``actor`` did ``deed`` to ``subject``; ``changes`` is ``{field: [before, after]}``."""

    at = models.DateTimeField(_("at"), default=clock.now, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    deed = models.CharField(_("deed"), max_length=120, db_index=True)
    clause = models.CharField(_("clause"), max_length=40, blank=True)
    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    project_id = models.PositiveBigIntegerField(null=True, blank=True)
    inputs = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    request_id = models.CharField(max_length=36, blank=True)

    scope = EntryScope(owner="actor")

    class Meta:
        verbose_name, verbose_name_plural = _("trail entry"), _("trail")
        indexes = [models.Index(fields=["subject_type", "subject_id", "id"])]

    def __str__(self) -> str:
        return f"{self.deed} #{self.subject_id}"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("The trail is append-only.")


def snapshot(row: models.Model) -> dict[str, Any]:
    """The row's own columns, with personal values replaced by a token that only tells whether they changed."""
    return {f.attname: _kept(row, f) for f in row._meta.concrete_fields if f.editable or f.name == "status"}


def _kept(row: models.Model, field: Any) -> Any:
    if not is_personal(type(row), field):
        return getattr(row, field.attname)
    return _Hidden(row, field)


def is_personal(model: type[models.Model], field: Any) -> bool:
    """Encrypted fields, their look-up indexes, and what the model names in ``personal_fields``."""
    return bool(getattr(field, "personal", False)) or field.name in getattr(model, "personal_fields", ())


class _Hidden:
    """Compares by value, writes as dots. What lies encrypted in the row is opened only when a comparison needs it."""

    def __init__(self, row: models.Model, field: Any) -> None:
        self.row, self.field = row, field
        self.raw = row.__dict__.get(field.attname)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Hidden):
            return False
        return self.raw is other.raw or self.plain() == other.plain()

    __hash__ = None  # type: ignore[assignment]

    def plain(self) -> Any:
        """The value itself, for comparing and for nothing else."""
        sealed = isinstance(self.raw, bytes) and hasattr(self.field, "open")
        value = self.field.open(self.row, self.raw) if sealed else self.raw
        return value.reveal() if isinstance(value, Secret) else value

    @property
    def empty(self) -> bool:
        return self.raw in (None, "", b"")


def changes_since(before: Mapping[str, Any], row: models.Model) -> dict[str, list[Any]]:
    """``{field: [before, after]}`` for every column that differs."""
    return {
        name: [before.get(name), value]
        for name, value in snapshot(row).items()
        if (name not in before and not _empty(value)) or (name in before and before[name] != value)
    }


def _empty(value: Any) -> bool:
    return value.empty if isinstance(value, _Hidden) else value in (None, "")


def scrub(text: str) -> str:
    """Free text with anything that looks like a phone or ID number masked to its first three and last two digits."""
    return _DIGITS.sub(lambda m: f"{m.group()[:3]}****{m.group()[-2:]}", text)


def said(inputs: Mapping[str, Any], personal: Iterable[str] = ()) -> dict[str, Any]:
    """The inputs as the trail keeps them."""
    hidden = PERSONAL_INPUTS | set(personal)
    return {
        name: HIDDEN if name in hidden and value not in (None, "") else _word(value) for name, value in inputs.items()
    }


def _word(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, _Hidden) or hasattr(value, "reveal"):
        return HIDDEN
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, Mapping):
        return said(value)
    if isinstance(value, (list, tuple, set, models.QuerySet)):
        return [_word(v) for v in value]
    if isinstance(value, bytes) or hasattr(value, "read"):
        return HIDDEN
    return value


def entry_for(
    actor: Any,
    deed: str,
    subject: models.Model,
    changes: Mapping[str, Any],
    inputs: Mapping[str, Any],
    *,
    clause: str = "",
    personal: Iterable[str] = (),
    request_id: str = "",
) -> Entry:
    """An unsaved entry; ``record`` saves one, bulk deeds save many at once."""
    return Entry(
        actor=actor,
        deed=deed,
        clause=clause,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
        project_id=_project_of(subject),
        changes={name: [_word(a), _word(b)] for name, (a, b) in changes.items()},
        inputs=said(inputs, personal),
        request_id=request_id,
    )


def record(
    actor: Any, deed: str, subject: models.Model, changes: Mapping[str, Any], inputs: Mapping[str, Any], **more: Any
) -> Entry:
    """Write one deed to the trail."""
    entry = entry_for(actor, deed, subject, changes, inputs, **more)
    insert_one(entry)
    return entry


def _project_of(subject: models.Model) -> int | None:
    """The project of a row, or of what it hangs on: a follow-up belongs to its customer's project, a file to its row's."""
    if subject._meta.model_name == "project":
        return int(subject.pk)
    if (own := getattr(subject, "project_id", None)) is not None:
        return int(own)
    through = getattr(getattr(subject, "scope", None), "through", "") or "about"
    parent = getattr(subject, through, None)
    return _project_of(parent) if isinstance(parent, models.Model) else None
