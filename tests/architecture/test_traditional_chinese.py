"""繁體 is derived from 简体; every term of the glossary must come out as the glossary writes it."""

import csv
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from catalogues.check import CHINESE  # noqa: E402
from catalogues.extract import placeholders, template_messages  # noqa: E402
from catalogues.hant import to_hant  # noqa: E402

from lintel.platform.clauses import registry  # noqa: E402


def glossary() -> list[tuple[str, str, str]]:
    with (ROOT / "docs" / "glossary.tsv").open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]  # type: ignore[misc]


def test_the_whole_glossary_is_there() -> None:
    assert len(glossary()) == 233
    assert all(CHINESE.search(hans) and CHINESE.search(hant) for _english, hans, hant in glossary())


def test_every_glossary_term_is_written_as_the_glossary_writes_it() -> None:
    wrong = {hans: to_hant(hans) for _english, hans, hant in glossary() if to_hant(hans) != hant}
    assert wrong == {}


@pytest.mark.parametrize(
    ("hans", "hant"),
    [
        ("合同信息已网签并备案，系统签约成功", "合同信息已網簽並備案，系統簽約成功"),
        ("为客户着想：了解需求、行为考核、及时汇报", "為客戶着想：了解需求、行為考核、及時匯報"),
        ("标签", "標籤"),
        ("第 %(count)s 套，%%折扣 {name}", "第 %(count)s 套，%%折扣 {name}"),
    ],
)
def test_mainland_words_stay_and_only_characters_change(hans: str, hant: str) -> None:
    assert to_hant(hans) == hant


def test_all_template_forms_are_found() -> None:
    source = """{% load i18n %}{% translate "Plain" %}{% trans "Old" as x %}{% translate "Open" context "verb" %}
    {% blocktranslate trimmed with a=b %}
      Two
      lines of {{ a }}
    {% endblocktranslate %}{% blocktranslate count n=n %}{{ n }} unit{% plural %}{{ n }} units{% endblocktranslate %}
    {{ _("In a variable") }}{% include "x.html" with title=_("As an argument") %}{# translate "no" #}"""
    assert {(key.msgid, key.context, key.plural) for key in template_messages(source)} == {
        ("Plain", "", ""),
        ("Old", "", ""),
        ("Open", "verb", ""),
        ("Two lines of %(a)s", "", ""),
        ("%(n)s unit", "", "%(n)s units"),
        ("In a variable", "", ""),
        ("As an argument", "", ""),
    }


def test_placeholders_are_compared_without_literal_percent_signs() -> None:
    assert placeholders("%(a)s of %(b)d, 20%% off") == ["%(a)s", "%(b)d"]


def test_the_policy_and_the_law_are_written_in_the_same_traditional_characters() -> None:
    words = [one.title for one in [*registry.clauses(), *registry.HEADINGS, *registry.laws()]]
    words += [one.source for one in registry.laws()]
    assert {w.hans: to_hant(w.hans) for w in words if to_hant(w.hans) != w.hant} == {}
