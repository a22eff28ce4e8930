"""First steps tick themselves from what was done, disappear when finished or put away, and lead where they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from lintel.customers.actions.consents import publish_notice
from lintel.customers.actions.reception import check_in
from lintel.customers.models import Channel
from lintel.platform.access.posts import POSTS
from lintel.platform.actions.door import action_named
from lintel.site import areas
from lintel.site.first_steps import SETUP, STEPS, checklists, steps_of

pytestmark = pytest.mark.django_db


def first(user: Any, name: str = "first") -> Any:
    user.__dict__.pop("_preferences", None)
    return next((c for c in checklists(user) if c.name == name), None)


def done(user: Any, name: str = "first") -> list[str]:
    return [t.step.name for t in first(user, name).steps if t.done]


@pytest.mark.parametrize("code", STEPS)
def test_every_post_has_five_steps_that_lead_somewhere_and_name_real_deeds(
    code: str, cast: Any, enter: Any, project: Any
) -> None:
    areas.load()
    assert code in POSTS
    for step in STEPS[code]:
        assert reverse(step.url_name)
        assert [d for d in step.deeds if action_named(d) is None] == []
    who = {"SR": "wang", "SS": "zhou", "DM": "chen", "MGR": "liu", "PS": "zheng", "PC": "feng", "CS": "xu", "CR": "he", "FIN": "lin",
           "LEG": "gao"}.get(code)  # fmt: skip
    if who is None:
        return
    assert len(steps_of(cast[who])) == 5
    client = enter(who)
    for step in steps_of(cast[who]):
        answer = client.post(reverse("steps-go", args=[step.name]))
        assert answer.status_code == 303
        assert client.get(answer["Location"]).status_code in (200, 302), step.name


def test_a_step_ticks_itself_when_the_deed_was_done(cast: Any, project: Any) -> None:
    publish_notice(cast["liu"], text="告知", effective_on=date(2026, 1, 1))
    assert done(cast["wang"]) == []
    check_in(
        cast["wang"],
        project,
        phone="13800001234",
        name="张",
        channel=Channel.WALK_IN,
        agreed=True,
        consultant=cast["wang"],
        reason="指名",
    )
    assert done(cast["wang"]) == ["reception"]
    assert done(cast["zhao"]) == []


def test_a_step_without_a_deed_is_done_by_having_been_there(cast: Any, enter: Any) -> None:
    enter("feng").post(reverse("steps-go", args=["board"]))
    assert done(cast["feng"]) == ["board"]
    enter("wang").post(reverse("steps-go", args=["plan"]))
    assert done(cast["wang"]) == []  # opening the board is not yet a plan


def test_put_away_and_not_seen_again(cast: Any, enter: Any) -> None:
    client = enter("wang")
    assert "steps-first" in client.get("/").content.decode()
    client.post(reverse("steps-away", args=["first"]))
    assert "steps-first" not in client.get("/").content.decode()
    assert client.post(reverse("steps-away", args=["everything"])).status_code == 404


def test_finished_lists_disappear(cast: Any, enter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lintel.site.first_steps.steps_of", lambda user: [s for s in STEPS["PC"] if not s.deeds])
    for name in ("board", "kit"):
        enter("feng").post(reverse("steps-go", args=[name]))
    assert first(cast["feng"]) is None


def test_nobody_takes_another_posts_steps(enter: Any) -> None:
    assert enter("wang").post(reverse("steps-go", args=["targets"])).status_code == 404
    assert enter("wang").post(reverse("steps-go", args=["people"])).status_code == 404
    assert enter("guest").get("/").status_code == 200


def test_an_empty_office_is_set_up_in_nine_steps_that_see_what_is_there(cast: Any, project: Any) -> None:
    assert len(SETUP) == 9
    ticks = {t.step.name: t for t in first(cast["admin"], "setup").steps}
    assert [name for name, t in ticks.items() if t.done] == ["people", "posts", "project"]
    assert [name for name, t in ticks.items() if t.open] == ["people", "posts", "project", "backup"]
    assert first(cast["wang"], "setup") is None
    publish_notice(cast["liu"], text="告知", effective_on=date(2026, 1, 1))
    assert "notice" in done(cast["liu"], "setup")


def test_with_seven_of_nine_done_the_office_list_is_one_line(
    cast: Any, enter: Any, project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for through, folded in ((6, False), (7, True), (8, True)):
        steps = [replace(step, done=lambda user, n=n, through=through: n < through) for n, step in enumerate(SETUP)]
        monkeypatch.setattr("lintel.site.first_steps.SETUP", steps)
        assert first(cast["liu"], "setup").folded is folded
        assert ("<details><summary" in enter("liu").get("/").content.decode()) is folded
    assert not first(cast["liu"]).folds, "one's own first steps stay open"


def test_having_gone_through_the_figures_is_seen_by_all_who_set_up(cast: Any, enter: Any, project: Any) -> None:
    assert enter("admin").post(reverse("steps-go", args=["setup-figures"])).status_code == 404
    enter("liu").post(reverse("steps-go", args=["setup-figures"]))
    assert "setup-figures" in done(cast["admin"], "setup")
