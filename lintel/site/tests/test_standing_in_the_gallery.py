"""The gallery draws every shared part by the product's own template, in development only."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from lintel.platform.directory.models import User
from lintel.site.gallery import plain, work
from lintel.site.gallery.screen import gallery
from lintel.site.gallery.stands import LONGEST

pytestmark = pytest.mark.django_db


def looked_at(person: User) -> Any:
    request = RequestFactory().get("/_gallery/")
    request.user = person
    request.session = {}
    request.htmx = False
    return request


def test_every_part_stands_there_in_its_states(cast: dict[str, User]) -> None:
    page = gallery(looked_at(cast["liu"])).content.decode()
    parts = [*plain.parts(looked_at(cast["liu"])), *work.parts()]
    stands = [(part.name, stand.state) for part in parts for stand in part.stands]
    assert (page.count("data-stand="), len(set(stands))) == (len(stands), len(stands))
    marks = (
        "btn-primary", 'aria-busy="true"', "skeleton", "field-error", "data-money", "notice-bad", "versus", "steps-horizontal",
        "timeline", "masked", "toast-bad", "cell-form", "empty-title", "filters", "data-composer", "conflict-sheet", "alternatives",
        "facts have changed", "decide", "file-list", "<progress", "verdict-bad", "data-sheet", "data-choose",
    )  # fmt: skip
    assert [mark for mark in marks if mark not in page] == []
    assert "周强" in page[page.index('data-stand="workbench/_rows.html"') :]


def test_no_name_is_given_twice_to_what_a_label_points_at(cast: dict[str, User]) -> None:
    page = gallery(looked_at(cast["liu"])).content.decode()
    names = re.findall(r'\sid="([^"]+)"', page)
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_the_long_name_is_as_long_as_they_come() -> None:
    assert (len(LONGEST), "·" in LONGEST) == (30, True)


def test_it_is_nowhere_in_a_running_office() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("gallery")
