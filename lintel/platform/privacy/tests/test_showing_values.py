"""A plain value is shown to those who may see it, for a purpose, not too often, and never without a trace."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from lintel.platform.access.models import Grant, Reach, Role
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.privacy.disclosures import TooMany, busiest, reveal, seen_by, usage, who_saw
from lintel.platform.privacy.models import Disclosure
from lintel.platform.privacy.tests.sample import Guest

NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=clock.SHANGHAI)
PHONE = "13800001234"


@pytest.fixture
def people(guests):
    role = Role.objects.create(code="showing", kind=Role.Kind.DUTY)
    Grant.objects.create(role=role, permission="privacy_tests.reveal_guest", reach=Reach.OWN)
    made = {name: User.objects.create_user(name) for name in ("own", "other", "without")}
    for name in ("own", "other"):
        role.members.add(made[name])
    return made


@pytest.fixture
def guest(people):
    return Guest.objects.create(phone=PHONE, id_number=None, host=people["own"])


def test_the_owner_is_shown_the_number_and_it_is_remembered(people, guest):
    with clock.at(NOON):
        assert reveal(people["own"], guest, "phone", "follow_up") == PHONE
    shown = who_saw(guest).get()
    assert (shown.actor, shown.field, shown.purpose) == (people["own"], "phone", "follow_up")
    assert (shown.at, shown.expires_at) == (NOON, NOON + datetime.timedelta(seconds=60))
    assert PHONE not in str(Disclosure.objects.values().get())
    assert list(seen_by(people["own"], NOON, NOON + datetime.timedelta(minutes=1))) == [shown]


@pytest.mark.parametrize("name", ["other", "without"])
def test_others_are_refused_and_nothing_is_written(people, guest, name):
    with pytest.raises(NotPermitted):
        reveal(people[name], guest, "phone", "follow_up")
    assert Disclosure.objects.count() == 0


@pytest.mark.parametrize(("purpose", "note"), [("", ""), ("curious", ""), ("other", ""), ("other", "  ")])
def test_a_purpose_must_be_given(people, guest, purpose, note):
    with pytest.raises(Refused):
        reveal(people["own"], guest, "phone", purpose, note)
    assert Disclosure.objects.count() == 0


def test_looking_again_within_a_minute_counts_once(people, guest):
    with clock.at(NOON):
        reveal(people["own"], guest, "phone", "checking")
    with clock.at(NOON + datetime.timedelta(seconds=59)):
        reveal(people["own"], guest, "phone", "checking")
    assert Disclosure.objects.count() == 1
    with clock.at(NOON + datetime.timedelta(seconds=61)):
        reveal(people["own"], guest, "phone", "checking")
    assert Disclosure.objects.count() == 2


def test_thirty_an_hour_and_a_hundred_a_day(people, settings):
    settings.LINTEL_REVEALS_PER_HOUR, settings.LINTEL_REVEALS_PER_DAY = 3, 5
    rows = [Guest.objects.create(phone=f"1380000{n:04}", host=people["own"]) for n in range(7)]
    with clock.at(NOON):
        for row in rows[:3]:
            reveal(people["own"], row, "phone", "follow_up")
        assert usage(people["own"]).spent
        with pytest.raises(TooMany) as refusal:
            reveal(people["own"], rows[3], "phone", "follow_up")
        assert refusal.value.status == 429
    with clock.at(NOON + datetime.timedelta(hours=2)):
        for row in rows[3:5]:
            reveal(people["own"], row, "phone", "follow_up")
        with pytest.raises(TooMany):
            reveal(people["own"], rows[5], "phone", "follow_up")
        assert list(busiest(NOON, at_least=5).values_list("actor", "shown")) == [(people["own"].pk, 5)]
    with clock.at(NOON + datetime.timedelta(days=1, hours=3)):
        assert reveal(people["own"], rows[5], "phone", "follow_up")


def test_an_empty_field_is_shown_as_empty(people, guest):
    assert reveal(people["own"], guest, "id_number", "signing") == ""


def test_only_encrypted_fields_can_be_asked_for(people, guest):
    with pytest.raises(TypeError):
        reveal(people["own"], guest, "name", "signing")


def test_what_was_shown_cannot_be_unwritten(people, guest):
    reveal(people["own"], guest, "phone", "follow_up")
    for statement in ("UPDATE privacy_disclosure SET field = 'x'", "DELETE FROM privacy_disclosure"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Disclosure.objects.count() == 1
