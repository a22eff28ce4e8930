"""Telling people: a notice at once, a mail after the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import translation
from django.utils.functional import Promise

from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.notices.kinds import NoticeKind, kinds
from lintel.platform.notices.models import Mail, Notice, QuietHours, Wish

Words = str | Promise


def notify(
    receivers: User | Iterable[User],
    kind: str,
    title: Words,
    body: Words = "",
    url: str = "",
    *,
    values: Mapping[str, Any] | None = None,
    about: models.Model | None = None,
    event: str = "",
) -> list[Notice]:
    """Tell each receiver once per ``event``, in their own language, inside the caller's transaction.

    ``title`` and ``body`` are filled with ``values`` after translation. ``url`` is a path of this site. Returns the
    notices that are new. The mail says only what kind of thing happened and where to look, so that nothing personal
    leaves the house. Raises ``LookupError`` for a kind nobody declared.
    """
    if kind not in kinds:
        raise LookupError(f"There is no kind of notice {kind!r}")
    told = [receivers] if isinstance(receivers, User) else list(receivers)
    new = []
    for person in dict.fromkeys(p for p in told if p.is_active and not p.is_system):
        if event and Notice.objects.filter(event=event, receiver=person).exists():
            continue
        new.append(_write(person, kinds[kind], title, body, url, values or {}, about, event))
    return new


def _write(
    person: User,
    kind: NoticeKind,
    title: Words,
    body: Words,
    url: str,
    values: Mapping[str, Any],
    about: models.Model | None,
    event: str,
) -> Notice:
    with translation.override(person.language or settings.LANGUAGE_CODE):
        notice = Notice.objects.create(
            receiver=person,
            kind=kind.code,
            tab=kind.tab,
            title=_filled(title, values)[:200],
            body=_filled(body, values),
            url=url,
            event=event,
            about_type=ContentType.objects.get_for_model(about) if about is not None else None,
            about_id=about.pk if about is not None else None,
        )
    if _by_mail(person, kind):
        Mail.objects.create(notice=notice, next_at=_not_before(person))
    return notice


def _filled(text: Words, values: Mapping[str, Any]) -> str:
    return str(text) % values if values else str(text)


def mail_is_set_up() -> bool:
    """Whether there is a mail server; without one everything stays in the message centre."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def _by_mail(person: User, kind: NoticeKind) -> bool:
    if not person.email or not mail_is_set_up():
        return False
    wish = Wish.objects.filter(person=person, kind=kind.code).values_list("mail", flat=True).first()
    return kind.mail if wish is None else wish


def _not_before(person: User) -> datetime:
    """Now, or the end of the person's quiet hours when those are running."""
    now = clock.now()
    quiet = QuietHours.objects.filter(person=person).first()
    if quiet is None or not _within(now.time(), quiet.starts_at, quiet.ends_at):
        return now
    end = now.replace(hour=quiet.ends_at.hour, minute=quiet.ends_at.minute, second=0, microsecond=0)
    return end if end > now else end + timedelta(days=1)


def _within(moment: time, start: time, end: time) -> bool:
    if start <= end:
        return start <= moment < end
    return moment >= start or moment < end
