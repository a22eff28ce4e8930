"""The demo department: made through the door, full of every state, true in every respect, and only into an empty house."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from lintel.customers.models import Consent, Customer, FollowUp, Visit
from lintel.insight.looking import Looker
from lintel.insight.metrics import all_metrics
from lintel.insight.models import Correction, DailyReport, StrategyNote
from lintel.insight.reading import read
from lintel.inventory.models import Building, Claim, PresalePermit, PriceScheme, Project, Unit
from lintel.platform.approvals.models import Decision, Request
from lintel.platform.audit.models import Entry, Seal
from lintel.platform.audit.seal import seal_pending
from lintel.platform.audit.verify import verify
from lintel.platform.directory.models import User, system_user
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.invariants import all_invariants
from lintel.platform.kernel.spans import Span
from lintel.platform.notices.models import Notice
from lintel.platform.tasks.models import Task
from lintel.sales.models import Buyer, LedgerEntry, PlannedPayment, Quote, Reservation
from lintel.site.demo.department import SMALL, load_department
from lintel.site.installing import seed

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=clock.SHANGHAI)
TOLD: list[str] = []
"""What was said while the small department was loaded."""


@pytest.fixture(scope="module")
def people(django_db_setup: Any, django_db_blocker: Any) -> Any:
    """The small department, loaded once for this module and swept away after it."""
    with django_db_blocker.unblock():
        seed()
        with clock.at(NOW):
            cards = load_department(TOLD.append, SMALL)
        yield cards
        call_command("flush", interactive=False, verbosity=0)
        seed()


@pytest.fixture
def house(people: list[dict[str, str]], db: None) -> list[dict[str, str]]:
    return people


def _states(model: Any, field: str = "status") -> set[str]:
    return set(model.objects.values_list(field, flat=True))


def test_nobody_of_the_cast_does_what_they_may_not(house: list[dict[str, str]]) -> None:
    assert len(TOLD) == 2
    assert not [line for line in TOLD if "MISTAKE" in line]


def test_everybody_of_the_cast_gets_a_password_of_their_own(house: list[dict[str, str]]) -> None:
    assert len(house) == 18
    assert len({card["password"] for card in house}) == 18
    wang = next(card for card in house if card["username"] == "wang")
    assert User.objects.get(username="wang").check_password(wang["password"])


def test_the_estate_has_homes_shops_and_parking_spaces(house: Any) -> None:
    first = Unit.objects.filter(project__code="SFMY")
    kinds = Counter(first.values_list("kind", flat=True))
    assert sum(kinds.values()) >= 600
    assert kinds["parking"] >= 60
    assert kinds["shop"] == 6
    assert Unit.objects.filter(project__code="YQJA").count() == 80
    assert _states(Unit, "sale_state") >= {"draft", "withheld", "available", "held", "reserved"}
    assert first.filter(frozen=True).count() == 1
    assert Building.objects.filter(mortgaged=True).count() == 1


def test_a_building_without_permit_is_not_on_sale(house: Any) -> None:
    permit = PresalePermit.objects.get(buildings__code="5")
    assert permit.status == "in_review"
    assert _states_of_building("5") == {"draft"}


def _states_of_building(code: str) -> set[str]:
    return set(Unit.objects.filter(project__code="SFMY", building__code=code).values_list("sale_state", flat=True))


def test_customers_came_in_every_way_and_stand_in_many_stages(house: Any) -> None:
    assert _states(Customer, "channel") >= {"walk_in", "call", "outreach"}
    assert _states(Customer, "stage") >= {"visitor", "intent", "reserved"}
    assert _states(Visit, "outcome") >= {"new", "anonymous"}
    assert _states(FollowUp) >= {"due", "done"}
    assert Consent.objects.filter(purpose="marketing").exists()
    due = FollowUp.objects.filter(status="due")
    assert due.filter(due_at__lt=NOW).exists()
    assert due.filter(due_at__gte=NOW).exists()


def test_no_number_belongs_to_a_person(house: Any) -> None:
    """145 is a series of data cards: it can be neither called nor texted."""
    assert {c.phone.reveal()[:4] for c in Customer.objects.exclude(phone_bidx=None)} == {"1450"}


def test_deals_stand_at_every_step_and_wait_for_every_approver(house: Any) -> None:
    assert _states(Quote) >= {"draft", "used", "needs_approval", "rejected", "returned", "accepted"}
    assert _states(Reservation) >= {"draft", "checked", "signed", "effective", "cancel_requested"}
    assert Claim.objects.live(NOW).filter(kind="hold", about_id=None).exists()
    assert LedgerEntry.objects.filter(what="receipt", supervised=True).exists()
    waiting = Request.objects.filter(status="running", decisions__status="pending")
    assert set(waiting.values_list("decisions__person__username", flat=True)) >= {"zhou", "wu", "chen", "liu"}


def test_deeds_are_done_in_office_hours(house: Any) -> None:
    """Follow-ups by phone and what the system does by itself go on until eight in the evening."""
    at = [clock.local(moment) for moment in Entry.objects.values_list("at", flat=True)]
    assert {(m.hour, m.minute) for m in at if not (8, 0) <= (m.hour, m.minute) <= (20, 10)} == set()
    late = Entry.objects.filter(deed="customers.check_in").values_list("at", flat=True)
    assert max(clock.local(m).time() for m in late).hour <= 18


def test_people_do_their_work_and_read_what_they_are_told(house: Any) -> None:
    for person in User.objects.filter(roles__code="SR"):
        due = FollowUp.objects.filter(status="due", customer__owner=person, due_at__date__lte=NOW.date())
        assert due.filter(due_at__lt=NOW).count() <= 6
        assert due.count() <= 16
        assert Notice.objects.filter(receiver=person, read_at=None).count() <= 20


def test_requests_are_passed_on_in_every_way(house: Any) -> None:
    assert _states(Request) == {"running", "approved", "rejected", "returned", "withdrawn", "expired"}
    assert _states(Decision) >= {"pending", "approved", "rejected", "returned", "transferred", "add_signed"}
    assert Decision.objects.filter(on_behalf_of__username="chen").exists()
    assert Request.objects.filter(status="running", due_at__lt=NOW).exists()


def test_no_figure_of_the_house_is_nothing_or_everything(house: Any) -> None:
    """Whoever looks at the demo's boards sees each of them move: a tile of 0 or of 100 % says nothing."""
    looker, span = Looker(system_user()), Span(NOW.date() - timedelta(days=29), NOW.date())
    with clock.at(NOW):
        read_of = {m.key: read(m, looker.counted(m, None if m.of_now else span)).value for m in all_metrics()}
        shares = {m.key for m in all_metrics() if m.is_share}
    assert {key: value for key, value in read_of.items() if not value} == {}
    assert {key: read_of[key] for key in shares if read_of[key] == 100} == {}
    assert 80 <= read_of["first_follow_up"] <= 95


def test_the_manager_signs_corrects_and_notes(house: Any) -> None:
    reports = DailyReport.objects.filter(project__code="SFMY")
    assert reports.filter(status="signed").count() >= 14
    assert list(reports.filter(status="draft").values_list("day", flat=True)) == [NOW.date() - timedelta(days=1)]
    assert Correction.objects.exists()
    assert StrategyNote.objects.filter(price_scheme__isnull=False).exists()


def test_customers_give_marks_and_some_are_reported_lost(house: Any) -> None:
    assert FollowUp.objects.filter(satisfaction__isnull=False).exists()
    assert Customer.objects.filter(lost_asked_at__isnull=False, grade__in="AB").exists()
    assert LedgerEntry.objects.filter(kind="price", what="receipt").exists()


def test_a_dispute_about_a_customer_waits_for_its_ruling(house: Any) -> None:
    waits = Visit.objects.get(project__code="SFMY", claimant__isnull=False, ruling="", arrived_at__lte=NOW)
    assert waits.claimant != waits.consultant
    assert Task.objects.get(kind="customers.ruling", done_at=None, about_id=waits.pk).assignee.codes & {"SS", "DM"}


def test_price_schemes_stand_in_every_state(house: Any) -> None:
    assert _states(PriceScheme) >= {
        "draft",
        "in_review",
        "approved",
        "filed",
        "in_force",
        "superseded",
        "returned",
        "rejected",
        "withdrawn",
    }


def test_two_records_of_one_family_are_one(house: Any) -> None:
    assert Customer.objects.filter(merged_into__isnull=False).exists()


def test_every_deed_has_its_doer_and_the_trail_verifies(house: Any, settings: Any, tmp_path: Path) -> None:
    settings.LINTEL_ANCHOR_DIR = tmp_path  # the heads another test of this process remembered are of another trail
    assert Entry.objects.values("actor").distinct().count() >= 12
    seal_pending()
    report = verify()
    assert report.ok
    assert report.checked == Entry.objects.count()


def test_what_must_always_be_true_is_true(house: Any) -> None:
    assert {one.name: list(one.ask()) for one in all_invariants()} == {one.name: [] for one in all_invariants()}


def test_a_house_that_is_not_empty_is_left_alone(house: Any) -> None:
    before = (Project.objects.count(), Entry.objects.count())
    with pytest.raises(Refused):
        load_department(lambda text: None, SMALL)
    assert (Project.objects.count(), Entry.objects.count()) == before


# What doctor asks: each question finds what was planted for it.


def _drop_index(name: str) -> None:
    """Constraints forbid these mistakes; a restored or hand-edited database may hold them all the same."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")


def _second_claim() -> None:
    _drop_index("one_live_claim_per_unit")
    claim = Claim.objects.filter(live=True).earliest("pk")
    claim.pk = None
    claim.save()


def _two_records_of_one_number() -> None:
    _drop_index("one_customer_per_phone_and_project")
    one, two = Customer.objects.standing().filter(project__code="SFMY").exclude(phone_bidx=None).order_by("pk")[:2]
    Customer.objects.filter(pk=two.pk).update(phone_bidx=one.phone_bidx)


def _more_money_than_the_price() -> None:
    entry = LedgerEntry.objects.filter(what="receipt").latest("receipt_number")
    _another(entry, amount=entry.reservation.price * 2, step=1)


def _missing_receipt_number() -> None:
    _another(LedgerEntry.objects.latest("receipt_number"), amount=Decimal(1), step=7)


def _another(entry: LedgerEntry, *, amount: Decimal, step: int) -> None:
    LedgerEntry.objects.create(
        project=entry.project, reservation=entry.reservation, kind=entry.kind, method=entry.method, cashier=entry.cashier,
        account_name=entry.account_name, account_tail=entry.account_tail, supervised=True, payer="某某", received_on=entry.received_on,
        serial=f"PLANTED-{step}", amount=amount, receipt_number=entry.receipt_number + step,
    )  # fmt: skip


def _gap_in_the_seals() -> None:
    seal_pending()
    last = Seal.objects.latest("seq")
    entry = Entry.objects.latest("pk")
    entry.pk = None
    entry.save(force_insert=True)
    Seal.objects.create(
        seq=last.seq + 9, entry=entry, prev=last.digest, digest="0" * 64, form=last.form, sealed_at=last.sealed_at
    )


PLANTS: dict[str, Callable[[], Any]] = {
    "inventory.one_claim": _second_claim,
    "inventory.state_follows_claim": lambda: Unit.objects.filter(sale_state="held").update(sale_state="available"),
    "inventory.prices_in_force_are_of_schemes_in_force": lambda: PriceScheme.objects.filter(status="in_force").update(
        status="superseded"
    ),
    "customers.one_record": _two_records_of_one_number,
    "customers.owner": lambda: Customer.objects.filter(stage="reserved").update(owner=None),
    "customers.next_action": lambda: FollowUp.objects.filter(status="due").update(due_at=NOW),
    "sales.ledger_sums": _more_money_than_the_price,
    "sales.receipts_gapless": _missing_receipt_number,
    "sales.deposit_cap": lambda: Reservation.objects.update(deposit_kind="earnest", deposit_amount=F("price") / 2),
    "sales.payments_sum": lambda: PlannedPayment.objects.update(amount=F("amount") + 1),
    "sales.shares_sum": lambda: Buyer.objects.update(share=60),
    "sales.effective_has_money": lambda: Reservation.objects.filter(status="signed").update(status="effective"),
    "audit.no_gap": _gap_in_the_seals,
}


@pytest.mark.parametrize("name", sorted(PLANTS))
def test_a_planted_mistake_is_found(house: Any, name: str) -> None:
    question = next(one for one in all_invariants() if one.name == name)
    assert list(question.ask()) == []
    PLANTS[name]()
    assert list(question.ask())
