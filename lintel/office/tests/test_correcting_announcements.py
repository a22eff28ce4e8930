"""What was published is reminded of, corrected in the open and withdrawn with a reason; it is never edited."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lintel.office.actions import (
    confirm_announcement,
    correct_announcement,
    mark_read,
    remind_of_announcement,
    withdraw_announcement,
)
from lintel.office.models import Wording
from lintel.office.queries import receipt_of
from lintel.platform.audit.models import Entry
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.notices.models import Notice
from lintel.platform.tasks.queries import todo_count

pytestmark = pytest.mark.django_db


def test_the_unread_are_reminded_once_in_four_hours(cast, published):
    row = published("zhou")
    mark_read(cast["wang"], receipt_of(cast["wang"], row))
    start = clock.now()
    remind_of_announcement(cast["zhou"], row)
    with clock.at(start + timedelta(hours=3, minutes=59)), pytest.raises(Refused):
        remind_of_announcement(cast["zhou"], row)
    with clock.at(start + timedelta(hours=4, minutes=1)):
        remind_of_announcement(cast["zhou"], row)
    told = Notice.objects.filter(kind="office.reminded").values_list("receiver__username", flat=True)
    assert list(told) == ["zhao", "zhao"]
    mark_read(cast["zhao"], receipt_of(cast["zhao"], row))
    with clock.at(start + timedelta(hours=9)), pytest.raises(Refused):
        remind_of_announcement(cast["zhou"], row)


def test_read_but_not_confirmed_is_reminded_of_too(cast, published):
    row = published("zhou", must_confirm=True)
    mark_read(cast["wang"], receipt_of(cast["wang"], row))
    confirm_announcement(cast["zhao"], receipt_of(cast["zhao"], row))
    remind_of_announcement(cast["zhou"], row)
    assert list(Notice.objects.filter(kind="office.reminded").values_list("receiver__username", flat=True)) == ["wang"]


def test_a_correction_is_a_new_version_and_everybody_confirms_anew(cast, published, enter):
    row = published("zhou", must_confirm=True)
    confirm_announcement(cast["wang"], receipt_of(cast["wang"], row))
    correct_announcement(
        cast["zhou"], row, title=row.title, text="周六九点到岗。", ends_on=row.ends_on, reason="时间写错"
    )
    row.refresh_from_db()
    assert (row.version, row.status) == (2, "published")
    mine = receipt_of(cast["wang"], row)
    assert (mine.version, mine.read_at, mine.confirmed_at, mine.earlier[0]["version"]) == (2, None, None, 1)
    assert mine.earlier[0]["confirmed_at"]
    assert (todo_count(cast["wang"]), todo_count(cast["zhao"])) == (1, 1)
    assert Notice.objects.filter(kind="office.corrected").count() == 2
    assert Notice.objects.filter(kind="office.announced", read_at=None).count() == 0
    assert list(Wording.objects.values_list("version", "text", "reason")) == [
        (1, "周六八点半到岗。\n\n请穿工装。", ""), (2, "周六九点到岗。", "时间写错"),
    ]  # fmt: skip
    page = enter("wang").get(row.get_absolute_url()).content.decode()
    assert all(words in page for words in ("周六九点到岗", "时间写错", "请穿工装"))  # the earlier words stay to be read


def test_what_was_published_is_not_edited(cast, published, change):
    row = published("zhou")
    with pytest.raises(Refused):
        change(cast["zhou"], row, text="悄悄改掉")
    row.refresh_from_db()
    assert "悄悄" not in row.text
    trail = Entry.objects.filter(deed__startswith="office.")
    assert not any(
        "到岗" in str((e.inputs, e.changes)) for e in trail
    )  # the words are in the versions, not in the trail


def test_what_is_withdrawn_says_why_and_shows_its_words_no_more(cast, published, enter):
    row = published("zhou", must_confirm=True)
    withdraw_announcement(cast["zhou"], row, reason="发错组")
    assert (todo_count(cast["wang"]), Notice.objects.filter(kind="office.withdrawn").count()) == (0, 2)
    assert Notice.objects.filter(kind="office.announced", read_at=None).count() == 0
    page = enter("wang").get(row.get_absolute_url()).content.decode()
    assert ("发错组" in page, "请穿工装" in page) == (True, False)
    assert "请穿工装" in enter("zhou").get(row.get_absolute_url()).content.decode()
    row.refresh_from_db()
    with pytest.raises(Refused):
        correct_announcement(cast["zhou"], row, title="x", text="y", ends_on=row.ends_on, reason="再发")
    with pytest.raises(Refused):
        confirm_announcement(cast["wang"], receipt_of(cast["wang"], row))
