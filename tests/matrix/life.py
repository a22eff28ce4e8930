"""What happens between one consultant and the people who come to them, all of it through actions."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, reverse
from PIL import Image, ImageDraw

from lintel.customers.actions import (
    appointments,
    duty,
    followups,
    kit,
    leads,
    merging,
    profile,
    reception,
    referring,
    relating,
    reporting,
    tags,
)
from lintel.customers.models import Channel, Customer, FieldReport, FollowUp, Needs, Referral, RelatedPerson, Tag
from lintel.inventory.models import Claim, Project, Unit
from lintel.office import actions as announcing
from lintel.office.models import Receipt
from lintel.platform.approvals.asking import requests_about
from lintel.platform.attachments.actions import attach
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User, system_user
from lintel.platform.exchange import export_actions, filing, producing
from lintel.platform.exchange.export_actions import Spec
from lintel.platform.exchange.models import ExportJob
from lintel.platform.exchange.sources import outgoing
from lintel.platform.kernel import clock
from lintel.platform.notices.models import Notice
from lintel.platform.notices.sending import notify
from lintel.platform.tasks.actions import write_errand
from lintel.platform.tasks.models import Task
from lintel.sales.actions import cancelling, disclosing, discounts, holds, money, quotes, reservations, targets
from lintel.sales.models import (
    Cancellation,
    LedgerEntry,
    MoneyKind,
    PaymentScheme,
    Quote,
    UnitWaiter,
)
from lintel.sales.people import Person
from lintel.sales.queries import disclosures_due
from lintel.site.demo.cast import FIRST_PROJECT
from tests.matrix.labels import NOW, OWNERS, PNG, SUPERVISORS, World, phone_of


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
        how="signed",
        proof=_signature(),
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
    tags.put_tags(me, customer, tags=list(Tag.objects.filter(project=project)))
    relating.add_related(
        me, customer, relation="spouse", name=f"伴{canary or owner}", basis="spoken", phone=phone_of(number + 3)
    )
    world.put(RelatedPerson.objects.get(customer=customer), **here, kind="customers.relatedperson")
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
        above = {SUPERVISORS[owner], "liu", "chen"}
        world.put(task, people={owner, *above}, assignee={owner}, giver=above)
    errand = write_errand(boss, title=f"整理样板房 {canary}", text=canary, assignee=me)
    world.put(errand, people={owner, SUPERVISORS[owner], "liu", "chen"}, giver={SUPERVISORS[owner]})
    _announced(world, owner, project, canary)
    sent = notify(me, _a_kind(), f"注意 {canary}", event=f"world:{owner}")
    world.put(sent[0] if sent else Notice.objects.filter(receiver=me).first(), people={owner})
    world.put(
        Entry.objects.filter(actor=me).order_by("pk").first(),
        people={"liu", "chen"} | ({"gao"} if project.name == FIRST_PROJECT else set()),
    )


def _announced(world: World, owner: str, project: Project, canary: str) -> None:
    """What the supervisor tells the team, to be confirmed."""
    above, today = SUPERVISORS[owner], clock.today()
    row = announcing.write_announcement(
        world.cast[above], title=f"早会 {canary}", text=f"八点半 {canary}", project_id=project.pk, starts_on=today,
        ends_on=today + timedelta(days=7), must_confirm=True,
    )  # fmt: skip
    announcing.publish_announcement(world.cast[above], row)
    readers = {r.person.username: r for r in Receipt.objects.filter(announcement=row).select_related("person")}
    world.put(row, owner=above, project=project.name, people={above, "liu", "chen", *readers}, reader=set(readers))
    world.put(readers[owner], people={owner, "liu", "chen"}, reader={owner})


def _a_kind() -> str:
    return "customers.visitor_waiting"


def _needs(canary: str) -> dict[str, Any]:
    return {"remark": f"要安静 {canary}"}


def _signature() -> SimpleUploadedFile:
    """A stroke on a white sheet."""
    sheet, out = Image.new("RGB", (200, 80), "white"), io.BytesIO()
    ImageDraw.Draw(sheet).line((10, 60, 190, 20), fill="black", width=4)
    sheet.save(out, "PNG")
    return SimpleUploadedFile("signature.png", out.getvalue(), content_type="image/png")


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
        world.put(_taken_out(world.cast[actor], world.projects[OWNERS[owner]], canary), people={actor})


def _taken_out(actor: User, project: Project, canary: str) -> ExportJob:
    """A list of the project's homes that lies ready for whoever asked for it."""
    found = {"resource": "inventory.unit", "query": "", "project": project.pk, "found": {}, "columns": ["code"]}
    spec = Spec(found, outgoing("list", actor, found))
    asked = export_actions.ask_export(
        actor, source="list", spec=spec, fmt="csv", purpose=f"核对 {canary}", expected=1
    )  # fmt: skip
    export_actions.begin_export(system_user(), asked)
    producing.produce(ExportJob.objects.get(pk=asked.pk))
    return ExportJob.objects.get(pk=asked.pk)


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
