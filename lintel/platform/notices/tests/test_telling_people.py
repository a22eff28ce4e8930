"""People are told once, in their language, when they want to be; mails leave after the deed and name nobody."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from email import message_from_bytes
from email.policy import default as policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from lintel.platform.directory.models import User
from lintel.platform.jobs.worker import run_pending
from lintel.platform.kernel import clock
from lintel.platform.kernel.doing import doing
from lintel.platform.notices.actions import choose_mails, mark_read, set_quiet_hours
from lintel.platform.notices.jobs import message_for, send_mails
from lintel.platform.notices.kinds import Tab, notice_kind
from lintel.platform.notices.models import Mail, Notice
from lintel.platform.notices.queries import Bundles, notices_of, unread_by_tab, unread_count
from lintel.platform.notices.sending import notify, over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kind")]

VALUES = {"deed": gettext_lazy("Yes"), "thing": "看房"}


class Box:
    """A mail server that keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.got.append(message_from_bytes(envelope.content, policy=policy))
        return self.answer


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def box(settings) -> Iterator[Box]:
    box = Box()
    port = _free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.BASE_URL = "https://lintel.example.test"
    yield box
    controller.stop()


def tell(person: User, **more: Any) -> list[Notice]:
    return notify(
        person,
        "test.hold",
        "The hold of %(who)s on 3-1-1503 ends",
        url="/sales/1/",
        values={"who": "张三 13812345678"},
        **more,
    )


def test_told_once_per_event(wang):
    assert len(tell(wang, event="hold:1")) == 1
    assert tell(wang, event="hold:1") == []
    assert len(tell(wang, event="hold:2")) == 1
    assert notices_of(wang).count() == 2


def test_notices_of_one_kind_on_one_day_count_as_one(wang):
    for number in range(3):
        tell(wang, event=f"hold:{number}")
    assert (unread_count(wang), unread_by_tab(wang)) == (1, {"business": 1})
    with clock.at(clock.now() + timedelta(days=1)):
        tell(wang)
    assert unread_count(wang) == 2
    [newest, older] = Bundles(wang)[:10]
    assert [(b.total, b.unread, len(b.rows)) for b in (newest, older)] == [(1, 1, 1), (3, 3, 3)]


def test_a_bundle_is_marked_by_itself(client, wang):
    tell(wang)
    tell(wang)
    with clock.at(clock.now() + timedelta(days=1)):
        tell(wang)
    client.force_login(wang)
    day = f"{clock.today():%Y-%m-%d}"
    assert "test.hold" in client.get(reverse("notices:list")).content.decode()
    client.post(reverse("notices:read-all"), {"kind": "test.hold", "day": day})
    assert notices_of(wang).filter(read_at=None).count() == 1


def test_the_list_asks_no_more_when_there_is_more(wang, django_assert_num_queries):
    for number in range(40):
        with clock.at(clock.now() - timedelta(days=number % 5)):
            tell(wang)
    with django_assert_num_queries(2):
        assert len(Bundles(wang)[:30]) == 5


def test_nobody_is_told_of_their_own_deed(wang, cast):
    with doing(wang):
        assert [n.receiver for n in notify([wang, cast["zhao"]], "test.hold", "x")] == [cast["zhao"]]
    assert len(tell(wang)) == 1


def test_what_is_dealt_with_is_read_and_not_mailed(wang, cast, box):
    cast["zhao"].email = "zhao@example.test"
    notify([wang, cast["zhao"]], "test.hold", "x", about=cast["zhou"])
    assert over(cast["zhou"], "test.hold", but=[cast["zhao"].pk]) == 1
    assert (unread_count(wang), unread_count(cast["zhao"])) == (0, 1)
    cast["zhao"].save()
    assert send_mails() == 1
    assert [message["To"] for message in box.got] == ["zhao@example.test"]
    assert set(Mail.objects.values_list("state", flat=True)) == {"needless", "sent"}


def test_one_mail_for_several_notices_of_a_kind_and_it_leads_to_the_message_centre(wang, box):
    tell(wang, event="hold:1")
    tell(wang, event="hold:2")
    assert (Mail.objects.count(), send_mails()) == (1, 1)
    assert "https://lintel.example.test/notices/" in box.got[0].get_body(("plain",)).get_content()
    tell(wang, event="hold:3")
    assert send_mails() == 1


def test_quiet_hours_set_later_hold_back_too_and_it_is_delivered_when_they_end(wang, box):
    with clock.at(datetime(2026, 11, 23, 22, 30)):
        tell(wang)
        set_quiet_hours(wang, starts_at=time(22), ends_at=time(7, 30))
        assert (send_mails(), box.got) == (0, [])
    with clock.at(datetime(2026, 11, 24, 7, 29)):
        assert (send_mails(), box.got) == (0, [])
    with clock.at(datetime(2026, 11, 24, 7, 30)):
        assert send_mails() == 1
    assert len(box.got) == 1


def test_through_the_worker_after_a_refused_connection_exactly_one_mail(wang, box, settings):
    there, nowhere = settings.EMAIL_PORT, _free_port()
    settings.EMAIL_PORT = nowhere
    moment = clock.now()
    with clock.at(moment):
        tell(wang)
        run_pending()
    row = Mail.objects.get()
    assert (row.state, row.tries, row.last_error, box.got) == ("queued", 1, "ConnectionRefusedError", [])
    settings.EMAIL_PORT = there
    for minutes in (2, 3, 10, 60):
        with clock.at(moment + timedelta(minutes=minutes)):
            run_pending()
    assert (len(box.got), Mail.objects.get().state) == (1, "sent")
    assert box.got[0]["Message-ID"] == message_for(Notice.objects.get()).message()["Message-ID"]


def test_the_database_keeps_it_to_one(wang):
    [notice] = tell(wang, event="hold:1")
    notice.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        notice.save(force_insert=True)


def test_links_lead_nowhere_else(wang):
    for url in ("https://evil.test/", "//evil.test/"):
        with pytest.raises(IntegrityError), transaction.atomic():
            notify(wang, "test.hold", "x", url=url)


def test_the_mail_arrives_and_names_nobody(wang, box):
    tell(wang)
    assert send_mails() == 1
    [message] = box.got
    assert message["To"] == "wang@example.test"
    plain, drawn = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for text in (plain, drawn):
        assert "https://lintel.example.test/sales/1/" in text
    assert not re.search(r"<(img|script|link)|url\(", drawn)  # nothing a mail program would fetch
    whole = plain + drawn + str(message["Subject"])
    assert "Hold about to expire" in whole
    assert not any(word in whole for word in ("张三", "138", "1503"))
    assert (send_mails(), Mail.objects.get().state) == (0, "sent")


def test_an_undone_deed_sends_nothing(wang, box):
    with transaction.atomic():
        tell(wang)
        transaction.set_rollback(True)
    assert (send_mails(), box.got) == (0, [])


def test_a_server_that_is_away_is_tried_again_four_times(wang, box):
    box.answer = "451 later"
    tell(wang)
    start, moment, waits = clock.now(), clock.now(), []
    for _ in range(4):
        with clock.at(moment):
            assert send_mails() == 0
        row = Mail.objects.get()
        waits.append(round((row.next_at - moment).total_seconds() / 60))
        moment = row.next_at
    assert (waits, row.state) == ([1, 5, 30, 120], "queued")
    with clock.at(moment):
        send_mails()
    assert Mail.objects.get().state == "failed"
    assert moment - start > timedelta(hours=2)


def test_it_arrives_when_the_server_is_back(wang, box):
    box.answer = "451 later"
    tell(wang)
    send_mails()
    box.answer = "250 OK"
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert send_mails() == 1
    assert len(box.got) == 1


def test_two_workers_send_one_mail(wang):
    tell(wang)
    stale = Mail.objects.get()
    from lintel.platform.notices.jobs import _taken

    assert [_taken(stale), _taken(stale)] == [True, False]


def test_without_a_mail_server_everything_stays_in_the_message_centre(wang, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    tell(wang)
    assert (unread_count(wang), Mail.objects.count()) == (1, 0)


def test_a_kind_switched_off_is_not_mailed(wang):
    choose_mails(wang, {"test.hold": False, "no.such": True})
    tell(wang)
    assert (unread_count(wang), Mail.objects.count()) == (1, 0)


@pytest.mark.parametrize(("hour", "sent_at"), [(23, "07:30"), (3, "07:30"), (12, "12:00")])
def test_quiet_hours_hold_mails_back_over_midnight(wang, hour, sent_at):
    set_quiet_hours(wang, starts_at=time(22), ends_at=time(7, 30))
    with clock.at(datetime(2026, 11, 23, hour)):
        tell(wang)
    when = Mail.objects.get().next_at.astimezone(clock.SHANGHAI)
    assert f"{when:%H:%M}" == sent_at


def test_people_who_left_and_the_system_are_not_told(cast, system):
    cast["zhao"].is_active = False
    assert notify([cast["zhao"], system], "test.hold", "x") == []


def test_each_in_their_own_language(cast):
    with translation.override("zh-hans"):  # whoever acts reads Chinese
        notices = notify(
            [cast["wang"], cast["zhao"]],
            "test.hold",
            gettext_lazy("Yes"),
            gettext_lazy("%(deed)s: %(thing)s"),
            values=VALUES,
        )
    for language, title, body in (("zh-hans", "是", "是：看房"), ("en", "Yes", "Yes: 看房")):
        with translation.override(language):
            assert {(n.title, n.body) for n in Notice.objects.filter(pk__in=[n.pk for n in notices])} == {(title, body)}


def test_changing_ones_language_changes_what_one_was_told(client, wang):
    notify(wang, "test.hold", gettext_lazy("The hold on %(unit)s has run out"), values={"unit": "3-2-1503"})
    for language, words in (("zh-hans", "3-2-1503 的锁定已到期"), ("en", "The hold on 3-2-1503 has run out")):
        User.objects.filter(pk=wang.pk).update(language=language)
        client.force_login(User.objects.get(pk=wang.pk))
        assert words in client.get(reverse("notices:list")).content.decode()


def test_the_mail_speaks_the_language_of_its_receiver(wang):
    notice_kind("test.hold", gettext_lazy("Overdue work"), tab=Tab.BUSINESS)
    for language, subject in (("zh-hans", "待办已超时"), ("en", "Overdue work")):
        wang.language = language
        with translation.override("en" if language == "zh-hans" else "zh-hans"):  # whatever the worker speaks
            [notice] = notify(wang, "test.hold", "x", event=language)
            assert subject in message_for(notice).subject


def test_what_was_told_before_messages_were_kept_is_read_as_it_was_written(wang):
    notice = Notice.objects.create(receiver=wang, kind="test.hold", tab=Tab.BUSINESS, said="旧 100 %", said_more="旧文")
    with translation.override("en"):
        assert (notice.title, notice.body) == ("旧 100 %", "旧文")


def test_one_reads_only_ones_own(cast, wang):
    tell(wang)
    assert mark_read(cast["zhao"], Notice.objects.all()) == 0
    assert mark_read(wang, notices_of(wang)) == 1


def test_the_message_centre_opens_marks_and_goes(client, cast, wang):
    [notice] = tell(wang)
    client.force_login(cast["zhao"])
    assert client.post(reverse("notices:open", args=[notice.pk])).status_code == 404
    client.force_login(wang)
    assert "1503" in client.get(reverse("notices:list")).content.decode()
    answer = client.post(reverse("notices:open", args=[notice.pk]))
    assert (answer.status_code, answer["Location"], unread_count(wang)) == (303, "/sales/1/", 0)


def test_settings_are_kept(client, wang):
    client.force_login(wang)
    answer = client.post(reverse("notices:preferences"), {"mails": [], "starts_at": "22:00", "ends_at": "07:00"})
    assert answer.status_code == 303
    tell(wang)
    assert (Mail.objects.count(), len(mail.outbox)) == (0, 0)
    assert client.post(reverse("notices:preferences"), {"starts_at": "22:00"}).status_code == 422
