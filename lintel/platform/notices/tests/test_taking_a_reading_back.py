"""Marked as read by mistake: one press and it is unread again, but for what was dealt with meanwhile."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from lintel.platform.actions.undoing import UNDONE_WITHIN
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.notices.actions import mark_read, take_back_reading
from lintel.platform.notices.jobs import send_mails
from lintel.platform.notices.models import Mail, Notice
from lintel.platform.notices.queries import notices_of, unread_count
from lintel.platform.notices.sending import notify, over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kind")]


def tell(person: User) -> list[Notice]:
    return notify(person, "test.hold", "The hold on 3-1-1503 ends", url="/sales/1/")


def test_what_was_read_in_one_go_is_unread_again_and_its_mail_goes_out_after_all(wang):
    tell(wang)
    tell(wang)
    [earlier] = tell(wang)
    mark_read(wang, notices_of(wang).filter(pk=earlier.pk))
    moment = clock.now()
    assert mark_read(wang, notices_of(wang), moment) == 2
    assert (send_mails(), Mail.objects.get().state) == (0, "needless")
    anchor = notices_of(wang).last()
    assert take_back_reading(wang, anchor, read_at=moment) == 2
    earlier.refresh_from_db()
    assert (notices_of(wang).filter(read_at=None).count(), earlier.read_at is None) == (2, False)
    assert (send_mails(), len(mail.outbox)) == (1, 1)
    entry = Entry.objects.get(deed="notices.take_back_reading")
    assert (entry.actor, entry.subject) == (wang, anchor)
    with translation.override("en"), pytest.raises(Refused, match="taken back already") as second:
        take_back_reading(wang, anchor, read_at=moment)
    assert second.value.remedy
    assert Entry.objects.filter(deed="notices.take_back_reading").count() == 1


def test_a_mail_of_the_kind_that_waits_already_does_for_what_is_unread_again(wang):
    tell(wang)
    moment = clock.now()
    mark_read(wang, notices_of(wang), moment)
    send_mails()
    tell(wang)
    take_back_reading(wang, notices_of(wang).last(), read_at=moment)
    assert (send_mails(), len(mail.outbox)) == (1, 1)


def test_what_was_dealt_with_since_stays_read(wang, cast):
    [dealt] = notify(wang, "test.hold", "x", about=cast["zhou"])
    [other] = tell(wang)
    moment = clock.now()
    mark_read(wang, notices_of(wang), moment)
    over(cast["zhou"], "test.hold")
    assert take_back_reading(wang, dealt, read_at=moment) == 1
    for notice in (dealt, other):
        notice.refresh_from_db()
    assert (dealt.read_at is None, other.read_at) == (False, None)
    moment = clock.now()
    mark_read(wang, notices_of(wang), moment)
    Notice.objects.filter(pk=other.pk).update(about_type=dealt.about_type, about_id=cast["sun"].pk)
    assert over([cast["sun"], cast["zhou"]], "test.hold", but=[cast["zhao"].pk]) == 2
    with translation.override("en"), pytest.raises(Refused, match="dealt with meanwhile") as refused:
        take_back_reading(wang, other, read_at=moment)
    assert "message centre" in str(refused.value.remedy)


def test_a_reading_is_taken_back_by_oneself_and_soon(wang, cast):
    [notice] = tell(wang)
    moment = clock.now()
    mark_read(wang, notices_of(wang), moment)
    with pytest.raises(NotPermitted):
        take_back_reading(cast["zhao"], notice, read_at=moment)
    late = clock.at(moment + UNDONE_WITHIN + timedelta(seconds=1))
    with late, translation.override("en"), pytest.raises(Refused, match="too late") as refused:
        take_back_reading(wang, notice, read_at=moment)
    assert "15 minutes" in str(refused.value.remedy)
    assert unread_count(wang) == 0


def test_a_colleagues_notice_read_at_the_same_moment_stays_read(wang, cast):
    moment = clock.now()
    for person in (wang, cast["zhao"]):
        tell(person)
        mark_read(person, notices_of(person), moment)
    assert take_back_reading(wang, notices_of(wang).get(), read_at=moment) == 1
    assert (unread_count(wang), unread_count(cast["zhao"])) == (1, 0)


@pytest.mark.parametrize("deed", ["all", "these", "one"])
def test_a_reading_is_offered_for_taking_back_on_the_next_page_of_the_centre_once(client, wang, deed):
    tell(wang)
    [notice] = tell(wang)
    client.force_login(wang)
    centre, back = reverse("notices:list"), reverse("notices:unread", args=[notice.pk])
    total = 1 if deed == "one" else 2
    if deed == "one":
        client.post(reverse("notices:open", args=[notice.pk]))
    else:
        these = {"kind": "test.hold", "day": f"{clock.today():%Y-%m-%d}"} if deed == "these" else {}
        client.post(reverse("notices:read-all"), these)
    offered = client.get(centre).content.decode()
    assert (back in offered, "data-take-back" in offered) == (True, True)
    fields = dict(re.findall(r'name="(read_at|total)" value="([^"]+)"', offered))
    assert fields["total"] == str(total)
    assert back not in client.get(centre).content.decode(), "offered on the next page only"
    assert notices_of(wang).filter(read_at=None).count() == 2 - total
    assert client.post(back, fields).status_code == 303
    assert notices_of(wang).filter(read_at=None).count() == 2
    assert client.post(back, fields).status_code == 409, "a second press changes nothing"
    for wrong in ("", "yesterday", "2026-11-23T10:00:00", "9999-99-99T00:00+00:00"):
        assert client.post(back, {"read_at": wrong}).status_code == 409


def test_what_is_unread_again_is_counted_and_what_was_dealt_with_is_said(client, wang, cast):
    notify(wang, "test.hold", "x", about=cast["zhou"])
    [notice] = tell(wang)
    client.force_login(wang)
    client.post(reverse("notices:read-all"))
    offered = client.get(reverse("notices:list")).content.decode()
    fields = dict(re.findall(r'name="(read_at|total)" value="([^"]+)"', offered))
    over(cast["zhou"], "test.hold")
    client.post(reverse("notices:unread", args=[notice.pk]), fields)
    [said] = re.findall(
        r'class="toast toast-wait"[^>]*>.*?<p>(.*?)</p>', client.get("/notices/").content.decode(), re.DOTALL
    )
    assert ("1" in said, "2" in said) == (True, True)


def test_nothing_is_offered_for_what_was_read_before_or_dealt_with_at_once(client, wang, cast):
    [notice] = notify(wang, "test.hold", "x", about=cast["zhou"])
    client.force_login(wang)
    client.post(reverse("notices:open", args=[notice.pk]))
    over(cast["zhou"], "test.hold")
    assert "data-take-back" not in client.get(reverse("notices:list")).content.decode()
    client.post(reverse("notices:open", args=[notice.pk]))
    client.post(reverse("notices:read-all"))
    assert "data-take-back" not in client.get(reverse("notices:list")).content.decode()
