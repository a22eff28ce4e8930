"""What the software says is kept as a message and read in the reader's language; what people type stays as typed."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from lintel.platform.kernel.words import kept, spoken


def readings(text):
    """The same kept text, through the database's JSON, read in Chinese and in English."""
    back = json.loads(json.dumps(text))
    found = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found.append(spoken(back))
    return tuple(found)


@pytest.fixture(autouse=True)
def somebody_else_acts():
    with translation.override("zh-hans"):
        yield


def test_a_message_is_read_in_the_readers_language():
    assert readings(kept(gettext_lazy("Yes"))) == ("是", "Yes")


def test_typed_words_stay_as_typed():
    assert readings(kept("Yes")) == ("Yes", "Yes")
    assert readings(kept("100 % sure")) == ("100 % sure", "100 % sure")


def test_values_are_filled_in_after_translation():
    said = kept(gettext_lazy("%(deed)s: %(thing)s"), {"deed": gettext_lazy("Yes"), "thing": "R-1"})
    assert readings(said) == ("是：R-1", "Yes: R-1")


def test_a_kept_text_may_be_part_of_another():
    inner = kept(gettext_lazy("%(deed)s: %(thing)s"), {"deed": gettext_lazy("Yes"), "thing": 7})
    assert readings(kept(gettext_lazy("%(deed)s: %(thing)s"), {"deed": inner, "thing": "x"})) == (
        "是：7：x",
        "Yes: 7: x",
    )


def test_days_and_amounts_are_kept_as_written():
    said = kept("%(day)s %(amount)s", {"day": date(2026, 11, 27), "amount": Decimal("1.50")})
    assert said == "2026-11-27 1.50"


def test_a_context_is_kept_with_the_message():
    with translation.override("en"):
        said = kept(pgettext_lazy("of a figure", "Value"))
    assert said == {"of": "of a figure", "say": "Value"}
    assert readings(said)[1] == "Value"


def test_words_put_together_at_the_last_moment_are_kept_as_they_are_now():
    together = lazy(lambda: gettext("Yes") + "!", str)()
    assert readings(kept(together)) == ("是!", "是!")


def test_nothing_said_is_nothing_kept():
    assert (kept(""), kept(gettext_lazy("")), readings(kept(""))) == ("", "", ("", ""))
