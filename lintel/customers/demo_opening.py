"""What the demo's sales centre is given before its doors open, and the questions nobody has answered yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lintel.customers.actions.appointments import add_room
from lintel.customers.actions.consents import publish_notice
from lintel.customers.actions.kit import add_template, approve_fact, ask_question, write_fact
from lintel.customers.demo_kit import FACTS, NOTICE, QUESTIONS, ROOMS, TEMPLATES

if TYPE_CHECKING:
    from lintel.customers.demo import Hall


def prepared(hall: Hall) -> None:
    """What must be there before the doors open: the privacy notice, message templates, rooms and approved answers."""
    hall.story.at(hall.story.day(hall.begins + 2, 9, 15), lambda: _publish(hall))
    hall.story.at(hall.story.day(1, 16), lambda: _unanswered(hall))


def furnished(hall: Hall) -> None:
    """The rooms that can be booked and the answers one may give."""
    hall.story.at(hall.story.day(hall.begins + 2, 9, 30), lambda: _furnish(hall))


def _publish(hall: Hall) -> None:
    text = NOTICE.format(project=hall.project.name, developer=hall.project.developer)
    publish_notice(hall.cast["liu"], text=text, effective_on=hall.story.now.date())
    for template in TEMPLATES:
        add_template(hall.cast["zheng"], **template)


def _furnish(hall: Hall) -> None:
    cast, day = hall.cast, hall.story.now.date()
    for name in ROOMS:
        add_room(cast["chen"], hall.project, name=name)
    for fact in FACTS:
        approve_fact(cast["chen"], write_fact(cast["zheng"], project=hall.project, valid_from=day, **fact))


def _unanswered(hall: Hall) -> None:
    for person, text in zip(hall.consultants, QUESTIONS, strict=False):
        ask_question(person, hall.project, text=text)
