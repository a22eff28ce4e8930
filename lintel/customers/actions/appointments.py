"""Agreeing on a time: visit, negotiation or signing, with nobody and no room promised twice (clause 2.2.4.3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lintel.customers.kinds import APPOINTMENT, KEEP_APPOINTMENT
from lintel.customers.models import Appointment, Customer, Room, TakenSlot
from lintel.customers.models.appointment import SLOT
from lintel.inventory.models import Project
from lintel.platform.actions.door import action
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.notices.sending import notify
from lintel.platform.tasks.todo import drop, settle, todo

Kind = Appointment.Kind
Status = Appointment.Status
LONGEST_MINUTES = 8 * 60


class DoubleBooked(Refused):
    """The person or the room is promised to somebody else at that time."""


@action(Project, _("Add a room"), clause="2.2.4.3", button=False)
def add_room(actor: User, project: Project, *, name: str) -> Room:
    """A table or room that can be booked."""
    return Room.objects.create(project=project, name=name.strip())


@action(
    Customer,
    _("Make an appointment"),
    when=lambda c: c.owner_id is not None and c.merged_into_id is None,
    clause="2.2.4.3",
)
def book(
    actor: User,
    customer: Customer,
    *,
    kind: Appointment.Kind = Kind.VISIT,
    starts_at: datetime,
    minutes: int = 60,
    room: Room | None = None,
) -> Appointment:
    """Book the customer's consultant, and a room if one is wanted. Signing always needs a room. Times are whole half hours."""
    start = clock.local(starts_at).replace(second=0, microsecond=0)
    _reasonable(customer, kind, start, minutes, room)
    assert customer.owner is not None, "the deed is offered for customers with a consultant"
    appointment = Appointment.objects.create(
        customer=customer,
        consultant=customer.owner,
        kind=kind,
        room=room,
        starts_at=start,
        ends_at=start + timedelta(minutes=minutes),
    )
    _take(appointment)
    todo(
        KEEP_APPOINTMENT,
        appointment,
        _("%(kind)s with %(number)s"),
        values={"kind": Appointment.Kind(appointment.kind).label, "number": customer.number},
        assignee=customer.owner,
        url=customer.get_absolute_url(),
        due_at=start,
        project_id=customer.project_id,
    )
    if actor != customer.owner and customer.owner:
        notify(
            customer.owner,
            APPOINTMENT,
            _("%(who)s booked an appointment for you"),
            values={"who": actor},
            url=customer.get_absolute_url(),
        )
    return appointment


def _reasonable(customer: Customer, kind: str, start: datetime, minutes: int, room: Room | None) -> None:
    if start <= clock.now():
        raise Refused(_("An appointment lies in the future."), clause="2.2.4.3")
    if start.minute % 30 or minutes % 30 or not 0 < minutes <= LONGEST_MINUTES:
        raise Refused(
            _("Appointments begin and end on the half hour."),
            clause="2.2.4.3",
            remedy=_("Choose a time such as 14:00 or 14:30."),
        )
    if kind == Kind.SIGNING and room is None:
        raise Refused(_("A signing needs a room."), clause="2.2.4.3", remedy=_("Choose the signing room."))
    if room is not None and (room.project_id != customer.project_id or not room.in_use):
        raise Refused(_("This room cannot be booked here."), clause="2.2.4.3")


def _take(appointment: Appointment) -> None:
    wanted = [("person", appointment.consultant_id), *([("room", appointment.room_id)] if appointment.room_id else [])]
    for what, pk in wanted:
        slots = [TakenSlot(appointment=appointment, what=f"{what}:{pk}", at=at) for at in appointment.slots()]
        try:
            with transaction.atomic():
                TakenSlot.objects.bulk_create(slots)
        except IntegrityError:
            raise _double(what, appointment) from None


def _double(what: str, appointment: Appointment) -> DoubleBooked:
    who = appointment.consultant if what == "person" else appointment.room
    free = _next_free(what, appointment)
    return DoubleBooked(
        _("%(who)s is already booked then.") % {"who": who},
        clause="2.2.4.3",
        remedy=_("The next free time that day is %(time)s.") % {"time": f"{free:%H:%M}"}
        if free
        else _("Choose another day."),
    )


def _next_free(what: str, appointment: Appointment) -> datetime | None:
    pk = appointment.consultant_id if what == "person" else appointment.room_id
    start = clock.local(appointment.starts_at)
    day = clock.midnight(start.date())
    taken = set(
        TakenSlot.objects.filter(what=f"{what}:{pk}", at__gte=day, at__lt=day + timedelta(days=1)).values_list(
            "at", flat=True
        )
    )
    needed = len(appointment.slots())
    while start.hour < 20:
        start += SLOT
        if not any(start + SLOT * i in taken for i in range(needed)):
            return start
    return None


def _booked(appointment: Appointment) -> bool:
    return appointment.status == Status.BOOKED


@action(Appointment, _("Cancel the appointment"), to=Status.CANCELLED, clause="2.2.4.3")
def cancel_appointment(actor: User, appointment: Appointment, *, reason: str) -> None:
    """The time is free again for others."""
    appointment.reason = reason[:200]
    appointment.taken.all().delete()
    drop(appointment)


@action(Appointment, _("Customer came"), to=Status.KEPT, clause="2.2.4.3")
def keep_appointment(actor: User, appointment: Appointment) -> None:
    """The customer was there."""
    settle(appointment, actor)


@action(Appointment, _("Customer did not come"), to=Status.NO_SHOW, clause="2.2.4.3")
def miss_appointment(actor: User, appointment: Appointment) -> None:
    """Counts for the show-up rate."""
    settle(appointment, actor)
