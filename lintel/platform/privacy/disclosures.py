"""Showing one value of one row in plain: with permission, for a purpose, counted and remembered."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.scope import visible
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.privacy.fields import encrypted_field
from lintel.platform.privacy.models import Disclosure, Purpose

SHOWN_FOR = datetime.timedelta(seconds=60)
HOURLY_LIMIT = 30
DAILY_LIMIT = 100
WARN_HOURLY = 20


LOOKED = Q(expires_at__lte=F("at") + SHOWN_FOR)
"""Values shown for a minute. What went out in an approved file stays known for longer, and spends no daily limit."""


class TooMany(Refused):
    """This person has looked at more plain values than an hour's or a day's work needs."""

    status = 429


@dataclass(frozen=True)
class Usage:
    """How much one person has been shown; ``near`` means a manager should hear of it."""

    hour: int
    day: int
    hourly_limit: int
    daily_limit: int

    @property
    def near(self) -> bool:
        return self.hour >= min(WARN_HOURLY, self.hourly_limit)

    @property
    def spent(self) -> bool:
        return self.hour >= self.hourly_limit or self.day >= self.daily_limit


def reveal(actor: Any, row: models.Model, field: str, purpose: str, note: str = "") -> str:
    """The plain value of ``row.field`` for ``actor``, remembered as a Disclosure.

    Needs the permission ``<app>.reveal_<model>`` with a reach that covers the row (NotPermitted otherwise). Raises
    TooMany beyond ``LINTEL_REVEALS_PER_HOUR`` (30) or ``LINTEL_REVEALS_PER_DAY`` (100), and Refused without a real
    purpose. Asking again for the same value within its 60 seconds shows it again without a second row.
    """
    encrypted_field(type(row), field)
    _require_reach(actor, row)
    if purpose not in Purpose.values:
        raise Refused(_("Choose what you need this for."))
    if purpose == Purpose.OTHER and not note.strip():
        raise Refused(_("Say in a few words what you need this for."))
    remember(actor, row, field, purpose, note)
    value = getattr(row, field)
    return value.reveal() if value else ""


def remember(actor: Any, row: models.Model, field: str, purpose: str, note: str = "") -> None:
    """Write down that ``actor`` is shown something personal of ``row``, of whoever's right the caller is sure.

    ``field`` names what it is, a column or a picture. Raises TooMany; within 60 seconds the same look is one.
    """
    with transaction.atomic():
        # One person's requests queue up here, so that the count cannot be outrun.
        get_user_model()._default_manager.select_for_update().get(pk=actor.pk)
        now = clock.now()
        if not _still_shown(actor, row, field, now):
            _refuse_beyond_limits(actor, now)
            Disclosure.objects.create(
                actor=actor,
                subject_type=ContentType.objects.get_for_model(row),
                subject_id=row.pk,
                field=field,
                purpose=purpose,
                note=note.strip()[:200],
                at=now,
                expires_at=now + SHOWN_FOR,
            )


def revealable(actor: Any, kind: type[models.Model], keys: Iterable[int]) -> set[int]:
    """Which of these rows the actor may see in plain."""
    rows = visible(kind, actor, permission=f"{kind._meta.app_label}.reveal_{kind._meta.model_name}")
    return set(rows.filter(pk__in=list(keys)).values_list("pk", flat=True))


def disclose_file(
    actor: Any,
    kind: type[models.Model],
    values: Iterable[tuple[int, str]],
    purpose: str,
    note: str,
    until: datetime.datetime,
) -> None:
    """Remember that a file with these values, ``(key, field)`` each, was written for ``actor``: one row per value, as for a look."""
    subject, now = ContentType.objects.get_for_model(kind), clock.now()
    rows = [
        Disclosure(
            actor=actor, subject_type=subject, subject_id=pk, field=field, purpose=purpose, note=note[:200], at=now, expires_at=until
        )
        for pk, field in values
    ]  # fmt: skip
    Disclosure.objects.bulk_create(rows, batch_size=500)


def usage(actor: Any, now: datetime.datetime | None = None) -> Usage:
    """How many values ``actor`` has been shown in the last hour and the last 24 hours."""
    now = now or clock.now()
    day = Disclosure.objects.filter(LOOKED, actor=actor, at__gt=now - datetime.timedelta(days=1))
    return Usage(
        hour=day.filter(at__gt=now - datetime.timedelta(hours=1)).count(),
        day=day.count(),
        hourly_limit=getattr(settings, "LINTEL_REVEALS_PER_HOUR", HOURLY_LIMIT),
        daily_limit=getattr(settings, "LINTEL_REVEALS_PER_DAY", DAILY_LIMIT),
    )


def who_saw(row: models.Model) -> QuerySet[Disclosure]:
    """Everybody who was shown something of ``row`` in plain, latest first."""
    kind = ContentType.objects.get_for_model(row)
    shown = Disclosure.objects.filter(subject_type=kind, subject_id=row.pk)
    return shown.select_related("actor").order_by("-at", "-pk")


def seen_by(person: Any, since: datetime.datetime, until: datetime.datetime) -> QuerySet[Disclosure]:
    """Everything ``person`` was shown between two moments: the other half of a breach inquiry."""
    return Disclosure.objects.filter(actor=person, at__gte=since, at__lt=until).order_by("at", "pk")


def busiest(since: datetime.datetime, at_least: int = WARN_HOURLY) -> QuerySet[Any, Any]:
    """People who were shown ``at_least`` values since then, with the count: for the manager's notice."""
    counted = Disclosure.objects.filter(at__gte=since).values("actor").annotate(shown=Count("pk"))
    return counted.filter(shown__gte=at_least).order_by("-shown")


def _require_reach(actor: Any, row: models.Model) -> None:
    permission = f"{row._meta.app_label}.reveal_{row._meta.model_name}"
    if not visible(type(row), actor, permission=permission).filter(pk=row.pk).exists():
        raise NotPermitted(_("You may not see this value in plain."), remedy=_("Ask whoever looks after this record."))


def _still_shown(actor: Any, row: models.Model, field: str, now: datetime.datetime) -> bool:
    return who_saw(row).filter(LOOKED, actor=actor, field=field, at__lte=now, expires_at__gt=now).exists()


def _refuse_beyond_limits(actor: Any, now: datetime.datetime) -> None:
    if usage(actor, now).spent:
        raise TooMany(
            _("You have looked at very many plain numbers already."),
            remedy=_("Wait an hour, or ask your supervisor to look it up."),
        )
