"""An announcement reaches whom it is for and nobody else, is read and confirmed by name, and never changes silently."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from lintel.inventory.models import Project, ProjectMember
from lintel.office.actions import (
    confirm_announcement,
    correct_announcement,
    mark_read,
    publish_announcement,
    remind_of_announcement,
    withdraw_announcement,
)
from lintel.office.jobs import deliver_announcements
from lintel.office.models import Announcement, Receipt
from lintel.office.queries import audience, reaches, readers, receipt_of
from lintel.platform.access.models import Grant
from lintel.platform.access.scope import forget, visible
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.notices.actions import choose_mails, set_quiet_hours
from lintel.platform.notices.jobs import message_for
from lintel.platform.notices.kinds import Tab
from lintel.platform.notices.models import Mail, Notice
from lintel.platform.tasks.jobs import settle_open_tasks
from lintel.platform.tasks.models import Task
from lintel.platform.tasks.queries import my_todos, todo_count

pytestmark = pytest.mark.django_db

FIRST_TEAM = ["zhou", "wang", "zhao"]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def names(people: Any) -> set[str]:
    return {person.username for person in people}


def told(row: Announcement) -> set[str]:
    return set(row.receipts.values_list("person__username", flat=True))


def who_sees(cast: dict[str, User], row: Announcement) -> set[str]:
    return {name for name, person in cast.items() if visible(Announcement, person).filter(pk=row.pk).exists()}


# Whom it is for


def test_a_draft_is_known_to_its_author_and_the_managers_alone(cast, draft):
    row = draft("zhou")
    assert (who_sees(cast, row), told(row), Notice.objects.count()) == ({"zhou", "liu", "chen"}, set(), 0)


def test_it_reaches_the_whole_project_or_some_posts_of_some_teams(cast, draft, teams):
    everybody = names(audience(draft()))
    assert everybody == set(cast) - {"liu", "tang", "han", "admin", "guest"}
    assert names(audience(draft(teams=[teams["销售一组"]]))) == set(FIRST_TEAM)
    assert names(audience(draft(posts=["SR", "FIN"]))) == {"wang", "zhao", "sun", "qian", "lin"}
    assert names(audience(draft(teams=[teams["销售一组"], teams["销售二组"]], posts=["SS"]))) == {"zhou", "wu"}
    assert names(audience(draft(teams=[teams["售楼运营部"]]))) == everybody


def test_publishing_says_first_how_many_it_reaches(cast, draft, teams, enter):
    row = draft(teams=[teams["销售一组"], teams["客服组"]])
    assert reaches(row).total == 7
    page = enter("liu").get(reverse("office:announcement-publish_announcement", args=[row.pk])).content.decode()
    assert all(words in page for words in ("将告知 7 人", "王敏", "林涛"))
    assert "孙丽" not in page
    assert told(row) == set()  # looking at it tells nobody


def test_only_those_it_is_for_read_it(cast, published, teams, enter):
    row = published(teams=[teams["销售一组"]])
    assert told(row) == set(FIRST_TEAM)
    assert who_sees(cast, row) == {*FIRST_TEAM, "liu", "chen"}
    assert "请穿工装" in enter("wang").get(row.get_absolute_url()).content.decode()
    for name in ("sun", "xu", "tang", "admin"):
        assert enter(name).get(row.get_absolute_url()).status_code == 404
        assert enter(name).post(reverse("office:announcement-read", args=[row.pk])).status_code == 404
        assert enter(name).post(reverse("office:announcement-confirm", args=[row.pk])).status_code == 404


def test_whoever_leaves_the_project_reads_it_no_more(cast, published, project):
    published()
    ProjectMember.objects.filter(project=project, user=cast["wang"]).delete()
    forget(cast["wang"])
    assert not visible(Announcement, cast["wang"]).exists()


def test_a_supervisor_announces_to_their_own_team_only(cast, draft, change, published, teams, project, other_project):
    assert told(published("zhou")) == {"wang", "zhao"}
    assert told(published("zhou", posts=["SR"], teams=[teams["销售一组"]])) == {"wang", "zhao"}
    for refused in ({"teams": [teams["销售二组"]]}, {"teams": [teams["销售一组"], teams["销售二组"]]}):
        with pytest.raises(NotPermitted):
            draft("zhou", **refused)
    row = draft("zhou")
    with pytest.raises(NotPermitted):
        change(cast["zhou"], row, teams=[teams["客服组"]])
    with pytest.raises(NotPermitted):
        change(cast["zhou"], row, project_id=other_project.pk)
    row.refresh_from_db()
    assert ([t.name for t in row.teams.all()], row.project_id) == (["销售一组"], project.pk)


@pytest.mark.parametrize("name", ["wang", "feng", "he", "lin", "admin", "guest"])
def test_others_announce_nothing(cast, draft, name):
    with pytest.raises(NotPermitted):
        draft(name)
    assert Announcement.objects.count() == 0


def test_nobody_changes_what_was_only_addressed_to_them(cast, published, teams):
    row = published(teams=[teams["销售一组"]])
    Grant.objects.filter(role__code="SS", permission__startswith="office.").update(
        reach="own"
    )  # an office may set this
    forget(cast["zhou"])
    for deed, inputs in ((withdraw_announcement, {"reason": "不要了"}), (remind_of_announcement, {})):
        with pytest.raises(NotPermitted):
            deed(cast["zhou"], row, **inputs)
    with pytest.raises(NotPermitted):
        correct_announcement(cast["wu"], row, title="x", text="y", ends_on=row.ends_on, reason="错")
    row.refresh_from_db()
    assert (row.status, row.version) == ("published", 1)


@pytest.mark.parametrize("where", ["title", "text"])
def test_numbers_of_people_are_taken_out_first(draft, where):
    with pytest.raises(ValidationError) as wrong:
        draft(**{where: "请联系 13800001234"})
    assert (list(wrong.value.message_dict), "13800001234" in str(wrong.value)) == ([where], False)
    assert Announcement.objects.count() == 0


def test_it_must_reach_somebody_and_have_a_day_left(cast, draft):
    with pytest.raises(Refused, match="nobody"), translation.override("en"):
        publish_announcement(cast["liu"], draft(posts=["PO"], teams=[cast["wang"].department]))
    old = draft(starts_on=clock.today() - timedelta(days=9), ends_on=clock.today() - timedelta(days=1))
    with pytest.raises(Refused):
        publish_announcement(cast["liu"], old)
    with pytest.raises(ValidationError):
        draft(ends_on=clock.today() - timedelta(days=1))


# How they are told


def test_it_comes_into_the_drawer_of_announcements_and_by_mail(cast, published, enter):
    for name in ("wang", "zhao", "sun", "qian"):
        User.objects.filter(pk=cast[name].pk).update(email=f"{name}@example.test")
    User.objects.filter(pk=cast["wang"].pk).update(language="en")
    choose_mails(cast["zhao"], {"office.announced": False})
    set_quiet_hours(cast["sun"], starts_at=time(9), ends_at=time(18))
    with clock.at(datetime(2026, 11, 23, 10)):
        row = published()
    told = Notice.objects.filter(receiver__username__in=("wang", "zhao", "sun", "qian"))
    assert {(n.tab, n.url) for n in told} == {(Tab.ANNOUNCEMENT, row.get_absolute_url())}
    mails = {m.notice.receiver.username: f"{clock.local(m.next_at):%H:%M}" for m in Mail.objects.all()}
    assert mails == {"wang": "10:00", "qian": "10:00", "sun": "18:00"}
    words = message_for(Mail.objects.get(notice__receiver=cast["wang"]).notice)
    assert words.subject == "[Lintel] A new announcement"
    assert "加班" not in words.subject + words.body
    assert "周末加班安排" in enter("wang").get(reverse("notices:list") + "?tab=announcement").content.decode()


def test_it_waits_for_its_first_day(cast, draft):
    day = clock.now().replace(hour=9)
    row = draft(starts_on=day.date() + timedelta(days=2), ends_on=day.date() + timedelta(days=9))
    publish_announcement(cast["liu"], row)
    assert (told(row), deliver_announcements()) == (set(), 0)
    with clock.at(day + timedelta(days=2)):
        assert deliver_announcements() == 1
        assert len(told(row)) == 13
        assert deliver_announcements() == 0


def test_whoever_joins_later_is_told_while_it_holds(cast, published, project):
    row = published(must_confirm=True)
    ProjectMember.objects.create(project=project, user=cast["tang"])
    assert deliver_announcements() == 1
    assert (Notice.objects.filter(receiver=cast["tang"]).count(), todo_count(cast["tang"])) == (1, 1)
    ProjectMember.objects.create(project=project, user=cast["han"])
    with clock.at(clock.now() + timedelta(days=30)):
        assert deliver_announcements() == 0
    assert "han" not in told(row)


def test_the_workbench_shows_what_holds_today(cast, published, enter):
    row = published()
    card = reverse("workbench:widget", args=["announcements"])
    assert "周末加班安排" in enter("wang").get(card).content.decode()
    assert "未读" in enter("wang").get(card).content.decode()
    assert "周末加班安排" not in enter("tang").get(card).content.decode()
    mark_read(cast["wang"], receipt_of(cast["wang"], row))
    assert "未读" not in enter("wang").get(card).content.decode()
    withdraw_announcement(cast["liu"], row, reason="改期")
    assert enter("wang").get(card).content == b""


# Reading and confirming


def test_reading_is_recorded_once_by_the_page_and_the_bell_falls_silent(cast, published, enter):
    row = published()
    wang = enter("wang")
    page = wang.get(row.get_absolute_url()).content.decode()
    assert receipt_of(cast["wang"], row).read_at is None  # a look by itself changes nothing
    url = reverse("office:announcement-read", args=[row.pk])
    assert f'hx-post="{url}"' in page
    assert wang.post(url).status_code == 204
    first = receipt_of(cast["wang"], row).read_at
    assert first is not None
    assert Notice.objects.get(receiver=cast["wang"]).read_at is not None
    assert Notice.objects.filter(receiver=cast["zhao"], read_at=None).count() == 1
    wang.post(url)
    assert receipt_of(cast["wang"], row).read_at == first
    assert f'hx-post="{url}"' not in wang.get(row.get_absolute_url()).content.decode()


def test_what_must_be_confirmed_is_a_to_do_that_clears_itself(cast, published, enter):
    row = published(must_confirm=True)
    [task] = my_todos(cast["wang"])
    assert (task.kind, task.url, task.by_hand) == ("office.confirm", row.get_absolute_url(), False)
    enter("wang").post(reverse("office:announcement-read", args=[row.pk]))
    assert todo_count(cast["wang"]) == 1  # having read it is not confirming it
    answer = enter("wang").post(reverse("office:announcement-confirm", args=[row.pk]))
    assert (answer.status_code, todo_count(cast["wang"]), todo_count(cast["zhao"])) == (303, 0, 1)
    assert Task.objects.get(pk=task.pk).done_by == cast["wang"]
    assert receipt_of(cast["wang"], row).confirmed_at is not None
    assert Entry.objects.filter(actor=cast["wang"], deed="office.confirm_announcement").count() == 1
    with pytest.raises(Refused):
        confirm_announcement(cast["wang"], receipt_of(cast["wang"], row))


def test_the_to_do_goes_when_the_announcement_is_over(cast, published):
    published(must_confirm=True)
    with clock.at(clock.now() + timedelta(days=8)):
        settle_open_tasks()
        assert todo_count(cast["wang"]) == 0


def test_nobody_confirms_for_somebody_else(cast, published):
    row = published(must_confirm=True)
    for name in ("zhao", "liu"):
        with pytest.raises(NotPermitted):
            confirm_announcement(cast[name], receipt_of(cast["wang"], row))
    assert receipt_of(cast["wang"], row).confirmed_at is None


def test_the_author_sees_who_has_read_and_confirmed_by_name(cast, published, teams, enter):
    row = published("zhou", must_confirm=True)
    confirm_announcement(cast["wang"], receipt_of(cast["wang"], row))
    found = readers(row)
    assert [names(r.person for r in heap) for heap in (found.unread, found.read, found.confirmed)] == [
        {"zhao"},
        set(),
        {"wang"},
    ]
    for name in ("zhou", "liu"):
        page = enter(name).get(row.get_absolute_url()).content.decode()
        assert all(words in page for words in ("谁读过了", "赵磊", "王敏"))
    assert "谁读过了" not in enter("zhao").get(row.get_absolute_url()).content.decode()
    lists = enter("zhou").get(reverse("office:announcement-list")).content.decode()
    assert "1 / 2" in lists


def test_the_list_of_the_unread_has_as_many_rows_as_its_tab_says(cast, published, enter):
    rows = [published(), published(must_confirm=True), published()]
    mark_read(cast["wang"], receipt_of(cast["wang"], rows[0]))
    url = reverse("office:announcement-list")
    for query, number in (("mine=unread", 2), ("mine=unconfirmed", 1), ("now=true", 3)):
        page = enter("wang").get(f"{url}?{query}").content.decode()
        assert page.count("data-href=") == number, query


def test_the_file_is_for_those_it_was_announced_to(cast, published, teams, enter, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row = published(teams=[teams["销售一组"]], file=SimpleUploadedFile("排班.png", PNG, content_type="image/png"))
    url = reverse("attachments:download", args=[row.file_id])
    assert [enter(name).get(url).status_code for name in ("wang", "liu", "sun", "tang")] == [200, 200, 404, 404]


# By hand


def test_from_the_form_to_the_confirmation(cast, project, enter):
    zhou, today = enter("zhou"), clock.today()
    new = reverse("office:announcement-create")
    form = zhou.get(new).content.decode()
    assert "不要写客户的姓名" in form
    assert "销售二组" not in form
    said = {
        "_key": "a-key-of-mine", "title": "早会", "text": "第一段\n\n第二段", "project_id": project.pk, "starts_on": today,
        "ends_on": today, "must_confirm": "on",
        "teams": [cast["zhou"].department_id],
    }  # fmt: skip
    answer = zhou.post(new, said)
    row = Announcement.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, row.get_absolute_url())
    publish = reverse("office:announcement-publish_announcement", args=[row.pk])
    assert zhou.post(publish, {"_key": "another-key"}).status_code == 303
    page = enter("wang").get(row.get_absolute_url()).content.decode()
    assert "<p>第一段</p>" in page
    assert enter("wang").post(reverse("office:announcement-confirm", args=[row.pk])).status_code == 303
    for verb, more in (
        ("correct_announcement", {"title": "早会", "text": "新", "ends_on": today, "reason": "改时间"}),
    ):
        url = reverse(f"office:announcement-{verb}", args=[row.pk])
        assert "第一段" in zhou.get(url).content.decode()
        assert zhou.post(url, {"_key": f"key-{verb}", **more}).status_code == 303
    for verb, more in (("remind_of_announcement", {}), ("withdraw_announcement", {"reason": "取消"})):
        url = reverse("office:announcement-act", args=[row.pk, verb])
        assert zhou.post(url, {"_key": f"key-{verb}", **more}).status_code == 303
    row.refresh_from_db()
    assert (row.version, row.status, Receipt.objects.count()) == (2, "withdrawn", 2)


def test_a_number_in_the_form_is_said_at_its_field(cast, project, enter):
    today = clock.today()
    said = {
        "_key": "a-key-of-mine",
        "title": "x",
        "text": "13800001234",
        "project_id": project.pk,
        "starts_on": today,
        "ends_on": today,
    }
    answer = enter("liu").post(reverse("office:announcement-create"), said)
    assert (answer.status_code, Announcement.objects.count()) == (422, 0)
    assert "138****1234" in answer.content.decode()


def test_a_project_of_the_other_side_is_out_of_reach(cast, other_project: Project, draft):
    with pytest.raises(NotPermitted):
        draft("zheng", project_id=other_project.pk)
