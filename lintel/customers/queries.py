"""Questions about customers: who is this number, whose turn is it, what is overdue, why may I see this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from lintel.customers.figures import STALE_AFTER_DAYS
from lintel.customers.models import (
    Appointment,
    Consent,
    Customer,
    DutyTurn,
    Fact,
    FollowUp,
    NameGram,
    NoticeVersion,
    Visit,
)
from lintel.customers.models.customer import LATEST_FIRST, SPELLED
from lintel.inventory.models import Project
from lintel.platform.access.models import Reach
from lintel.platform.access.scope import project_ids, reach_of, visible
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.prepared import Prepared
from lintel.platform.privacy.fields import encrypted_field, matching

Outcome = Visit.Outcome
TAKE = "customers.take_from_pool"
START = "customers.start_reception"
SELLERS = frozenset({"SR", "SS"})
"""Posts whose holders own customers."""


@dataclass
class Arrival:
    """What the desk is told about a phone number: the outcome, whom it goes to and why, and nothing else.

    ``customer`` is only set when the person at the desk may see the record.
    """

    outcome: Visit.Outcome
    consultant: Any = None
    customer: Customer | None = None
    protected_until: Any = None
    consented: bool = False
    """Consent to service contact stands already, so the desk need not ask again."""
    reasons: list[str] = field(default_factory=list)


def customer_with_phone(project: Project, phone: str) -> Customer | None:
    """The standing record with exactly this number in this project. Raises ``ValidationError`` for what is no whole number."""
    field = encrypted_field(Customer, "phone")
    known = _WITH_PHONE(project.pk, field.indexes_of(field.secret(phone))["phone_bidx"])
    return known[0] if known else None


_WITH_PHONE = Prepared(
    lambda project, index: (
        Customer.objects.standing().filter(project=project, phone_bidx=index).select_related("owner").order_by("pk")[:1]
    )
)


def sells(user: Any, project: Project) -> bool:
    """Whether this person may own a customer of the project: somebody who still works here, sells, and belongs to it."""
    return bool(user is not None and user.is_active and user.codes & SELLERS and project.pk in project_ids(user))


def arrival(user: Any, project: Project, phone: str) -> Arrival:
    """Answer the desk's question before anything else is asked (clause 3.1.1)."""
    return arrival_of(user, project, customer_with_phone(project, phone))


def arrival_of(user: Any, project: Project, known: Customer | None) -> Arrival:
    """``arrival`` for whoever has looked the number up: the standing record with it, or None."""
    if known is None:
        consultant, reasons = whose_turn(user, project)
        return Arrival(Outcome.NEW, consultant, reasons=reasons)
    shown = visible(Customer, user).filter(pk=known.pk).first()
    found = _outcome(user, project, known, shown)
    found.consented = known.consents.filter(purpose=Consent.Purpose.SERVICE, withdrawn_at__isnull=True).exists()
    return found


def _outcome(user: Any, project: Project, known: Customer, shown: Customer | None) -> Arrival:
    if known.stage in (Customer.Stage.BUYER, Customer.Stage.OWNER):
        consultant = known.owner if sells(known.owner, project) else None
        return Arrival(
            Outcome.OWNER, consultant, shown, reasons=[_("Already signed: after-sales is with customer service.")]
        )
    if known.owner_id == user.pk and known.is_protected:
        return Arrival(Outcome.MINE, user, shown, known.protected_until, reasons=[_("You own this customer.")])
    if known.is_protected and sells(known.owner, project):
        return Arrival(
            Outcome.PROTECTED,
            known.owner,
            shown,
            known.protected_until,
            reasons=[_("A returning customer goes to the owner within the protection period; no turn is used.")],
        )
    consultant, reasons = whose_turn(user, project)
    if known.is_protected:
        gone = _("The consultant no longer receives here.")
        outcome = Outcome.PROTECTED if known.stage in Customer.BY_DEAL else Outcome.POOL
        return Arrival(outcome, consultant, shown, known.protected_until, reasons=[gone, *reasons])
    return Arrival(Outcome.POOL, consultant, shown, reasons=[_("Protection has run out."), *reasons])


def whose_turn(user: Any, project: Project) -> tuple[Any, list[str]]:
    """Who receives somebody without an owner, and why. Whoever receives becomes the owner, so it is somebody who sells.

    The duty list decides. When nobody on it is free, a consultant at the desk receives; for anybody else it is whoever is
    receiving already, else the consultant of the project with the fewest visits today. Nobody, when nobody sells there.
    """
    turn = next_turn(project)
    if turn is not None:
        told = _("Next on the duty list: %(count)d new receptions today, place %(place)d.")
        return turn.consultant, [told % {"count": turn.receptions, "place": turn.place}]
    if sells(user, project):
        return user, [_("Nobody is waiting on today's duty list: whoever registers receives.")]
    busy = duty_list(project).filter(status=DutyTurn.Status.RECEIVING).first()
    if busy is not None:
        return busy.consultant, [
            _("Everybody on the duty list is receiving: the one with the fewest receptions takes this one too.")
        ]
    today = Count("visits", filter=Q(visits__project=project, visits__arrived_at__gte=clock.midnight()))
    idle = members(project).annotate(today=today).order_by("today", "pk").first()
    if idle is None:
        return None, [_("Nobody sells here now: the supervisor gives the customer a consultant.")]
    return idle, [_("Nobody is on the duty list: the consultant with the fewest visits today.")]


def next_turn(project: Project) -> DutyTurn | None:
    """Whoever waits with the fewest new receptions today, then the longest since the last, then by place."""
    waiting = _WAITING(project.pk, clock.today())
    return waiting[0] if waiting else None


_WAITING = Prepared(lambda project, day: _on_duty(project, day).filter(status=DutyTurn.Status.QUEUED)[:1])


def duty_list(project: Project) -> QuerySet[DutyTurn]:
    """Today's list in the order in which turns will fall."""
    return _on_duty(project.pk, clock.today())


def _on_duty(project: int, day: date) -> QuerySet[DutyTurn]:
    return (
        DutyTurn.objects.filter(project=project, day=day, consultant__is_active=True)
        .select_related("consultant")
        .order_by("receptions", F("last_turn_at").asc(nulls_first=True), "place")
    )


def by_name(rows: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """Rows whose name contains ``text`` or is spelled so: found by the index of pieces, whatever the number of rows."""
    word = "".join(text.lower().split())
    if not word:
        return rows.none()
    if word.isascii() and len(word) > 1:
        typed = rows.filter(pk__in=NameGram.objects.filter(gram=f"{SPELLED}{word}").values("customer"))
        if typed.exists():
            return typed
    grams = [word] if len(word) < 3 else [word[i : i + 2] for i in range(len(word) - 1)]
    for gram in grams:
        # A list of keys lets the index of pairs lead; asked row by row, the database walks through every customer.
        rows = rows.filter(pk__in=NameGram.objects.filter(gram=gram).values("customer"))
    return rows.filter(name__icontains=text.strip()) if len(word) > 2 else rows


def found(user: Any, text: str) -> QuerySet[Customer] | None:
    """The customers this person may see that ``text`` finds: a phone, its last four digits, a number, or part of a name."""
    rows, typed = visible(Customer.objects.filter(merged_into__isnull=True), user), text.strip()
    if not typed:
        return None
    if "-" in typed and typed[0].isalpha():
        return rows.filter(number__iexact=typed)
    if sum(c.isdigit() or c == "*" for c in typed) >= 4:
        return rows.filter(matching(Customer, "phone", typed))
    return by_name(rows, typed)


found.do_not_call_in_templates = True  # type: ignore[attr-defined]  # templates ask whether a list has such a search


def stale_before() -> Q:
    """The condition of a record nobody has confirmed for too long (clause 5.1.3)."""
    limit = clock.now() - timedelta(days=STALE_AFTER_DAYS.whole())
    return Q(confirmed_at__lt=limit) | Q(confirmed_at__isnull=True, created_at__lt=limit)


def is_stale(customer: Customer) -> bool:
    """Whether nobody has said for too long that the record is right."""
    return (customer.confirmed_at or customer.created_at) < clock.now() - timedelta(days=STALE_AFTER_DAYS.whole())


def pool_for(user: Any) -> QuerySet[Customer]:
    """What this person may take: seen masked, by whoever may take (SS, SR), in their projects."""
    return visible(Customer.objects.pool(), user, TAKE).order_by(*LATEST_FIRST)


def startable(user: Any, waiting: list[Visit]) -> set[int]:
    """The keys of the waiting visits whose reception this person may start."""
    if not waiting:
        return set()
    rows = visible(Visit.objects.filter(pk__in=[v.pk for v in waiting]), user, START)
    return set(rows.values_list("pk", flat=True))


def my_projects(user: Any, permission: str = "customers.check_in") -> QuerySet[Project]:
    """The projects this person receives people for, or has another ``permission`` in."""
    return visible(Project, user, permission).order_by("pk")


def why_visible(user: Any, customer: Customer) -> str:
    """Why this person can see this customer, in a sentence they will understand."""
    if customer.owner_id == user.pk:
        return _("You are this customer's consultant.")
    reach = reach_of(user, "customers.view_customer")
    if reach == Reach.TEAM:
        return _("You supervise the team of the customer's consultant.")
    if reach in (Reach.DEPARTMENT, Reach.ALL):
        posts = user.codes & {"MGR", "DM"}
        return _("You manage this project.") if posts else _("Your post looks after all customers of this project.")
    return _("You were given this customer for a task.")


def notice_shown() -> NoticeVersion | None:
    """The privacy notice in force."""
    return NoticeVersion.objects.filter(effective_on__lte=clock.today()).order_by("-version").first()


def due_for(user: Any, until: datetime) -> QuerySet[FollowUp]:
    """Follow-ups this person may see that fall due before ``until``, the most overdue first."""
    rows = visible(FollowUp.objects.filter(status=FollowUp.Status.DUE, due_at__lt=until), user)
    return rows.select_related("customer", "consultant").order_by("due_at", "pk")


def consultants_of(user: Any) -> QuerySet[User]:
    """Those whose customers this person may see: whose weeks they may look at."""
    owners = visible(Customer.objects.open(), user).order_by().values("owner")
    return User.objects.filter(pk__in=owners).order_by("pk")


def bookable(user: Any, owner: int | None, project: int | None) -> QuerySet[Customer]:
    """Customers an appointment can be made with, whoever was in touch last first."""
    rows = visible(Customer.objects.open().filter(owner__isnull=False), user, "customers.book")
    rows = rows.filter(owner=owner) if owner else rows
    rows = rows.filter(project=project) if project else rows
    return rows.order_by(*LATEST_FIRST)


def sales_kit(user: Any, project: Project, text: str = "") -> QuerySet[Fact]:
    """Approved answers in date, of which every word of ``text`` occurs in question or answer."""
    rows = visible(Fact.objects.sayable(), user).filter(project=project)
    for word in text.split()[:6]:
        rows = rows.filter(Q(question__icontains=word) | Q(answer__icontains=word))
    return rows.select_related("approved_by").order_by("topic", "pk")


def standing_consents(customer: Customer) -> list[Consent]:
    """What the customer agrees to now."""
    return list(
        customer.consents.filter(withdrawn_at__isnull=True).select_related("notice", "witness").order_by("purpose")
    )


def coming_appointments(customer: Customer) -> QuerySet[Appointment]:
    """What is booked with this customer."""
    return (
        customer.appointments.filter(status=Appointment.Status.BOOKED)
        .select_related("room", "consultant")
        .order_by("starts_at")
    )


Missing = Callable[[Customer, Any], list[tuple[str, str]]]
_missing: list[Missing] = []


def on_missing(question: Missing) -> Missing:
    """Register what upper floors miss of a customer: ``f(customer, user) -> [(label, deed on Customer or "")]``."""
    _missing.append(question)
    return question


def missing_of(customer: Customer, user: Any) -> list[tuple[str, str]]:
    """What is not yet known about the customer, each with the name of the deed that enters it (empty: nothing to open here)."""
    gaps = [] if hasattr(customer, "needs") else [(_("Needs"), "save_needs")]
    if not customer.grade and customer.is_open:
        gaps.append((_("Intent grade"), "set_grade"))
    if not customer.phone:
        gaps.append((_("Phone"), "edit_basic"))
    for question in _missing:
        gaps += question(customer, user)
    return gaps


def likely_duplicates(customer: Customer, user: Any) -> QuerySet[Customer]:
    """Other standing records within reach with the same surname and last four digits."""
    tail = getattr(customer, "phone_last4", None)
    if not tail:
        return Customer.objects.none()
    rows = visible(Customer.objects.standing(), user).filter(project_id=customer.project_id, phone_last4=tail)
    rows = rows.filter(name__startswith=customer.name[:1])
    return rows.exclude(pk=customer.pk).select_related("owner")[:3]


def members(project: Project) -> QuerySet[Any]:
    """Consultants of the project, for choosing one."""
    in_project = User.objects.holding("SR", "SS").filter(project_memberships__project=project).values("pk")
    return User.objects.filter(pk__in=in_project).order_by("pk")


__all__ = [
    "Arrival", "arrival", "arrival_of", "by_name", "coming_appointments", "customer_with_phone", "due_for",
    "duty_list", "found", "is_stale", "likely_duplicates", "members", "missing_of", "my_projects", "next_turn",
    "notice_shown", "on_missing", "pool_for", "sales_kit", "sells", "stale_before", "standing_consents",
    "why_visible",
]  # fmt: skip


def in_pool() -> QuerySet[Customer]:
    """Customers anybody may take, for a screen to narrow to what its user may see."""
    return Customer.objects.pool()


def late() -> QuerySet[Customer]:
    """Open customers whose next contact is overdue, for a screen to narrow to what its user may see."""
    return Customer.objects.open().filter(next_action_at__lt=clock.now())
