"""At the door: a person came, and within half a minute we know who receives them and why (clause 3.1.1)."""

from __future__ import annotations

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lintel.customers import figures, queries
from lintel.customers.forms import CloseVisitForm
from lintel.customers.kinds import SERVE_OWNER, TURN_OVERRIDDEN, VISITOR_WAITING
from lintel.customers.models import Appointment, Basis, Channel, Consent, Customer, DutyTurn, Grade, Visit, due_with
from lintel.customers.ownership import (
    entrust,
    give_to,
    grade_it,
    keep,
    leading,
    locked,
    locked_by,
    open_record,
    plan_by_grade,
    protect,
    record_consent,
    wait_for_owner,
)
from lintel.customers.signing import Signing
from lintel.inventory.models import Project
from lintel.platform.access.scope import may
from lintel.platform.actions.door import action
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.inserting import insert_one
from lintel.platform.kernel.db.prepared import Prepared, PreparedUpdate
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.models import rewrite
from lintel.platform.kernel.numbering import next_number
from lintel.platform.notices.sending import notify, over
from lintel.platform.tasks.people import holders
from lintel.platform.tasks.todo import todo

Outcome, Stage = Visit.Outcome, Customer.Stage
CHECK_IN = "customers.check_in"


@action(
    Project,
    _("Register an arrival"),
    clause="3.1.1",
    personal=("phone", "name", "introducer", "proof"),
    button=False,
)
def check_in(
    actor: User,
    project: Project,
    *,
    channel: Channel,
    phone: str = "",
    name: str = "",
    title: str = "",
    party: int = 1,
    agreed: bool = False,
    marketing: bool = False,
    how: str = Consent.How.TICKED,
    proof: UploadedFile | None = None,
    notice: int = 0,
    introducer: str = "",
    consultant: User | None = None,
    reason: str = "",
    unattended: bool = False,
) -> Visit:
    """Register one arrival. Without consent nothing about the person is kept: the visit is counted and that is all.

    The project's row is locked, so two desks entering one number at the same moment make one customer.
    ``consultant`` overrides the turn and then needs a ``reason``; both people see it. Whoever receives a customer without
    an owner becomes the owner, so it is somebody who sells: when nobody does, the customer waits in the pool.
    ``proof`` is what was signed under version ``notice`` of the privacy notice, or a photo of the signed paper.
    ``unattended``: the visitor typed alone, so whoever receives is told, also when it is who signed in at the desk.
    ``introducer`` is the number of the customer who sent them; a reward still needs a referral registered before (3.2.3).
    """
    if not (agreed and phone):
        turn = queries.Arrival(Outcome.ANONYMOUS, queries.whose_turn(actor, project)[0])
        receiver = _receiver(actor, project, turn, consultant, reason)
        why = [reason] if receiver != turn.consultant else []
        return _arrive(actor, project, None, receiver, Outcome.ANONYMOUS, channel, party, why, unattended)
    customer = queries.customer_with_phone(project, phone)
    found = queries.arrival_of(actor, project, customer)
    receiver = _receiver(actor, project, found, consultant, reason)
    if customer is None:
        if not name.strip():
            raise Refused(
                _("A name is needed for a new customer."), clause="3.1.3", remedy=_("Ask how to address them.")
            )
        customer = open_record(
            actor,
            CHECK_IN,
            project,
            owner=receiver,
            name=name.strip(),
            title=title,
            phone=phone,
            channel=channel,
            stage=Stage.LEAD,
            basis=Basis.CONSENT,
            introduced_by=_introducer(project, introducer),
            clause="3.1.3",
        )
        entrust(customer, figures.PROTECTION_AFTER_VISIT.whole())
    else:
        customer = locked(customer)
    purposes: list[str] = [Consent.Purpose.SERVICE, *([Consent.Purpose.MARKETING] if marketing else [])]
    record_consent(actor, customer, purposes, how, Signing(proof, notice))
    _came(customer, receiver, found.outcome)
    keep(actor, CHECK_IN, customer, clause="3.1.1")
    why = [*found.reasons, *([reason] if reason else [])]
    return _arrive(actor, project, customer, receiver, found.outcome, channel, party, why, unattended)


def _introducer(project: Project, phone: str) -> Customer | None:
    """The customer of this project with that number. Raises ``Refused`` when there is none: a wrong digit is noticed here."""
    if not phone:
        return None
    found = queries.customer_with_phone(project, phone)
    if found is None:
        raise Refused(
            _("No customer of this project has the introducer's number."),
            clause="3.1.3",
            remedy=_("Check the digits, or leave the introducer empty."),
        )
    return found


def _receiver(actor: User, project: Project, found: queries.Arrival, wanted: User | None, reason: str) -> User | None:
    """Who receives: what the rule gives, unless somebody else who sells here is wanted for a reason."""
    receiver: User | None = found.consultant
    if wanted is None or wanted == receiver:
        return receiver
    if not queries.sells(wanted, project):
        raise Refused(
            _("%(person)s is no consultant of this project.") % {"person": wanted},
            clause="3.1.1",
            remedy=_("Choose a consultant of the project."),
        )
    if not reason.strip():
        raise Refused(
            _("Another consultant than the rule gives needs a reason."), clause="3.1.1", remedy=_("Write the reason.")
        )
    if found.outcome in (Outcome.PROTECTED, Outcome.MINE) and not may(actor, "customers.hand_over_customer"):
        raise Refused(
            _("The customer is protected for a colleague."),
            clause="3.1.1",
            remedy=_("Ask the supervisor for a ruling."),
        )
    notify(
        [receiver, wanted] if receiver else [wanted],
        TURN_OVERRIDDEN,
        _("A turn of %(from)s was given to %(to)s: %(reason)s"),
        values={"from": receiver or "—", "to": wanted, "reason": reason},
    )
    return wanted


def _came(customer: Customer, receiver: User | None, outcome: str) -> None:
    """A visit is a valid contact: it opens the record again and renews protection."""
    if outcome == Outcome.POOL and receiver is not None:
        give_to(customer, receiver, figures.PROTECTION_AFTER_VISIT.whole())
    elif outcome == Outcome.POOL:
        wait_for_owner(customer)
    if customer.stage == Stage.INVALID:
        customer.lifecycle.move(customer, Stage.LEAD)
    if customer.lifecycle.allows(customer, Stage.VISITOR):
        customer.lifecycle.move(customer, Stage.VISITOR)
    customer.last_contact_at, customer.lost_asked_at = clock.now(), None
    if customer.owner_id is None:
        return
    protect(customer, figures.PROTECTION_AFTER_VISIT.whole())
    if customer.is_open and due_with(customer) is None:
        plan_by_grade(customer)


def _arrive(
    actor: User,
    project: Project,
    customer: Customer | None,
    receiver: User | None,
    outcome: str,
    channel: str,
    party: int,
    why: list[str],
    unattended: bool,
) -> Visit:
    today = clock.today()
    number = f"V{today:%m%d}-{next_number(f'visit:{project.pk}:{today:%Y%m%d}'):02d}"
    if outcome == Outcome.OWNER:  # an owner without a consultant is looked after by whoever is at the desk
        receiver = receiver or actor
    visit = Visit(
        project=project,
        number=f"{today:%y}{number}",
        customer=customer,
        consultant=receiver,
        registered_by=actor,
        outcome=outcome,
        channel=channel,
        party=party,
        explanation=[str(w) for w in why],
        arrived_at=clock.now(),
        is_first=customer is None or not _VISITS(customer.pk),
    )
    insert_one(visit)
    if customer is not None:
        _keep_appointment(customer)
    if receiver is not None and outcome in (Outcome.NEW, Outcome.POOL, Outcome.ANONYMOUS):
        _use_turn(project, receiver)
    if receiver != actor or unattended:
        notify(
            [receiver] if receiver else holders(leading(project.pk), project.pk),
            VISITOR_WAITING,
            _("Visitor %(number)s is waiting for you")
            if receiver
            else _("Visitor %(number)s waits: nobody who sells is there"),
            values={"number": visit.number},
            url=reverse("customers:arrived", args=[visit.pk]),
            about=visit,
            event=f"visit:{visit.pk}",
            doer_too=unattended,
        )
    return visit


def _keep_appointment(customer: Customer) -> None:
    """Whoever was expected today has come."""
    today = clock.midnight()
    _KEPT(customer.pk, today, today.replace(hour=23, minute=59))


_KEPT = PreparedUpdate(
    lambda customer, since, until: Appointment.objects.filter(
        customer=customer, status=Appointment.Status.BOOKED, starts_at__gte=since, ends_at__lte=until
    ),
    lambda customer, since, until: {"status": Appointment.Status.KEPT},
)
_VISITS = Prepared(lambda customer: Visit.objects.filter(customer=customer).values_list("pk")[:1])
_TURNS = Prepared(
    lambda project, consultant, day: (
        DutyTurn.objects.select_for_update(of=("self",))
        .filter(project=project, consultant=consultant, day=day)
        .order_by("pk")
    )
)


def _use_turn(project: Project, receiver: User) -> None:
    for turn in _TURNS(project.pk, receiver.pk, clock.today()):
        turn.receptions += 1
        turn.last_turn_at, turn.status = clock.now(), DutyTurn.Status.RECEIVING
        rewrite(turn, ["receptions", "last_turn_at", "status", "updated_at"])


def _free_again(visit: Visit) -> None:
    for turn in _TURNS(visit.project_id, visit.consultant_id, clock.today()):
        if turn.status == DutyTurn.Status.RECEIVING:
            turn.status = DutyTurn.Status.QUEUED
            rewrite(turn, ["status", "updated_at"])


def _open(visit: Visit) -> bool:
    return visit.status in Visit.HERE


def _is_owner(visit: Visit) -> bool:
    return visit.outcome == Outcome.OWNER and _open(visit)


@action(Visit, _("Hand to customer service"), when=_is_owner, clause="3.1.1")
def send_to_service(actor: User, visit: Visit) -> None:
    """An owner has come: customer service receives them."""
    todo(
        SERVE_OWNER,
        visit,
        _("Owner at the desk, visit %(number)s"),
        values={"number": visit.number},
        role="CS" if holders("CS", visit.project_id) else "DM",
        url=visit.get_absolute_url(),
        due_at=clock.now(),
    )


@action(Visit, _("Start reception"), to=Visit.Status.RECEIVING, clause="3.1.1")
def start_reception(actor: User, visit: Visit) -> None:
    """The consultant greets the visitor; from now on the floor shows them together."""
    visit.started_at = clock.now()
    over(visit, VISITOR_WAITING)


@action(Visit, _("Close the reception"), when=_open, clause="3.1.3", form=CloseVisitForm)
def close_visit(
    actor: User,
    visit: Visit,
    *,
    summary: str,
    toured: bool = False,
    grade: Grade | None = None,
    next_at: datetime | None = None,
    next_action: str = "",
) -> None:
    """What came of the visit: outcome in words, grade and next action. The consultant is free for the next turn."""
    visit.lifecycle.move(visit, Visit.Status.CLOSED)
    over(visit, VISITOR_WAITING)
    visit.summary, visit.toured, visit.closed_at = summary, toured, clock.now()
    if visit.consultant_id is not None:
        _free_again(visit)
    if visit.customer_id is None:
        return
    customer = locked_by(visit.customer_id)
    if grade and customer.is_open:
        grade_it(customer, grade)
    plan_by_grade(customer, next_at, next_action)
    keep(actor, "customers.close_visit", customer, clause="3.1.3")
