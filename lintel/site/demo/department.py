"""The demo department: the cast at work for three months, ending now, every deed through the door by whoever may do it."""

from __future__ import annotations

import gc
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from lintel.customers import demo as customers
from lintel.customers import demo_details, demo_opening, demo_pool, demo_views
from lintel.insight import demo as insight
from lintel.inventory import demo as inventory
from lintel.inventory.actions.estate import add_member, open_project
from lintel.inventory.models import Project
from lintel.office import demo as office
from lintel.platform.access.models import Role
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.story import Story
from lintel.sales import demo as sales
from lintel.site.demo.cast import CAST, ESTATES, FIRST_PROJECT, SECOND_PROJECT, appoint_cast

DAYS = 90
SEED = 20260
HELPS_BOTH = ("gao", "lin", "zheng")
"""Contract reviewer, cashier and planning supervisor serve the second project as well, by the deputy's decision."""
_WORDS = ("songfeng", "mingyue", "qingshan", "liushui", "baiyun", "chunjiang", "yunqi", "shanhai")

Say = Callable[[str], Any]


@dataclass(frozen=True)
class Size:
    """How much happens: new visitors a day in the first and the second project, and working days since the doors opened."""

    first: float = 5.7
    second: float = 0.8
    days: int = 84


FULL, SMALL = Size(), Size(first=1.2, second=0.3, days=16)


def load_department(say: Say, size: Size = FULL) -> list[dict[str, str]]:
    """Fill an empty database; returns user name, one-time password, name and posts of everybody. ``Refused`` when it is not empty."""
    if Project.objects.exists() or User.objects.filter(username__in=[p.username for p in CAST]).exists():
        raise Refused("This database already holds a department.")
    story = Story(ends=clock.now(), days=DAYS + 1, seed=SEED)
    cast, passwords = _people(story)
    say(f"  {len(cast)} people")
    projects = _projects(story, cast)
    _tell(story, cast, projects, size)
    with _few_collections():
        story.run()
    say(
        f"  {story.done} deeds between {story.begins:%Y-%m-%d} and today; {len(story.refused)} were refused, as in life"
    )
    for mistake in story.mistakes:
        say(f"  MISTAKE OF THE DEMO, left out: {mistake}")
    return [_card(person, passwords[name]) for name, person in cast.items()]


@transaction.atomic
def _people(story: Story) -> tuple[dict[str, User], dict[str, str]]:
    cast = appoint_cast()
    passwords = {name: _password() for name in cast}
    for name, person in cast.items():
        person.set_password(passwords[name])
        person.date_joined = story.begins - timedelta(days=90)
        person.save(update_fields=["password", "date_joined"])
    return cast, passwords


def _password() -> str:
    """Easy to type, and not to be guessed."""
    return f"{secrets.choice(_WORDS)}-{secrets.choice(_WORDS)}-{secrets.randbelow(9000) + 1000}"


@transaction.atomic
def _projects(story: Story, cast: Mapping[str, User]) -> dict[str, Project]:
    with clock.at(story.begins):
        projects = {name: open_project(cast["liu"], name=name, **facts) for name, facts in ESTATES.items()}
        add_member(cast["liu"], projects[FIRST_PROJECT], person=cast["chen"])
        add_member(cast["liu"], projects[SECOND_PROJECT], person=cast["chen"])
        for person in CAST:
            for name in person.projects:
                if person.username not in ("liu", "chen"):
                    add_member(cast["chen"], projects[name], person=cast[person.username])
        for helper in HELPS_BOTH:
            add_member(cast["chen"], projects[SECOND_PROJECT], person=cast[helper])
    return projects


@contextmanager
def _few_collections() -> Iterator[None]:
    """Thousands of short-lived rows: looking for cycles among them costs an eighth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _tell(story: Story, cast: Mapping[str, User], projects: Mapping[str, Project], size: Size) -> None:
    inventory.estate(story, cast, projects[FIRST_PROJECT])
    inventory.small_estate(story, cast, projects[SECOND_PROJECT])
    first, second = (
        first_hall(story, cast, projects[FIRST_PROJECT], size),
        second_hall(story, cast, projects[SECOND_PROJECT], size),
    )
    demo_opening.prepared(first)
    customers.evenings(story, cast, size.days)
    demo_views.views(story, cast)
    for hall in (first, second):
        demo_opening.furnished(hall)
        demo_details.noted(hall)
        customers.receptions(hall)
        demo_pool.pool_and_plans(hall)
    sales.deals(story, [first, second])
    insight.reports(story, cast, projects[FIRST_PROJECT], size.days)
    insight.wanted(story, cast, projects[FIRST_PROJECT])
    office.announcements(story, cast, projects[FIRST_PROJECT].pk)


def first_hall(story: Story, cast: Mapping[str, User], project: Project, size: Size = FULL) -> customers.Hall:
    """The sales centre with both teams."""
    leads = {"wang": "zhou", "zhao": "zhou", "sun": "wu", "qian": "wu"}
    return customers.Hall(story, cast, project, desk="he", daily=size.first, begins=size.days, leads=leads)


def second_hall(story: Story, cast: Mapping[str, User], project: Project, size: Size = FULL) -> customers.Hall:
    """The small one, opened a month ago."""
    return customers.Hall(
        story, cast, project, desk="han", daily=size.second, begins=min(size.days, 33), leads={"tang": "han"}
    )


def _card(person: User, password: str) -> dict[str, str]:
    posts: list[Role] = list(person.roles.order_by("-rank"))
    return {
        "username": person.username, "password": password, "name": person.name, "posts": "、".join(str(p) for p in posts) or "—",
    }  # fmt: skip
