"""The outbox: queued mails leave after the transaction that wrote them, and are tried again when the server is away."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import DNS_NAME, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lintel.platform.jobs.registry import job
from lintel.platform.kernel import clock
from lintel.platform.notices.models import Mail, Notice
from lintel.platform.notices.sending import not_before

log = logging.getLogger("lintel.notices")

RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
LEASE = timedelta(minutes=5)
"""A mail being sent is hidden from other workers for so long; if its worker dies, it is tried again after that."""
KEEP_READ = timedelta(days=180)


@job("notices.send_mails", every=timedelta(seconds=15))
def send_mails(most: int = 100) -> int:
    """Send what is queued and due; returns how many mails left."""
    due = Mail.objects.filter(state=Mail.State.QUEUED, next_at__lte=clock.now()).order_by("next_at", "pk")
    return sum(_send(mail) for mail in due.select_related("notice__receiver")[:most] if _taken(mail))


def _taken(mail: Mail) -> bool:
    """Whether this worker got the mail: two workers never send the same one."""
    return bool(
        Mail.objects.filter(pk=mail.pk, state=Mail.State.QUEUED, next_at=mail.next_at).update(
            next_at=clock.now() + LEASE
        )
    )


def _send(mail: Mail) -> bool:
    receiver = mail.notice.receiver
    if not receiver.is_active or not receiver.email:
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.FAILED, last_error="no address")
        return False
    if mail.notice.read_at:
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.NEEDLESS)
        return False
    quiet_until = not_before(receiver)
    if quiet_until > clock.now():  # a retry, or hours set after it was queued
        Mail.objects.filter(pk=mail.pk).update(next_at=quiet_until)
        return False
    try:
        message_for(mail.notice).send()
    except (SMTPException, OSError) as wrong:
        _put_off(mail, wrong)
        return False
    Mail.objects.filter(pk=mail.pk).update(
        state=Mail.State.SENT, sent_at=clock.now(), tries=mail.tries + 1, last_error=""
    )
    return True


def message_for(notice: Notice) -> EmailMultiAlternatives:
    """Plain text and the same words drawn: the kind of thing and the place to look, and nothing of the matter itself."""
    person = notice.receiver
    with translation.override(person.language or settings.LANGUAGE_CODE):
        label = str(notice.label)
        link = f"{settings.BASE_URL.rstrip('/')}{_place(notice)}"
        values = {"what": label, "link": link, "language": translation.get_language()}
        message = EmailMultiAlternatives(
            _("[Lintel] %(what)s") % values,
            render_to_string("notices/mail.txt", values),
            settings.DEFAULT_FROM_EMAIL,
            [person.email],
            # The same on every try: should an answer of the server get lost, mailboxes know the second copy.
            headers={"Message-ID": f"<notice-{notice.pk}-{notice.created_at:%Y%m%d%H%M%S}@{DNS_NAME}>"},
        )
        message.attach_alternative(render_to_string("notices/mail.html", values), "text/html")
        return message


def _place(notice: Notice) -> str:
    """What it is about, or the message centre when more of the kind came together."""
    same = Notice.objects.filter(receiver=notice.receiver, kind=notice.kind, read_at=None, pk__gt=notice.pk)
    return reverse("notices:list") if same.exists() else notice.url or "/"


def _put_off(mail: Mail, wrong: Exception) -> None:
    log.warning("Mail %s was not sent: %s", mail.pk, type(wrong).__name__)
    tries = mail.tries + 1
    given_up = tries > len(RETRIES)
    Mail.objects.filter(pk=mail.pk).update(
        tries=tries,
        last_error=type(wrong).__name__,
        state=Mail.State.FAILED if given_up else Mail.State.QUEUED,
        next_at=clock.now() + (timedelta(0) if given_up else RETRIES[tries - 1]),
    )


@job("notices.prune", every=timedelta(hours=12))
def prune() -> int:
    """Forget notices half a year after they were read."""
    return Notice.objects.filter(read_at__lt=clock.now() - KEEP_READ).delete()[0]
