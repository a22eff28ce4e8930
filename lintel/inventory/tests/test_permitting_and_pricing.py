"""Permits and price schemes go through two hands before they count, and one price is in force per unit."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from lintel.inventory.actions.permits import record_permit, record_publication, revoke_permit, submit_permit
from lintel.inventory.actions.prices import (
    draft_repricing,
    draft_scheme,
    file_scheme,
    price_unit,
    put_in_force,
    submit_scheme,
    withdraw_scheme,
)
from lintel.inventory.jobs import expire_permits, prices_come_into_force
from lintel.inventory.models import Building, PresalePermit, PriceLine, PriceScheme, Project, Unit
from lintel.inventory.pricing import total_of
from lintel.inventory.selling import can_sell
from lintel.platform.approvals.actions import approve, refuse, return_to
from lintel.platform.approvals.asking import requests_about
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused, WrongState

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1.2"), pytest.mark.clause("2.2.1.5")]


def scan() -> SimpleUploadedFile:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    return SimpleUploadedFile("permit.png", out.getvalue(), "image/png")


@pytest.fixture
def recorded(cast: Any, project: Project, building: Building, units: list[Unit]) -> PresalePermit:
    return record_permit(
        cast["zheng"],
        project=project,
        number="深房许字(2026)平湖009号",
        issued_on=date(2026, 11, 20),
        buildings=[building],
        scan=scan(),
    )


def granted(row: Any, cast: Any) -> None:
    approve(cast["chen"], requests_about(row).first())
    approve(cast["liu"], requests_about(row).first())


def test_a_permit_counts_when_deputy_and_manager_have_seen_its_scan(
    cast: Any, recorded: PresalePermit, units: list[Unit]
) -> None:
    assert "permit" in {c.code for c in can_sell(units[0], purpose="release").blocking}
    submit_permit(cast["zheng"], recorded)
    approve(cast["chen"], requests_about(recorded).get())
    recorded.refresh_from_db()
    assert recorded.status == PresalePermit.Status.IN_REVIEW
    approve(cast["liu"], requests_about(recorded).get())
    recorded.refresh_from_db()
    assert recorded.status == PresalePermit.Status.APPROVED
    assert can_sell(Unit.objects.get(pk=units[0].pk), purpose="release").yes


def test_who_decides_opens_the_scan_where_the_decision_is_made(
    cast: Any, recorded: PresalePermit, client: Client
) -> None:
    submit_permit(cast["zheng"], recorded)
    request = requests_about(recorded).get()
    client.force_login(cast["chen"])
    html = client.get(reverse("approvals:request-detail", args=[request.pk])).content.decode()
    assert "permit.png" in html
    link = re.search(r'href="(/attachments/[^"]+)"', html)
    assert link
    assert client.get(link[1]).status_code == 200
    client.force_login(cast["wang"])
    assert client.get(reverse("approvals:request-detail", args=[request.pk])).status_code == 404


def test_a_permit_without_scan_or_units_is_not_taken(cast: Any, project: Project, building: Building) -> None:
    bare = record_permit(
        cast["zheng"], project=project, number="X1", issued_on=date(2026, 11, 20), buildings=[building]
    )
    with pytest.raises(Refused) as said:
        submit_permit(cast["zheng"], bare)
    assert said.value.rule == "G-01"
    empty = record_permit(cast["zheng"], project=project, number="X2", issued_on=date(2026, 11, 20), scan=scan())
    with pytest.raises(Refused):
        submit_permit(cast["zheng"], empty)
    assert {p.status for p in PresalePermit.objects.all()} == {PresalePermit.Status.DRAFT}


def test_a_returned_permit_is_corrected_and_comes_again(cast: Any, recorded: PresalePermit) -> None:
    submit_permit(cast["zheng"], recorded)
    return_to(cast["chen"], requests_about(recorded).get(), reason="日期与扫描件不符")
    recorded.refresh_from_db()
    assert recorded.status == PresalePermit.Status.RETURNED
    submit_permit(cast["zheng"], recorded)
    granted(recorded, cast)
    recorded.refresh_from_db()
    assert (recorded.status, requests_about(recorded).count()) == (PresalePermit.Status.APPROVED, 1)


def test_a_permit_names_units_that_exist(cast: Any, project: Project, units: list[Unit]) -> None:
    with pytest.raises(Refused, match="3-1-999"):
        record_permit(
            cast["zheng"], project=project, number="X3", issued_on=date(2026, 11, 20), single_units="3-1-501，3-1-999"
        )
    made = record_permit(
        cast["zheng"], project=project, number="X3", issued_on=date(2026, 11, 20), single_units="3-1-501，3-1-502"
    )
    assert {u.code for u in made.units.all()} == {"3-1-501", "3-1-502"}
    with pytest.raises(ValidationError):
        record_permit(
            cast["zheng"], project=project, number="X4", issued_on=date(2026, 11, 20), valid_until=date(2026, 11, 1)
        )


def test_publication_is_due_ten_days_after_the_permit(cast: Any, permit: PresalePermit) -> None:
    PresalePermit.objects.filter(pk=permit.pk).update(published_on=None, issued_on=date(2026, 11, 20))
    permit.refresh_from_db()
    with clock.at(datetime(2026, 11, 23, 9)):
        assert (permit.publish_by, permit.days_to_publish) == (date(2026, 11, 30), 7)
        with pytest.raises(Refused):
            record_publication(cast["zheng"], permit, published_on=date(2026, 11, 24), where="公示墙")
        record_publication(cast["zheng"], permit, published_on=date(2026, 11, 23), where="公示墙")
    permit.refresh_from_db()
    assert permit.days_to_publish is None


def test_an_ended_or_revoked_permit_stops_sales(cast: Any, permit: PresalePermit, for_sale: list[Unit]) -> None:
    PresalePermit.objects.filter(pk=permit.pk).update(valid_until=clock.today() - timedelta(days=1))
    assert not can_sell(for_sale[0]).yes
    version = Unit.objects.get(pk=for_sale[0].pk).version
    expire_permits()
    permit.refresh_from_db()
    assert permit.status == PresalePermit.Status.EXPIRED
    assert Unit.objects.get(pk=for_sale[0].pk).version == version + 1
    with pytest.raises(WrongState):
        revoke_permit(cast["liu"], permit, reason="主管部门撤销")


@pytest.fixture
def drafted(cast: Any, project: Project, units: list[Unit]) -> PriceScheme:
    scheme = draft_scheme(cast["zheng"], project=project, name="加推调价", reason="二期加推")
    for unit in units[:2]:
        price_unit(
            cast["zheng"],
            scheme,
            unit=unit,
            list_price=Decimal("4600000"),
            floor_price=Decimal("4400000"),
            unit_price=Decimal("49004.00"),
        )
    return scheme


def test_a_scheme_walks_from_draft_to_force_through_other_hands(
    cast: Any, drafted: PriceScheme, units: list[Unit]
) -> None:
    submit_scheme(cast["zheng"], drafted)
    with pytest.raises(WrongState):
        put_in_force(cast["liu"], drafted)
    granted(drafted, cast)
    with pytest.raises(NotPermitted):
        file_scheme(cast["zheng"], drafted, filing_number="深房价备2026-200", filed_on=date(2026, 11, 22))
    file_scheme(cast["gao"], drafted, filing_number="深房价备2026-200", filed_on=date(2026, 11, 22), proof=scan())
    put_in_force(cast["gao"], drafted)
    drafted.refresh_from_db()
    assert (drafted.status, drafted.in_force_at is not None) == (PriceScheme.Status.IN_FORCE, True)
    older = PriceScheme.objects.get(name="首次开盘")
    assert older.status == PriceScheme.Status.IN_FORCE
    current = dict(PriceLine.objects.in_force().values_list("unit__code", "list_price"))
    assert len(current) == 8
    assert (current["3-1-501"], current["3-1-503"]) == (Decimal("4600000.00"), Decimal("4500000.00"))


def test_a_scheme_whose_last_unit_was_repriced_is_superseded(cast: Any, project: Project, units: list[Unit]) -> None:
    fresh = draft_repricing(cast["zheng"], project, units=units, percent=Decimal(2), name="全面上调", reason="成本")
    PriceScheme.objects.filter(pk=fresh.pk).update(
        status="filed", filing_number="1", filed_on=date(2026, 11, 1), effective_on=clock.today()
    )
    before = Unit.objects.get(pk=units[0].pk).version
    prices_come_into_force()
    assert {s.name: s.status for s in PriceScheme.objects.all()} == {"首次开盘": "superseded", "全面上调": "in_force"}
    assert set(PriceLine.objects.in_force().values_list("unit_price", flat=True)) == {Decimal("48960.00")}
    assert Unit.objects.get(pk=units[0].pk).version == before + 1


def test_prices_wait_for_their_day(cast: Any, drafted: PriceScheme) -> None:
    PriceScheme.objects.filter(pk=drafted.pk).update(
        status="filed", filing_number="1", filed_on=date(2026, 11, 1), effective_on=clock.today() + timedelta(days=3)
    )
    with pytest.raises(Refused):
        put_in_force(cast["gao"], drafted)
    prices_come_into_force()
    drafted.refresh_from_db()
    assert drafted.status == PriceScheme.Status.FILED


@pytest.mark.parametrize(
    "wrong",
    [{"filed_price": Decimal("4599999.99")}, {"floor_price": Decimal("4600000.01")}, {"list_price": Decimal("0")}],
)
def test_floor_list_and_filed_price_keep_their_order(
    cast: Any, drafted: PriceScheme, units: list[Unit], wrong: dict[str, Decimal]
) -> None:
    prices = {"list_price": Decimal("4600000"), **wrong}
    with pytest.raises(ValidationError):
        price_unit(cast["zheng"], drafted, unit=units[2], **prices)
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceLine.objects.create(scheme=drafted, unit=units[2], **{"filed_price": prices["list_price"], **prices})


def test_two_prices_in_force_cannot_stand_in_the_database(drafted: PriceScheme, units: list[Unit]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        drafted.lines.update(current=True)


def test_an_empty_scheme_is_not_reviewed_and_a_refused_one_is_over(
    cast: Any, project: Project, drafted: PriceScheme
) -> None:
    with pytest.raises(Refused):
        submit_scheme(cast["zheng"], draft_scheme(cast["zheng"], project=project, name="空", reason="x"))
    submit_scheme(cast["zheng"], drafted)
    refuse(cast["chen"], requests_about(drafted).get(), reason="太高")
    drafted.refresh_from_db()
    assert drafted.status == PriceScheme.Status.REJECTED


def test_the_author_takes_a_scheme_back(cast: Any, drafted: PriceScheme) -> None:
    submit_scheme(cast["zheng"], drafted)
    withdraw_scheme(cast["zheng"], drafted, reason="重算")
    drafted.refresh_from_db()
    assert drafted.status == PriceScheme.Status.WITHDRAWN
    assert [r.status for r in requests_about(drafted)] == ["withdrawn"]


def test_prices_of_a_scheme_under_review_stand_still(cast: Any, drafted: PriceScheme, units: list[Unit]) -> None:
    submit_scheme(cast["zheng"], drafted)
    with pytest.raises(Refused):
        price_unit(cast["zheng"], drafted, unit=units[0], list_price=Decimal("1"))


areas = st.decimals("1", "9999.99", places=2)
unit_prices = st.decimals("0.01", "999999.99", places=2)


@given(price=unit_prices, area=areas)
def test_a_total_is_the_unit_price_times_the_area_to_the_fen(price: Decimal, area: Decimal) -> None:
    total = total_of(price, area, None, None)
    assert total is not None
    assert abs(total.price - price * area) <= Decimal("0.005")
    assert total.price == total.price.quantize(Decimal("0.01"))


@given(price=unit_prices, gross=areas, off=st.decimals("-0.99", "0.99", places=2))
def test_a_total_rounded_on_the_list_is_still_the_reckoned_one(price: Decimal, gross: Decimal, off: Decimal) -> None:
    reckoned = total_of(price, gross, None, None)
    assert reckoned is not None
    assert total_of(price, gross, None, reckoned.price + off) == type(reckoned)(
        reckoned.price, reckoned.basis, bool(off)
    )


def test_a_total_that_fits_the_net_area_is_priced_by_net_area() -> None:
    total = total_of(Decimal("60000"), Decimal("93.87"), Decimal("74.81"), Decimal("4488600"))
    assert total is not None
    assert (total.price, total.basis) == (Decimal("4488600.00"), PriceLine.Basis.NET)
