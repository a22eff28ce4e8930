"""Telling people: a notice at once, a mail after the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from lintel.platform.actions.undoing import UNDONE_WITHIN
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.inserting import insert_one
from lintel.platform.kernel.db.prepared import Prepared, PreparedUpdate
from lintel.platform.kernel.doing import doer_id
from lintel.platform.kernel.words import Words, kept
from lintel.platform.notices.kinds import NoticeKind, kinds
from lintel.platform.notices.models import Mail, Notice, QuietHours, Wish


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
    doer_too: bool = False,
) -> list[Notice]:
    """Tell each receiver once per ``event``, inside the caller's transaction.

    ``title`` and ``body`` are kept as messages with their ``values`` and read in the receiver's language. ``url`` is a
    path of this site. Returns the notices that are new. The mail says only what kind of thing happened and where to look,
    so that nothing personal leaves the house. Whoever is doing the deed is not told of it, unless ``doer_too``: somebody
    else typed in their session. Raises ``LookupError`` for a kind nobody declared.
    """
    if kind not in kinds:
        raise LookupError(f"There is no kind of notice {kind!r}")
    told = [receivers] if isinstance(receivers, User) else list(receivers)
    new = []
    doer = None if doer_too else doer_id()
    for person in dict.fromkeys(p for p in told if p.is_active and not p.is_system and p.pk != doer):
        if event and _TOLD(event, person.pk):
            continue
        new.append(_write(person, kinds[kind], title, body, url, values or {}, about, event))
    return new


_TOLD = Prepared(lambda event, person: Notice.objects.filter(event=event, receiver=person).values_list("pk"))


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
    notice = Notice(
        receiver=person,
        kind=kind.code,
        tab=kind.tab,
        said=kept(title, values),
        said_more=kept(body, values),
        url=url,
        event=event,
        about_type=ContentType.objects.get_for_model(about) if about is not None else None,
        about_id=about.pk if about is not None else None,
    )
    insert_one(notice)
    if _by_mail(person, kind) and not _mail_waits(person, kind):
        Mail.objects.create(notice=notice, next_at=not_before(person))
    return notice


def over(about: models.Model | Iterable[models.Model], *codes: str, but: Iterable[Any] = ()) -> int:
    """What these notices told is dealt with: they count as read and their mails stay at home; returns how many.

    ``but`` are the keys of people whom it still concerns. What somebody read so lately that they could take it back is read
    anew, so that nobody takes it back.
    """
    rows = [about] if isinstance(about, models.Model) else list(about)
    if not rows or not codes:
        return 0
    about_type = ContentType.objects.get_for_model(rows[0])
    if len(rows) == 1 and not but:
        return _read_of(len(codes))(about_type.pk, rows[0].pk, clock.now(), clock.now() - UNDONE_WITHIN, *codes)
    told = Notice.objects.filter(about_type=about_type, about_id__in=[r.pk for r in rows], kind__in=codes)
    unread = told.filter(_not_surely_read(clock.now() - UNDONE_WITHIN))
    return unread.exclude(receiver__in=list(but)).update(read_at=clock.now())


def _not_surely_read(lately: Any) -> Q:
    return Q(read_at=None) | Q(read_at__gte=lately)


@cache
def _read_of(count: int) -> PreparedUpdate:
    return PreparedUpdate(
        lambda about_type, about, now, lately, *codes: Notice.objects.filter(
            _not_surely_read(lately), about_type=about_type, about_id=about, kind__in=codes
        ),
        lambda about_type, about, now, lately, *codes: {"read_at": now},
    )


def mail_is_set_up() -> bool:
    """Whether there is a mail server; without one everything stays in the message centre."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def _by_mail(person: User, kind: NoticeKind) -> bool:
    if not person.email or not mail_is_set_up():
        return False
    wish = Wish.objects.filter(person=person, kind=kind.code).values_list("mail", flat=True).first()
    return kind.mail if wish is None else wish


def _mail_waits(person: User, kind: NoticeKind) -> bool:
    """Whether a mail about the same kind has not left yet: it will do for both."""
    queued = Mail.objects.filter(state=Mail.State.QUEUED, tries=0, notice__receiver=person, notice__kind=kind.code)
    return queued.filter(notice__read_at=None).exists()


def mail_after_all(person: User, unread: Iterable[Notice]) -> None:
    """Mails that stayed at home because these notices were read wait again; one for a kind is enough, as ever."""
    stayed = Mail.objects.filter(notice__in=list(unread), state=Mail.State.NEEDLESS).select_related("notice")
    for mail in stayed.order_by("pk"):
        kind = kinds.get(mail.notice.kind)
        if kind is not None and _by_mail(person, kind) and not _mail_waits(person, kind):
            Mail.objects.filter(pk=mail.pk).update(state=Mail.State.QUEUED, tries=0, next_at=not_before(person))


def not_before(person: User) -> datetime:
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
