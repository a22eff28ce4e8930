"""What the demo's customers wait for and what is agreed with them: doubles made one, taken out of the pool, asked to close, booked."""

from __future__ import annotations

from datetime import timedelta

from lintel.customers.actions.appointments import book
from lintel.customers.actions.closing import mark_lost
from lintel.customers.actions.handing import take_from_pool
from lintel.customers.actions.merging import merge_customers
from lintel.customers.demo import DUE, Hall
from lintel.customers.demo_disputes import one_claims
from lintel.customers.demo_people import LOST
from lintel.customers.models import Customer


def pool_and_plans(hall: Hall) -> None:
    """Customers taken up again out of the pool, and appointments of today and the days to come."""
    for ago in range(min(hall.begins - 3, 18), 1, -6):
        hall.story.at(hall.story.day(ago, 17, 20), lambda: _two_records(hall))
    for ago in range(min(hall.begins - 2, 70), 0, -2):
        hall.story.at(hall.story.day(ago, 10, 30), lambda: _takes(hall))
    hall.story.at(hall.story.before_end(200), lambda: _books(hall))
    hall.story.at(hall.story.before_end(75), lambda: _one_asks(hall))
    hall.story.at(hall.story.before_end(55), lambda: one_claims(hall))
    hall.story.at(hall.story.day(9, 9), lambda: _busy(hall, 200))
    hall.story.at(hall.story.day(1, 9), lambda: _busy(hall, 40))


def _one_asks(hall: Hall) -> None:
    """Today somebody reports a good customer lost, and the supervisor has not looked yet."""
    for person in hall.consultants:
        mine = Customer.objects.open().filter(
            owner=person, project=hall.project, grade="B", stage=Customer.Stage.INTENT
        )
        customer = mine.filter(lost_asked_at=None, merged_into=None).order_by("-pk").first()
        if customer is not None:
            mark_lost(person, customer, reason=hall.story.random.choice(LOST))
            return


def _busy(hall: Hall, hours: int) -> None:
    """Every consultant has somebody who should have been called by now."""
    for person in hall.consultants:
        for pk, _due in DUE(person.pk, hall.project.pk, hall.story.now + timedelta(hours=24))[:1]:
            hall.put_off[pk] = hours


def _two_records(hall: Hall) -> None:
    """Husband and wife came on different days and left a number each: the supervisor makes one record of them."""
    for person in hall.consultants[:2]:
        mine = Customer.objects.open().filter(owner=person, project=hall.project, merged_into__isnull=True)
        one, two = (*mine.order_by("-first_contact_at", "-pk")[:2], None, None)[:2]
        if one is not None and two is not None:
            supervisor = hall.above(person)
            merge_customers(supervisor, two, duplicate=one, reason="夫妻二人分别到访登记，确认为同一家庭")


def _takes(hall: Hall) -> None:
    for person in hall.consultants:
        free = (
            Customer.objects.pool().filter(project=hall.project).exclude(previous_owner=person).order_by("pk").first()
        )
        if free is not None:
            take_from_pool(person, free)


def _books(hall: Hall) -> None:
    rooms = list(hall.project.rooms.order_by("pk"))
    start = (hall.story.now + timedelta(days=1)).replace(hour=10, minute=0)
    for number, person in enumerate(hall.consultants * 2):
        likely = Customer.objects.open().filter(owner=person, grade__in="AB", project=hall.project).order_by("pk")
        for customer in likely[number % 2 : number % 2 + 1]:
            book(
                person, customer, starts_at=start + timedelta(hours=number), minutes=60, room=rooms[number % len(rooms)]
            )
