"""The customers of the demo: who comes, who calls, who is called back in time, who is forgotten, who is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from lintel.customers.actions.closing import mark_invalid
from lintel.customers.actions.consents import refuse_marketing, withdraw_consent
from lintel.customers.actions.duty import pause_turn, put_on_duty
from lintel.customers.actions.followups import record_follow_up
from lintel.customers.actions.handing import hand_over_customer
from lintel.customers.actions.leads import add_lead, register_call
from lintel.customers.actions.profile import confirm_correct, save_needs
from lintel.customers.actions.reception import check_in, close_visit, start_reception
from lintel.customers.actions.referring import refer
from lintel.customers.actions.reporting import acknowledge_report, report_up
from lintel.customers.demo_disputes import CUSTOMER, claimed, gives_up
from lintel.customers.demo_interests import THINKING, thinks_of_homes
from lintel.customers.demo_people import (
    CONTACTS,
    NEXT,
    REPORTS,
    SOURCES,
    SUMMARIES,
    Persona,
    people,
    serial,
    wishes,
)
from lintel.customers.jobs import protection_ends
from lintel.customers.models import Customer, DutyTurn, FieldReport, FollowUp, Grade, Visit
from lintel.customers.queries import next_turn
from lintel.inventory.models import Project
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.prepared import Prepared
from lintel.platform.kernel.story import EVENING, Story
from lintel.platform.notices.actions import mark_read
from lintel.platform.notices.models import Notice

WEEKDAY, WEEKEND = 0.45, 2.3
"""How busy a day is against the mean: five times as many new faces on Saturdays and Sundays; second visits come on any day."""
AT_ONCE, DILIGENCE, LATE = 12, 0.94, 0.09
"""Calls a consultant makes in one go, how surely each of them is made, and how many customers are only called when overdue."""
ROUNDS = ((11, 20, 6), (16, 40, 3), (18, 50, 17))
"""When a consultant sits down to call, and for how many hours ahead: until after the next round has begun."""
HOURS_LATE = (3, 20, 20, 20, 150)
MARKS = (5, 5, 5, 4, 4, 4, 3, 2)
UNSAID = 13
"""One visitor in so many does not say how they heard of us."""
CHANNELS = ("walk_in", "walk_in", "walk_in", "online", "outdoor", "media", "event", "partner")
Stage = Customer.Stage


@dataclass
class Hall:
    """One sales centre: its story, its people, and how busy it is. ``daily`` is new visitors on a working day."""

    story: Story
    cast: Mapping[str, User]
    project: Project
    desk: str
    leads: Mapping[str, str]
    """Supervisor by consultant."""
    daily: float
    begins: int
    """Days before the end on which the doors opened."""
    persons: Any = field(init=False)
    known: dict[int, Persona] = field(default_factory=dict)
    """Who the customers are, by key."""
    put_off: dict[int, int] = field(default_factory=dict)
    """Whom their consultant does not like to call, and how many hours late they are called."""

    forgot: bool = False
    """On the last evening one reception is not closed: next day somebody is asked what came of it."""

    def __post_init__(self) -> None:
        self.persons = people(self.story.random)

    @property
    def consultants(self) -> list[User]:
        return [self.cast[name] for name in self.leads]

    def above(self, person: User) -> User:
        """Who leads ``person``: the supervisor, and the deputy for a supervisor who received somebody when nobody else could."""
        return self.cast[self.leads.get(person.username, "chen")]

    def chance(self, share: float) -> bool:
        return self.story.random.random() < share


def receptions(hall: Hall) -> None:
    """Put three months of visitors, callers and leads into the story, and the calls the consultants make every day."""
    for ago in range(hall.begins, -1, -1):
        hall.story.at(hall.story.day(ago, 9), lambda: _duty(hall))
        busy = WEEKEND if hall.story.day(ago).weekday() >= 5 else WEEKDAY
        for _ in range(_count(hall, hall.daily * busy)):
            hall.story.at(_moment(hall, ago), lambda: _arrives(hall))
        for _ in range(_count(hall, hall.daily * busy * 0.45)):
            hall.story.at(_moment(hall, ago), lambda: _calls(hall))
        for _ in range(_count(hall, hall.daily * 0.35)):
            hall.story.at(_moment(hall, ago), lambda: _lead(hall))
        for hour, minute, ahead in ROUNDS:
            for person in hall.consultants:
                calls = partial(_calls_back, hall, person, ahead)
                hall.story.at(hall.story.day(ago, hour, minute), calls, until=EVENING)
    for minutes in (260, 215, 180, 140, 95, 60, 35, 12, 4):
        arrives = partial(_arrives, hall, open_still=minutes < 40, waits=minutes < 10)
        hall.story.at(hall.story.before_end(minutes), arrives)
    hall.story.at(hall.story.before_end(120), lambda: _calls(hall))
    hall.story.at(hall.story.before_end(3), lambda: _pause(hall))


def evenings(story: Story, cast: Mapping[str, User], begins: int) -> None:
    """Every other evening protection ends for customers nobody spoke with; and everybody reads what they were told."""
    for ago in range(begins, 0, -2):
        story.at(story.day(ago, 19, 55), protection_ends, until=EVENING)
    for ago in range(begins, -1, -1):
        story.at(story.day(ago, 17, 45), lambda: _notices_read(cast))
    story.at(story.before_end(100), lambda: _notices_read(cast))


def _notices_read(cast: Mapping[str, User]) -> None:
    """People look into the message centre before they go home; whoever was told nothing has nothing to read."""
    told = set(Notice.objects.filter(read_at=None).values_list("receiver", flat=True))
    for person in cast.values():
        if person.pk in told:
            mark_read(person, Notice.objects.all())


def _count(hall: Hall, mean: float) -> int:
    whole = int(mean)
    return whole + (1 if hall.chance(mean - whole) else 0)


def _moment(hall: Hall, ago: int) -> Any:
    return hall.story.day(ago, hall.story.random.randrange(9, 17), hall.story.random.randrange(5, 60))


def _duty(hall: Hall) -> None:
    """Everybody but one, who is off."""
    off = hall.story.random.choice(hall.consultants) if len(hall.consultants) > 2 else None
    for person in hall.consultants:
        if person != off:
            put_on_duty(hall.above(person), hall.project, consultant=person)


def _pause(hall: Hall) -> None:
    turn = DutyTurn.objects.filter(
        project=hall.project, day=hall.story.now.date(), status=DutyTurn.Status.QUEUED
    ).first()
    if turn is not None:
        pause_turn(hall.above(turn.consultant), turn, reason="陪客户去银行面签")


def _arrives(hall: Hall, *, open_still: bool = False, waits: bool = False) -> None:
    """Somebody comes through the door; most leave a number, some do not want to."""
    desk, someone = hall.cast[hall.desk], next(hall.persons)
    channel = hall.story.random.choice(CHANNELS)
    if len(hall.known) % UNSAID == 0:
        channel = "other"
    party = hall.story.random.choice((1, 2, 2, 3))
    free = _free_hand(hall)
    given = {} if free is None else {"consultant": free, "reason": "轮序内同事均在接待，由现场主管指派"}
    if hall.chance(0.08):
        visit = check_in(desk, hall.project, channel=channel, party=party, **given)
    else:
        visit = check_in(
            desk, hall.project, channel=channel, phone=someone.phone, name=someone.name, title=someone.title, party=party, agreed=True,
            marketing=hall.chance(0.55), **given,
        )  # fmt: skip
    if not waits:
        _received(hall, visit, someone, open_still=open_still)


def _free_hand(hall: Hall) -> User | None:
    """When everybody on the list is busy, somebody must receive all the same; None while turns are to be had."""
    return None if next_turn(hall.project) else hall.story.random.choice(hall.consultants)


def _received(hall: Hall, visit: Visit, someone: Persona, *, open_still: bool = False) -> None:
    """The consultant greets, shows, and closes the reception an hour later."""
    person = visit.consultant
    if open_still and hall.chance(0.4):
        return
    start_reception(person, visit)
    if not open_still:
        hall.story.after(lambda: _closes(hall, visit, someone), minutes=hall.story.random.randrange(25, 60))


def _closes(hall: Hall, visit: Visit, someone: Persona) -> None:
    random = hall.story.random
    if not hall.forgot and clock.today() == hall.story.today - timedelta(days=1):
        hall.forgot = True
        return
    if visit.customer is None:
        close_visit(visit.consultant, visit, summary="匿名参观，未留联系方式", toured=hall.chance(0.5))
        return
    close_visit(
        visit.consultant, visit, summary=random.choice(SUMMARIES), toured=hall.chance(0.7), grade=Grade(someone.grade),
        next_action=random.choice(NEXT),
    )  # fmt: skip
    _work(hall, visit.customer, someone)


def _calls(hall: Hall) -> None:
    someone = next(hall.persons)
    desk = _free_hand(hall) or hall.cast[hall.desk]
    customer = register_call(
        desk, hall.project, phone=someone.phone, name=someone.name, title=someone.title, note="来电咨询户型与价格"
    )
    _work(hall, customer, someone)


def _lead(hall: Hall) -> None:
    someone, person = next(hall.persons), hall.story.random.choice(hall.consultants)
    customer = add_lead(
        person, hall.project, phone=someone.phone, name=someone.name, title=someone.title, channel="outreach",
        basis_note=hall.story.random.choice(SOURCES),
    )  # fmt: skip
    _work(hall, customer, someone)


DUE = Prepared(
    lambda owner, project, until: (
        FollowUp.objects.filter(
            status=FollowUp.Status.DUE, customer__owner=owner, customer__project=project, due_at__lte=until
        )
        .order_by("due_at", "pk")
        .values_list("customer", "due_at")[:AT_ONCE]
    )
)


def _again(hall: Hall, pk: int, deed: Callable[[Customer, User], Any]) -> Callable[[], None]:
    """``deed`` with the customer as it is then and whoever looks after it then; nothing when nobody does or it is closed."""

    def do() -> None:
        customer: Customer = CUSTOMER(pk)[0]
        owner = hall.cast.get(customer.owner.username) if customer.owner else None
        if owner is not None and customer.stage not in (Stage.LOST, Stage.INVALID) and customer.merged_into_id is None:
            deed(customer, owner)

    return do


def _work(hall: Hall, customer: Customer, someone: Persona) -> None:
    """What happens with a customer from here on: serious people are worked with, the others slip away."""
    pk, story = customer.pk, hall.story
    if hall.chance(0.35 + 0.5 * someone.zeal):
        story.after(_again(hall, pk, lambda c, o: save_needs(o, c, **wishes(story.random))), minutes=20)
    if someone.zeal > 0.55 and serial(customer) % THINKING == 0:
        story.after(_again(hall, pk, thinks_of_homes), minutes=180)
    hall.known[pk] = someone
    if hall.chance(LATE):
        hall.put_off[pk] = story.random.choice(HOURS_LATE)
    if someone.zeal > 0.66:
        story.after(_again(hall, pk, lambda c, o: _returns(hall, c, o, someone)), days=story.random.uniform(1, 9))
    elif someone.zeal < 0.5:
        story.after(_again(hall, pk, lambda c, o: gives_up(hall, c, o)), days=story.random.uniform(3, 16))
    elif hall.chance(0.05):
        story.after(_again(hall, pk, _empty_number), days=2)
    elif hall.chance(0.2):
        story.after(_again(hall, pk, lambda c, o: gives_up(hall, c, o)), days=story.random.uniform(4, 12))
    _side_stories(hall, pk)


def _side_stories(hall: Hall, pk: int) -> None:
    story = hall.story
    for share, deed, days in (
        (0.05, lambda c, o: refuse_marketing(o, c), 3),
        (0.02, lambda c, o: _withdraws(c, o), 6), (0.04, lambda c, o: _handed(hall, c, o), 8),
        (0.05, lambda c, o: _reports(hall, c, o), 2), (0.06, lambda c, o: _refers(hall, c, o), 5), (0.1, confirm_now, 9),
    ):  # fmt: skip
        if hall.chance(share):
            story.after(_again(hall, pk, deed), days=days)


def _calls_back(hall: Hall, person: User, ahead: int) -> None:
    """The consultant goes through what falls due before the next round: nearly all of it, and the rest when it is late."""
    now = hall.story.now
    for pk, due_at in DUE(person.pk, hall.project.pk, now + timedelta(hours=ahead)):
        someone = hall.known.get(pk)
        if pk in hall.put_off and now < due_at + timedelta(hours=hall.put_off[pk]):
            continue
        if someone is not None and hall.chance(DILIGENCE):
            hall.story.after(
                _again(hall, pk, lambda c, o, s=someone: _contact(hall, c, o, s)),  # type: ignore[misc]
                minutes=hall.story.random.randrange(1, 40), until=EVENING,
            )  # fmt: skip


def _empty_number(customer: Customer, owner: User) -> None:
    if customer.stage in (Stage.LEAD, Stage.VISITOR):
        mark_invalid(owner, customer, reason="号码为空号")


def confirm_now(customer: Customer, owner: User) -> None:
    """The consultant went through the record with the customer."""
    confirm_correct(owner, customer)


def _contact(hall: Hall, customer: Customer, owner: User, someone: Persona) -> None:
    random = hall.story.random
    result = random.choice((FollowUp.Result.REACHED,) * 4 + (FollowUp.Result.NOT_REACHED, FollowUp.Result.MESSAGE))
    method = random.choice((FollowUp.Method.PHONE, FollowUp.Method.PHONE, FollowUp.Method.WECHAT, FollowUp.Method.SMS))
    record_follow_up(
        owner, customer, method=method, result=result, text=random.choice(CONTACTS), next_action=random.choice(NEXT),
        grade=Grade(someone.grade) if customer.is_open else None,
        satisfaction=random.choice(MARKS) if result == FollowUp.Result.REACHED and hall.chance(0.3) else None,
    )  # fmt: skip


def _returns(hall: Hall, customer: Customer, owner: User, someone: Persona) -> None:
    """A second visit: the serious come back, and then it becomes a matter for sales."""
    random = hall.story.random
    visit = check_in(
        hall.cast[hall.desk], hall.project, channel=customer.channel, phone=someone.phone, party=2, agreed=True
    )
    receiver = hall.cast[visit.consultant.username]  # usually the owner; somebody else when protection had ended
    if hall.chance(0.06):
        claimed(hall, visit)
    start_reception(receiver, visit)
    close_visit(
        receiver, visit, summary=random.choice(SUMMARIES), toured=True, grade=Grade.A if someone.zeal > 0.8 else Grade.B,
        next_action="确认房号与付款方式",
    )  # fmt: skip
    hall.story.tell("serious", hall=hall, pk=customer.pk, someone=someone)


def _withdraws(customer: Customer, owner: User) -> None:
    if customer.consents.filter(purpose="marketing", withdrawn_at__isnull=True).exists():
        withdraw_consent(owner, customer, purpose="marketing")


def _handed(hall: Hall, customer: Customer, owner: User) -> None:
    """Within the team, by the supervisor: the consultant is away or the customer asked."""
    others = [p for p in hall.consultants if p != owner and p.department_id == owner.department_id]
    if others and customer.stage in Customer.OPEN:
        hand_over_customer(hall.above(owner), customer, to=others[0], reason="客户要求更换接待，已与双方沟通")


def _reports(hall: Hall, customer: Customer, owner: User) -> None:
    category, details = hall.story.random.choice(REPORTS)
    report = report_up(owner, customer, category=FieldReport.Category(category), details=details)
    if hall.chance(0.6):
        supervisor = hall.above(owner)
        hall.story.after(lambda: acknowledge_report(supervisor, report, answer="已收到，本周例会讨论"), minutes=200)


def _refers(hall: Hall, customer: Customer, owner: User) -> None:
    if customer.grade not in (Grade.A, Grade.B):
        return
    friend = next(hall.persons)
    relation = hall.story.random.choice(("friend", "relative", "colleague"))
    referral = refer(owner, customer, phone=friend.phone, name=friend.name, relation=relation, agreed=True)
    _work(hall, referral.customer, friend)
