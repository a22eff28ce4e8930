"""The catalogues are kept by our own tool; these are its promises."""

import sys
from pathlib import Path

import polib
import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import messages  # noqa: E402
from catalogues import areas as areas_module  # noqa: E402
from catalogues import check, extract, merge  # noqa: E402
from catalogues.areas import Area, areas  # noqa: E402


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Area:
    """A house with one small area, ``office``."""
    for module in (areas_module, check, extract):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    for module in (areas_module, messages):
        monkeypatch.setattr(module, "PACKAGE", tmp_path / "lintel")
    folder = tmp_path / "lintel" / "office"
    (folder / "templates").mkdir(parents=True)
    (folder / "models.py").write_text(
        "from django.utils.translation import gettext_lazy as _, npgettext as several\n"
        'LABEL = _("Unit " "sheet")\n'
        'def shown(n): return several("count", "%(n)s unit", "%(n)s units", n)\n'
    )
    (folder / "templates" / "page.html").write_text('{% load i18n %}<p>{% translate "Customer" %}</p>')
    return Area(folder)


def translate(area: Area, said: dict[str, str]) -> None:
    path = area.catalogue("zh_Hans")
    catalogue = polib.pofile(str(path), wrapwidth=0)
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: said.get(entry.msgid, "")}
        else:
            entry.msgstr = said.get(entry.msgid, "")
    catalogue.save()


WORDS = {"Unit sheet": "房源信息表", "%(n)s unit": "%(n)s 套", "Customer": "客户"}


def test_messages_are_found_translated_derived_and_compiled(office: Area) -> None:
    assert messages.main(["extract"]) == 0
    translate(office, WORDS)
    assert messages.main(["hant"]) == 0
    assert messages.main(["check"]) == 0
    assert messages.main(["compile"]) == 0
    compiled = polib.mofile(str(office.catalogue("zh_Hant").with_suffix(".mo")))
    assert {e.msgid: merge.translation_of(e) for e in compiled} == {
        "Unit sheet": "房源信息表",
        "%(n)s unit": "%(n)s 套",
        "Customer": "客戶",
    }


def test_extracting_again_changes_nothing_and_drops_what_vanished(office: Area) -> None:
    messages.main(["extract"])
    translate(office, WORDS)
    messages.main(["extract"])
    before = office.catalogue("zh_Hans").read_text()
    messages.main(["extract"])
    assert office.catalogue("zh_Hans").read_text() == before
    (office.folder / "templates" / "page.html").write_text("{# nothing left #}")
    messages.main(["extract"])
    assert "客户" in before
    assert "客户" not in office.catalogue("zh_Hans").read_text()


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"Customer": ""}, "not translated 'Customer'"),
        ({"%(n)s unit": "%(m)s 套"}, "placeholders differ '%(n)s unit'"),
        ({"%(n)s unit": "套"}, "placeholders differ '%(n)s unit'"),
    ],
)
def test_what_is_missing_or_mismatched_is_named(
    office: Area, capsys: pytest.CaptureFixture[str], said: dict[str, str], complaint: str
) -> None:
    messages.main(["extract"])
    translate(office, WORDS | said)
    messages.main(["hant"])
    assert messages.main(["check"]) == 1
    assert complaint in capsys.readouterr().out


def test_new_stale_and_outdated_entries_are_named(office: Area, capsys: pytest.CaptureFixture[str]) -> None:
    messages.main(["extract"])
    translate(office, WORDS)
    (office.folder / "templates" / "page.html").write_text('{% load i18n %}{% translate "Client" %}')
    assert messages.main(["check"]) == 1
    told = capsys.readouterr().out
    assert "missing 'Client'" in told
    assert "stale, no longer used: 'Customer'" in told
    assert "differs from what 简体 gives" in told


def test_chinese_belongs_in_the_catalogue(office: Area) -> None:
    (office.folder / "actions.py").write_text(
        '"""A docstring may say 定金."""\n# so may a comment: 订金\nA = "房源"\nB = "楼栋"  # msg: ok\nC = f"{A}号"\n'
    )
    (office.folder / "templates" / "page.html").write_text("{# 房源 #}\n<p>房源</p>\n<p>楼栋</p>{# msg: ok #}\n")
    assert [line.split(": Chinese")[0] for line in check.raw_chinese(office)] == [
        "lintel/office/actions.py:3",
        "lintel/office/actions.py:5",
        "lintel/office/templates/page.html:2",
    ]
    (office.folder / "actions.py").write_text('# msg: ok, the digits of the law\nA = "壹"\n')
    (office.folder / "templates" / "page.html").unlink()
    assert list(check.raw_chinese(office)) == []


def test_a_message_must_be_a_plain_string(office: Area) -> None:
    (office.folder / "actions.py").write_text('from django.utils.translation import gettext as _\nA = _(f"Unit {1}")\n')
    assert len(extract.messages_of(office).problems) == 1


def test_two_areas_may_not_translate_one_message_differently(office: Area, tmp_path: Path) -> None:
    messages.main(["extract"])
    translate(office, WORDS)
    other = tmp_path / "lintel" / "care"
    other.mkdir()
    (other / "models.py").write_text('from django.utils.translation import gettext as _\nA = _("Customer")\n')
    messages.main(["extract"])
    assert list(check.clashes(areas())) == []  # the known translation was filled in
    translate(Area(other), {"Customer": "顾客"})
    assert [clash.split(":")[0] for clash in check.clashes(areas())] == ["two translations of 'Customer'"]


def test_every_catalogue_is_one_that_django_loads() -> None:
    installed = {config.name for config in apps.get_app_configs()}
    with_catalogue = {area.module for area in areas() if area.catalogue("zh_Hans").exists()}
    assert with_catalogue <= installed
