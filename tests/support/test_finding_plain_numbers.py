"""The search for plain numbers finds what lies open, in every spelling, and nothing else."""

import zipfile

import pytest

from lintel.platform.privacy.canonical import check_digit
from tests.support.dump_grep import grep

ID = "11010119900307002" + check_digit("11010119900307002")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_known_value_is_found_in_any_spelling(tmp_path, encoding):
    (tmp_path / "x.log").write_bytes("前 13800001234 后".encode(encoding))
    assert grep([tmp_path], known=["13800001234"], patterns=False)


def test_phones_and_ids_are_found_also_inside_workbooks(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", f"<t>{ID}</t><t>13800001234</t>")
    assert sorted(find.kind for find in grep([tmp_path])) == ["ID number", "phone"]


def test_masks_amounts_and_digests_are_no_finds(tmp_path):
    (tmp_path / "x").write_text("138****1234 20261123000099 0f13800001234ab 110101199003070021")
    assert grep([tmp_path / "x"]) == []
