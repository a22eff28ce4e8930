"""Whose customer it is, and for how long: the small moves that several deeds share. Called inside actions only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from lintel.customers import figures
from lintel.customers.kinds import ASSIGN, EXPIRING, FOLLOW_UP, HANDED_OVER
from lintel.customers.models import Basis, Consent, Customer, FollowUp, NameGram, NextStep, NoticeVersion, due_with
from lintel.customers.signing import CONSENT_PROOF, UNSIGNED, Signing
from lintel.inventory.models import Project
from lintel.platform.actions.many import created_many, lock_one, save_many
from lintel.platform.attachments.actions import keep_within
from lintel.platform.attachments.checking import Checked
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.inserting import insert_one
from lintel.platform.kernel.db.prepared import Prepared
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.models import rewrite
from lintel.platform.kernel.numbering import next_number
from lintel.platform.kernel.workingtime import add_working_hours
from lintel.platform.notices.sending import notify, over
from lintel.platform.tasks.people import holders
from lintel.platform.tasks.todo import drop, settle, todo

#: What deeds on other rows (a visit, a merge, a reservation) may change of a customer; written by ``keep``.
MOVED = [
    "owner", "previous_owner", "stage", "grade", "protected_until", "pooled_at", "last_contact_at", "next_action_at", "next_action",
    "lost_reason", "lost_asked_at", "confirmed_at",
]  # fmt: skip


def locked(customer: Customer) -> Customer:
    """The customer read again under a row lock, remembering what it was for ``keep``."""
    return locked_by(customer.pk)


def locked_by(pk: int) -> Customer:
    """``locked`` for whoever has only the key. The owner comes along: every deed looks at them."""
    return lock_one(Customer, pk, "owner")


def keep(actor: Any, deed: str, customer: Customer, *, clause: str = "") -> None:
    """Write what a deed on another row changed of a ``locked`` customer, with its entry in the trail."""
    save_many(actor, deed, [customer], MOVED, {}, clause=clause)


def open_record(actor: Any, deed: str, project: Project, *, owner: Any, clause: str = "", **values: Any) -> Customer:
    """A new customer of ``project`` with its number, name index and entry in the trail. The caller has looked for the phone."""
    now = clock.now()
    customer = Customer(project=project, owner=owner, first_contact_at=now, last_contact_at=now, **values)
    customer.number = f"{project.code}-{next_number(f'customer:{project.pk}'):05d}"
    insert_one(customer)
    _write_grams(customer)
    created_many(actor, deed, [customer], {}, clause=clause)
    made = lock_one(Customer, customer.pk)
    made.owner = owner
    return made


def index_name(customer: Customer) -> None:
    """Write the character pairs the name is found by."""
    NameGram.objects.filter(customer=customer).delete()
    _write_grams(customer)


def _write_grams(customer: Customer) -> None:
    NameGram.objects.bulk_create(NameGram(customer=customer, gram=g) for g in sorted(NameGram.of(customer.name)))


def protect(customer: Customer, days: int) -> None:
    """Protection counts from the last recorded contact and never gets shorter by one.

    Within one arrival it is renewed once: a minute more or less is no new promise.
    """
    until, before = clock.now() + timedelta(days=days), customer.protected_until
    if before is not None and until - before < timedelta(minutes=1):
        return
    customer.protected_until = until
    if before is not None:
        over(customer, EXPIRING)


def give_to(customer: Customer, owner: Any, days: int) -> None:
    """Make ``owner`` the customer's consultant; the former one's to-do about it goes away."""
    if customer.owner_id and customer.owner_id != owner.pk:
        drop(customer, FOLLOW_UP, assignee=customer.owner)
        customer.previous_owner = customer.owner
    if customer.protected_until is not None:
        over(customer, EXPIRING)
    customer.owner, customer.pooled_at, customer.protected_until = owner, None, None
    protect(customer, days)
    settle(customer)


def entrust(customer: Customer, days: int) -> None:
    """A new record begins: protected for its owner with a first follow-up due, or waiting for somebody to own it."""
    if customer.owner is None:
        wait_for_owner(customer)
        return
    protect(customer, days)
    due_first_follow_up(customer)


def wait_for_owner(customer: Customer) -> None:
    """Nobody who sells is there: the customer waits in the pool, and whoever leads is asked to give them a consultant."""
    customer.owner, customer.protected_until = None, None
    customer.pooled_at = customer.pooled_at or clock.now()
    end_follow_ups(customer)
    todo(
        ASSIGN,
        customer,
        _("Give %(who)s a consultant"),
        values={"who": f"{customer.masked_name} {customer.number}"},
        role=leading(customer.project_id),
        url=customer.get_absolute_url(),
        due_at=add_working_hours(clock.now(), 1),
    )


def leading(project_id: int) -> str:
    """The lowest post that leads selling and is held by somebody in the project."""
    return next((code for code in ("SS", "DM") if holders(code, project_id)), "MGR")


def to_pool(customer: Customer) -> None:
    """Nobody's any more; open follow-ups end."""
    customer.previous_owner, customer.owner, customer.pooled_at = customer.owner, None, clock.now()
    customer.protected_until = None
    over(customer, EXPIRING)
    end_follow_ups(customer)


def end_follow_ups(customer: Customer) -> None:
    """Nothing is due with this customer any more."""
    customer.followups.filter(status=FollowUp.Status.DUE).update(status=FollowUp.Status.CANCELLED)
    customer.next_action_at, customer.next_action = None, ""
    drop(customer, FOLLOW_UP)


def due_first_follow_up(customer: Customer) -> FollowUp:
    """The first follow-up, due in working hours after registration (clause 3.2.1), with its to-do."""
    due = add_working_hours(clock.now(), figures.FIRST_FOLLOW_UP_HOURS.whole())
    return plan(customer, due, NextStep.FIRST, is_first=True)


def plan(customer: Customer, due_at: datetime, purpose: str, *, is_first: bool = False) -> FollowUp:
    """Replace the customer's open follow-up, if any, by one due at ``due_at``; every open customer has a next action."""
    return _plan_instead(due_with(customer), customer, due_at, purpose, is_first=is_first)


def _plan_instead(
    due: FollowUp | None, customer: Customer, due_at: datetime, purpose: str, *, is_first: bool = False
) -> FollowUp:
    assert customer.owner is not None, "only a customer with a consultant has a next action"
    if due is not None:
        due.lifecycle.move(due, FollowUp.Status.CANCELLED)
        rewrite(due, ["status"])
    followup = FollowUp(
        customer=customer, consultant=customer.owner, due_at=due_at, purpose=purpose[:120], is_first=is_first
    )
    insert_one(followup)
    customer.next_action_at, customer.next_action = due_at, purpose[:120]
    remind_of(customer, due_at)
    return followup


def remind_of(customer: Customer, due_at: datetime) -> None:
    """The owner's to-do; when late it climbs to supervisor and manager by itself (platform/tasks)."""
    todo(
        FOLLOW_UP,
        customer,
        _("Follow up %(who)s"),
        values={"who": f"{customer.masked_name} {customer.number}"},
        assignee=customer.owner,
        url=customer.get_absolute_url(),
        due_at=due_at,
    )


def plan_by_grade(customer: Customer, next_at: datetime | None = None, next_action: str = "") -> FollowUp | None:
    """Plan the next contact: at the chosen moment, else after the cadence of the grade. None when nobody owns it or it is closed.

    A first follow-up still due is kept unless a moment was chosen.
    """
    if customer.owner is None or not (customer.is_open or customer.stage in Customer.BY_DEAL):
        return None
    due = due_with(customer)
    if due and due.is_first and not next_at:
        return due
    if customer.is_open:
        wait, purpose = figures.days_for(customer.grade), NextStep.AGAIN
    else:
        wait, purpose = timedelta(days=figures.RETURN_VISIT_DAYS.whole()), NextStep.RETURN_VISIT
    return _plan_instead(due, customer, next_at or clock.now() + wait, next_action or purpose)


def complete_due(customer: Customer) -> FollowUp | None:
    """The follow-up that is due, to be filled in; None when none is."""
    return due_with(customer)


def grade_it(customer: Customer, grade: str) -> None:
    """Set the intent grade; a graded visitor is a prospect."""
    customer.grade = grade
    if customer.stage in (Customer.Stage.LEAD, Customer.Stage.VISITOR):
        customer.lifecycle.move(customer, Customer.Stage.INTENT)


def notice_in_force() -> NoticeVersion:
    """The privacy notice to show today. Raises ``Refused`` when none was published."""
    notices = _IN_FORCE(clock.today())
    if not notices:
        raise Refused(
            _("No privacy notice is in force, so no personal data may be taken."),
            rule="G-32",
            remedy=_("Register an anonymous visit, and ask the manager to publish a notice."),
        )
    notice: NoticeVersion = notices[0]
    return notice


_IN_FORCE = Prepared(lambda today: NoticeVersion.objects.filter(effective_on__lte=today).order_by("-version")[:1])
_CONSENTED = Prepared(
    lambda customer: Consent.objects.filter(customer=customer, withdrawn_at=None).values_list("purpose")
)


def record_consent(
    actor: Any,
    customer: Customer,
    purposes: list[str],
    how: str,
    signing: Signing = UNSIGNED,
) -> list[Consent]:
    """Write the consents not yet standing, under the notice in force, with what was signed. Returns the new ones."""
    notice = notice_in_force()
    signing.must_be_of(notice)
    standing = {purpose for (purpose,) in _CONSENTED(customer.pk)}
    made = [
        Consent(customer=customer, purpose=p, notice=notice, how=how, witness=actor, given_at=clock.now())
        for p in purposes
        if p not in standing
    ]
    proof = signing.checked(how) if made else None
    for consent in made:
        insert_one(consent)
    if proof is not None:
        _prove(actor, made, proof)
    created_many(actor, "customers.give_consent", made, {}, clause="3.1.3")
    return made


def _prove(actor: Any, made: list[Consent], proof: Checked) -> None:
    """One signature for everything agreed with it."""
    kept = keep_within(actor, made[0], proof, CONSENT_PROOF)
    Consent.objects.filter(pk__in=[consent.pk for consent in made]).update(evidence=kept)
    for consent in made:
        consent.evidence = kept


def told_of_hand_over(customer: Customer, before: Any, reason: str) -> None:
    """Both consultants hear of a change of hands."""
    people = [p for p in (before, customer.owner) if p is not None]
    notify(
        people,
        HANDED_OVER,
        _("Customer %(number)s was handed over: %(reason)s"),
        values={"number": customer.number, "reason": reason},
        url=customer.get_absolute_url(),
        about=customer,
    )


def told_of_taking_back(customer: Customer, given_to: Any) -> None:
    """Both consultants hear that a change of hands is undone."""
    notify(
        [p for p in (given_to, customer.owner) if p is not None],
        HANDED_OVER,
        _("The hand-over of customer %(number)s was taken back."),
        values={"number": customer.number},
        url=customer.get_absolute_url(),
        about=customer,
    )


def settle_for(customer: Customer, actor: Any) -> None:
    """Close whatever to-do about the customer is done by now."""
    settle(customer, actor)


__all__ = [
    "MOVED", "Basis", "complete_due", "due_first_follow_up", "end_follow_ups", "entrust", "give_to", "grade_it", "index_name",
    "keep", "leading", "locked", "locked_by", "notice_in_force", "open_record", "plan", "plan_by_grade", "protect", "record_consent",
    "remind_of", "settle_for", "to_pool", "told_of_hand_over", "told_of_taking_back", "wait_for_owner",
]  # fmt: skip
