"""One small world: the same life of a customer four times, for somebody of one's own, one's team, another team and another project.

Everything is made through actions; rows are labelled by hand (``labels.py``) with the person and the project they belong to.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from lintel.customers.actions import (
    appointments,
    consents,
    kit,
    tags,
)
from lintel.customers.models import Fact, FollowUp, MessageTemplate
from lintel.insight.actions import reports as insight
from lintel.insight.actions.targets import set_target
from lintel.inventory.actions import estate, permits, prices, units
from lintel.inventory.models import Facility, Phase, Project, ProjectMember, Section, Unit, UnitType
from lintel.platform.access.models import Grant, Role
from lintel.platform.approvals import actions as approving
from lintel.platform.approvals.asking import requests_about
from lintel.platform.approvals.models import Request
from lintel.platform.directory.models import Department, User, system_user
from lintel.platform.kernel import clock
from lintel.sales.actions import disclosing, terms
from lintel.sales.models import (
    DisclosureItem,
    LendingRule,
    LoanRate,
    Offer,
    PaymentScheme,
    TaxRate,
)
from lintel.sales.seeding import seed_rates
from lintel.site.demo.cast import FIRST_PROJECT, appoint_cast, open_projects
from tests.matrix.labels import NOW, OWNERS, PASSWORD, PNG, World
from tests.matrix.life import live


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
    world.put(LendingRule.objects.first())


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
    world.put(tags.add_tag(liu, project=project, name="学区优先"), **here)
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
    month = clock.today().replace(day=1)
    world.put(set_target(liu, project=project, metric="visits", month=month, value=Decimal(40)), **here)


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
