"""Personal data is unreadable in the row, bound to it, and prints as its mask."""

import copy
import json
import logging
import pickle

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models
from django.forms import modelform_factory
from hypothesis import given
from hypothesis import strategies as st

from lintel.platform.privacy import cipher
from lintel.platform.privacy.canonical import check_digit
from lintel.platform.privacy.cipher import CannotDecrypt, blind_index, decrypt, encrypt
from lintel.platform.privacy.fields import matching
from lintel.platform.privacy.secret import Secret
from lintel.platform.privacy.tests.sample import Guest

PHONE = "13800001234"
ID = "11010119900307002" + check_digit("11010119900307002")


@given(st.text(), st.text(min_size=1))
def test_any_text_comes_back_as_it_was(text, context):
    assert decrypt(encrypt(text, context), context) == text


@given(st.text(max_size=40), st.data())
def test_one_changed_bit_anywhere_is_noticed(text, data):
    blob = encrypt(text, "a|1")
    place = data.draw(st.integers(0, len(blob) * 8 - 1))
    changed = bytearray(blob)
    changed[place // 8] ^= 1 << place % 8
    with pytest.raises((CannotDecrypt, cipher.keyring.__globals__["KeyTrouble"])):
        decrypt(bytes(changed), "a|1")


def test_a_value_moved_to_another_row_or_field_does_not_open(guests):
    one, two = guests.create(phone=PHONE), guests.create(phone="13900005678")
    sealed = guests.values_list("phone", flat=True).get(pk=one.pk)
    guests.filter(pk=two.pk).update(phone=sealed)
    with pytest.raises(CannotDecrypt):
        guests.get(pk=two.pk).phone  # noqa: B018
    guests.filter(pk=one.pk).update(notes=sealed)
    with pytest.raises(CannotDecrypt):
        guests.get(pk=one.pk).notes  # noqa: B018


def test_equal_numbers_have_different_ciphers_and_equal_indexes(guests):
    one, two = guests.create(phone=PHONE), guests.create(phone="+86 138 0000 1234")
    first, second = guests.filter(pk__in=[one.pk, two.pk]).values_list("phone", flat=True)
    assert bytes(first) != bytes(second)
    assert one.phone_bidx == two.phone_bidx == blind_index("guest.phone", "8613800001234")


def test_the_row_in_the_database_shows_nothing(guests):
    guest = guests.create(phone=PHONE, id_number=ID, notes="喜欢朝南")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM privacy_tests_guest WHERE id = %s", [guest.pk])
        stored = b"|".join(
            v if isinstance(v, bytes) else bytes(v) if isinstance(v, memoryview) else str(v).encode()
            for v in cursor.fetchone()
        )
    assert PHONE.encode() not in stored
    assert ID.encode() not in stored
    assert "朝南".encode() not in stored


def test_a_secret_prints_as_its_mask_everywhere(guests, caplog):
    guest = guests.get(pk=guests.create(phone=PHONE, id_number=ID).pk)
    with caplog.at_level(logging.INFO):
        logging.getLogger("x").info("called %s", guest.phone)
    shown = [
        str(guest.phone),
        f"{guest.phone}",
        f"{guest.phone:>20}",
        "%s" % guest.phone,  # noqa: UP031
        repr(guest.phone),
        json.dumps({"phone": guest.phone}),
        "".join([guest.phone]),
        guest.phone + "",
        caplog.text,
        str(pickle.loads(pickle.dumps(guest.phone))),
        repr(guest.__dict__),
        pickle.dumps(guest).decode("latin1"),
        str(copy.deepcopy(guest.phone)),
        str(list(Guest.objects.values("phone"))),
    ]
    assert not [text for text in shown if PHONE in text or "00001234" in text]
    assert str(guest.phone) == "138****1234"
    assert str(guest.id_number) == f"110***********{ID[-4:]}"
    assert guest.phone.reveal() == PHONE


def test_two_numbers_with_the_same_mask_are_not_equal():
    one, two = Secret("8613800001234", "phone"), Secret("8613811111234", "phone")
    assert str(one) == str(two)
    assert one != two
    assert one == "13800001234"
    assert len({one, two}) == 2


def test_a_number_is_found_in_full_by_its_end_and_with_a_hidden_middle(guests):
    guest = guests.create(phone=PHONE, id_number=ID)
    guests.create(phone="13900005678")
    for typed in ("１３８ 0000-1234", "+8613800001234", "1234", "138****1234", "13800001234"):
        assert list(guests.filter(matching(Guest, "phone", typed))) == [guest], typed
    assert list(guests.filter(matching(Guest, "id_number", ID.lower()))) == [guest]
    assert list(guests.filter(matching(Guest, "id_number", ID[-4:]))) == [guest]
    for typed in ("", "%", "138", "no number", "13800001235"):
        assert not guests.filter(matching(Guest, "phone", typed)).exists(), typed


def test_searching_the_cipher_itself_is_refused(guests):
    with pytest.raises(FieldError):
        guests.filter(phone=PHONE)
    with pytest.raises(FieldError):
        guests.filter(phone__contains="138")
    with pytest.raises(TypeError):
        guests.update(phone=PHONE)


def test_index_columns_follow_in_bulk_and_in_partial_saves(guests):
    made = guests.bulk_create([Guest(phone=PHONE), Guest(phone="13900005678")])
    assert guests.filter(matching(Guest, "phone", "5678")).count() == 1
    guest = guests.get(pk=made[0].pk)
    guest.phone = "13700009999"
    guest.save(update_fields=["phone"])
    assert guests.filter(matching(Guest, "phone", "13700009999")).get() == guest
    assert not guests.filter(matching(Guest, "phone", PHONE)).exists()


def test_emptying_a_value_empties_its_indexes(guests):
    guest = guests.create(phone=PHONE)
    guest.phone = ""
    guest.save()
    again = guests.get(pk=guest.pk)
    assert (again.phone, again.phone_bidx, again.phone_last4, again.phone_f3l4) == (None, None, None, None)


def test_an_unchanged_row_keeps_its_cipher(guests):
    guest = guests.get(pk=guests.create(phone=PHONE).pk)
    before = bytes(guests.values_list("phone", flat=True).get(pk=guest.pk))
    guest.name = "x"
    guest.save()
    assert bytes(guests.values_list("phone", flat=True).get(pk=guest.pk)) == before


def test_only_some_columns_may_be_loaded(guests):
    pk = guests.create(phone=PHONE).pk
    assert guests.only("name").get(pk=pk).phone.reveal() == PHONE
    assert guests.only("phone").get(pk=pk).phone.reveal() == PHONE
    fresh = guests.get(pk=pk)
    fresh.refresh_from_db()
    assert fresh.phone.reveal() == PHONE


def test_a_form_sent_back_with_the_mask_changes_nothing(guests):
    guest = guests.get(pk=guests.create(phone=PHONE).pk)
    form_class = modelform_factory(Guest, fields=["phone", "name"])
    assert PHONE not in form_class(instance=guest).as_p()
    assert "138****1234" in form_class(instance=guest).as_p()
    form = form_class({"phone": "138****1234", "name": "张三"}, instance=guest)
    assert form.is_valid()
    assert form.changed_data == ["name"]
    form.save()
    assert guests.get(pk=guest.pk).phone.reveal() == PHONE
    form = form_class({"phone": "139 0000 5678", "name": "张三"}, instance=guests.get(pk=guest.pk))
    assert form.save().phone.reveal() == "13900005678"
    assert not form_class({"phone": "123", "name": ""}).is_valid()


def test_a_wrong_number_is_refused_before_it_is_kept():
    with pytest.raises(ValidationError):
        Guest(phone="12345")


def test_a_model_without_uid_is_refused_at_start():
    from lintel.platform.privacy.fields import EncryptedField

    class Loose(models.Model):
        phone = EncryptedField(kind="phone")

        class Meta:
            app_label = "privacy_tests"

    assert [m.id for m in Loose.check()] == ["privacy.E001"]
