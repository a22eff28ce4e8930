"""One spelling per number, refusals in words, masks that tell little."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from lintel.platform.privacy import canonical, masks
from lintel.platform.privacy.scan import redact, scan

ID = "11010119900307002" + canonical.check_digit("11010119900307002")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800001234", "8613800001234"),
        ("138-0000-1234", "8613800001234"),
        ("１３８　００００　１２３４", "8613800001234"),
        ("＋８６ 138 0000 1234", "8613800001234"),
        ("0086 13800001234", "8613800001234"),
        ("\u200b13800001234\u202c", "8613800001234"),
        ("010-62551234", "861062551234"),
        ("+852 5123 4567", "85251234567"),
    ],
)
def test_phones_have_one_spelling(typed, kept):
    assert canonical.phone(typed) == kept
    assert canonical.phone(canonical.show_phone(kept)) == kept


@pytest.mark.parametrize("typed", ["", "1380000123", "138000012345", "1.38E+10", "电话", "12345", "+86"])
def test_what_is_no_phone_is_refused(typed):
    with pytest.raises(ValidationError):
        canonical.phone(typed)


def test_id_numbers_are_checked():
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in ID)
    assert canonical.id_number(wide) == canonical.id_number(ID.lower()) == ID


@pytest.mark.parametrize(
    "typed",
    ["110101900307002", "1.10101E+17", ID[:-1], ID[:-1] + ("1" if ID[-1] != "1" else "2"), "11010119901307002X", "abc"],
)
def test_wrong_id_numbers_are_refused(typed):
    with pytest.raises(ValidationError):
        canonical.id_number(typed)


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("张建国", "张*"),
        ("欧阳娜娜", "欧阳*"),
        ("欧阳", "欧*"),
        ("李丽", "李*"),
        ("阿卜杜拉·买买提", "阿**·**"),
        ("", ""),
    ],
)
def test_names_keep_the_surname(name, mask):
    assert masks.mask_name(name) == mask


@pytest.mark.parametrize(
    ("address", "mask"),
    [("杭州市西湖区文三路90号5幢301室", "杭州市西湖区文三路****"), ("阳光花园12-3-401", "阳光花园12****"), ("", "")],
)
def test_addresses_stop_at_the_street(address, mask):
    assert masks.mask_address(address) == mask


def test_bank_accounts_show_four_digits():
    assert masks.mask_bank_account(canonical.bank_account("6222 0202 0011 2236 217")) == "**** 6217"


@given(st.text(max_size=60))
def test_no_mask_ever_fails(text):
    for mask in masks.MASKS.values():
        mask(text)


def test_numbers_in_notes_are_found_and_can_be_blotted_out():
    note = f"客户说打１３８ 0000 1234,身份证{ID},房号 12-1-1301,订单 20261123000099"
    assert [(f.kind, f.mask) for f in scan(note)] == [("phone", "138****1234"), ("id_number", masks.mask_id_number(ID))]
    assert "1234" in redact(note)
    assert ID not in redact(note)
    assert scan(redact(note)) == []
