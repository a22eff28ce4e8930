"""Nothing is reachable that no human has thought about: every address and deed has a line, and every line something behind it."""

from __future__ import annotations

import pytest
from django.urls import path

from lintel.platform.actions.door import all_actions
from lintel.platform.workbench.registry import resources
from tests.matrix.policy import LIST_SCREENS, ROW_SCREENS, TABLE, has_line, routes


def test_every_address_has_a_line():
    without = sorted(name for name, _pattern in routes() if not has_line(name))
    assert without == []


def test_every_deed_has_a_line():
    without = sorted(a.permission for a in all_actions() if a.permission not in TABLE["deeds"])
    assert without == []


def test_an_address_nobody_thought_about_is_noticed():
    fake = [path("secret/", lambda request: None, name="secret")]
    assert [name for name, _pattern in routes(fake) if not has_line(name)] == ["secret"]
    with pytest.raises(LookupError):
        list(routes([path("nameless/", lambda request: None)]))


def test_no_line_is_left_over():
    names = {name for name, _pattern in routes()}
    stale = [n for n in (*TABLE["anyone"], *TABLE["everyone"], *TABLE["pages"]) if n not in names]
    stale += [f"list {k}" for k in TABLE["lists"] if f"{k.replace('.', ':')}-list" not in names]
    stale += [f"deed {d}" for d in TABLE["deeds"] if d not in {a.permission for a in all_actions()}]
    stale += [f"create {k}" for k in TABLE["creates"] if k not in TABLE["lists"]]
    assert stale == []


def test_every_list_is_made_of_the_screens_the_table_speaks_of():
    said = {*LIST_SCREENS, *ROW_SCREENS}
    for resource in resources.values():
        for pattern in resource.urls:
            screen = str(pattern.name).removeprefix(f"{resource.name}-")
            assert screen in said or f"{resource.app}:{pattern.name}" in TABLE["pages"], pattern.name
