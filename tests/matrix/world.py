"""One small world: the same life of a customer four times, for somebody of one's own, one's team, another team and another project.

Everything is made through actions. Rows are labelled here by hand with the person and the project they belong to; what the
code thinks about that (its scopes) is what the matrix tests, so it is not asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import NoReverseMatch, reverse

from lintel.customers.actions import (
    appointments,
    consents,
    duty,
    followups,
    kit,
    leads,
    merging,
    profile,
    reception,
    referring,
    reporting,
)
from lintel.customers.models import Channel, Customer, Fact, FieldReport, FollowUp, MessageTemplate, Needs, Referral
from lintel.insight import actions as insight
from lintel.inventory.actions import estate, permits, prices, units
from lintel.inventory.models import Claim, Facility, Phase, Project, ProjectMember, Section, Unit, UnitType
from lintel.platform.access.models import Grant, Role
from lintel.platform.approvals import actions as approving
from lintel.platform.approvals.asking import requests_about
from lintel.platform.approvals.models import Request
from lintel.platform.attachments.actions import attach
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import Department, User, system_user
from lintel.platform.exchange import filing
from lintel.platform.kernel import clock
from lintel.platform.notices.models import Notice
from lintel.platform.notices.sending import notify
from lintel.platform.tasks.models import Task
from lintel.sales.actions import cancelling, disclosing, discounts, holds, money, quotes, reservations, targets, terms
from lintel.sales.models import (
    Cancellation,
    DisclosureItem,
    LedgerEntry,
    LoanRate,
    MoneyKind,
    Offer,
    PaymentScheme,
    Quote,
    TaxRate,
    UnitWaiter,
)
from lintel.sales.people import Person
from lintel.sales.queries import disclosures_due
from lintel.sales.seeding import seed_rates
from lintel.site.demo.cast import FIRST_PROJECT, SECOND_PROJECT, appoint_cast, open_projects

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)
ABSENT = 99_999_999
PASSWORD = "of-everybody-in-the-matrix"
#: Who owns the rows: the first is "own" for wang, the second his team, the third another team, the fourth another project.
OWNERS = {"wang": FIRST_PROJECT, "zhao": FIRST_PROJECT, "sun": FIRST_PROJECT, "tang": SECOND_PROJECT}
SUPERVISORS = {"wang": "zhou", "zhao": "zhou", "sun": "wu", "tang": "han"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@dataclass(frozen=True)
class Labelled:
    """A row with whom it belongs to. ``people`` are named where belonging is more than one owner."""

    row: models.Model
    owner: str = ""
    project: str = ""
    people: frozenset[str] | None = None
    parts: dict[str, set[str]] = field(default_factory=dict)
    """Who plays which part: whose task it is, who asked, whose turn it is, who took the file in."""

    @property
    def whose(self) -> str:
        return self.owner or self.project or "shared"


@dataclass
class World:
    """The cast, both projects and every labelled row by ``app.model``."""

    cast: dict[str, User]
    projects: dict[str, Project]
    rows: dict[str, list[Labelled]] = field(default_factory=dict)

    def put(
        self,
        row: models.Model,
        owner: str = "",
        project: str = "",
        people: set[str] | None = None,
        kind: str = "",
        **parts: set[str],
    ) -> Any:
        """Remember a row once under ``app.model`` (or ``kind``); ``parts`` name who plays which part in it."""
        name = kind or f"{row._meta.app_label}.{row._meta.model_name}"
        known = self.rows.setdefault(name, [])
        if all(k.row.pk != row.pk for k in known):
            known.append(Labelled(row, owner, project, frozenset(people) if people is not None else None, parts))
        return row

    def of(self, kind: str, owner: str = "", project: str = "") -> Any:
        """The first row of a kind with this label."""
        return next(k.row for k in self.rows[kind] if k.owner == owner and (not project or k.project == project))


def phone_of(n: int) -> str:
    return f"139{n:08d}"


def build(canary: str = "") -> World:
    """The whole world, at ``NOW``. ``canary`` stands in free texts and names where a foreign eye would see them."""
    with clock.at(NOW - timedelta(hours=1)):
        cast = appoint_cast()
        for person in cast.values():
            person.set_password(PASSWORD)
            person.save(update_fields=["password"])
        cast["gone"] = User.objects.create(
            username="gone", name="离职员工", department=cast["wang"].department, is_active=False
        )
        cast["gone"].roles.set(Role.objects.filter(code="SR"))
        world = World(cast, open_projects(cast))
        ProjectMember.objects.create(project=world.projects[FIRST_PROJECT], user=cast["gone"])
        office_facts(world)
        for name, project in world.projects.items():
            estate_of(world, name, project)
    with clock.at(NOW):
        for place, owner in enumerate(OWNERS):
            live(world, owner, place, canary)
    return world


def office_facts(world: World) -> None:
    cast = world.cast
    for user in (cast["wang"], cast["tang"]):
        world.put(user)
    world.put(Department.objects.get(name="销售一组"))
    world.put(Role.objects.get(code="SR"))
    world.put(Grant.objects.order_by("pk").first())
    world.put(consents.publish_notice(cast["liu"], text="我们为何收集您的信息", effective_on=date(2026, 1, 1)))
    world.put(kit.add_template(
        cast["zhou"], title="问候", use=MessageTemplate.Use.choices[0][0], method=FollowUp.Method.WECHAT, text="您好 {address}",
    ))  # fmt: skip
    seed_rates()
    world.put(TaxRate.objects.first())
    world.put(LoanRate.objects.first())


def estate_of(world: World, name: str, project: Project) -> None:
    """Buildings, a permit and prices that came all the way, ways to pay, a duty list, rooms, facts."""
    cast, system = world.cast, system_user()
    liu = cast["liu"]
    here = {"project": name}
    world.put(project, **here)
    world.put(ProjectMember.objects.filter(project=project).first(), **here)
    phase = world.put(Phase.objects.create(project=project, name="一期"), **here)
    kind = world.put(
        UnitType.objects.create(
            project=project,
            name="B",
            rooms=3,
            halls=2,
            baths=2,
            gross_area=Decimal("93.87"),
            net_area=Decimal("74.81"),
            orientation="南",
        ),
        **here,
    )
    world.put(Facility.objects.create(project=project, name=f"{name}会所"), **here)
    building = estate.generate_building(
        liu, project, name="3栋", first_floor=1, last_floor=8, rooms=2, sections=1, types=kind.name, phase=phase
    )
    world.put(building, **here)
    world.put(Section.objects.filter(building=building).first(), **here)
    homes = list(Unit.objects.filter(building=building).order_by("floor", "room"))
    world.put(homes[0], **here)
    permit = permits.record_permit(
        liu,
        project=project,
        number=f"{project.code}-许-1",
        issued_on=date(2026, 10, 1),
        buildings=[building],
        scan=_scan(name),
    )
    world.put(permit, **here)
    permits.submit_permit(system, permit)
    decide(world, permit)
    scheme = prices.draft_scheme(system, project=project, name="首次开盘", reason="首开")
    for home in homes:
        line = prices.price_unit(
            system,
            scheme,
            unit=home,
            list_price=Decimal(4_500_000),
            floor_price=Decimal(4_275_000),
            unit_price=Decimal("47938.64"),
        )
    world.put(scheme, **here)
    world.put(line, **here)
    prices.submit_scheme(system, scheme)
    decide(world, scheme)
    scheme.refresh_from_db()
    prices.file_scheme(system, scheme, filing_number="备 1", filed_on=date(2026, 10, 8))
    prices.put_in_force(liu, scheme)
    permits.record_publication(liu, permit, published_on=date(2026, 10, 6), where="公示墙")
    units.release_units(liu, project, units=homes, reason="开盘")
    for way, percent in ((PaymentScheme.Way.LUMP_SUM, 2), (PaymentScheme.Way.COMMERCIAL, 1)):
        scheme = terms.draft_payment_scheme(
            system, project=project, name=str(way.label), way=way, discount_percent=Decimal(percent), starts_on=date(2026, 10, 1),
            **({"down_percent": Decimal(30)} if way == PaymentScheme.Way.COMMERCIAL else {}),
        )  # fmt: skip
        world.put(scheme, **here)
        terms.approve_payment_scheme(liu, scheme)
    offer = terms.draft_offer(
        system,
        project=project,
        name="按时签约",
        conditions="7 天内签约",
        by=Offer.By.PERCENT,
        value=Decimal(1),
        starts_on=date(2026, 10, 1),
    )
    world.put(offer, **here)
    terms.approve_offer(liu, offer)
    disclosing.add_standard_disclosures(liu, project)
    world.put(DisclosureItem.objects.filter(project=project).first(), **here)
    world.put(appointments.add_room(liu, project, name=f"{project.code} 一号桌"), **here)
    fact = kit.write_fact(
        system,
        project=project,
        topic=Fact.Topic.choices[0][0],
        question="学校",
        answer="按当年政策",
        valid_from=date(2026, 1, 1),
    )
    kit.approve_fact(liu, fact)
    world.put(fact, **here)
    world.put(insight.draft_daily_report(system, project=project, day=clock.today()), **here)
    world.put(
        insight.write_strategy_note(liu, project=project, period="month", title="加推 B 户型", text="去化快"), **here
    )


def _scan(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.png", PNG, content_type="image/png")


def decide(world: World, row: models.Model) -> None:
    """Whoever is asked agrees, step by step."""
    for _turn in range(6):
        request = requests_about(row).filter(status=Request.Status.RUNNING).first()
        if request is None:
            return
        asked = request.decisions.filter(status="pending", person__isnull=False).order_by("position").first()
        approving.approve(asked.person, request)


def live(world: World, owner: str, place: int, canary: str = "") -> None:
    """What happens between one consultant and the people who come to them; ``place`` numbers phones and homes."""
    cast, system = world.cast, system_user()
    me, boss, project = cast[owner], cast[SUPERVISORS[owner]], world.projects[OWNERS[owner]]
    here = {"owner": owner, "project": project.name}
    number = 10_000 + place * 100
    turn = duty.put_on_duty(boss, project, consultant=me)
    world.put(turn, project=project.name)
    visit = reception.check_in(
        me,
        project,
        channel=Channel.WALK_IN,
        phone=phone_of(number),
        name=f"客户{canary or owner}",
        agreed=True,
        consultant=me,
        reason="指名",
    )
    customer = visit.customer
    world.put(visit, **here)
    world.put(customer, **here)
    world.put(customer.consents.first(), **here)
    world.put(
        followups.record_follow_up(me, customer, method=FollowUp.Method.PHONE, text=f"谈了首付 {canary}", grade="A"),
        **here,
    )
    profile.save_needs(me, customer, **_needs(canary))
    world.put(Needs.objects.get(customer=customer), **here, kind="customers.needs")
    world.put(appointments.book(me, customer, starts_at=NOW + timedelta(days=1, hours=place), minutes=60), **here)
    referral = referring.refer(
        me,
        customer,
        phone=phone_of(number + 1),
        name=f"友{canary or owner}",
        relation=Referral.Relation.choices[0][0],
        agreed=True,
    )
    world.put(referral, **here)
    world.put(
        reporting.report_up(me, customer, category=FieldReport.Category.choices[0][0], details=f"客户说 {canary}"),
        **here,
    )
    world.put(kit.ask_question(me, project, text=f"车位价格 {canary}"), project=project.name)
    duplicate = leads.add_lead(
        me,
        project,
        phone=phone_of(number + 2),
        name=f"重{canary or owner}",
        channel=Channel.OUTREACH,
        basis_note="外展登记",
    )
    world.put(merging.merge_customers(boss, customer, duplicate=duplicate, reason=f"同一人 {canary}"), **here)
    if owner != "zhao":
        plan = targets.propose_targets(
            boss,
            project=project,
            team=boss.department,
            month=date(2026, 11, 1) if place < 4 else date(2027, place, 1),
            units=3,
            shares=[targets.Share(person=me, units=3)],
        )
        world.put(plan, owner=SUPERVISORS[owner], project=project.name)
        world.put(plan.shares.first(), **here)
    _files(world, owner, customer, canary)
    _deal(world, owner, customer, place, canary, here, system)
    for task in Task.objects.filter(assignee=me)[:1]:
        world.put(task, people={owner, SUPERVISORS[owner], "liu", "chen"}, assignee={owner})
    sent = notify(me, _a_kind(), f"注意 {canary}", event=f"world:{owner}")
    world.put(sent[0] if sent else Notice.objects.filter(receiver=me).first(), people={owner})
    world.put(
        Entry.objects.filter(actor=me).order_by("pk").first(),
        people={"liu", "chen"} | ({"gao"} if project.name == FIRST_PROJECT else set()),
    )


def _a_kind() -> str:
    return "customers.visitor_waiting"


def _needs(canary: str) -> dict[str, Any]:
    return {"remark": f"要安静 {canary}"}


def _files(world: World, owner: str, customer: Customer, canary: str) -> None:
    me, name = world.cast[owner], SUPERVISORS[owner]
    file = attach(
        me, customer, SimpleUploadedFile(f"{canary or owner}.png", PNG, content_type="image/png"), _attachment_kind()
    )
    seen = {owner, name, "liu", "chen", *({"xu", "lin", "gao"} if OWNERS[owner] == FIRST_PROJECT else set())}
    world.put(file, people=seen, remover={owner, name, "liu", "chen"})
    if importer := next((i for i in IMPORTS.get(owner, ())), None):
        actor, kind = importer
        table = "楼栋,房号,建筑面积,手机\n" + f"9栋,{len(owner)}01,93.87,{phone_of(77)}\n"
        job = filing.receive(
            world.cast[actor], kind, f"{canary or owner}.csv", table.encode("utf-8-sig"), {"project": world.projects[OWNERS[owner]].pk}
        )  # fmt: skip
        world.put(job, people={actor, "liu", "chen"}, taker={actor})


#: Who takes a list in, and which.
IMPORTS = {"wang": [("zheng", "inventory.units")], "tang": [("liu", "inventory.units")]}


def _attachment_kind() -> str:
    from lintel.platform.attachments.kinds import kinds

    return next(iter(kinds))


def _routed() -> bool:
    """Whether deals have their addresses (their tasks and notices point there)."""
    try:
        reverse("sales:quote-list")
    except NoReverseMatch:
        return False
    return True


def _deal(
    world: World, owner: str, customer: Customer, place: int, canary: str, here: dict[str, str], system: User
) -> None:
    """A plan with a special discount asked for, and another that became a reservation with its deposit."""
    me, boss, project = world.cast[owner], world.cast[SUPERVISORS[owner]], world.projects[OWNERS[owner]]
    scheme = PaymentScheme.objects.filter(project=project, way=PaymentScheme.Way.LUMP_SUM).first()
    home = Unit.objects.filter(project=project).order_by("floor", "room")[2 * (place % 8) + 1]
    holds.hold_unit(me, home, customer=customer)
    world.put(Claim.objects.filter(unit=home).first(), project=project.name)
    if not _routed():
        return
    holds.queue_for_unit(me, home, customer=customer)
    world.put(UnitWaiter.objects.filter(consultant=me).last(), **here)
    special = quotes.draft_quote(
        me, unit=home, customer=customer, scheme=scheme, special_discount=Decimal(131_313), special_ground=Quote.Ground.FULL_PAYMENT,
        special_reason=f"全款 {canary}",
    )  # fmt: skip
    world.put(special, **here)
    discounts.ask_special_discount(me, special, reason=f"当天全款 {canary}")
    request = requests_about(special).first()
    if request is not None:
        asked = set(request.decisions.filter(person__isnull=False).values_list("person__username", flat=True))
        world.put(request, people={owner, "liu", "chen", *asked}, asker={owner}, turn={SUPERVISORS[owner]})
    quote = quotes.draft_quote(me, unit=home, customer=customer, scheme=scheme)
    world.put(quote, **here)
    quotes.issue_quote(me, quote)
    quote.refresh_from_db()
    disclosing.confirm_disclosures(me, quote, items=list(disclosures_due(quote)))
    quotes.accept_quote(me, quote)
    reservation = reservations.draft_reservation(
        me, home, quote=quote,
        buyers=[Person(name=f"买{canary or owner}", id_number="110101199003070388", phone=phone_of(10_000 + place * 100))],
        deposit_kind=MoneyKind.EARNEST, deposit_amount=Decimal(50_021), checked_face_to_face=True,
    )  # fmt: skip
    world.put(reservation, **here)
    world.put(reservation.buyers.first(), **here)
    world.put(reservation.planned.first(), **here)
    reservations.check_reservation(boss, reservation)
    reservations.sign_reservation(world.cast["liu"], reservation)
    entry = money.record_receipt(
        system,
        reservation,
        amount=Decimal(50_021),
        method=LedgerEntry.Method.TRANSFER,
        serial=f"CCB{place}{canary}",
        received_on=clock.today(),
        payer=f"买{canary or owner}",
    )
    world.put(entry, **here)
    if owner in ("zhao", "tang"):
        reservation.refresh_from_db()
        cancelling.request_cancellation(me, reservation, cause=Cancellation.Cause.NO_FAULT, reason=f"贷款未批 {canary}")
        world.put(Cancellation.objects.get(reservation=reservation), **here)
